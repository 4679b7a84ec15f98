"""A sheet is printed, photographed, read, confirmed: then, and only then, the register changes."""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image
from pillow_heif import register_heif_opener

from learners.attendance.models import Attendance, Mark
from learners.attendance.services import mark
from learners.classes.models import Seat
from learners.paper import opening, pictures, reading, retention, selectors, services
from learners.paper.models import Sheet, SheetScan
from lms.core.errors import DomainError
from lms.core.holdings import Subject, all_holdings
from lms.core.models import AuditEntry
from tests.learners.paper.conftest import IN_ORDER, NAMES, seat_of, seat_people, send

pytestmark = pytest.mark.django_db


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True)
    return done.stdout.decode()


def register(session) -> dict[str, str]:
    """Name → what counts of them."""
    return dict(
        Attendance.objects.filter(session=session).values_list(
            "seat__learner__full_name", "presence"
        )
    )


def proposed(scan) -> dict[str, str]:
    """Name → what the confirm page proposes, or "asked"."""
    return {
        line.seat.learner.full_name: "asked" if line.doubt else line.presence
        for line in selectors.lines_of(scan)
        if line.seat
    }


def confirm(scan, actor, **changed):
    lines = [line for line in selectors.lines_of(scan) if line.seat]
    chosen = {
        line.seat.pk: changed.get(line.seat.learner.full_name, line.presence) for line in lines
    }
    return services.confirm(scan=scan, presences=chosen, actor=actor)


class TestPrinting:
    def test_people_stand_in_the_order_of_given_names(self, sheet):
        names = [person.name for person in selectors.people_on(sheet)]
        assert names == list(IN_ORDER)
        text = text_of(services.page_pdf(sheet=sheet))
        places = [text.index(name) for name in IN_ORDER]
        assert places == sorted(places)
        assert [text.count(word) for word in ("Trang 1/1", "Buổi 1", "Ma Thị Hương")] == [1, 1, 1]

    def test_the_same_roster_gives_the_same_sheet(self, session, sheet, trainer):
        assert services.print_sheet(session=session, actor=trainer.user) == sheet
        seat_people(session.training_class, trainer.user, names=["Triệu Mùi Chài"])
        other = services.print_sheet(session=session, actor=trainer.user)
        assert (other.code == sheet.code, len(other.seats), len(sheet.seats)) == (False, 5, 4)

    def test_nobody_prints_the_sheet_of_another_trainers_class(self, session, make_trainer):
        with pytest.raises(DomainError):
            services.print_sheet(session=session, actor=make_trainer("Lý A Sử").user)
        assert not Sheet.objects.exists()

    def test_a_class_of_five_hundred_has_twenty_eight_pages_in_one_document(
        self, make_class, trainer, commune
    ):
        made = make_class(trainer=trainer, seats=600)
        names = [f"Nguyễn Thị Bông {number}" for number in range(500)]
        seat_people(made, trainer.user, names=names[:3])
        sheet = services.print_sheet(session=made.sessions.first(), actor=trainer.user)
        sheet.seats = sheet.seats[:1] * 500
        pdf = services.page_pdf(sheet=sheet)
        assert (sheet.pages, text_of(pdf).count("Trang 28/28"), len(pdf) < 1_500_000) == (
            28,
            1,
            True,
        )


class TestReading:
    def test_a_photo_becomes_marks_only_when_somebody_confirms(self, session, photo, trainer):
        scan = send(session, photo({0: 0, 1: 1, 2: 2}), trainer.user)
        wanted = dict(zip(IN_ORDER, ("present", "late", "excused", "absent"), strict=True))
        assert (proposed(scan), register(session)) == (wanted, {})
        assert confirm(scan, trainer.user) == 4
        assert register(session) == wanted
        assert set(Mark.objects.values_list("how", "evidence")) == {("paper", scan.evidence)}

    def test_confirmed_again_only_what_differs_is_written(self, session, photo, trainer):
        scan = send(session, photo({0: 0, 1: 1}), trainer.user)
        confirm(scan, trainer.user)
        assert confirm(scan, trainer.user) == 0
        assert confirm(scan, trainer.user, **{"Lý Thị Sáy": "late"}) == 1
        assert register(session)["Lý Thị Sáy"] == "late"

    def test_a_row_that_is_asked_is_never_guessed(self, session, photo, trainer):
        scan = send(session, photo({0: 0}), trainer.user)
        scan.read[1] = {"boxes": ["marked", "marked", "empty"], "signature": "empty"}
        scan.save()
        assert proposed(scan)["Hoàng Thị Bích"] == "asked"
        with pytest.raises(DomainError, match="Còn 1 người chưa chọn"):
            confirm(scan, trainer.user)
        assert register(session) == {}
        confirm(scan, trainer.user, **{"Hoàng Thị Bích": "late"})
        assert register(session)["Hoàng Thị Bích"] == "late"

    def test_a_blank_row_of_somebody_who_was_seen_is_asked(self, session, photo, trainer):
        seat = seat_of(session, "Lý Thị Sáy")
        mark(session=session, seat=seat, presence="present", actor=trainer.user)
        scan = send(session, photo({0: 0}), trainer.user)
        assert (proposed(scan)["Lý Thị Sáy"], proposed(scan)["Giàng A Páo"]) == ("asked", "absent")

    def test_the_roster_may_have_changed_since_the_sheet_was_printed(self, session, photo, trainer):
        picture = photo({0: 0, 1: 0, 2: 0, 3: 0})
        Seat.objects.filter(pk=seat_of(session, "Hoàng Thị Bích").pk).update(state="left")
        seat_people(session.training_class, trainer.user, names=["Âu Thị An"])
        scan = send(session, picture, trainer.user)
        confirm(scan, trainer.user)
        others = set(NAMES) - {"Hoàng Thị Bích"}
        assert register(session) == dict.fromkeys(others, "present")

    def test_a_spare_row_with_writing_is_shown_and_marks_nobody(self, session, photo, trainer):
        scan = send(session, photo({0: 0, 5: 0}), trainer.user)
        strangers = [line.number for line in selectors.lines_of(scan) if not line.seat]
        assert (strangers, confirm(scan, trainer.user)) == ([6], 4)

    def test_the_same_picture_twice_is_one(self, session, photo, trainer):
        picture = photo({0: 0})
        first, again = (send(session, picture, trainer.user) for _ in range(2))
        assert (first, SheetScan.objects.count()) == (again, 1)

    def test_the_evidence_tells_nothing_of_place_and_camera(self, session, photo, trainer):
        picture = Image.open(BytesIO(photo({0: 0})))
        exif = Image.Exif()
        exif[0x010F], exif[0x0112] = "Hãng máy", 6  # lies on its side
        exif.get_ifd(0x8825)[1] = "N"
        out = BytesIO()
        picture.rotate(90, expand=True).save(out, "JPEG", exif=exif, quality=80)
        scan = send(session, out.getvalue(), trainer.user)
        with Image.open(scan.picture.path) as kept:
            assert (dict(kept.getexif()), kept.width < kept.height) == ({}, True)
        assert Path(scan.picture.path).is_relative_to(settings.PRIVATE_ROOT)
        assert proposed(scan)["Nguyễn Văn An"] == "present"

    @pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
    def test_other_kinds_of_pictures_are_read_whatever_their_name(
        self, session, photo, trainer, kind
    ):
        register_heif_opener()  # so that Pillow writes what iPhones take
        out = BytesIO()
        Image.open(BytesIO(photo({1: 0}))).save(out, kind)
        scan = send(session, out.getvalue(), trainer.user, name="danh-sach.pdf")
        assert proposed(scan)["Hoàng Thị Bích"] == "present"
        with Image.open(scan.picture.path) as kept:  # what a browser shows as evidence
            assert kept.format == "JPEG"


def bomb() -> bytes:
    """A small file of a billion pixels."""
    out = BytesIO()
    Image.new("1", (40_000, 25_000)).save(out, "PNG")
    return out.getvalue()


def plain(kind="PNG") -> bytes:
    out = BytesIO()
    Image.new("L", (900, 1_200), 210).save(out, kind)
    return out.getvalue()


# Says it is HEIC, and holds nothing.
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100


class TestRefusing:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", pictures.EMPTY),
            (HEIC, opening.NOT_A_PICTURE),
            (b"PK\x03\x04 khong phai anh", opening.NOT_A_PICTURE),
            (plain()[:400], opening.NOT_A_PICTURE),
            (plain("GIF"), opening.NOT_A_PICTURE),
            (plain(), reading.NOT_A_SHEET),
            (b"\xff" * (pictures.LARGEST + 1), pictures.TOO_LARGE),
        ],
    )
    def test_what_is_no_sheet_is_said_and_changes_nothing(
        self, session, trainer, content, sentence
    ):
        with pytest.raises(DomainError) as refused:
            send(session, content, trainer.user)
        assert (refused.value.message, SheetScan.objects.count()) == (sentence, 0)

    def test_a_bomb_is_not_unpacked(self, session, trainer):
        with pytest.raises(DomainError) as refused:
            send(session, bomb(), trainer.user)
        assert refused.value.message == opening.TOO_MANY_PIXELS

    def test_another_sessions_sheet_is_named_to_whoever_may_see_it(self, session, photo, trainer):
        second = session.training_class.sessions.get(number=2)
        with pytest.raises(DomainError, match=r"buổi khác: lớp \d+, buổi 1"):
            send(second, photo({0: 0}), trainer.user)
        assert SheetScan.objects.count() == 0

    def test_another_trainers_sheet_is_not_named(self, make_class, make_trainer, photo):
        other = make_trainer("Lý A Sử")
        elsewhere = make_class(trainer=other).sessions.first()
        with pytest.raises(DomainError) as refused:
            send(elsewhere, photo({0: 0}), other.user)
        assert refused.value.message == services.UNKNOWN_SHEET

    def test_nobody_reads_or_confirms_for_another_trainers_class(
        self, session, photo, trainer, make_trainer
    ):
        scan = send(session, photo({0: 0}), trainer.user)
        other = make_trainer("Lý A Sử")
        with pytest.raises(DomainError):
            send(session, photo({1: 0}), other.user)
        with pytest.raises(DomainError):
            confirm(scan, other.user)
        assert register(session) == {}

    def test_a_closed_class_takes_nothing_and_the_scan_waits(self, session, photo, trainer):
        scan = send(session, photo({0: 0}), trainer.user)
        training_class = session.training_class
        training_class.state, training_class.ended_at = "closed", timezone.now()
        training_class.save()
        with pytest.raises(DomainError):
            confirm(scan, trainer.user)
        scan.refresh_from_db()
        assert (scan.confirmed_at, register(session)) == (None, {})

    def test_a_seat_of_another_page_is_not_confirmed_here(self, session, photo, trainer):
        scan = send(session, photo({0: 0}), trainer.user)
        with pytest.raises(DomainError):
            services.confirm(scan=scan, presences={999_999: "present"}, actor=trainer.user)


class TestForgetting:
    def test_pictures_go_when_their_time_is_over_and_what_they_said_stays(
        self, session, photo, trainer
    ):
        scan = send(session, photo({0: 0}), trainer.user)
        confirm(scan, trainer.user)
        waiting = send(session, photo({1: 0}), trainer.user)
        assert retention.forget() == 0
        files = [scan.picture.path, scan.flat.path, waiting.picture.path]
        SheetScan.objects.filter(pk=scan.pk).update(confirmed_at="2020-01-01T00:00:00Z")
        SheetScan.objects.filter(pk=waiting.pk).update(uploaded_at="2020-01-01T00:00:00Z")
        assert (retention.forget(), retention.forget()) == (2, 0)
        assert [Path(file).exists() for file in files] == [False] * 3
        assert register(session)["Nguyễn Văn An"] == "present"

    def test_a_person_sees_their_pictures_and_with_the_person_they_go(
        self, session, photo, trainer
    ):
        scan = send(session, photo({0: 0}), trainer.user)
        holding = next(one for one in all_holdings() if one.code == "paper.scans")
        seat = seat_of(session, "Lý Thị Sáy")
        assert [
            line["Buổi"] for line in holding.collect(Subject(frozenset({seat.learner_id})))
        ] == ["Buổi 1"]
        holding.erase(Subject(frozenset({seat.learner_id})))
        scan.refresh_from_db()
        assert (scan.picture.name, scan.flat.name) == ("", "")


def test_every_act_is_on_record(session, photo, trainer):
    confirm(send(session, photo({0: 0}), trainer.user), trainer.user)
    acts = AuditEntry.objects.filter(action__startswith="paper.").order_by("pk")
    assert list(acts.values_list("action", flat=True)) == [
        "paper.print_sheet",
        "paper.take_picture",
        "paper.confirm",
    ]


def test_a_file_named_by_its_sender_never_becomes_a_path(session, photo, trainer):
    scan = send(session, photo({0: 0}), trainer.user, name="../../etc/passwd.jpg")
    assert scan.picture.name.startswith("paper/")
