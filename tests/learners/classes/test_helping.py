"""“I am helping Mrs X”: the minutes are the helper's, and never more than the session had."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.attendance.services import mark
from learners.classes.helping import (
    confirm_help,
    helper_in_session,
    learner_in_class,
    note_help,
    strike_help,
    with_standing,
)
from learners.classes.models import Help, Seat, Session
from learners.classes.services import take_seat
from learners.people.models import DigitalTeam, TeamMember
from lms.core.errors import DomainError
from lms.core.roles import Role
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
def member(commune, make_learner):
    """Of a digital team of the commune, without a seat."""
    person = make_learner("Lò Văn Tổ")
    team = DigitalTeam.objects.create(commune=commune, hamlet="Xóm Gò Móc")
    TeamMember.objects.create(team=team, learner=person, valid_from="2026-01-01")
    return person


@pytest.fixture
def lan(sit, commune):
    return sit(make_person(commune, name="Nguyễn Thị Lan", birth_year=1950))


def standing(note: Help) -> str:
    ((_, found),) = with_standing([Help.objects.get(pk=note.pk)])
    return found.value


def said(session, person, presence, trainer) -> None:
    seat = session.training_class.seats_taken.get(learner=person)
    mark(session=session, seat=seat, presence=presence, actor=trainer.user)


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
    TeamMember.objects.create(team=team, learner=stranger, valid_from="2026-01-01")
    note_help(session=session, helper=stranger, learner=lan, minutes=5, actor=stranger.user)
    assert Help.objects.get().helper == stranger


def test_who_was_marked_as_absent_has_not_helped(session, lan, helper, trainer):
    said(session, helper, "absent", trainer)
    for actor in (helper.user, trainer.user):
        with pytest.raises(DomainError, match="vắng buổi này"):
            note_help(session=session, helper=helper, learner=lan, minutes=100, actor=actor)
    assert not Help.objects.exists()


def test_the_register_speaks_for_who_has_a_seat(session, lan, helper, trainer):
    note = note_help(session=session, helper=helper, learner=lan, minutes=30, actor=helper.user)
    assert standing(note) == "unmarked"
    said(session, helper, "late", trainer)
    assert standing(note) == "counts"
    said(session, helper, "absent", trainer)
    assert standing(note) == "absent"


def test_whoever_runs_the_class_speaks_for_who_has_no_seat(
    session, lan, trainer, member, make_user
):
    note = note_help(session=session, helper=member, learner=lan, minutes=30, actor=member.user)
    assert standing(note) == "unconfirmed"
    with pytest.raises(DomainError):
        confirm_help(note=note, actor=member.user)
    for _ in range(2):
        confirm_help(note=note, actor=trainer.user)
    assert standing(note) == "counts"
    with pytest.raises(DomainError, match="không tự sửa"):
        note_help(session=session, helper=member, learner=lan, minutes=90, actor=member.user)
    assert Help.objects.get().minutes == 30


def test_a_trainer_does_not_confirm_their_own_help(session, lan, trainer, make_user):
    note = note_help(session=session, helper=trainer, learner=lan, minutes=30, actor=trainer.user)
    assert standing(note) == "unconfirmed"
    with pytest.raises(DomainError, match="không tự xác nhận"):
        confirm_help(note=note, actor=trainer.user)
    confirm_help(note=note, actor=make_user(role=Role.COMMUNE_OFFICER))
    assert standing(note) == "counts"


def test_a_note_struck_out_counts_nowhere_and_is_not_written_again(
    session, lan, helper, trainer, sit, commune
):
    said(session, helper, "present", trainer)
    note = note_help(session=session, helper=helper, learner=lan, minutes=100, actor=helper.user)
    with pytest.raises(DomainError):
        strike_help(note=note, actor=helper.user)
    strike_help(note=note, actor=trainer.user)
    assert standing(note) == "struck"
    with pytest.raises(DomainError, match="không tự sửa"):
        note_help(session=session, helper=helper, learner=lan, minutes=10, actor=helper.user)
    mai = sit(make_person(commune, name="Vi Thị Mai"))  # its minutes are free again
    note_help(session=session, helper=helper, learner=mai, minutes=120, actor=helper.user)


def test_a_few_minutes_are_no_help(session, lan, helper):
    with pytest.raises(DomainError, match="từ 5 phút"):
        note_help(session=session, helper=helper, learner=lan, minutes=4, actor=helper.user)


def test_the_trainer_names_a_member_of_the_team_by_name(session, lan, member):
    assert helper_in_session(session=session, typed="Lo Van To") == member
    with pytest.raises(DomainError):
        learner_in_class(training_class=session.training_class, typed="Lò Văn Tổ")
    TeamMember.objects.update(valid_from="2020-01-01", valid_to="2020-02-01")
    with pytest.raises(DomainError, match="tổ công nghệ số"):
        helper_in_session(session=session, typed="Lo Van To")


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
        return learner_in_class(training_class=lesson, typed=typed)

    assert named("nguyen thi lan") == named("Lan") == named("Thị Lan") == lan
    other = sit(make_person(commune, name="Hoàng Thị Lan", birth_year=1962))
    with pytest.raises(DomainError, match="hơn một người"):
        named("Lan")
    assert named("Lan 1962") == other
    for nobody in ("", "Sáy", "Lan 1900", "an"):
        with pytest.raises(DomainError):
            named(nobody)
