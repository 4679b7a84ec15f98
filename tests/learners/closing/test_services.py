"""Closing a class: each gets what they earned, once; opening again takes nothing away."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.papers.models import Certificate
from learners.attendance.services import mark
from learners.classes.models import Help, Seat, TrainingClass
from learners.classes.services import take_seat
from learners.classes.signals import class_ended
from learners.closing.models import AttendanceFact, Closing, HoursCredit
from learners.closing.services import close_class, reopen_class
from learners.people.consents import withdraw
from learners.people.models import Consent
from learners.study.models import Enrolment
from lms.core.errors import DomainError
from lms.core.roles import Role
from tests.learners.closing.conftest import finish

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(make_user):
    """An officer of Tân Cương."""
    return make_user(role=Role.COMMUNE_OFFICER)


def close(taught) -> Closing:
    return close_class(training_class=taught.training_class, actor=taught.trainer)


def completed() -> list[int]:
    done = Enrolment.objects.filter(completed_at__isnull=False)
    return list(done.values_list("learner", flat=True))


def test_who_met_the_rule_has_finished_and_a_paper_is_due(taught):
    closing = close(taught)
    assert completed() == [taught.done.pk]
    assert Certificate.objects.get(kind="completion").enrolment.learner == taught.done
    assert closing.counts == {
        "seated": 3,
        "met": 1,
        "completed": 1,
        "attended_only": 1,
        "missed": 1,
    }
    taught.training_class.refresh_from_db()
    assert taught.training_class.state == TrainingClass.State.CLOSED


def test_the_completion_keeps_the_rule_it_was_judged_by(taught):
    close(taught)
    rule = Enrolment.objects.get(learner=taught.done).rule
    assert (rule["closing_rule"], rule["percent_there"], rule["tasks_needed"]) == ("1", 80, 1)


def test_how_often_each_was_there_is_kept(taught):
    close(taught)
    facts = AttendanceFact.objects.values_list("learner", "there", "held", "enough")
    assert set(facts) == {
        (taught.done.pk, 2, 2, True),
        (taught.came.pk, 2, 2, True),
        (taught.missed.pk, 1, 2, False),
    }


def test_hours_go_to_trainers_and_helpers(taught):
    first, second = taught.training_class.sessions.all()
    Help.objects.create(session=first, helper=taught.came, learner=taught.missed, minutes=30)
    close(taught)
    found = HoursCredit.objects.values_list("session", "learner", "kind", "minutes")
    trainer = taught.trainer.learner
    assert set(found) == {
        (first.pk, trainer.pk, "taught", first.minutes),
        (second.pk, trainer.pk, "taught", second.minutes),
        (first.pk, taught.came.pk, "helped", 30),
    }


def test_help_counts_only_where_the_helper_was_there(taught, make_learner):
    """The register speaks for who has a seat, whoever runs the class for everybody else."""
    second = taught.training_class.sessions.get(number=2)
    stranger, other = make_learner("Vi Văn Lạ"), make_learner("Vi Văn Ngoài")
    told = {"session": second, "learner": taught.came, "minutes": 30}
    sure = {"confirmed_by": taught.trainer, "confirmed_at": timezone.now()}
    Help.objects.create(**told, helper=taught.missed, **sure)  # not marked in this session
    Help.objects.create(**told, helper=taught.done, struck_at=timezone.now())
    Help.objects.create(**told, helper=stranger, noted_by=stranger.user)
    Help.objects.create(**told, helper=other, **sure)
    close(taught)
    helped = HoursCredit.objects.filter(kind="helped").values_list("learner", flat=True)
    assert list(helped) == [other.pk]


def test_closing_twice_changes_nothing(taught):
    assert close(taught) == close(taught)
    assert (Closing.objects.count(), HoursCredit.objects.count()) == (1, 2)
    assert completed() == [taught.done.pk]


def test_who_finished_before_keeps_that_day(taught, course):
    day = timezone.now() - timedelta(days=30)
    Enrolment.objects.filter(learner=taught.done).update(
        started_at=day, completed_at=day, rule={"old": 1}
    )
    assert close(taught).counts["completed"] == 0
    assert Enrolment.objects.get(learner=taught.done).completed_at == day


def test_who_took_back_their_consent_is_not_written_down(taught):
    withdraw(learner=taught.done, purpose=Consent.Purpose.STUDY, actor=taught.done.user)
    assert close(taught).counts["completed"] == 0
    assert completed() == []


def test_a_class_without_a_register_does_not_end(make_class, make_trainer):
    trainer = make_trainer()
    made = make_class(trainer=trainer)
    with pytest.raises(DomainError) as refused:
        close_class(training_class=made, actor=trainer.user)
    assert "Chưa có buổi nào điểm danh" in refused.value.message


def test_a_stranger_closes_nothing(taught, make_trainer):
    with pytest.raises(DomainError):
        close_class(training_class=taught.training_class, actor=make_trainer("Lò Văn Sáu").user)
    assert not Closing.objects.exists()


def test_a_closed_class_takes_no_marks_and_nobody_new(taught, make_learner):
    close(taught)
    seat = Seat.objects.get(learner=taught.missed)
    session = taught.training_class.sessions.get(number=2)
    with pytest.raises(DomainError):
        mark(session=session, seat=seat, presence="present", actor=taught.trainer)
    with pytest.raises(DomainError):
        take_seat(
            training_class=taught.training_class,
            learner=make_learner("Bế Thị Sen"),
            via=Seat.Via.SEARCH,
            actor=taught.trainer,
        )


def test_it_is_announced_once(taught):
    said = []

    def listen(sender, class_id, **kwargs):
        said.append(class_id)

    class_ended.connect(listen)
    try:
        close(taught)
        close(taught)
    finally:
        class_ended.disconnect(listen)
    assert said == [taught.training_class.pk]


class TestOpeningAgain:
    def test_an_officer_gives_a_reason_and_closing_again_adds_what_is_new(self, taught, officer):
        close(taught)
        before = Enrolment.objects.get(learner=taught.done).completed_at
        reopen_class(
            training_class=taught.training_class, reason="Bổ sung kết quả giấy", actor=officer
        )
        finish(taught, taught.came, "P-002")
        assert close(taught).counts["completed"] == 1
        assert set(completed()) == {taught.done.pk, taught.came.pk}
        assert Enrolment.objects.get(learner=taught.done).completed_at == before
        assert Certificate.objects.filter(kind="completion").count() == 2

    def test_not_the_trainer(self, taught):
        close(taught)
        with pytest.raises(DomainError):
            reopen_class(training_class=taught.training_class, reason="x", actor=taught.trainer)

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_not_without_a_reason(self, taught, officer, reason):
        close(taught)
        with pytest.raises(DomainError):
            reopen_class(training_class=taught.training_class, reason=reason, actor=officer)
        assert Closing.objects.get().reopened_at is None

    def test_twice_is_once(self, taught, officer):
        close(taught)
        for _ in range(2):
            reopen_class(training_class=taught.training_class, reason="Nhầm", actor=officer)
        assert Closing.objects.filter(reopened_at__isnull=False).count() == 1


class TestConfirmingAttendance:
    """Who came often enough and was not assessed gets a giấy xác nhận tham gia, once."""

    def papers(self) -> list[tuple[str, str]]:
        found = Certificate.objects.order_by("kind").values_list("kind", "learner__full_name")
        return list(found)

    def test_each_gets_the_paper_of_what_they_did(self, taught):
        close(taught)
        assert self.papers() == [
            ("attendance", taught.came.full_name),
            ("completion", taught.done.full_name),
        ]

    def test_closing_again_makes_no_second_one(self, taught, officer):
        close(taught)
        reopen_class(training_class=taught.training_class, reason="Bổ sung", actor=officer)
        close(taught)
        assert len(self.papers()) == 2

    def test_who_finished_the_course_elsewhere_has_the_better_paper(self, taught):
        course = taught.training_class.course
        run = Enrolment.objects.get(learner=taught.came)
        now = timezone.now()
        Enrolment.objects.filter(pk=run.pk).update(completed_at=now, rule=course.rule)
        close(taught)
        assert self.papers() == [("completion", taught.done.full_name)]

    def test_whose_study_is_not_kept_gets_none(self, taught):
        withdraw(learner=taught.came, purpose=Consent.Purpose.STUDY, actor=taught.came.user)
        close(taught)
        assert self.papers() == [("completion", taught.done.full_name)]


class TestAWholeVillage:
    """What closing asks of the database does not grow with the people of the class."""

    def fill(self, taught, make_learner, names: range) -> None:
        """More who came to everything; every other one finishes."""
        told = {"training_class": taught.training_class, "actor": taught.trainer}
        for place in names:
            person = make_learner()
            seat = take_seat(learner=person, via=Seat.Via.SEARCH, **told)
            for session in taught.training_class.sessions.all():
                mark(session=session, seat=seat, presence="present", actor=taught.trainer)
            if place % 2:
                finish(taught, person, f"Q-{place}")

    def cost(self, taught) -> int:
        """Closed, counted and taken back."""
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            close(taught)
            assert len(completed()) == taught.training_class.seats_taken.count() // 2
            transaction.set_rollback(True)
        return len(asked)

    def test_sixteen_people_cost_what_four_cost(self, taught, make_learner):
        self.fill(taught, make_learner, range(1, 2))
        few = self.cost(taught)
        self.fill(taught, make_learner, range(2, 14))
        assert self.cost(taught) == few
