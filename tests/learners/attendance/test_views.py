"""The register on a screen, and coming in by QR, as people meet them."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learners.attendance import codes, screens
from learners.attendance.models import Attendance, Mark
from learners.classes.models import Seat, Session, TrainingClass
from learners.people.models import Consent, Learner
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.learners.attendance.batches import added
from tests.screens import page_of as screens_of
from tests.screens import words

NOW = timezone.now


@pytest.fixture
def trainer(client, hall):
    client.force_login(hall.trainer)
    return client


def page_of(hall) -> str:
    return reverse("attendance:register", args=[hall.session.pk])


def code_of(session, *, at=None) -> str:
    """The path in the QR of a session at a moment."""
    return urlsplit(screens.address_now(session, (at or NOW()).timestamp())).path


def as_learner(seat) -> Client:
    browser = Client()
    browser.force_login(seat.learner.user)
    return browser


def come_in(browser: Client, path: str, **said):
    """Scan, and press the button."""
    browser.get(path)
    return browser.post(reverse("scan:come_in"), said, follow=True)


class TestRegister:
    def test_names_stand_in_the_order_of_given_names(self, trainer, hall):
        page = trainer.get(page_of(hall)).content.decode()
        names = re.findall(r'<p class="roll__name" id="[^"]*">([^<]*)', page)
        assert names == ["Trần Văn Bình", "Ma Thị Én", "Nguyễn Thị Lan"]

    def test_two_of_one_name_are_told_apart_and_nothing_else_is_said(
        self, trainer, hall, make_learner
    ):
        hall.seat(make_learner("Nguyễn Thị Lan", 1988, phone="+84912345678"))
        page = trainer.get(page_of(hall)).content.decode()
        assert "Nguyễn Thị Lan (1950)" in page
        assert "Nguyễn Thị Lan (1988)" in page
        assert "1951" not in page
        assert "912345678" not in page

    @pytest.mark.parametrize("presence", ["present", "late", "left_early", "excused", "absent"])
    def test_one_tap_marks_without_script(self, trainer, hall, presence):
        seat = hall.seats[0]
        answer = trainer.post(page_of(hall), {"mark": f"{seat.pk}:{presence}"})
        assert answer.url == f"{page_of(hall)}#cho-{seat.pk}"
        assert Attendance.objects.get().presence == presence
        page = trainer.get(page_of(hall)).content.decode()
        assert f'value="{seat.pk}:{presence}" aria-pressed="true"' in page

    @pytest.mark.parametrize("said", ["", "x", "1", ":", "9999999:present", "²:present"])
    def test_a_strange_tap_is_refused_in_words(self, trainer, hall, said):
        answer = trainer.post(page_of(hall), {"mark": said})
        assert (answer.status_code, Mark.objects.count()) == (422, 0)
        assert 'role="alert"' in answer.content.decode()

    def test_somebody_who_is_not_on_the_list_is_added_without_script_once(self, trainer, hall):
        told = added()
        typed = {"add": "1", "full_name": told.pop("name"), **told}
        for _ in range(2):
            assert trainer.post(page_of(hall), typed).status_code == 302
        assert Attendance.objects.get().seat.learner.full_name == "Dương Văn Tại"
        assert (Seat.objects.filter(spot_id=told["spot"]).count(), Mark.objects.count()) == (1, 1)

    def test_what_cannot_be_added_stays_as_it_was_typed(self, trainer, hall):
        people = Learner.objects.count()
        for change in ({"birth_year": "1800"}, {"birth_year": "năm"}, {"full_name": ""}):
            typed = {"add": "1", "full_name": "Dương Văn Tại", **added(), **change}
            answer = trainer.post(page_of(hall), typed)
            assert answer.status_code == 422
            assert "Xóm Gốc Gạo" in answer.content.decode()
        assert Learner.objects.count() == people

    def test_a_childs_sheet_asks_for_the_guardian_and_keeps_what_was_typed(self, trainer, hall):
        typed = {"add": "1", "full_name": "Lò Thị Mơ", **added(birth_year=2011, paper="tờ 12")}
        asked = trainer.post(page_of(hall), typed)
        page = asked.content.decode()
        assert asked.status_code == 422
        assert not Learner.objects.filter(full_name="Lò Thị Mơ").exists()
        assert "cha, mẹ hoặc người giám hộ cùng ký" in page
        assert 'value="tờ 12"' in page
        assert '<div class="roll-add__guardian">' in page  # not hidden any more
        typed["guardian_name"] = "Lò Văn Ăn"
        assert trainer.post(page_of(hall), typed).status_code == 302
        consent = Consent.objects.get(learner__full_name="Lò Thị Mơ")
        assert (consent.paper, consent.guardian_name) == ("tờ 12", "Lò Văn Ăn")

    def test_a_closed_class_shows_its_register_and_nothing_to_tap_or_keep(self, trainer, hall):
        TrainingClass.objects.update(state="closed", ended_at=NOW())
        answer = trainer.get(page_of(hall))
        assert "Lớp này đã kết thúc" in answer.content.decode()
        assert "<button" not in answer.content.decode()
        assert "X-Keep-On-Phone" not in answer.headers

    def test_an_officer_who_only_looks_has_nothing_to_tap(self, client, hall, make_user):
        client.force_login(make_user(role=Role.AUDITOR))
        assert "<button" not in client.get(page_of(hall)).content.decode()
        assert (
            client.post(page_of(hall), {"mark": f"{hall.seats[0].pk}:present"}).status_code == 422
        )
        assert client.get(reverse("attendance:qr", args=[hall.session.pk])).status_code == 403

    @pytest.mark.parametrize("people", [1, 3])
    def test_the_number_of_queries_does_not_grow(
        self, client, make_hall, people, django_assert_num_queries
    ):
        hall = make_hall(people)
        client.force_login(hall.trainer)
        client.get(page_of(hall))
        with django_assert_num_queries(8):
            client.get(page_of(hall))

    def test_page_and_script_of_a_class_of_forty_are_small(self, client, make_hall):
        hall = make_hall(40)
        client.force_login(hall.trainer)
        page = client.get(page_of(hall)).content
        scripts = re.findall(rb'src="/static/([^"]+)"', page)
        assert len(scripts) == 2
        files = [finders.find(name.decode()) for name in scripts]
        sizes = [len(page), *(Path(file).stat().st_size for file in files)]
        assert sum(sizes) <= 60_000, sizes


class TestOnThePhone:
    def test_worker_and_manifest_stand_under_the_pages_they_serve(self, client):
        worker = client.get(reverse("attendance:worker"))
        assert worker["Content-Type"].startswith("text/javascript")
        assert reverse("attendance:worker").rpartition("/")[0] == "/day"
        manifest = client.get(reverse("attendance:manifest")).json()
        assert manifest["start_url"].startswith(manifest["scope"])

    def test_what_the_worker_keeps_exists_and_names_nobody(self, client, hall):
        script = client.get(reverse("attendance:worker")).content.decode()
        kept = re.findall(r'"(/[^"]+)"', script)
        files = [path for path in kept if path.startswith("/static/") and path != "/static/"]
        assert all(finders.find(path.removeprefix("/static/")) for path in files)
        assert len(files) == 9
        saved = client.get(reverse("attendance:saved"))
        assert (saved.status_code, "Lan" in saved.content.decode()) == (200, False)


class TestQr:
    def test_the_code_on_the_screen_changes_and_is_of_this_session(self, hall):
        seconds = NOW().timestamp()
        shown = {screens.address_now(hall.session, seconds + 30 * step) for step in range(3)}
        assert len(shown) == 3
        assert all(f"/hoc/diem-danh/{hall.session.pk}-" in address for address in shown)

    def test_page_and_fragment_show_it_and_how_many_are_there(self, trainer, hall):
        come_in(as_learner(hall.seats[0]), code_of(hall.session))
        for name in ("attendance:qr", "attendance:qr_image"):
            page = trainer.get(reverse(name, args=[hall.session.pk])).content.decode()
            assert "data:image/svg+xml" in page
            assert "Đã có mặt: <strong>1</strong>" in page
        assert "<html" not in page

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda hall: TrainingClass.objects.update(state="closed", ended_at=NOW()), "kết thúc"),
            (lambda hall: Session.objects.update(state="cancelled"), "đã hủy"),
            (
                lambda hall: Session.objects.update(
                    starts_at=NOW() + timedelta(days=2), ends_at=NOW() + timedelta(days=3)
                ),
                "chưa bắt đầu",
            ),
        ],
    )
    def test_without_a_reason_to_scan_there_is_no_code(self, trainer, hall, change, words):
        change(hall)
        page = trainer.get(reverse("attendance:qr", args=[hall.session.pk])).content.decode()
        assert words in page
        assert "data:image/svg+xml" not in page


class TestScan:
    def test_forty_people_scan_and_forty_are_there(self, make_hall):
        hall = make_hall(40)
        for seat in hall.seats:
            answer = come_in(as_learner(seat), code_of(hall.session))
            assert "Đã ghi: bạn có mặt" in answer.content.decode()
        assert Attendance.objects.filter(session=hall.session).there().count() == 40
        assert Mark.objects.values("device").distinct().count() == 40

    def test_a_look_alone_writes_nothing(self, hall):
        browser = as_learner(hall.seats[0])
        page = browser.get(code_of(hall.session), follow=True).content.decode()
        assert hall.seats[0].learner.full_name in page
        assert Mark.objects.count() == 0

    def test_a_scan_before_signing_in_counts_with_its_moment(self, hall, time_machine):
        """The code is long gone when the code by phone has come; the scan was in time."""
        start = NOW()
        browser, seat = Client(), hall.seats[0]
        assert (
            browser.get(code_of(hall.session), follow=True)
            .redirect_chain[-1][0]
            .startswith("/tai-khoan/vao/?next=/hoc/diem-danh/")
        )
        time_machine.move_to(start + timedelta(minutes=15), tick=False)
        browser.force_login(seat.learner.user)
        browser.post(reverse("scan:come_in"))
        mark = Mark.objects.get()
        assert (mark.seat, mark.how) == (seat, "scan")
        assert mark.made_at - start < timedelta(minutes=1)

    def test_a_scan_is_forgotten_after_twenty_minutes(self, hall, time_machine):
        browser = as_learner(hall.seats[0])
        browser.get(code_of(hall.session))
        time_machine.move_to(NOW() + timedelta(minutes=21), tick=False)
        answer = browser.post(reverse("scan:come_in"), follow=True)
        assert "quét mã đang hiện trên màn hình" in answer.content.decode()
        assert Mark.objects.count() == 0

    def test_whoever_is_not_on_the_register_yet_is_led_there_and_back(self, hall, make_user):
        browser = Client()
        browser.force_login(make_user())
        answer = browser.get(code_of(hall.session), follow=True)
        assert answer.redirect_chain[-1][0] == "/hoc/ghi-ten/?next=%2Fhoc%2Fdiem-danh%2F"
        typed = {
            "full_name": "Lò Thị Mai",
            "birth_year": "1970",
            "commune": "Tân Cương",
            "next": "/hoc/diem-danh/",
            "consent_study": "on",
        }
        answer = browser.post("/hoc/ghi-ten/", typed, follow=True)
        assert "Vào lớp và điểm danh" in answer.content.decode()
        browser.post(reverse("scan:come_in"), {"join": "1"})
        assert Attendance.objects.get().seat.learner.full_name == "Lò Thị Mai"


class TestRefused:
    """In words, with what to do; nothing is written."""

    def said(self, browser: Client, path: str) -> tuple[int, str]:
        before = Mark.objects.count()
        answer = browser.get(path, follow=True)
        browser.post(reverse("scan:come_in"), {"join": "1"})
        assert Mark.objects.count() == before
        return answer.status_code, answer.content.decode()

    def test_an_old_code(self, hall):
        old = code_of(hall.session, at=NOW() - timedelta(seconds=95))
        status, words = self.said(as_learner(hall.seats[0]), old)
        assert (status, "Mã QR này đã cũ" in words) == (410, True)

    def test_a_code_that_somebody_sends_home(self, hall, time_machine):
        """It was good for its owner; two minutes later it is good for nobody else."""
        path = code_of(hall.session)
        come_in(as_learner(hall.seats[0]), path)
        time_machine.move_to(NOW() + timedelta(minutes=2), tick=False)
        assert "Mã QR này đã cũ" in self.said(as_learner(hall.seats[1]), path)[1]

    def test_a_code_whose_session_was_exchanged(self, make_hall):
        here, there = make_hall(1), make_hall(1)
        moved = code_of(here.session).replace(f"{here.session.pk}-", f"{there.session.pk}-", 1)
        status, words = self.said(as_learner(there.seats[0]), moved)
        assert (status, "không phải mã điểm danh" in words) == (404, True)

    @pytest.mark.parametrize("code", ["x", "1-2-3", "0-0-", "9" * 50, "1--1-a"])
    def test_what_is_no_code(self, hall, code):
        status, words = self.said(as_learner(hall.seats[0]), f"/hoc/diem-danh/{code}/")
        assert (status, "không phải mã điểm danh" in words) == (404, True)

    def test_the_code_of_a_closed_class(self, hall):
        TrainingClass.objects.update(state="closed", ended_at=NOW())
        status, words = self.said(as_learner(hall.seats[0]), code_of(hall.session))
        assert (status, "Lớp này đã kết thúc" in words) == (409, True)

    def test_another_session_s_code_offers_a_chair_when_one_is_free(self, make_hall):
        here, there = make_hall(1), make_hall(1)
        browser = as_learner(here.seats[0])
        page = browser.get(code_of(there.session), follow=True).content.decode()
        assert "Bạn chưa có tên trong lớp này. Lớp còn chỗ" in page
        browser.post(reverse("scan:come_in"))
        assert Mark.objects.count() == 0
        browser.post(reverse("scan:come_in"), {"join": "1"})
        assert Attendance.objects.get().session == there.session

    def test_a_full_class_offers_nothing(self, make_hall):
        here, there = make_hall(1), make_hall(1, seats=1)
        browser = as_learner(here.seats[0])
        page = browser.get(code_of(there.session), follow=True).content.decode()
        assert "lớp đã đủ chỗ. Hãy báo giảng viên" in page
        assert "<button" not in page
        answer = browser.post(reverse("scan:come_in"), {"join": "1"})
        assert (answer.status_code, Mark.objects.count()) == (422, 0)
        assert "danh sách chờ" in answer.content.decode()
        assert codes.STEP_SECONDS == 30


class TestEntries:
    """Which mark, by whom, when: the last step from a number down to what it was counted from."""

    def entries(self, hall) -> str:
        return reverse("attendance:entries", args=[hall.session.pk])

    def test_every_mark_says_who_made_it_how_and_which_one_counts(self, trainer, hall):
        seat = hall.seats[0]
        trainer.post(page_of(hall), {"mark": f"{seat.pk}:absent"})
        trainer.post(page_of(hall), {"mark": f"{seat.pk}:present"})
        come_in(as_learner(hall.seats[1]), code_of(hall.session))
        rows = screens_of(trainer.get(self.entries(hall))).select("tbody tr")
        said = [[words(cell) for cell in row.select("th, td")[:3]] for row in rows]
        maker = hall.trainer.full_name or f"tài khoản số {hall.trainer.pk}"
        scanner = hall.seats[1].learner.user
        assert said == [
            ["Trần Văn Bình", "Có mặt", f"{scanner.full_name}, học viên quét QR"],
            ["Nguyễn Thị Lan", "Vắng không tính", f"{maker}, giảng viên chạm tên"],
            ["Nguyễn Thị Lan", "Có mặt", f"{maker}, giảng viên chạm tên"],
        ]

    def test_a_look_is_written_down_and_the_register_leads_there(self, client, hall, make_user):
        client.force_login(make_user(role=Role.AUDITOR))
        link = screens_of(client.get(page_of(hall))).find("a", string="Ai đã ghi, ghi lúc nào")
        assert link["href"] == self.entries(hall)
        client.get(link["href"])
        entry = AuditEntry.objects.get(action="attendance.look_entries")
        assert entry.target == f"learners.session:{hall.session.pk}"

    @pytest.mark.parametrize("people", [1, 3])
    def test_the_number_of_queries_does_not_grow(
        self, trainer, make_hall, people, django_assert_num_queries, client
    ):
        hall = make_hall(people)
        client.force_login(hall.trainer)
        for seat in hall.seats:
            client.post(page_of(hall), {"mark": f"{seat.pk}:present"})
        client.get(self.entries(hall))
        with django_assert_num_queries(6):
            client.get(self.entries(hall))
