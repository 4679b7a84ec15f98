"""What is counted of people for the rules, each by one query, whoever is asked for."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from learners.attendance.models import Attendance, Mark, Presence
from learners.classes.models import ClassTrainer, Seat, Session
from learners.trainers.models import TrainerFile
from learners.trainers.states import State
from lms.core.measuring import all_measures
from tests.facts import appoint, assess_on, enrol_on, make_person

TODAY = timezone.localdate
LONG_AGO = timedelta(days=400)


def value(code: str, learner, start: date | None = None, end: date | None = None) -> float:
    return all_measures()[code].values([learner.pk], start, end or TODAY()).get(learner.pk, 0)


@pytest.fixture
def taught(make_class):
    """A class with an assistant, two people who came, one who was absent; both sessions held."""
    training_class = make_class()
    lead = training_class.trainers.get().learner
    helper = make_person(training_class.commune, name="Bế Thị Sao")
    ClassTrainer.objects.create(training_class=training_class, learner=helper, part="assistant")
    now = timezone.now()
    training_class.sessions.filter(number=2).update(starts_at=now, ends_at=now + timedelta(hours=1))
    training_class.sessions.update(state=Session.State.HELD)
    people = [lead] + [make_person(training_class.commune) for _ in range(3)]
    for person, presence in zip(
        people, (Presence.PRESENT, Presence.PRESENT, Presence.LATE, Presence.ABSENT), strict=True
    ):
        seat = Seat.objects.create(training_class=training_class, learner=person, via="spot")
        for session in training_class.sessions.all():
            mark = Mark.objects.create(
                session=session, seat=seat, presence=presence, how="tap", made_at=now - timedelta(1)
            )
            Attendance.objects.create(session=session, seat=seat, mark=mark, presence=presence)
    return training_class, lead, helper, people[1:]


def test_sessions_and_people_are_counted_for_who_led_and_who_assisted(taught):
    _, lead, helper, _ = taught
    assert (value("sessions_taught", lead), value("sessions_taught", helper)) == (2, 0)
    assert (value("sessions_assisted", lead), value("sessions_assisted", helper)) == (0, 2)
    assert (value("people_taught", lead), value("people_taught", helper)) == (2, 0)
    assert value("sessions_for_trainers", lead) == 0


def test_only_sessions_that_were_held_in_the_period_count(taught):
    training_class, lead, *_ = taught
    session = training_class.sessions.first()
    session.state = Session.State.CANCELLED
    session.save()
    assert value("sessions_taught", lead) == 1
    assert value("sessions_taught", lead, start=TODAY() + timedelta(days=2)) == 0
    assert value("sessions_taught", lead, end=TODAY() - timedelta(days=2)) == 0


def test_sessions_of_the_course_for_trainers_are_told_apart(taught):
    training_class, lead, *_ = taught
    training_class.course.number = 8
    training_class.course.save()
    assert value("sessions_for_trainers", lead) == 2


def test_people_finished_are_those_of_ones_class_and_its_course_once_each(taught):
    training_class, lead, helper, people = taught
    since = TODAY()
    training_class.opened_at = timezone.now() - timedelta(days=90)
    training_class.save()
    course = training_class.course
    enrol_on(since - timedelta(days=9), people[0], course, finished=since - timedelta(days=2))
    enrol_on(since - timedelta(days=9), people[1], course)
    enrol_on(since - LONG_AGO, people[2], course, finished=since - LONG_AGO)  # before the class
    enrol_on(since - timedelta(days=9), lead, course, finished=since - timedelta(days=2))
    assert (value("people_finished", lead), value("people_finished", helper)) == (1, 0)
    assert value("people_finished", lead, start=since - timedelta(days=1)) == 0


def test_what_somebody_learnt(course, learner):
    day = TODAY() - timedelta(days=5)
    assert (value("proficient", learner), value("course_1", learner)) == (0, 0)
    enrol_on(day, learner, course, finished=day)
    assess_on(day, learner)
    assert (value("proficient", learner), value("course_1", learner)) == (1, 1)
    assert (value("courses_finished", learner), value("course_8", learner)) == (1, 0)
    assert value("proficient", learner, end=day - timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ((2008, None, None), date(2026, 12, 30), 17),  # a bare year counts from its last day
        ((2008, None, None), date(2026, 12, 31), 18),
        ((2008, 3, 5), date(2026, 3, 4), 17),
        ((2008, 3, 5), date(2026, 3, 5), 18),
    ],
)
def test_age_is_in_full_years(commune, birth, day, age):
    person = make_person(commune, birth_year=birth[0])
    person.birth_month, person.birth_day = birth[1:]
    person.save()
    assert value("age", person, end=day) == age


def test_what_the_register_of_trainers_counts(commune, learner):
    appoint(learner, commune, date(2026, 1, 31))
    assert value("months_as_core", learner, end=date(2026, 7, 30)) == 5
    assert value("months_as_core", learner, end=date(2026, 7, 31)) == 6
    for state in (State.APPOINTED, State.CANDIDATE):
        TrainerFile.objects.create(
            learner=make_person(commune),
            tier="core",
            area=commune,
            state=state,
            valid_from=TODAY(),
            trained_by=learner,
        )
    assert value("core_coached", learner) == 1


def test_every_measure_is_one_query_for_everyone(taught, django_assert_num_queries):
    _, lead, helper, people = taught
    ids = [one.pk for one in (lead, helper, *people)]
    for measure in all_measures().values():
        with django_assert_num_queries(1):
            measure.values(ids, TODAY() - LONG_AGO, TODAY())
