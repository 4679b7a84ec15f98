"""How many people a trainer reached: for rules that are data, and for the reach of a branch."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count

from learners.attendance.models import THERE
from learners.classes.measures import held_between, others_than_the_trainer
from learners.classes.models import ClassTrainer
from lms.core.measuring import Measure


def _people_taught(ids: Sequence[int], start: date | None, end: date) -> dict[int, float]:
    """People who were there in a session of a class they lead; each counts once for a trainer."""
    path = "training_class__sessions__attendances__"
    found = ClassTrainer.objects.filter(
        held_between(start, end),
        others_than_the_trainer(f"{path}seat__learner"),
        learner__in=ids,
        part=ClassTrainer.Part.LEAD,
        **{f"{path}presence__in": THERE},
    )
    counted = found.order_by().values_list("learner")
    return dict(counted.annotate(Count(f"{path}seat__learner", distinct=True)))


MEASURES = (Measure("people_taught", "Số người đã đến lớp", _people_taught),)
