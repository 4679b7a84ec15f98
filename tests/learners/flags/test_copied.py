"""Signatures copied from one session's sheet onto another's: sent in as anybody sends them."""

import pytest
from django.urls import reverse
from PIL import Image

from learners.classes.models import Session
from learners.flags.models import Flag
from learners.flags.services import look_at
from learners.paper import services
from learners.paper.models import SheetScan
from learners.paper.retention import delete_files
from tests.learners.paper.conftest import seat_people, send
from tests.learners.paper.photos import BLUE, Camera, Hand, filled, photographed, rasterised

pytestmark = pytest.mark.django_db
NAMES = [f"Nguyễn Thị Hoa {n}" for n in range(7)]
EVERYBODY = dict.fromkeys(range(len(NAMES)), (0, "cross", BLUE))
AT_HOME = Camera(long_side=1_800)
OUTSIDE = Camera(long_side=1_800, turn=4, tilt=0.05, blur=0.6, noise=6, light=0.3, seed=4)


@pytest.fixture
def lesson(make_class, trainer):
    """A class of seven, with two sessions."""
    made = make_class(trainer=trainer)
    seat_people(made, trainer.user, NAMES)
    return made


@pytest.fixture
def bring(trainer):
    """Print the sheet of a session, let somebody write on it, and send its photo."""

    def bring_back(session: Session, write, camera: Camera = AT_HOME) -> SheetScan:
        sheet = services.print_sheet(session=session, actor=trainer.user)
        page = write(rasterised(services.page_pdf(sheet=sheet))[0])
        return send(session, photographed(page, camera), trainer.user)

    return bring_back


def signed(seed: int, rows: int = len(NAMES)):
    """Everybody marks a box; the first rows also sign. The same seed is the very same hand."""

    def write(page: Image.Image) -> Image.Image:
        if rows == len(NAMES):
            return filled(page, EVERYBODY, seed)
        hand = Hand(page, seed)
        for row in EVERYBODY:
            if row < rows:
                hand.sign(row, BLUE)
            hand.mark(row, 0, "cross", BLUE)
        return hand.done()

    return write


def sessions(lesson) -> list[Session]:
    return list(lesson.sessions.order_by("number"))


def test_the_same_signatures_on_the_sheets_of_two_sessions_stand_side_by_side(
    lesson, bring, client, officer
):
    first, second = sessions(lesson)
    scans = [bring(first, signed(7)), bring(second, signed(7), OUTSIDE)]
    assert look_at(class_id=lesson.pk) == 1
    flag = Flag.objects.get()
    assert (flag.kind, flag.training_class, flag.other_class) == ("same_file", lesson, None)
    assert flag.evidence == {
        "scans": [scan.pk for scan in scans],
        "sessions": [first.pk, second.pk],
        "signed": 7,
        "same": 7,
    }
    client.force_login(officer)
    page = client.get(reverse("flags:flag", args=[flag.pk])).content.decode()
    assert "7 trong 7 chữ ký trên hai tờ điểm danh của hai buổi giống hệt nhau." in page
    for scan in scans:
        picture = f"{reverse('paper:cutout', args=[scan.pk])}?dong=trang"
        assert f'src="{picture}"' in page
        assert client.get(picture).headers["Content-Type"] == "image/jpeg"


def test_people_who_sign_at_both_sessions_are_ordinary(lesson, bring):
    first, second = sessions(lesson)
    bring(first, signed(7))
    bring(second, signed(8))
    assert look_at(class_id=lesson.pk) == 0


def test_crosses_look_alike_and_four_signatures_are_too_few(lesson, bring):
    for session in sessions(lesson):
        bring(session, signed(7, rows=4))
    assert look_at(class_id=lesson.pk) == 0


def test_two_photos_of_one_page_are_ordinary(lesson, bring):
    first, _ = sessions(lesson)
    for camera in (AT_HOME, OUTSIDE):
        bring(first, signed(7), camera)
    assert (SheetScan.objects.count(), look_at(class_id=lesson.pk)) == (2, 0)


def test_a_page_copied_from_another_class_of_the_trainer_concerns_both(
    lesson, bring, make_class, trainer
):
    other = make_class(trainer=trainer)
    seat_people(other, trainer.user, [f"Lý Thị Mai {n}" for n in range(7)])
    bring(sessions(other)[0], signed(7))
    bring(sessions(lesson)[0], signed(7))
    assert [look_at(class_id=one.pk) for one in (other, lesson)] == [1, 0]
    flag = Flag.objects.get()
    assert (flag.training_class, flag.other_class) == (lesson, other)


def test_with_the_picture_what_was_kept_of_the_signatures_goes(lesson, bring):
    scan = bring(sessions(lesson)[0], signed(7))
    assert all(scan.hands[: len(NAMES)])
    delete_files(scan)
    scan.refresh_from_db()
    assert not any(scan.hands)
    assert scan.read[0]["boxes"] == ["marked", "empty", "empty"]
