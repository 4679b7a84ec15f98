"""Numbers are shown while life goes on: each night they are counted, proved, and stay explained.

Days follow one another. On each of them people learn, move, become one record, withdraw; classes
are opened, held, closed, opened again; papers are issued. Each night the day is counted and proved,
and an earlier day with it, as the clock does.
"""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.papers.models import Certificate
from certificates.papers.services import issue
from learners.attendance.services import mark
from learners.classes.models import Seat
from learners.classes.services import take_seat
from learners.closing.services import close_class, load_closing_rule, reopen_class
from learners.duplicates.merging import merge, undo_merge
from learners.monitoring.indicators import all_indicators
from learners.monitoring.models import DailyCount
from learners.monitoring.proving import prove_day, prove_last_night
from learners.monitoring.selectors import totals_on
from learners.monitoring.tasks import close_yesterday
from learners.people import changes
from learners.people.consents import withdraw
from learners.people.models import Learner
from learners.people.settling import settle
from learners.rights.erasing import erase_everything
from learners.study.services import complete_taught, enrol
from lms.core.errors import DomainError
from lms.core.models import Area
from lms.core.roles import Role
from tests.facts import appoint, assess_on
from tests.learners.monitoring.mergers import unite

# Soon, so that what is in force today (words of consent, rules) is in force then.
FIRST, DAYS = timezone.localdate() + timedelta(days=3), 3
PLACES = ("05503", "01906", "05488")
PEOPLE, CLASSES = 4, 2
who, place, klass = st.integers(0, PEOPLE - 1), st.sampled_from(PLACES), st.integers(0, CLASSES - 1)
deeds = st.one_of(
    st.tuples(st.just("enrol"), who),
    st.tuples(st.just("finish"), who),
    st.tuples(st.just("assess"), who),
    st.tuples(st.just("appoint"), who, place),
    st.tuples(st.just("move"), who, place, st.integers(0, 1)),
    st.tuples(st.just("merge"), who, who),
    st.tuples(st.just("undo")),
    st.tuples(st.just("erase"), who),
    st.tuples(st.just("withdraw"), who),
    st.tuples(st.just("print"), who),
    st.tuples(st.just("hold"), klass, who),
    st.tuples(st.just("close"), klass),
    st.tuples(st.just("reopen"), klass),
    st.tuples(st.just("unite"), place, place, st.integers(-1, 1)),
)


class Life:
    """Four people of three communes and two classes; what cannot be is left out."""

    def __init__(self, areas: dict[str, Area], course, officer, people, classes) -> None:
        self.areas, self.course, self.officer = areas, course, officer
        self.people, self.classes, self.merges = people, classes, []

    def do(self, what: str, *told) -> None:
        try:
            with transaction.atomic():
                getattr(self, what)(*told)
        except DomainError:
            pass  # the product refuses what cannot be

    def person(self, number: int) -> Learner:
        return Learner.objects.get(pk=self.people[number].pk)

    def enrol(self, number: int) -> None:
        enrol(learner=self.person(number), course=self.course)

    def finish(self, number: int) -> None:
        complete_taught(
            course=self.course, learners=[self.people[number].pk], rule=self.course.rule
        )

    def assess(self, number: int) -> None:
        person = self.person(number)
        if not hasattr(person, "proficiency"):
            assess_on(timezone.localdate(), person)

    def appoint(self, number: int, code: str) -> None:
        person = self.person(number)
        if not person.appointments.exists():
            appoint(person, self.areas[code], timezone.localdate())

    def move(self, number: int, code: str, late: int) -> None:
        moved_on = timezone.localdate() - timedelta(days=late)
        changes.move(
            learner=self.person(number),
            commune=self.areas[code],
            moved_on=moved_on,
            actor=self.officer,
        )

    def merge(self, kept: int, merged: int) -> None:
        told = {"kept": self.person(kept), "merged": self.person(merged)}
        self.merges.append(merge(**told, actor=self.officer))

    def undo(self) -> None:
        if self.merges:
            undo_merge(merge=self.merges.pop(), actor=self.officer)

    def erase(self, number: int) -> None:
        person = self.person(number)
        if not (person.merged_into_id or person.erased_at or self.merges):
            erase_everything(learner=person)

    def withdraw(self, number: int) -> None:
        person = self.person(number)
        withdraw(learner=person, purpose="study", actor=self.officer)

    def print(self, number: int) -> None:
        waiting = Certificate.objects.filter(learner=self.people[number], state="pending").first()
        if waiting:
            issue(certificate_id=waiting.pk)

    def hold(self, number: int, who: int) -> None:
        """Somebody was there in the first session, also when it is written days later."""
        session = self.classes[number].sessions.order_by("starts_at")[0]
        actor = session.training_class.trainers.get().learner.user
        seat = take_seat(
            training_class=session.training_class,
            learner=self.person(who),
            via=Seat.Via.SEARCH,
            actor=actor,
        )
        mark(session=session, seat=seat, presence="present", actor=actor)

    def close(self, number: int) -> None:
        made = self.classes[number]
        close_class(training_class=made, actor=made.trainers.get().learner.user)

    def unite(self, code: str, into: str, ahead: int) -> None:
        """Written down a day before it begins, on the day, or a day late."""
        unite(
            Area.objects.get(pk=code),
            Area.objects.get(pk=into),
            timezone.localdate() + timedelta(days=ahead),
        )

    def reopen(self, number: int) -> None:
        reopen_class(training_class=self.classes[number], reason="Thiếu tên", actor=self.officer)


def at(day: date, *clock: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(*clock)))


def check(days: list[date]) -> None:
    """Shown = sum of communes = recount = what the evidence adds up to, of each day."""
    for day in days:
        shown = totals_on(day)
        for one in all_indicators():
            by_area = one.count_by_area(day)
            behind = {code: one.value_of(one.evidence(day, code)) for code in PLACES}
            assert {code: value for code, value in behind.items() if value} == by_area
            assert shown[one.code] == sum(by_area.values()) == one.value_of(one.facts(day))


@pytest.fixture
def begin(areas, course, make_user, make_class, make_learner):
    """A province on its first morning; made anew for each story."""
    load_closing_rule()

    def make() -> Life:
        officer = make_user(role=Role.PROVINCE_OFFICER)
        people = [
            make_learner(f"Lý Thị {name}", commune=areas[PLACES[number % 3]])
            for number, name in enumerate(("An", "Bình", "Chi", "Dung"))
        ]
        classes = [make_class(commune=areas[PLACES[number]]) for number in range(CLASSES)]
        return Life(areas, course, officer, people, classes)

    return make


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(story=st.lists(st.lists(deeds, max_size=4), min_size=DAYS, max_size=DAYS))
def test_what_was_shown_stays_true_or_explained_while_life_goes_on(begin, story):
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    with transaction.atomic(), time_machine.travel(at(FIRST, 8), tick=False) as clock:
        life = begin()
        for day, done in zip(days, story, strict=True):
            clock.move_to(at(day, 12))
            for deed in done:
                life.do(*deed)
            clock.move_to(at(day + timedelta(days=1), 0, 20))
            settle()
            close_yesterday()
            clock.move_to(at(day + timedelta(days=1), 0, 50))
            proofs = prove_last_night(today=day + timedelta(days=1))
            assert [proof.differences for proof in proofs] == [[]] * len(proofs)
        clock.move_to(at(days[-1] + timedelta(days=1), 2))
        for day in days:
            assert prove_day(day=day).differences == []
        check(days)
        lied = DailyCount.objects.get(day=FIRST, area="05503", indicator="participants")
        DailyCount.objects.filter(pk=lied.pk).update(value=lied.value + PEOPLE + 1)
        assert len(prove_day(day=FIRST).differences) == 1  # and a lie is an alarm all the same
        transaction.set_rollback(True)


def test_every_number_is_more_than_nothing_in_a_story_of_everything(begin):
    """So that the story above can fail for each of them."""
    with time_machine.travel(at(FIRST, 8), tick=False) as clock:
        life = begin()
        clock.move_to(at(FIRST, 12))
        for deed in (
            *(("enrol", 0), ("finish", 0), ("print", 0), ("assess", 0), ("appoint", 1, "01906")),
            *(("hold", 0, 2), ("withdraw", 3)),
        ):
            life.do(*deed)
        clock.move_to(at(FIRST + timedelta(days=1), 0, 20))
        close_yesterday()
        clock.move_to(at(FIRST + timedelta(days=1), 12))
        life.do("close", 0)
        assert prove_day(day=FIRST).explained == [["05503", "minutes", 0, 120]]
        shown = totals_on(FIRST)
        assert {code for code, value in shown.items() if value} >= {
            *("attendances", "participants", "finishers", "proficient", "core_trainers"),
            *("classes", "sessions", "minutes", "papers"),
        }
        check([FIRST])
