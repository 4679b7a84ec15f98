"""A class changes hands: what was taught stays with who taught it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from learners.classes import changing
from learners.classes.calendar import Filters, sessions_for
from learners.classes.models import ClassTrainer, Help, Session
from learners.classes.permissions import may_run
from learners.classes.services import Times
from learners.closing.models import HoursCredit
from learners.closing.services import close_class
from learners.flags.models import CallBack, Flag
from learners.flags.permissions import may_call
from learners.flags.services import look_at
from learners.paper import month
from learners.paper.month import Month
from learners.trainers.trials import tie_between
from lms.core.measuring import all_measures
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(taught):
    return taught.trainer.learner


@pytest.fixture
def successor(make_trainer):
    return make_trainer("Lý Văn Sơn", 1979)


def name(taught, *people, actor=None) -> None:
    changing.change_trainers(
        training_class=taught.training_class, people=people, actor=actor or taught.trainer
    )


def credited() -> set[tuple[int, str]]:
    return set(HoursCredit.objects.values_list("learner", "kind"))


def sessions_on_the_sheet(learner) -> int:
    today = timezone.localdate()
    months = {Month(today.year, today.month), Month(today.year, today.month).shifted(-1)}
    return sum(
        len(month.trainer_month(user=learner.user, learner=learner, month=one).lines)
        for one in months
    )


def test_who_taught_keeps_the_sessions_on_their_sheet(taught, lead, successor):
    before = sessions_on_the_sheet(lead)
    name(taught, successor)
    assert (before, sessions_on_the_sheet(lead), sessions_on_the_sheet(successor)) == (2, 2, 0)
    today = timezone.localdate()
    listed = month.trainers_of(user=lead.user, month=Month(today.year, today.month))
    assert list(listed) == [lead]


def test_hours_are_credited_to_who_stood_there(taught, lead, successor):
    name(taught, successor)
    close_class(training_class=taught.training_class, actor=successor.user)
    assert credited() == {(lead.pk, "taught")}
    assert HoursCredit.objects.count() == 2


def test_who_comes_to_help_on_the_last_day_gets_no_session_held_before(taught, lead, successor):
    name(taught, lead, successor)
    close_class(training_class=taught.training_class, actor=taught.trainer)
    assert credited() == {(lead.pk, "taught")}


def test_each_gets_the_sessions_of_their_time(taught, lead, successor):
    name(taught, successor, lead)
    coming = changing.add_session(
        training_class=taught.training_class,
        times=Times(*(timezone.now() + timedelta(hours=n) for n in (1, 3))),
        actor=taught.trainer,
    )
    Session.objects.filter(pk=coming.pk).update(state="held")
    close_class(training_class=taught.training_class, actor=taught.trainer)
    found = set(HoursCredit.objects.filter(session=coming).values_list("learner", "kind"))
    assert found == {(successor.pk, "taught"), (lead.pk, "assisted")}
    earlier = HoursCredit.objects.exclude(session=coming).values_list("learner", "kind")
    assert set(earlier) == {(lead.pk, "taught")}


def test_rules_for_trainers_count_what_each_held(taught, lead, successor):
    name(taught, successor)
    ids, today = [lead.pk, successor.pk], timezone.localdate()
    for code in ("sessions_taught", "people_taught"):
        counted = all_measures()[code].values(ids, None, today)
        assert (counted.get(lead.pk, 0) > 0, counted.get(successor.pk, 0)) == (True, 0)


def test_who_taught_the_person_never_judges_them(taught, lead, successor):
    name(taught, successor)
    assert tie_between(taught.done, lead) == "đã dạy người này trong một lớp học"
    assert tie_between(taught.done, successor) != ""


def test_to_act_one_has_to_teach_the_class_today(taught, lead, successor):
    made = taught.training_class
    name(taught, successor)
    assert not may_run(user=lead.user, training_class=made)
    assert may_run(user=successor.user, training_class=made)
    assert not Session.objects.visible_to(lead.user).exists()
    name(taught, lead, actor=successor.user)
    assert may_run(user=lead.user, training_class=made)
    spans = ClassTrainer.objects.filter(learner=lead).order_by("pk")
    assert [one.until is None for one in spans] == [False, True]


def test_naming_the_same_people_again_is_no_change(taught, lead, successor):
    for _ in range(2):
        name(taught, lead, successor)
    assert ClassTrainer.objects.count() == 2
    assert not ClassTrainer.objects.filter(until__isnull=False).exists()


def test_a_calendar_of_a_trainer_shows_what_they_taught_and_what_they_will(
    taught, lead, successor, make_user
):
    officer = make_user(role=Role.PROVINCE_OFFICER)
    coming = changing.add_session(
        training_class=taught.training_class,
        times=Times(*(timezone.now() + timedelta(hours=n) for n in (1, 3))),
        actor=taught.trainer,
    )
    name(taught, successor)

    def shown(person) -> set[int]:
        filters = Filters(trainer=person.pk)
        return set(sessions_for(user=officer, filters=filters).values_list("pk", flat=True))

    held = set(taught.training_class.sessions.filter(state="held").values_list("pk", flat=True))
    assert (shown(lead), shown(successor)) == (held, {coming.pk})


def test_whoever_taught_somewhere_else_at_the_time_is_flagged_though_they_handed_over(
    taught, lead, successor, make_class
):
    other = make_class(trainer=lead)
    other.sessions.filter(number=1).update(state="held")
    name(taught, successor)
    assert look_at(class_id=other.pk) > 0
    assert {flag.evidence["trainer"] for flag in Flag.objects.all()} == {lead.pk}


def test_who_took_over_later_was_not_in_two_places(taught, lead, successor, make_class):
    other = make_class(trainer=successor)
    other.sessions.filter(number=1).update(state="held")
    name(taught, successor)
    assert look_at(class_id=other.pk) == 0


def test_an_officer_who_taught_the_class_calls_nobody_of_it_back(
    taught, successor, make_user, commune
):
    officer = make_user(role=Role.COMMUNE_OFFICER)
    name(taught, successor)
    close_class(training_class=taught.training_class, actor=officer)
    call = CallBack.objects.get()
    assert may_call(user=officer, call=call)
    former = make_person(commune)
    former.user = officer
    former.save()
    ClassTrainer.objects.filter(until__isnull=False).update(learner=former)
    assert not may_call(user=officer, call=call)


def test_what_was_replaced_before_comes_back_from_the_record_of_acts(taught, lead, successor):
    """The migration: names of the record, and help that others wrote is confirmed."""
    taught_then = import_module(
        "learners.migrations.0014_who_taught_when_and_whose_help_counts"
    ).fill
    name(taught, lead, successor)
    name(taught, lead)
    session = taught.training_class.sessions.first()
    told = {"session": session, "learner": taught.missed, "minutes": 30}
    own = Help.objects.create(**told, helper=taught.came, noted_by=taught.came.user)
    others = Help.objects.create(**told, helper=taught.done, noted_by=taught.trainer)
    ClassTrainer.objects.exclude(learner=lead).delete()  # as it was done before
    taught_then(apps, None)
    back = ClassTrainer.objects.get(learner=successor)
    entries = AuditEntry.objects.filter(action="classes.change_trainers").order_by("id")
    assert [back.since, back.until] == [entry.at for entry in entries]
    assert back.part == "assistant"
    for one in (own, others):
        one.refresh_from_db()
    assert (own.confirmed_by, others.confirmed_by) == (None, taught.trainer)
