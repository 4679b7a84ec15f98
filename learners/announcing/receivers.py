"""What happened to a class is told to its people: the rows at once, the bell after the commit."""

from typing import Any

from django.dispatch import receiver

from learners.announcing import services
from learners.announcing.models import Announcement
from learners.classes.models import Seat, Session, TrainingClass
from learners.classes.signals import class_ended, seat_given, session_cancelled, session_moved
from lms.core.tasks import ring

Kind = Announcement.Kind


@receiver(session_moved)
def tell_of_move(sender: Any, session_id: int, **kwargs: Any) -> None:
    """The new time or place."""
    _tell_of_session(session_id, Kind.MOVED)


@receiver(session_cancelled)
def tell_of_cancelling(sender: Any, session_id: int, **kwargs: Any) -> None:
    """Nobody comes in vain."""
    _tell_of_session(session_id, Kind.CANCELLED)


@receiver(seat_given)
def tell_of_seat(sender: Any, seat_id: int, **kwargs: Any) -> None:
    """To the one who waited, and nobody else."""
    seat = Seat.objects.select_related("training_class").get(pk=seat_id)
    taken = seat.training_class
    _ring(services.notify(training_class=taken, kind=Kind.SEAT, learners=[seat.learner_id]))


@receiver(class_ended)
def tell_of_end(sender: Any, class_id: int, **kwargs: Any) -> None:
    """Closed, or cancelled as a whole."""
    ended = TrainingClass.objects.get(pk=class_id)
    off = ended.state == TrainingClass.State.CANCELLED
    _ring(services.notify(training_class=ended, kind=Kind.OFF if off else Kind.ENDED))


def _tell_of_session(session_id: int, kind: str) -> None:
    session = Session.objects.select_related("training_class").get(pk=session_id)
    taken = session.training_class
    _ring(services.notify(training_class=taken, kind=kind, session=session))


def _ring(made: Announcement | None) -> None:
    if made and made.job:
        ring(made.job)
