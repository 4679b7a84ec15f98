"""Each number is a count of facts: by commune, in all, and again, it is the same number."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.monitoring.goals import load_goals
from learners.monitoring.indicators import (
    ADULTS,
    ATTENDANCES,
    CORE_TRAINERS,
    EXPERTS,
    FINISHERS,
    PARTICIPANTS,
    PROFICIENT,
    all_indicators,
)
from learners.monitoring.models import DailyCount, OpeningBalance
from learners.monitoring.selectors import totals_on
from learners.monitoring.services import refresh_counts
from tests.factories import make_course
from tests.facts import appoint, assess_on, enrol_on, make_person

CODES = [one.code for one in all_indicators()]
DAY_ONE = date(2026, 3, 1)
PLACES = ("05503", "01906", "05488")
days = st.integers(0, 12).map(lambda n: DAY_ONE + timedelta(days=n))


@st.composite
def histories(draw):
    """Up to five people, each with a place, a birth year, and what happened to them when."""
    people = []
    for _ in range(draw(st.integers(0, 5))):
        enrolments = {}
        for course in draw(st.sets(st.sampled_from([0, 1]))):
            begun = draw(days)
            ended = draw(st.none() | days.filter(lambda day, begun=begun: day >= begun))
            enrolments[course] = (begun, ended)
        appointments = draw(
            st.lists(
                st.tuples(
                    st.sampled_from(["core", "expert"]),
                    st.sampled_from(PLACES),
                    days,
                    st.none() | st.integers(0, 6),
                ),
                max_size=3,
                unique_by=lambda a: (a[0], a[2]),
            )
        )
        person = {
            "place": draw(st.sampled_from(PLACES)),
            "birth_year": draw(st.sampled_from([1965, 1966, 1990, 2011, 2012])),
            "enrolments": enrolments,
            "assessed": draw(st.none() | days),
            "appointments": appointments,
        }
        people.append(person)
    return people


def write(history, areas, courses) -> None:
    """The history as rows."""
    for person in history:
        learner = make_person(areas[person["place"]], birth_year=person["birth_year"])
        for course, (begun, ended) in person["enrolments"].items():
            enrol_on(begun, learner, courses[course], finished=ended)
        if person["assessed"]:
            assess_on(person["assessed"], learner)
        for tier, place, since, length in person["appointments"]:
            until = None if length is None else since + timedelta(days=length)
            appoint(learner, areas[place], since, until, tier=tier)


def holds(appointment, day) -> bool:
    _, _, since, length = appointment
    return since <= day and (length is None or day <= since + timedelta(days=length))


def counted_by_hand(history, day) -> dict[str, dict[str, int]]:
    """Indicator → place → value, one person after the other, without any database."""
    found: dict[str, dict[str, int]] = {code: {} for code in CODES}

    def add(indicator, place, number=1):
        if number:
            found[indicator.code][place] = found[indicator.code].get(place, 0) + number

    for person in history:
        place = person["place"]
        begun = [e for e in person["enrolments"].values() if e[0] <= day]
        ended = [e for e in begun if e[1] and e[1] <= day]
        add(ATTENDANCES, place, len(begun))
        add(PARTICIPANTS, place, bool(begun))
        add(FINISHERS, place, bool(ended))
        add(ADULTS, place, bool(ended and day.year - person["birth_year"] >= 18))
        of_age = 15 <= day.year - person["birth_year"] <= 60
        add(PROFICIENT, place, bool(person["assessed"] and person["assessed"] <= day and of_age))
        for indicator, tier in ((CORE_TRAINERS, "core"), (EXPERTS, "expert")):
            now = [a for a in person["appointments"] if a[0] == tier and holds(a, day)]
            if now:  # whoever is appointed twice is one trainer, where the newest decision says
                add(indicator, max(now, key=lambda a: a[2])[1])
    return found


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=histories(), day=days)
def test_counts_are_the_facts_counted_by_hand(areas, two_courses, history, day):
    with transaction.atomic():
        write(history, areas, two_courses)
        expected = counted_by_hand(history, day)
        for indicator in all_indicators():
            assert indicator.count_by_area(day) == expected[indicator.code]
            facts = indicator.facts(day)
            distinct = facts.values_list(indicator.unit).distinct().count()
            assert sum(expected[indicator.code].values()) == distinct
        refresh_counts(day=day)
        in_all = {code: sum(places.values()) for code, places in expected.items()}
        assert totals_on(day) == in_all
        assert refresh_counts(day=day) == 0  # counted again, nothing differs
        transaction.set_rollback(True)


@pytest.fixture
def two_courses(catalog):
    return [make_course(catalog, number=number, lessons=0) for number in (1, 2)]


@pytest.mark.parametrize(("birth_year", "counts"), [(1965, 0), (1966, 1), (2011, 1), (2012, 0)])
def test_working_age_is_the_age_reached_this_year(commune, birth_year, counts):
    """15 to 60 in 2026, though it is only January; nobody asked for a day of birth."""
    assess_on(date(2026, 1, 1), make_person(commune, birth_year=birth_year))
    assert sum(PROFICIENT.count_by_area(date(2026, 1, 1)).values()) == counts
    assert sum(PROFICIENT.count_by_area(date(2025, 12, 31)).values()) == 0


def test_a_person_of_two_courses_is_two_attendances_and_one_person(commune, two_courses):
    person = make_person(commune)
    for course in two_courses:
        enrol_on(DAY_ONE, person, course, finished=DAY_ONE)
    values = {i.code: i.count_by_area(DAY_ONE).get(commune.pk, 0) for i in all_indicators()[:4]}
    assert values == {"attendances": 2, "participants": 1, "finishers": 1, "proficient": 0}


def test_the_day_ends_at_midnight_in_vietnam(commune, two_courses):
    learner = make_person(commune)
    enrolment = enrol_on(DAY_ONE, learner, two_courses[0])
    # 23:59 in Thái Nguyên is 16:59 in Greenwich.
    enrolment.started_at = enrolment.started_at.replace(hour=23, minute=59)
    enrolment.save()
    assert PARTICIPANTS.count_by_area(DAY_ONE - timedelta(days=1)) == {}
    assert PARTICIPANTS.count_by_area(DAY_ONE) == {commune.pk: 1}


def test_a_trainer_appointed_in_two_communes_is_one_trainer(areas):
    trainer = make_person(areas["05503"])
    appoint(trainer, areas["05503"], DAY_ONE)
    appoint(trainer, areas["01906"], DAY_ONE + timedelta(days=3))
    assert CORE_TRAINERS.count_by_area(DAY_ONE) == {"05503": 1}
    assert CORE_TRAINERS.count_by_area(DAY_ONE + timedelta(days=3)) == {"01906": 1}


def test_what_was_carried_over_is_never_in_a_count(areas, two_courses):
    load_goals()
    assert OpeningBalance.objects.get().number == 350_845
    enrol_on(DAY_ONE, make_person(areas["05503"]), two_courses[0])
    refresh_counts(day=DAY_ONE)
    assert totals_on(DAY_ONE) == dict.fromkeys(CODES, 0) | {
        "attendances": 1,
        "participants": 1,
    }
    assert not DailyCount.objects.filter(value__gt=1).exists()
