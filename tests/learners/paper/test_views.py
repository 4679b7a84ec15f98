"""The pages of a sheet: who gets in, what is shown first, what a wrong picture is told."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from learners.attendance.models import Attendance
from learners.paper.models import Sheet, SheetScan
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.learners.paper.conftest import seat_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def scan(session, photo, trainer):
    """A picture that waits: An present, Bích unclear, the others blank, a stranger in row 6."""
    scan = send(session, photo({0: 0, 5: 0}), trainer.user)
    scan.read[1] = {"boxes": ["marked", "doubtful", "empty"], "signature": "empty"}
    scan.save()
    return scan


@pytest.fixture
def browser(client, trainer):
    """The trainer's browser."""
    client.force_login(trainer.user)
    return client


def end(training_class) -> None:
    training_class.state, training_class.ended_at = "closed", timezone.now()
    training_class.save()


def upload(browser, session, *contents: bytes):
    files = [SimpleUploadedFile(f"anh{n}.jpg", content) for n, content in enumerate(contents)]
    return browser.post(reverse("paper:read", args=[session.pk]), {"pictures": files})


class TestSheet:
    def test_looking_prints_nothing_and_the_button_does(self, browser, session):
        address = reverse("paper:sheet", args=[session.pk])
        assert (browser.get(address).status_code, Sheet.objects.count()) == (200, 0)
        answer = browser.post(address, follow=True)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content[:5] == b"%PDF-"
        assert answer.redirect_chain == [(f"{address}?to={Sheet.objects.get().code}", 302)]

    def test_a_sheet_of_another_session_is_not_found_here(self, browser, session, sheet):
        second = session.training_class.sessions.get(number=2)
        address = reverse("paper:sheet", args=[second.pk])
        assert browser.get(address, {"to": sheet.code}).status_code == 404

    def test_an_auditor_looks_and_has_no_button(self, client, session, make_user):
        client.force_login(make_user(role=Role.AUDITOR))
        for name in ("paper:sheet", "paper:read"):
            page = client.get(reverse(name, args=[session.pk]))
            assert (page.status_code, b'method="post"' in page.content) == (200, False)
        client.post(reverse("paper:sheet", args=[session.pk]))
        assert Sheet.objects.count() == 0


class TestUpload:
    def test_a_picture_leads_to_its_confirmation(self, browser, session, photo):
        answer = upload(browser, session, photo({0: 0}))
        assert answer.url == reverse("paper:confirm", args=[SheetScan.objects.get().pk])

    def test_of_several_pictures_the_good_ones_are_kept_and_the_bad_one_is_named(
        self, browser, session, photo
    ):
        answer = upload(browser, session, photo({0: 0}), b"%PDF-1.7")
        assert (answer.status_code, SheetScan.objects.count()) == (422, 1)
        assert "anh1.jpg: Tệp PDF này bị hỏng" in answer.content.decode()
        assert "Các trang khác đã đọc được" in answer.content.decode()

    def test_what_is_missing_of_a_sheet_of_several_pages_is_said(
        self, browser, session, photo, sheet
    ):
        sheet.seats = sheet.seats + [0] * 40
        sheet.save()
        upload(browser, session, photo({0: 0}))
        address = reverse("paper:read", args=[session.pk])
        text = browser.get(address).content.decode()
        assert "chờ xác nhận trang 1; <strong>chưa có ảnh trang 2, 3</strong>" in text
        SheetScan.objects.update(confirmed_at=timezone.now())
        text = browser.get(address).content.decode()
        assert "đã ghi vào sổ trang 1; <strong>chưa có ảnh trang 2, 3</strong>" in text

    def test_a_closed_class_takes_no_picture_and_says_so(self, browser, session, photo, scan):
        end(session.training_class)
        answer = upload(browser, session, photo({1: 0}))
        assert (answer.status_code, SheetScan.objects.count()) == (422, 1)
        for address in (
            reverse("paper:read", args=[session.pk]),
            reverse("paper:confirm", args=[scan.pk]),
        ):
            text = browser.get(address).content.decode()
            assert ("Lớp này đã kết thúc" in text, "<button class=" in text) == (True, False)

    @pytest.mark.parametrize("count", [0, 6])
    def test_none_and_too_many_are_told_so(self, browser, session, count):
        answer = upload(browser, session, *[b"x"] * count)
        assert (answer.status_code, SheetScan.objects.count()) == (422, 0)


class TestConfirm:
    def test_the_doubtful_stand_first_each_with_its_row(self, browser, scan):
        page = browser.get(reverse("paper:confirm", args=[scan.pk]))
        text = page.content.decode()
        assert [line.seat.learner.full_name for line, _ in page.context["asked"]] == [
            "Hoàng Thị Bích"
        ]
        assert len(page.context["sure"]) == 3
        assert text.index("Hoàng Thị Bích") < text.index("Nguyễn Văn An")
        row = reverse("paper:cutout", args=[scan.pk]) + "?dong=1"
        assert f'src="{row}"' in text
        assert [line.number for line in page.context["strangers"]] == [6]
        picture = Image.open(BytesIO(browser.get(row).content))
        assert (picture.format, picture.width, picture.height) == ("JPEG", 516, 190)

    def test_what_was_chosen_stays_when_somebody_is_forgotten(self, browser, session, scan):
        address = reverse("paper:confirm", args=[scan.pk])
        an = seat_of(session, "Nguyễn Văn An")
        page = browser.post(address, {f"cho-{an.pk}": "late"})
        assert (page.status_code, Attendance.objects.count()) == (422, 0)
        assert '<option value="late" selected>' in page.content.decode()
        assert "Còn 3 người chưa chọn" in page.content.decode()

    def test_confirmed_it_is_in_the_register(self, browser, session, scan):
        seats = {seat.pk: seat for seat in session.training_class.seats_taken.all()}
        answer = browser.post(
            reverse("paper:confirm", args=[scan.pk]), {f"cho-{key}": "present" for key in seats}
        )
        assert answer.url == reverse("paper:read", args=[session.pk])
        assert Attendance.objects.filter(presence="present").count() == 4

    def test_every_look_at_a_picture_of_names_is_on_record(self, browser, scan):
        browser.get(reverse("paper:confirm", args=[scan.pk]))
        looks = AuditEntry.objects.filter(
            action="paper.look", target=f"learners.sheetscan:{scan.pk}"
        )
        assert looks.count() == 1

    def test_a_picture_that_is_gone_is_not_found_and_the_page_says_so(self, browser, scan):
        scan.picture.delete(save=False)
        scan.flat.delete(save=False)
        scan.save()
        cut = reverse("paper:cutout", args=[scan.pk])
        assert [browser.get(cut).status_code, browser.get(cut + "?dong=1").status_code] == [404] * 2
        page = browser.get(reverse("paper:confirm", args=[scan.pk]))
        assert "đã được xóa theo thời hạn lưu" in page.content.decode()

    def test_one_person_or_four_cost_the_same_queries(self, browser, session, scan):
        address = reverse("paper:confirm", args=[scan.pk])
        browser.get(address)
        counts = []
        for seats in (scan.sheet.seats[:1], scan.sheet.seats):
            Sheet.objects.filter(pk=scan.sheet_id).update(seats=seats)
            with CaptureQueriesContext(connection) as counted:
                browser.get(address)
            counts.append(len(counted))
        assert counts[0] == counts[1]


def test_lists_of_sheets_and_pictures_cost_the_same_however_long(browser, session, scan):
    names = ("paper:sheet", "paper:read")
    counts = []
    for more in (0, 2):
        for number in range(more):
            sheet = Sheet.objects.create(session=session, code=f"X{number}", seats=[])
            SheetScan.objects.create(sheet=sheet, page=1, sha256=str(number))
        for name in names:
            browser.get(reverse(name, args=[session.pk]))
            with CaptureQueriesContext(connection) as counted:
                browser.get(reverse(name, args=[session.pk]))
            counts.append(len(counted))
    assert counts[:2] == counts[2:]


def test_another_trainers_pages_are_not_known_to_exist(
    client, session, scan, make_trainer, make_user, other_commune
):
    users = (
        make_trainer("Lý A Sử").user,
        make_user(role=Role.COMMUNE_OFFICER, area=other_commune),
    )
    own = (("paper:sheet", session.pk), ("paper:read", session.pk))
    theirs = (("paper:confirm", scan.pk), ("paper:cutout", scan.pk))
    for user in users:
        client.force_login(user)
        for name, key in own + theirs:
            address = reverse(name, args=[key])
            assert (client.get(address).status_code, name) == (404, name)
            if name != "paper:cutout":
                assert client.post(address).status_code == 404
