"""One door for everyone: a phone number or a mailbox, then six digits."""

from datetime import timedelta
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from lms.core.models import User
from tests.core.door import (
    CODE,
    DOOR,
    ask_for_code,
    code_sent_to,
    enter,
    errors,
    heading,
    without_tokens,
    wrong,
)

pytestmark = pytest.mark.django_db

PHONE, MAIL = "+84912345678", "lan@vidu.vn"
CONTACTS = [("0912 345 678", PHONE), ("Lan@ViDu.vn", MAIL)]


@pytest.fixture(autouse=True)
def _outbox(settings, tmp_path):
    """Every test has a mailbox of its own."""
    settings.DATA_DIR = tmp_path


def who(client: Client) -> str | None:
    """The account a browser is signed in to."""
    return client.session.get("_auth_user_id")


class TestComingIn:
    @pytest.mark.parametrize(("typed", "contact"), CONTACTS)
    def test_a_new_contact_gets_an_account_on_the_way_through(self, client, typed, contact):
        assert ask_for_code(client, typed)["Location"] == CODE
        entered = enter(client, code_sent_to(contact))
        user = User.objects.get()
        assert (entered["Location"], who(client)) == ("/hoc/", str(user.pk))
        assert [user.phone, user.email].count(contact) == 1
        assert user.verified_at is not None

    @pytest.mark.parametrize(("typed", "contact"), CONTACTS)
    def test_a_known_contact_comes_back_to_its_account(self, client, typed, contact):
        field = "phone" if contact == PHONE else "email"
        user = User.objects.create_user(**{field: contact})
        ask_for_code(client, typed)
        enter(client, code_sent_to(contact))
        assert (who(client), User.objects.count()) == (str(user.pk), 1)

    @pytest.mark.parametrize(("typed", "contact"), CONTACTS)
    def test_nobody_learns_from_the_screens_who_has_an_account(self, typed, contact):
        screens = []
        for browser in (Client(), Client()):  # the second time the account exists
            asked = ask_for_code(browser, typed)
            screens.append((asked.status_code, asked["Location"], *asked.cookies))
            screens.append(without_tokens(browser.get(CODE)))
            enter(browser, code_sent_to(contact))
        assert screens[:2] == screens[2:]

    def test_the_message_says_what_the_code_is_for(self, client, capsys):
        ask_for_code(client, "0912345678")
        said = capsys.readouterr().out.strip()
        assert said.partition(code_sent_to(PHONE))[2] == (
            " là mã vào học Bình dân học AI, dùng được trong 10 phút. "
            "Không đưa mã này cho bất kỳ ai."
        )

    def test_two_quick_taps_make_one_account_and_the_newest_code_counts(self, client):
        ask_for_code(client, "0912345678")
        ask_for_code(client, "0912345678")
        enter(client, code_sent_to(PHONE))
        assert (User.objects.count(), who(client) is not None) == (1, True)

    def test_a_mistyped_number_can_be_mended_at_once(self, client):
        ask_for_code(client, "0987654321")
        assert heading(client.get(DOOR)) == "Đăng nhập"
        ask_for_code(client, "0912345678")
        enter(client, code_sent_to(PHONE))
        assert who(client) == str(User.objects.get(phone=PHONE).pk)

    def test_a_code_can_be_sent_again(self, client):
        ask_for_code(client, "0912345678")
        client.post(CODE, {"action": "resend"})
        enter(client, code_sent_to(PHONE))
        assert who(client) == str(User.objects.get().pk)

    def test_somebody_who_is_in_is_not_asked_again(self, client, make_user):
        client.force_login(make_user())
        assert client.get(DOOR)["Location"] == "/hoc/"

    def test_the_session_key_changes_at_the_door(self, client):
        client.get("/hoc/")
        ask_for_code(client, "0912345678")
        before = client.session.session_key
        enter(client, code_sent_to(PHONE))
        assert client.session.session_key != before

    def test_going_out_ends_the_session(self, client):
        ask_for_code(client, "0912345678")
        enter(client, code_sent_to(PHONE))
        stolen = client.cookies["sessionid"].value
        client.post("/tai-khoan/ra/")
        thief = Client()
        thief.cookies["sessionid"] = stolen
        assert (who(client), who(thief)) == (None, None)

    def test_opening_the_way_out_does_not_go_out(self, client, make_user):
        client.force_login(make_user())
        assert (heading(client.get("/tai-khoan/ra/")), who(client) is not None) == (
            "Bạn muốn đăng xuất?",
            True,
        )


class TestCodes:
    def test_a_wrong_code_is_refused_in_words(self, client):
        ask_for_code(client, "0912345678")
        answer = enter(client, wrong(code_sent_to(PHONE)))
        assert errors(answer) == ["Mã chưa đúng. Hãy nhập 6 số trong tin nhắn hoặc thư mới nhất."]
        assert who(client) is None

    def test_five_wrong_codes_end_it_even_for_the_right_one(self, client):
        ask_for_code(client, "0912345678")
        code = code_sent_to(PHONE)
        answers = [enter(client, wrong(code)).status_code for _ in range(5)]
        assert answers == [200, 200, 200, 200, 302]
        assert (enter(client, code).status_code, who(client)) == (302, None)

    def test_a_code_is_used_once(self, client):
        ask_for_code(client, "0912345678")
        code = code_sent_to(PHONE)
        enter(client, code)
        client.post("/tai-khoan/ra/")
        enter(client, code)
        assert who(client) is None

    def test_a_code_is_no_use_in_another_browser(self, client):
        ask_for_code(client, "0912345678")
        other = Client()
        answer = other.get(enter(other, code_sent_to(PHONE))["Location"], follow=True)
        assert (answer.request["PATH_INFO"], who(other)) == (DOOR, None)

    def test_a_code_of_somebody_else_is_refused(self, client):
        ask_for_code(client, "0912345678")
        other = Client()
        ask_for_code(other, "0987654321")
        enter(other, code_sent_to(PHONE))
        assert (who(other), code_sent_to(PHONE) == code_sent_to("+84987654321")) == (None, False)

    def test_an_old_code_is_refused_once_a_new_one_was_asked_for(self, client):
        ask_for_code(client, "0912345678")
        old = code_sent_to(PHONE)
        ask_for_code(client, "0912345678")
        enter(client, old)
        assert (who(client), old == code_sent_to(PHONE)) == (None, False)

    @pytest.mark.parametrize(("minutes", "inside"), [(9, True), (11, False)])
    def test_a_code_lives_for_ten_minutes(self, client, minutes, inside):
        now = timezone.now()
        with time_machine.travel(now, tick=False):
            ask_for_code(client, "0912345678")
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            enter(client, code_sent_to(PHONE))
            assert (who(client) is not None) is inside

    def test_without_having_asked_the_second_screen_leads_to_the_first(self, client):
        assert client.get(CODE, follow=True).request["PATH_INFO"] == DOOR


class TestWhatWasTyped:
    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("", "Hãy nhập số điện thoại hoặc email của bạn."),
            (
                "091234",
                "Số điện thoại di động có 10 số, bắt đầu bằng số 0. Ví dụ: 0912 345 678.",
            ),
            (
                "Nguyễn Thị Lan",
                "Số điện thoại di động có 10 số, bắt đầu bằng số 0. Ví dụ: 0912 345 678.",
            ),
            ("lan@", "Email chưa đúng. Ví dụ: lan@thainguyen.vn."),
            ("lan@vidu", "Email chưa đúng. Ví dụ: lan@thainguyen.vn."),
        ],
    )
    def test_a_bad_contact_is_refused_in_words_and_kept_on_the_screen(
        self, client, typed, sentence
    ):
        answer = ask_for_code(client, typed)
        assert (errors(answer), answer.context["form"]["login"].value()) == ([sentence], typed)
        assert User.objects.count() == 0

    def test_a_mailbox_that_is_too_long_is_refused(self, client):
        assert ask_for_code(client, "a" * 250 + "@vidu.vn").status_code == 200
        assert User.objects.count() == 0

    def test_when_no_message_can_be_sent_it_says_so_and_makes_no_account(self, client, settings):
        settings.CODE_SENDERS = {"phone": "lms.core.senders.not_configured"}
        answer = ask_for_code(client, "0912345678")
        assert (answer.status_code, errors(answer), User.objects.count()) == (
            200,
            ["Chưa gửi được tin nhắn tới điện thoại. Hãy dùng email."],
            0,
        )

    def test_when_the_mail_server_is_away_it_says_so_and_makes_no_account(self, client, settings):
        settings.CODE_SENDERS = {"email": "lms.core.senders.by_email"}
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        answer = ask_for_code(client, MAIL)
        assert (answer.status_code, errors(answer), User.objects.count()) == (
            200,
            ["Chưa gửi được thư. Hãy thử lại sau ít phút, hoặc dùng số điện thoại."],
            0,
        )

    def test_a_code_goes_out_by_mail(self, client, settings, mailoutbox):
        settings.CODE_SENDERS = {"email": "lms.core.senders.by_email"}
        ask_for_code(client, MAIL)
        assert [(m.to, m.subject) for m in mailoutbox] == [([MAIL], "Mã vào học Bình dân học AI")]
        enter(client, mailoutbox[0].body[:6])
        assert who(client) == str(User.objects.get().pk)


class TestLimits:
    def test_a_hall_of_forty_behind_one_address_gets_in_within_two_minutes(self):
        numbers = [f"09000000{seat:02d}" for seat in range(40)]
        start, inside = timezone.now(), []
        for seat, number in enumerate(numbers):
            with time_machine.travel(start + timedelta(seconds=3 * seat), tick=False):
                browser = Client(REMOTE_ADDR="203.0.113.9")
                ask_for_code(browser, number)
                enter(browser, code_sent_to(f"+84{number[1:]}"))
                inside.append(who(browser) is not None)
        assert inside == [True] * 40

    @pytest.mark.parametrize(("typed", "contact"), CONTACTS)
    def test_the_fifth_code_within_five_minutes_is_refused_in_words(self, client, typed, contact):
        answers = [ask_for_code(Client(), typed) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 302, 200]
        assert errors(answers[-1]) == [
            "Bạn đã thử nhiều lần. Hãy chờ vài phút rồi thử lại, "
            "và dùng mã trong tin nhắn mới nhất."
        ]

    def test_spelling_the_number_in_another_way_is_no_way_around(self, client):
        spellings = ["0912345678", "+84912345678", "0912 345 678", "84912345678", "0912.345.678"]
        assert [ask_for_code(Client(), typed).status_code for typed in spellings][-1] == 200

    def test_after_five_minutes_a_code_can_be_had_again(self, client):
        for _ in range(5):
            ask_for_code(Client(), "0912345678")
        with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
            assert ask_for_code(client, "0912345678").status_code == 302


class TestLockedAccounts:
    def test_a_locked_account_is_told_so_and_gets_no_code(self, client, settings):
        User.objects.create_user(phone=PHONE, is_active=False)
        answer = ask_for_code(client, "0912345678")
        assert errors(answer) == [
            "Tài khoản này đã khóa. Hãy liên hệ Ủy ban nhân dân xã, phường để được giúp."
        ]
        assert (settings.DATA_DIR / "outbox.txt").exists() is False

    def test_an_account_that_is_locked_meanwhile_does_not_get_in(self, client):
        ask_for_code(client, "0912345678")
        User.objects.update(is_active=False)
        answer = client.get(enter(client, code_sent_to(PHONE))["Location"])
        assert (heading(answer), who(client)) == ("Tài khoản đã khóa", None)

    def test_a_locked_account_is_out_at_the_next_page(self, client, make_user):
        user = make_user()
        client.force_login(user)
        User.objects.filter(pk=user.pk).update(is_active=False)
        assert client.get("/hoc/ghi-ten/")["Location"] == f"{DOOR}?next=/hoc/ghi-ten/"


ELSEWHERE = [
    "https://evil.example",
    "http://evil.example/hoc/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "\t//evil.example",
    " //evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "https://testserver@evil.example",
    "https://testserver.evil.example/",
    "http://evil.example\\@testserver/",
    "http://evil.example#@testserver/",
    "https://evil。example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "ftp://evil.example/",
]


def lands_on(location: str) -> tuple[str, str]:
    """Where a browser goes: it reads a backslash as a slash and drops tabs and line ends."""
    read = location.replace("\\", "/").translate(dict.fromkeys(map(ord, "\t\r\n"))).strip()
    target = urlsplit(urljoin(f"http://testserver{CODE}", read))
    return target.scheme, target.netloc


class TestWhereOneGoesNext:
    def test_one_comes_back_to_the_page_one_wanted(self, client):
        wanted = "/hoc/ghi-ten/?next=/hoc/"
        asked = ask_for_code(client, "0912345678", next=wanted)
        assert asked["Location"] == f"{CODE}?next=%2Fhoc%2Fghi-ten%2F%3Fnext%3D%2Fhoc%2F"
        assert enter(client, code_sent_to(PHONE), next=wanted)["Location"] == wanted

    @pytest.mark.parametrize("target", ELSEWHERE)
    def test_nobody_is_led_elsewhere_after_the_code(self, client, target):
        ask_for_code(client, "0912345678", next=target)
        entered = enter(client, code_sent_to(PHONE), next=target)
        assert (lands_on(entered["Location"]), who(client) is not None) == (
            ("http", "testserver"),
            True,
        )

    @pytest.mark.parametrize("target", ELSEWHERE)
    def test_nobody_who_is_in_is_led_elsewhere(self, client, make_user, target):
        client.force_login(make_user())
        landed = {
            lands_on(client.get(DOOR, {"next": target})["Location"]),
            lands_on(client.post("/tai-khoan/ra/", {"next": target})["Location"]),
        }
        assert landed == {("http", "testserver")}


class TestOtherDoors:
    @pytest.mark.parametrize(
        "path", ["/bien-tap/", "/bien-tap/pages/", "/quan-tri/", "/quan-tri/core/user/"]
    )
    def test_every_other_door_leads_to_the_one(self, client, path):
        answer = client.get(path, follow=True)
        assert unquote(answer.redirect_chain[-1][0]) == f"{DOOR}?next={path}"

    @pytest.mark.parametrize("path", ["/tai-khoan/dang-ky/", "/tai-khoan/xin-ma/"])
    def test_signing_up_is_signing_in(self, client, path):
        assert client.get(f"{path}?next=/hoc/")["Location"] == f"{DOOR}?next=/hoc/"

    @pytest.mark.parametrize("path", ["/bien-tap/login/", "/quan-tri/login/"])
    def test_a_password_opens_nothing(self, client, path):
        user = User.objects.create_superuser("vanhanh@vidu.vn")
        user.set_password("mat-khau-cu-123")
        user.save()
        fields = {"username": "vanhanh@vidu.vn", "password": "mat-khau-cu-123"}
        client.post(path, fields)
        client.post(DOOR, {"login": "vanhanh@vidu.vn", "password": "mat-khau-cu-123"})
        assert who(client) is None

    @pytest.mark.parametrize(
        "path",
        [
            "/tai-khoan/password/reset/",
            "/tai-khoan/password/change/",
            "/tai-khoan/signup/",
            "/tai-khoan/email/",
            "/tai-khoan/login/",
            "/bien-tap/password_reset/",
        ],
    )
    def test_pages_of_passwords_do_not_exist(self, client, areas, make_user, path):
        client.force_login(make_user(role="operator"))
        assert client.get(path).status_code == 404

    @pytest.mark.parametrize("path", ["/bien-tap/", "/quan-tri/", "/quan-tri/core/user/"])
    def test_a_citizen_is_told_that_the_page_is_not_theirs(self, client, make_user, path):
        client.force_login(make_user())
        answer = client.get(path, follow=True)
        assert (answer.status_code, heading(answer)) == (
            403,
            "Trang này không dành cho tài khoản của bạn",
        )
