"""“I am helping Mrs X”: the minutes are the helper's, and never more than the session had."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.classes.helping import note_help, person_in_class
from learners.classes.models import Help, Seat, Session
from learners.classes.services import take_seat
from learners.people.models import DigitalTeam, TeamMember
from lms.core.errors import DomainError
from tests.facts import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(lesson) -> Session:
    """Begun an hour ago, two hours long."""
    return lesson.sessions.get(number=1)


@pytest.fixture
def sit(lesson, trainer):
    def sit(person):
        take_seat(training_class=lesson, learner=person, via=Seat.Via.SEARCH, actor=trainer.user)
        return person

    return sit


@pytest.fixture
def lan(sit, commune):
    return sit(make_person(commune, name="Nguyễn Thị Lan", birth_year=1950))


@pytest.fixture
def helper(sit, make_learner):
    return sit(make_learner("Trần Văn Bình"))


def test_a_helper_notes_whom_they_helped_and_corrects_it(session, lan, helper):
    for minutes in (30, 45):
        note_help(session=session, helper=helper, learner=lan, minutes=minutes, actor=helper.user)
    noted = Help.objects.get()
    assert (noted.helper, noted.learner, noted.minutes) == (helper, lan, 45)


def test_the_trainer_notes_it_for_anybody(session, lan, helper, trainer):
    note_help(session=session, helper=helper, learner=lan, minutes=20, actor=trainer.user)
    assert Help.objects.get().noted_by == trainer.user


def test_nobody_helps_longer_than_the_session_lasts(session, lan, helper, sit, commune):
    mai = sit(make_person(commune, name="Vi Thị Mai"))
    note_help(session=session, helper=helper, learner=lan, minutes=100, actor=helper.user)
    with pytest.raises(DomainError, match="nhiều nhất 20 phút"):
        note_help(session=session, helper=helper, learner=mai, minutes=21, actor=helper.user)
    note_help(session=session, helper=helper, learner=mai, minutes=20, actor=helper.user)
    assert sum(one.minutes for one in Help.objects.all()) == session.minutes


def test_nobody_claims_help_for_others_or_from_outside(session, lan, helper, make_learner, commune):
    stranger = make_learner("Lý A Sử")
    for who, actor in ((helper, stranger.user), (stranger, stranger.user)):
        with pytest.raises(DomainError):
            note_help(session=session, helper=who, learner=lan, minutes=5, actor=actor)
    team = DigitalTeam.objects.create(commune=commune, hamlet="Xóm Gò Móc")
    TeamMember.objects.create(team=team, learner=stranger)
    note_help(session=session, helper=stranger, learner=lan, minutes=5, actor=stranger.user)
    assert Help.objects.get().helper == stranger


def test_help_is_for_somebody_else_who_sits_there(session, helper, commune):
    for learner in (helper, make_person(commune)):
        with pytest.raises(DomainError):
            note_help(session=session, helper=helper, learner=learner, minutes=5, actor=helper.user)


def test_help_is_noted_once_the_session_has_begun(lesson, lan, helper):
    with pytest.raises(DomainError, match="chưa bắt đầu"):
        note_help(
            session=lesson.sessions.get(number=2),
            helper=helper,
            learner=lan,
            minutes=5,
            actor=helper.user,
        )
    begun = lesson.sessions.get(number=1)
    Session.objects.filter(pk=begun.pk).update(state="cancelled")
    with pytest.raises(DomainError, match="đã hủy"):
        note_help(session=begun, helper=helper, learner=lan, minutes=5, actor=helper.user)
    assert begun.starts_at < timezone.now() - timedelta(minutes=1)


def test_people_are_named_as_they_are_called_and_namesakes_by_their_year(
    lesson, lan, helper, sit, commune
):
    def named(typed: str):
        return person_in_class(training_class=lesson, typed=typed)

    assert named("nguyen thi lan") == named("Lan") == named("Thị Lan") == lan
    other = sit(make_person(commune, name="Hoàng Thị Lan", birth_year=1962))
    with pytest.raises(DomainError, match="hơn một người"):
        named("Lan")
    assert named("Lan 1962") == other
    for nobody in ("", "Sáy", "Lan 1900", "an"):
        with pytest.raises(DomainError):
            named(nobody)
