"""Two phones, forty scans and the same upload at one moment: the register is what it would be."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learners.attendance.batches import Batch, NewMark, NewPerson
from learners.attendance.models import Attendance, Mark
from learners.attendance.services import mark, mark_from_paper, recount, scan
from learners.attendance.signals import attended
from learners.attendance.syncing import sync
from learners.classes.models import Seat, Session, TrainingClass
from learners.classes.services import take_seat
from learners.study.models import Enrolment
from lms.core.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT = range(8)


@pytest.fixture
def seats(make_class, make_learner, make_trainer):
    """A class with people in it: its session, its trainer, its seats."""
    trainer = make_trainer()
    training_class = make_class(trainer=trainer)
    people = [make_learner(f"Hoàng Văn {name}", 1960) for name in ("An", "Bình", "Cường", "Dũng")]
    taken = [
        take_seat(
            training_class=training_class, learner=one, via=Seat.Via.SEARCH, actor=trainer.user
        )
        for one in people
    ]
    return training_class.sessions.get(number=1), trainer.user, taken


@pytest.fixture
def heard():
    said = []

    def listen(sender, seat_id, **kwargs):
        said.append(seat_id)

    attended.connect(listen)
    yield said
    attended.disconnect(listen)


def tapped(seat, presence: str, minutes: int = 0) -> NewMark:
    return NewMark(uuid4(), seat.pk, None, presence, timezone.now() - timedelta(minutes=minutes))


def bring(session, user, marks, people=()):
    batch = Batch(timezone.now(), list(people), list(marks))
    return partial(sync, session=session, batch=batch, actor=user)


def states(answers) -> list[str]:
    return [one.state for one in [*answers.people, *answers.marks]]


def test_two_phones_mark_the_same_people_at_once(together, seats, heard):
    session, user, taken = seats
    first = [tapped(seat, "absent", minutes=5) for seat in taken]
    second = [tapped(seat, "present", minutes=1) for seat in reversed(taken)]
    found = together([bring(session, user, marks) for marks in (first, second) * 4])
    assert sorted(state for answers in found for state in states(answers)) == (
        ["kept"] * 8 + ["known"] * 24
    )
    assert set(Attendance.objects.values_list("presence", flat=True)) == {"present"}
    assert (Attendance.objects.count(), Mark.objects.count(), len(heard)) == (4, 8, 4)
    assert recount(session=session) == 0


def test_one_upload_eight_times_at_once_is_one_with_its_people(together, seats):
    session, user, _ = seats
    spots = [
        NewPerson(uuid4(), f"Dương Văn {name}", 1958, "", "", "tờ 1", "") for name in ("Ba", "Tư")
    ]
    marks = [NewMark(uuid4(), None, one.spot, "present", timezone.now()) for one in spots]
    found = together([bring(session, user, marks, spots) for _ in EIGHT])
    assert sorted(state for answers in found for state in states(answers)) == (
        ["kept"] * 4 + ["known"] * 28
    )
    assert Seat.objects.filter(spot_id__isnull=False).count() == 2
    assert Enrolment.objects.count() == 2


def test_scan_hand_and_paper_at_once_leave_what_the_rule_says(together, seats):
    session, user, taken = seats
    seat = taken[0]
    hand = {"session": session, "seat": seat, "presence": "late", "actor": user}
    paper = {seat.pk: "excused"}
    together(
        [
            partial(mark, **hand, made_at=timezone.now() - timedelta(minutes=9)),
            partial(mark_from_paper, session=session, presences=paper, evidence="p", actor=user),
            *[
                partial(
                    scan,
                    session=session,
                    learner=seat.learner,
                    scanned_at=timezone.now(),
                    device="d",
                    actor=seat.learner.user,
                )
                for _ in range(4)
            ],
        ]
    )
    assert Attendance.objects.get().presence == "excused"
    assert Mark.objects.count() == 3
    assert recount(session=session) == 0


def test_two_classes_of_one_course_meet_the_same_people_at_once(
    together, seats, make_class, make_trainer
):
    """Each locks its class; the enrolments they share make neither wait for ever."""
    session, user, taken = seats
    trainer = make_trainer("Ma Thị Hai")
    other = make_class(trainer=trainer)
    there = [
        take_seat(
            training_class=other, learner=seat.learner, via=Seat.Via.SEARCH, actor=trainer.user
        )
        for seat in reversed(taken)
    ]
    second = other.sessions.get(number=1)
    together(
        [
            bring(session, user, [tapped(seat, "present") for seat in taken]),
            bring(second, trainer.user, [tapped(seat, "present") for seat in there]),
        ]
        * 4
    )
    assert Enrolment.objects.count() == 4
    assert Attendance.objects.there().count() == 8


def test_a_class_that_closes_meanwhile_has_each_mark_wholly_or_not_at_all(together, seats):
    session, user, taken = seats

    def close() -> None:
        TrainingClass.objects.update(state="closed", ended_at=timezone.now())

    def tap(seat) -> str:
        try:
            mark(session=session, seat=seat, presence="present", actor=user)
        except DomainError:
            return "refused"
        return "kept"

    said = together([close, *[partial(tap, seat) for seat in taken]])[1:]
    assert Mark.objects.count() == Attendance.objects.count() == said.count("kept")
    assert recount(session=session) == 0


def test_one_button_pressed_eight_times_at_once(together, seats):
    session, _, taken = seats
    seat = taken[0]
    scanned = Client()
    scanned.force_login(seat.learner.user)
    browser = scanned.session
    browser["attendance_scan"] = [session.pk, timezone.now().isoformat()]
    browser.save()
    twins = [Client() for _ in EIGHT]
    for twin in twins:
        twin.cookies = scanned.cookies
    together([partial(twin.post, reverse("scan:come_in")) for twin in twins])
    assert Mark.objects.count() == 1
    session.refresh_from_db()
    assert session.state == Session.State.HELD
