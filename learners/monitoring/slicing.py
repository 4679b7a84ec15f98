"""One of the four numbers cut finer: a period, a way of learning, age, sex, a workplace.

A slice is an indicator like the others, over fewer facts: the count by place, its evidence and its
sum come from the same queryset. By three places, one at a time, so that nobody is added twice:
where people live, where they work, where the last class they sat in was held.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from learners.classes.models import Seat, TrainingClass
from learners.monitoring.indicator import Indicator, everybody
from learners.monitoring.indicators import ATTENDANCES, FINISHERS, FOUR, PARTICIPANTS, PROFICIENT
from lms.core.access import with_units
from lms.core.models import Organisation, User

HOME, WORK, CLASS = "noi-o", "noi-lam", "noi-hoc"
PLACES = {HOME: "Nơi ở", WORK: "Nơi làm việc", CLASS: "Nơi học (lớp gần nhất)"}
# What is said of those of whom a place is not known.
UNKNOWN = {
    HOME: "Chưa rõ nơi ở",
    WORK: "Không ghi nơi làm việc",
    CLASS: "Tự học, không theo lớp",
}
# Ages reached in the year of the last day, both ends included.
AGES = {
    "duoi-15": (0, 14),
    "15-24": (15, 24),
    "25-34": (25, 34),
    "35-44": (35, 44),
    "45-54": (45, 54),
    "55-60": (55, 60),
    "tren-60": (61, 200),
}
AGE_WORDS = {code: code.replace("-", "–") for code in AGES} | {
    "duoi-15": "dưới 15",
    "tren-60": "trên 60",
}
ALONE = "tu-hoc"
MODES = {**dict(TrainingClass.Mode.choices), ALONE: "tự học, không theo lớp"}
SEXES = {"female": "nữ", "male": "nam", "chua-ro": "chưa rõ"}
_WHEN = {
    ATTENDANCES.code: "started_at",
    PARTICIPANTS.code: "started_at",
    FINISHERS.code: "completed_at",
    PROFICIENT.code: "assessed_on",
}


@dataclass(frozen=True, slots=True)
class Slice:
    """Which facts of which number, and by which place; only of whom the watcher may see.

    Counts of all communes are open to everyone who watches; cut this fine they could tell of one
    person, so each sees those of their own places and organisations.
    """

    indicator: Indicator
    day: date
    watcher: User
    since: date | None = None
    place: str = HOME
    mode: str = ""
    age: str = ""
    sex: str = ""
    organisation: Organisation | None = None

    @property
    def key(self) -> str:
        """What tells this slice from every other one."""
        unit = self.organisation.pk if self.organisation else ""
        parts = (self.indicator.code, self.day, self.since, self.place, self.mode, self.age)
        return ":".join(map(str, (*parts, self.sex, unit, self.watcher.pk)))

    @property
    def counted(self) -> Indicator:
        """The slice as an indicator of its own."""
        facts = self._facts
        if self.place == WORK:
            return replace(
                self.indicator, rows=facts, whose=everybody, area="learner__organisation__area_id"
            )
        if self.place == CLASS:
            return replace(
                self.indicator, rows=_by_class(facts), whose=everybody, area="last_class"
            )
        return replace(self.indicator, rows=facts, whose=everybody)

    def by_place(self) -> dict[str | None, int]:
        """Area code → value; under None those of whom the place is not known."""
        return cast("dict[str | None, int]", self.counted.count_by_area(self.day))

    def _facts(self, day: date) -> QuerySet[Any]:
        facts = self.indicator.facts(day).watched_by(self.watcher)  # type: ignore[attr-defined]
        if self.since:
            when = _WHEN[self.indicator.code]
            begins = datetime.combine(self.since, time.min)
            start = self.since if when == "assessed_on" else timezone.make_aware(begins)
            facts = facts.filter(**{f"{when}__gte": start})
        return facts.filter(self._who(day)).filter(*self._how())

    def _who(self, day: date) -> Q:
        found = Q()
        if self.age:
            youngest, oldest = AGES[self.age]
            born = (day.year - oldest, day.year - youngest)
            found &= Q(learner__birth_year__range=born)
        if self.sex:
            found &= Q(learner__sex="" if self.sex == "chua-ro" else self.sex)
        if self.organisation:
            found &= Q(learner__organisation__in=with_units({self.organisation.pk}))
        return found

    def _how(self) -> list[Any]:
        if not self.mode:
            return []
        seats = Seat.objects.seated().filter(learner=OuterRef("learner"))
        if self.indicator is not PROFICIENT:  # proved by somebody, not by a course
            seats = seats.filter(training_class__course=OuterRef("course"))
        if self.mode == ALONE:
            return [~Exists(seats)]
        return [Exists(seats.filter(training_class__mode=self.mode))]


def _by_class(facts: Callable[[date], QuerySet[Any]]) -> Callable[[date], QuerySet[Any]]:
    """The same facts, each with the commune of the last class its person sat in."""
    last = Seat.objects.seated().filter(learner=OuterRef("learner")).order_by("-pk")

    def with_class(day: date) -> QuerySet[Any]:
        place = Subquery(last.values("training_class__commune")[:1])
        return facts(day).annotate(last_class=place)

    return with_class


SLICED = {one.code: one for one in FOUR}
