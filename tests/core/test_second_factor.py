"""Whoever holds a role signs in with a second factor; everybody else never hears of it."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from lms.core.factors import demo_code, seed_demo_factor
from lms.core.models import AuditEntry, User
from lms.core.roles import STAFF, Role
from lms.core.services import grant_role, reset_second_factor
from tests.core.door import DOOR, errors, heading
from tests.core.factors import (
    AGAIN,
    APP,
    FACTORS,
    RECOVERY,
    SECOND_STEP,
    app_code,
    code_of,
    come_in,
    show,
)

pytestmark = pytest.mark.django_db
STAFF_DOORS = ["/theo-doi/", "/theo-doi/nhat-ky/", "/bien-tap/", "/quan-tri/"]


@pytest.fixture
def officer(areas, make_user) -> User:
    """A province officer with an app on the phone."""
    return make_user(role=Role.PROVINCE_OFFICER, email="tinh@vidu.vn", full_name="Trần Thu Hà")


@pytest.fixture
def newcomer(areas, make_user) -> User:
    """Somebody who was given a role today, and has no second factor yet."""
    user = make_user(email="moi@vidu.vn")
    grant_role(user=user, role=Role.PROVINCE_OFFICER, area=areas["19"], actor=None)
    return user


class TestSigningIn:
    def test_the_code_that_was_sent_is_not_enough(self, client, officer):
        answer = come_in(client, "tinh@vidu.vn")
        assert (answer.status_code, answer["Location"]) == (302, SECOND_STEP)
        assert "_auth_user_id" not in client.session
        assert client.get("/theo-doi/")["Location"] == f"{DOOR}?next=/theo-doi/"

    def test_with_the_code_of_the_app_they_begin_at_their_work(self, client, officer):
        come_in(client, "tinh@vidu.vn")
        assert heading(client.get(SECOND_STEP)) == "Bước thứ hai"
        assert show(client, app_code(officer))["Location"] == "/theo-doi/"
        assert client.get("/theo-doi/").status_code == 200

    def test_they_come_to_where_they_wanted_to_go(self, client, officer):
        come_in(client, "tinh@vidu.vn", next="/theo-doi/vai-tro/")
        assert show(client, app_code(officer))["Location"] == "/theo-doi/vai-tro/"

    def test_a_wrong_code_is_refused_in_words(self, client, officer):
        come_in(client, "tinh@vidu.vn")
        answer = show(client, f"{(int(app_code(officer)) + 1) % 10**6:06d}")
        assert "Mã chưa đúng" in errors(answer)[0]
        assert "_auth_user_id" not in client.session

    def test_a_code_works_once_however_it_is_spelled(self, client, officer):
        code = app_code(officer)
        come_in(client, "tinh@vidu.vn")
        show(client, code)
        second = Client()
        come_in(second, "tinh@vidu.vn")
        assert errors(show(second, f"{code[:3]} {code[3:]}")) != []
        with time_machine.travel(timezone.now() + timedelta(seconds=35)):
            assert errors(show(second, code)) != []

    def test_guessing_ends_after_some_tries(self, client, officer):
        come_in(client, "tinh@vidu.vn")
        for guess in range(10):
            show(client, f"{guess:06d}")
        assert errors(show(client, app_code(officer))) == [
            "Bạn đã thử nhiều lần. Hãy chờ vài phút rồi thử lại, "
            "và dùng mã trong tin nhắn mới nhất."
        ]

    def test_the_second_step_alone_opens_nothing(self, client, officer):
        assert show(client, app_code(officer))["Location"] == DOOR
        assert "_auth_user_id" not in client.session

    def test_a_recovery_code_stands_in_once(self, client, officer, codes):
        come_in(client, "tinh@vidu.vn")
        assert show(client, codes[0])["Location"] == "/theo-doi/"
        second = Client()
        come_in(second, "tinh@vidu.vn")
        assert errors(show(second, codes[0])) != []
        assert show(second, codes[1])["Location"] == "/theo-doi/"

    @pytest.fixture
    def codes(self, officer) -> list[str]:
        """The recovery codes of the officer."""
        own = Client()
        own.force_login(officer)
        own.post(f"{RECOVERY}moi/")
        page = own.get(f"{RECOVERY}tai-ve/").content.decode()
        return re.findall(r"^\d{8}$", page, re.MULTILINE)


class TestEveryDoor:
    @pytest.mark.parametrize("door", STAFF_DOORS)
    def test_without_a_factor_it_leads_to_setting_one_up(self, areas, make_user, door):
        user = make_user(email="moi@vidu.vn")
        for role in (Role.PROVINCE_OFFICER, Role.OPERATOR, Role.AUTHOR):
            grant_role(user=user, role=role, area=areas["19"], actor=None)
        browser = Client()
        come_in(browser, "moi@vidu.vn")
        assert browser.get(door)["Location"] == FACTORS

    @pytest.mark.usefixtures("catalog")
    @pytest.mark.parametrize("door", STAFF_DOORS)
    def test_a_session_older_than_the_factor_is_asked_for_it(self, areas, make_user, door):
        user, browser = make_user(), Client()
        browser.force_login(user)
        for role in (Role.PROVINCE_OFFICER, Role.OPERATOR, Role.AUTHOR):
            grant_role(user=user, role=role, area=areas["19"], actor=None)
        seed_demo_factor(user)
        wanted = f"{AGAIN}?next={door.replace('/', '%2F')}"
        assert browser.get(door)["Location"] == wanted
        assert browser.post(wanted, {"code": app_code(user)})["Location"] == door
        assert browser.get(door).status_code == 200

    @pytest.mark.parametrize("role", sorted(STAFF - {Role.AGENCY_OFFICER}))
    def test_every_role_needs_one(self, areas, make_user, role):
        user = make_user(phone="+84912345678")
        place = areas["05503"] if role == Role.COMMUNE_OFFICER else areas["19"]
        grant_role(user=user, role=role, area=place, actor=None)
        browser = Client()
        come_in(browser, "+84912345678")
        assert heading(browser.get(FACTORS)) == "Xác thực hai bước"

    def test_an_operator_made_on_the_machine_needs_one(self):
        User.objects.create_superuser("vanhanh@vidu.vn")
        browser = Client()
        come_in(browser, "vanhanh@vidu.vn")
        assert browser.get("/quan-tri/")["Location"] == FACTORS

    def test_learning_needs_none(self, client, newcomer):
        come_in(client, "moi@vidu.vn")
        assert client.get("/hoc/").status_code == 200

    @pytest.mark.parametrize("page", ["", "ung-dung/", "khoa/", "ma-du-phong/", "ma-du-phong/moi/"])
    def test_a_citizen_never_hears_of_it(self, client, make_user, page):
        make_user(email="lan@vidu.vn")
        assert come_in(client, "lan@vidu.vn")["Location"] == "/hoc/"
        assert client.get(FACTORS + page).status_code == 404


class TestSettingUpAnApp:
    @pytest.mark.django_db(transaction=True)  # allauth tells of the new factor once it is stored
    def test_a_newcomer_sets_up_an_app_and_gets_to_work(self, client, newcomer):
        come_in(client, "moi@vidu.vn")
        page = client.get(APP).content.decode()
        secret = re.search(r'class="secret">(\w+)<', page)[1]
        assert 'src="data:image/svg+xml;base64,' in page
        done = client.post(APP, {"code": code_of(secret)})
        assert done["Location"] == RECOVERY
        assert len(re.findall(r"<li>\d{4} \d{4}</li>", client.get(RECOVERY).content.decode())) == 10
        assert client.get("/theo-doi/").status_code == 200

    def test_an_account_that_was_made_at_the_door_can_set_one_up_too(self, client, areas):
        come_in(client, "lan@vidu.vn")
        user = User.objects.get(email="lan@vidu.vn")
        grant_role(user=user, role=Role.TRAINER, area=areas["19"], actor=None)
        assert heading(client.get(APP)) == "Thêm ứng dụng tạo mã"

    def test_a_wrong_code_sets_up_nothing(self, client, newcomer):
        come_in(client, "moi@vidu.vn")
        client.get(APP)
        assert "Mã chưa đúng" in errors(client.post(APP, {"code": "000000"}))[0]
        assert not Authenticator.objects.filter(user=newcomer).exists()

    def test_the_secret_is_not_readable_in_the_database(self, client, newcomer):
        come_in(client, "moi@vidu.vn")
        secret = re.search(r'class="secret">(\w+)<', client.get(APP).content.decode())[1]
        client.post(APP, {"code": code_of(secret)})
        stored = Authenticator.objects.values_list("data", flat=True)
        assert [secret in str(data) for data in stored] == [False, False]

    def test_secrets_survive_a_new_key_that_names_the_old_one(self, officer, settings):
        code = app_code(officer)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another-key-0123456789-0123456789-0123456789-012345"
        assert app_code(officer) == code

    def test_a_lost_key_is_said_in_words(self, client, officer, settings):
        code = app_code(officer)
        come_in(client, "tinh@vidu.vn")
        officer.authenticator_set.update(data={"secret": "x", "demo": True})
        assert client.get(SECOND_STEP).status_code == 200
        assert errors(show(client, code)) == [
            "Bước xác thực của tài khoản này không đọc được nữa. "
            "Hãy báo người vận hành của tỉnh để được thiết lập lại."
        ]

    def test_somebody_who_came_in_long_ago_signs_in_anew_first(self, client, newcomer):
        come_in(client, "moi@vidu.vn")
        with time_machine.travel(timezone.now() + timedelta(hours=1)):
            assert client.get(APP)["Location"] == FACTORS
            assert "Bạn đăng nhập đã lâu" in client.get(FACTORS).content.decode()

    def test_the_last_factor_of_staff_stays(self, client, officer):
        client.force_login(officer)
        page = client.post(f"{APP}bo/")
        assert errors(page) == [
            "Đây là cách xác thực cuối cùng của bạn. Hãy thêm một cách khác trước khi bỏ cách này."
        ]
        assert Authenticator.objects.filter(user=officer).count() == 1

    def test_whose_role_ended_may_take_it_away(self, client, officer):
        client.force_login(officer)
        officer.grants.update(valid_from="2026-01-01", valid_to="2026-01-31")
        assert client.post(f"{APP}bo/")["Location"] == FACTORS
        assert Authenticator.objects.filter(user=officer).count() == 0


class TestTheDemo:
    def test_it_shows_the_code_of_a_seeded_account(self, client, officer):
        come_in(client, "tinh@vidu.vn")
        page = client.get(SECOND_STEP).content.decode()
        shown = re.search(r"mã lúc này là <strong[^>]*>(\d{3} \d{3})</strong>", page)[1]
        assert show(client, shown)["Location"] == "/theo-doi/"

    def test_a_code_that_was_used_is_followed_by_one_that_works(self, client, officer):
        come_in(client, "tinh@vidu.vn")
        first = demo_code(officer)
        show(client, first)
        second = Client()
        come_in(second, "tinh@vidu.vn")
        assert demo_code(officer) != first
        assert show(second, demo_code(officer))["Location"] == "/theo-doi/"

    def test_nobody_elses_code_is_shown(self, client, newcomer):
        come_in(client, "moi@vidu.vn")
        secret = re.search(r'class="secret">(\w+)<', client.get(APP).content.decode())[1]
        client.post(APP, {"code": code_of(secret)})
        assert demo_code(newcomer) == ""

    def test_outside_the_demo_none_is_shown(self, officer, settings):
        settings.DEMO = False
        assert demo_code(officer) == ""


class TestWhoLostIt:
    def test_the_account_starts_anew_and_is_signed_out_everywhere(self, client, officer):
        client.force_login(officer)
        reset_second_factor(user=officer, actor=None)
        assert client.get("/theo-doi/")["Location"] == f"{DOOR}?next=/theo-doi/"
        come_in(client, "tinh@vidu.vn")
        assert client.get("/theo-doi/")["Location"] == FACTORS

    def test_the_command_finds_the_account_by_its_contact(self, officer):
        call_command("forget_second_factor", "Tinh@vidu.vn")
        assert not Authenticator.objects.filter(user=officer).exists()
        with pytest.raises(CommandError):
            call_command("forget_second_factor", "ai@vidu.vn")

    def test_an_operator_helps_from_a_screen_and_it_is_written_down(
        self, client, officer, make_user
    ):
        operator = make_user(role=Role.OPERATOR)
        client.force_login(operator)
        sent = {"action": "reset_second_factor", "_selected_action": [officer.pk]}
        client.post("/quan-tri/core/user/", sent)
        assert not Authenticator.objects.filter(user=officer).exists()
        entry = AuditEntry.objects.get(action="core.reset_second_factor")
        assert (entry.actor, entry.target) == (operator, f"core.user:{officer.pk}")

    @pytest.mark.usefixtures("areas")
    def test_nobody_reads_secrets_or_sessions_in_the_operators_pages(self, client, make_user):
        client.force_login(make_user(role=Role.OPERATOR))
        for page in ("mfa/authenticator/", "usersessions/usersession/"):
            assert client.get(f"/quan-tri/{page}").status_code == 404


class TestSigningInAgain:
    def test_what_was_sent_is_carried_out_after_it(self, client, officer, make_user):
        client.force_login(officer)
        operator = make_user(role=Role.OPERATOR)
        grant = make_user(role=Role.AUDITOR).grants.get()
        page = f"/theo-doi/vai-tro/{grant.pk}/ket-thuc/"
        assert operator.grants.count() == 1
        with time_machine.travel(timezone.now() + timedelta(minutes=6)):
            asked = client.post(page, {"valid_to": str(timezone.localdate())})
            assert asked["Location"] == f"{AGAIN}?next={page.replace('/', '%2F')}"
            done = client.post(asked["Location"], {"code": app_code(officer)})
            assert done["Location"] == "/theo-doi/vai-tro/"
            grant.refresh_from_db()
            assert grant.valid_to == timezone.localdate()

    def test_within_five_minutes_nobody_is_asked_again(self, client, officer):
        client.force_login(officer)
        with time_machine.travel(timezone.now() + timedelta(minutes=4)):
            assert client.get("/theo-doi/vai-tro/giao/").status_code == 200
        with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
            assert client.get("/theo-doi/vai-tro/giao/").status_code == 302

    def test_looking_on_goes_on_without(self, client, officer):
        client.force_login(officer)
        with time_machine.travel(timezone.now() + timedelta(hours=8)):
            assert client.get("/theo-doi/").status_code == 200

    def test_the_time_is_that_of_the_settings(self):
        assert settings.ACCOUNT_REAUTHENTICATION_TIMEOUT == 300
