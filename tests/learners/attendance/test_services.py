"""Marking by hand, by scan and from paper, and what counts of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils import timezone

from learners.attendance.models import Attendance, Mark
from learners.attendance.services import mark, mark_from_paper, recount, scan
from learners.attendance.signals import attended
from learners.classes.models import Seat, Session, TrainingClass
from learners.people.consents import withdraw
from learners.people.models import Consent
from learners.study.models import Enrolment
from lms.core.errors import DomainError
from lms.core.roles import Role

NOW = timezone.now


@pytest.fixture
def heard():
    """Whoever was announced to have been there."""
    said: list[tuple[int, int]] = []

    def listen(sender, session_id, seat_id, **kwargs):
        said.append((session_id, seat_id))

    attended.connect(listen)
    yield said
    attended.disconnect(listen)


def tap(hall, seat=0, presence="present", **more):
    seat = hall.seats[seat] if isinstance(seat, int) else seat
    return mark(session=hall.session, seat=seat, presence=presence, actor=hall.trainer, **more)


def scan_in(hall, seat=0, **more):
    learner = hall.seats[seat].learner
    told = {"scanned_at": NOW(), "device": "d", "actor": learner.user, **more}
    return scan(session=hall.session, learner=learner, **told)


def register(hall) -> dict[int, str]:
    return dict(Attendance.objects.filter(session=hall.session).values_list("seat", "presence"))


def test_the_first_time_somebody_is_there_they_are_enrolled_and_the_session_is_held(hall, heard):
    tap(hall)
    tap(hall, presence="late")
    hall.session.refresh_from_db()
    assert hall.session.state == Session.State.HELD
    assert Enrolment.objects.get().learner == hall.seats[0].learner
    assert heard == [(hall.session.pk, hall.seats[0].pk)]


def test_who_was_not_there_is_not_enrolled(hall, heard):
    tap(hall, presence="absent")
    tap(hall, 1, presence="excused")
    hall.session.refresh_from_db()
    assert (Enrolment.objects.count(), heard) == (0, [])
    assert hall.session.state == Session.State.PLANNED


def test_a_slip_of_the_finger_does_not_hold_a_session(hall):
    tap(hall)
    tap(hall, presence="absent")
    hall.session.refresh_from_db()
    assert hall.session.state == Session.State.PLANNED


def test_whoever_took_back_that_their_study_is_kept_is_marked_and_not_enrolled(hall):
    learner = hall.seats[0].learner
    withdraw(learner=learner, purpose=Consent.Purpose.STUDY, actor=learner.user)
    tap(hall)
    assert (register(hall), Enrolment.objects.count()) == ({hall.seats[0].pk: "present"}, 0)


def test_every_mark_is_kept_and_the_last_by_hand_counts(hall):
    for presence in ("present", "late", "left_early"):
        tap(hall, presence=presence)
    assert Mark.objects.count() == 3
    assert register(hall) == {hall.seats[0].pk: "left_early"}


def test_a_hand_outranks_a_scan_that_comes_after_it(hall):
    tap(hall, presence="absent", made_at=NOW() - timedelta(minutes=9))
    counted = scan_in(hall)
    assert (counted.presence, Mark.objects.count()) == ("absent", 2)


def test_a_mark_that_arrives_late_does_not_overrule_a_later_one(hall):
    tap(hall, presence="late")
    tap(hall, presence="absent", made_at=NOW() - timedelta(minutes=5))
    assert register(hall) == {hall.seats[0].pk: "late"}


def test_the_same_mark_twice_is_one(hall):
    key = uuid4()
    tap(hall, mark_id=key)
    tap(hall, mark_id=key)
    assert Mark.objects.count() == 1


def test_an_id_that_was_used_for_another_mark_is_refused(hall):
    key = uuid4()
    tap(hall, mark_id=key)
    with pytest.raises(DomainError, match="đã dùng cho một lượt điểm danh khác"):
        tap(hall, 1, mark_id=key)
    assert register(hall) == {hall.seats[0].pk: "present"}


def test_scanned_twice_is_once(hall):
    scan_in(hall)
    scan_in(hall)
    assert Mark.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "sentence"),
    [(Seat.State.WAITING, "ở danh sách chờ"), (Seat.State.LEFT, "chưa có chỗ")],
)
def test_a_scan_without_a_seat_is_refused(hall, state, sentence):
    Seat.objects.update(state=state)
    with pytest.raises(DomainError, match=sentence):
        scan_in(hall)
    assert Mark.objects.count() == 0


def test_a_scan_hours_after_the_session_is_refused(hall):
    with pytest.raises(DomainError, match="chưa bắt đầu hoặc đã qua"):
        scan_in(hall, scanned_at=NOW() + timedelta(hours=9))


@pytest.mark.parametrize("act", [tap, scan_in])
def test_a_closed_class_takes_no_marks(hall, act):
    TrainingClass.objects.update(state="closed", ended_at=NOW())
    with pytest.raises(DomainError, match="đã kết thúc nên không nhận thêm điểm danh"):
        act(hall)
    assert Mark.objects.count() == 0


def test_a_cancelled_session_takes_no_marks(hall):
    Session.objects.update(state=Session.State.CANCELLED)
    with pytest.raises(DomainError, match="Buổi này đã hủy"):
        tap(hall)


def test_the_seat_of_another_class_is_refused(make_hall):
    here, there = make_hall(1), make_hall(1)
    with pytest.raises(DomainError, match="không có chỗ trong lớp"):
        tap(here, there.seats[0])


def test_a_presence_nobody_knows_is_refused(hall):
    with pytest.raises(DomainError, match="Hãy chọn một trong các mục"):
        tap(hall, presence="asleep")


def test_nobody_was_there_before_the_day_but_may_be_excused(hall):
    hall.session = hall.training_class.sessions.get(number=2)
    with pytest.raises(DomainError, match="chưa tới ngày học"):
        tap(hall)
    assert tap(hall, presence="excused").presence == "excused"


def test_only_who_runs_the_class_marks(hall, make_trainer, make_user):
    for stranger in (make_trainer("Lý Văn Khác").user, make_user(role=Role.AUDITOR)):
        with pytest.raises(DomainError, match="không do bạn phụ trách"):
            mark(session=hall.session, seat=hall.seats[0], presence="present", actor=stranger)
    assert Mark.objects.count() == 0


class TestPaper:
    def read(self, hall, presences, evidence="paper:1"):
        told = {hall.seats[place].pk: presence for place, presence in presences.items()}
        return mark_from_paper(
            session=hall.session, presences=told, evidence=evidence, actor=hall.trainer
        )

    def test_a_sheet_becomes_marks_that_name_it(self, hall):
        assert self.read(hall, {0: "present", 1: "absent"}) == 2
        assert set(Mark.objects.values_list("how", "evidence")) == {("paper", "paper:1")}
        assert list(register(hall).values()) == ["present", "absent"]

    def test_the_same_sheet_again_changes_nothing(self, hall):
        self.read(hall, {0: "present", 1: "absent"})
        assert self.read(hall, {0: "present", 1: "absent"}) == 0
        assert Mark.objects.count() == 2

    def test_a_sheet_that_was_read_wrong_is_set_right_and_back(self, hall):
        found = [self.read(hall, {0: said}) for said in ("present", "absent", "present")]
        assert (found, register(hall)) == ([1, 1, 1], {hall.seats[0].pk: "present"})

    def test_it_is_all_or_nothing(self, hall):
        for bad in ({hall.seats[0].pk: "present", 10**9: "present"}, {hall.seats[0].pk: "x"}):
            with pytest.raises(DomainError):
                mark_from_paper(
                    session=hall.session, presences=bad, evidence="e", actor=hall.trainer
                )
        assert Mark.objects.count() == 0


def test_a_recount_mends_what_was_written_past_the_services(hall):
    tap(hall)
    tap(hall, 1, presence="late")
    assert recount(session=hall.session) == 0
    Attendance.objects.filter(seat=hall.seats[0]).update(presence="absent")
    Attendance.objects.filter(seat=hall.seats[1]).delete()
    assert recount(session=hall.session) == 2
    assert sorted(register(hall).values()) == ["late", "present"]
    assert recount(session=hall.session) == 0


def test_the_command_recounts_every_session_and_says_what_it_found(hall, capsys):
    tap(hall)
    call_command("recount_attendance")
    Attendance.objects.update(presence="absent")
    call_command("recount_attendance", days=2)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Đã đếm lại 1 buổi, 0 dòng sai."
    assert said[-1] == "Đã đếm lại 1 buổi, 1 dòng sai."
    assert register(hall) == {hall.seats[0].pk: "present"}
