"""A class with people in it, its printed sheet, and pictures of that sheet."""

from collections.abc import Callable, Mapping

import pytest
from django.core.files.base import ContentFile

from learners.classes.models import Seat, Session, TrainingClass
from learners.classes.services import take_seat
from learners.paper import services
from learners.paper.models import Sheet, SheetScan
from lms.core.models import User
from tests.facts import make_person
from tests.learners.paper.photos import BLUE, Camera, filled, photographed, rasterised

NAMES = ("Hoàng Thị Bích", "Nguyễn Văn An", "Lý Thị Sáy", "Giàng A Páo")
# In the order of given names.
IN_ORDER = ("Nguyễn Văn An", "Hoàng Thị Bích", "Giàng A Páo", "Lý Thị Sáy")


def seat_people(training_class: TrainingClass, actor: User, names=NAMES) -> None:
    """Put people on the roster, in this order of coming."""
    for name in names:
        person = make_person(training_class.commune, name=name)
        take_seat(training_class=training_class, learner=person, via=Seat.Via.SEARCH, actor=actor)


@pytest.fixture
def session(make_class, trainer) -> Session:
    """The first session of a class of four, an hour ago."""
    made = make_class(trainer=trainer)
    seat_people(made, trainer.user)
    return made.sessions.get(number=1)


@pytest.fixture
def sheet(session, trainer) -> Sheet:
    """Its printed sheet."""
    return services.print_sheet(session=session, actor=trainer.user)


@pytest.fixture
def photo(sheet) -> Callable[..., bytes]:
    """A picture of its first page: row → box, or row → (box, how, pen)."""
    pages = rasterised(services.page_pdf(sheet=sheet))

    def take(marks: Mapping[int, object], **camera) -> bytes:
        whole = {
            row: mark if isinstance(mark, tuple) else (mark, "cross", BLUE)
            for row, mark in marks.items()
        }
        return photographed(filled(pages[0], whole, 7), Camera(**{"long_side": 1_800} | camera))

    return take


def send(session: Session, content: bytes, actor: User, name="anh.jpg") -> SheetScan:
    """Send a photo in, as the page does."""
    (scan,) = send_file(session, content, actor, name).scans
    return scan


def send_file(session: Session, content: bytes, actor: User, name="quet.pdf") -> services.Taken:
    """Send a file of any number of pages in, as the page does."""
    file = ContentFile(content, name=name)
    return services.take_file(session=session, file=file, actor=actor)


def seat_of(session: Session, name: str) -> Seat:
    """The seat of somebody in the class of a session."""
    return session.training_class.seats_taken.get(learner__full_name=name)
