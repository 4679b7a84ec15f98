"""Who in a class has finished, who misses what."""

from dataclasses import dataclass

from django.db.models import Count, Sum
from django.utils import timezone

from learners.assessing.selectors import course_test_passed, tasks_done
from learners.attendance.models import Attendance
from learners.classes.models import Seat, Session, TrainingClass
from learners.closing import rules
from learners.closing.models import Closing, ClosingRule, HoursCredit
from learners.closing.rules import Rule, Standing
from learners.people.models import Learner
from learners.study.models import Enrolment
from lms.core.models import User


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the class: what they have done, what is missing, whether they finished before."""

    learner: Learner
    standing: Standing
    missing: list[str]
    attended: bool
    finished_before: bool


def rule_of_today() -> ClosingRule:
    """The newest rule that holds today."""
    rules_now = ClosingRule.objects.filter(valid_from__lte=timezone.localdate())
    return rules_now.order_by("-valid_from", "-id")[:1].get()


def numbers_of(rule: ClosingRule) -> Rule:
    """The rule as the pure rules take it."""
    return Rule(rule.percent_there, rule.tasks_needed)


def people_of(*, training_class: TrainingClass, rule: ClosingRule) -> list[Person]:
    """Everybody who has a seat, in register order; a constant number of queries.

    Who was merged into another record or erased is left out: the kept record has its own seat.
    """
    seats = Seat.objects.filter(training_class=training_class).seated()
    standing = seats.filter(learner__merged_into=None, learner__erased_at=None)
    seated = list(standing.select_related("learner").order_by("learner__sort_key", "learner_id"))
    held = Session.objects.filter(training_class=training_class, state=Session.State.HELD)
    there = Attendance.objects.there().filter(session__in=held).order_by()
    times = dict(there.values_list("seat").annotate(Count("id")))
    learners = [seat.learner for seat in seated]
    tasks = tasks_done(learners=learners, course=training_class.course)
    passed = course_test_passed(training_class=training_class)
    finished = set(
        Enrolment.objects.filter(
            course=training_class.course_id, learner__in=learners, completed_at__isnull=False
        ).values_list("learner", flat=True)
    )
    numbers, many = numbers_of(rule), held.count()
    found = []
    for seat in seated:
        key = seat.learner_id
        done = Standing(times.get(seat.pk, 0), many, tasks.get(key, 0), key in passed)
        found.append(
            Person(
                seat.learner,
                done,
                rules.missing(numbers, done),
                rules.attended(numbers, done),
                key in finished,
            )
        )
    return found


def standing_closing(*, training_class: TrainingClass) -> Closing | None:
    """The closing that holds, with its rule and who closed."""
    found = Closing.objects.filter(training_class=training_class, reopened_at=None)
    return found.select_related("rule", "closed_by").first()


@dataclass(frozen=True, slots=True)
class Hours:
    """The minutes credited to somebody for their work in a class."""

    learner: Learner
    taught: int
    assisted: int
    helped: int


def hours_of(*, training_class: TrainingClass) -> list[Hours]:
    """Whose hours were credited when the class was closed, in register order; two queries."""
    credits = HoursCredit.objects.filter(session__training_class=training_class).order_by()
    minutes: dict[int, dict[str, int]] = {}
    for learner, kind, many in credits.values_list("learner", "kind").annotate(Sum("minutes")):
        minutes.setdefault(learner, {})[kind] = many
    people = Learner.objects.filter(pk__in=minutes).order_by("sort_key", "pk")
    kinds = (HoursCredit.Kind.TAUGHT, HoursCredit.Kind.ASSISTED, HoursCredit.Kind.HELPED)
    return [Hours(one, *(minutes[one.pk].get(kind, 0) for kind in kinds)) for one in people]


def class_seen(*, pk: int, user: User) -> TrainingClass | None:
    """A class that `user` may see; any other is not known to exist."""
    seen = TrainingClass.objects.visible_to(user).select_related("course", "commune")
    return seen.filter(pk=pk).first()
