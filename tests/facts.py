"""Facts on a chosen day: people, enrolments, completions, proficiency, appointments."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from courses.models import CoursePage
from learners.monitoring.models import CountedDay
from learners.people.models import Learner
from learners.study.models import Enrolment, Proficiency, ProficiencyRule
from learners.study.services import load_proficiency_rule
from learners.trainers.models import Appointment
from lms.core.models import Area


def at(day: date, hour: int = 12) -> datetime:
    """A moment of a day in Vietnam."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def make_person(
    commune: Area, *, name: str = "Ma Văn Bình", birth_year: int = 1980, phone: str = ""
) -> Learner:
    """Somebody on the register without an account."""
    return Learner.objects.create(
        full_name=name,
        birth_year=birth_year,
        commune=commune,
        phone=phone,
        source=Learner.Source.DEMO,
    )


def enrol_on(
    day: date, learner: Learner, course: CoursePage, *, finished: date | None = None
) -> Enrolment:
    """An enrolment begun on `day`, and perhaps finished on another."""
    return Enrolment.objects.create(
        learner=learner,
        course=course,
        run=day.year,
        started_at=at(day, 8),
        completed_at=at(finished, 20) if finished else None,
        rule=course.rule if finished else None,
    )


def counted_lately(today: date) -> None:
    """No day of the last week was missed: each was counted after its end."""
    CountedDay.objects.bulk_create(
        [
            CountedDay(day=today - timedelta(days=back), counted_at=timezone.now())
            for back in range(1, 9)
        ],
        ignore_conflicts=True,
    )


def assess_on(day: date, learner: Learner) -> Proficiency:
    """Somebody found proficient on `day`."""
    load_proficiency_rule()
    rule = ProficiencyRule.objects.get()
    return Proficiency.objects.create(learner=learner, rule=rule, assessed_on=day)


def appoint(
    learner: Learner, area: Area, since: date, until: date | None = None, *, tier: str = "core"
) -> Appointment:
    """Somebody appointed as trainer."""
    return Appointment.objects.create(
        learner=learner,
        tier=tier,
        area=area,
        decision_number="12/QĐ-UBND",
        decision_date=since,
        issuer="Ủy ban nhân dân",
        valid_from=since,
        valid_to=until,
    )
