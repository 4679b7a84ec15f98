"""Closing a class, opening it again. Each may come twice, from two phones, and counts once."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from learners.classes.helping import counting
from learners.classes.locking import check_open, lock_class
from learners.classes.models import ClassTrainer, Help, Session, TrainingClass
from learners.classes.permissions import check_may_run, oversees
from learners.classes.signals import class_ended
from learners.closing.models import AttendanceFact, Closing, ClosingRule, HoursCredit
from learners.closing.selectors import Person, people_of, rule_of_today, standing_closing
from learners.closing.signals import attendance_confirmed
from learners.people.consents import who_withdrew_study
from learners.study.models import Enrolment
from learners.study.services import complete_taught
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User

_KINDS = {
    ClassTrainer.Part.LEAD: HoursCredit.Kind.TAUGHT,
    ClassTrainer.Part.ASSISTANT: HoursCredit.Kind.ASSISTED,
}


@transaction.atomic
def close_class(*, training_class: TrainingClass, actor: User) -> Closing:
    """End a class: completions and their papers, facts of attendance, hours.

    Closing a closed class changes nothing. Who finished the course before keeps that day. Raises
    DomainError when it is not theirs, was cancelled, or no session was held.
    """
    training_class = lock_class(training_class)
    check_may_run(user=actor, training_class=training_class)
    if standing := standing_closing(training_class=training_class):
        return standing
    check_open(training_class)
    held = list(training_class.sessions.filter(state=Session.State.HELD))
    if not held:
        raise DomainError(
            "Chưa có buổi nào điểm danh nên chưa kết thúc được. "
            "Hãy điểm danh, hoặc hủy lớp nếu lớp không học."
        )
    rule = rule_of_today()
    people = people_of(training_class=training_class, rule=rule)
    counts = _complete(training_class, people, rule)
    _write_attendance(training_class, people)
    _confirm_attendance(training_class, people)
    _credit_hours(training_class, held)
    training_class.state, training_class.ended_at = TrainingClass.State.CLOSED, timezone.now()
    training_class.save(update_fields=["state", "ended_at"])
    closing = Closing.objects.create(
        training_class=training_class, rule=rule, counts=counts, closed_by=actor
    )
    audit.record(actor=actor, action="closing.close_class", target=training_class, **counts)
    class_ended.send(TrainingClass, class_id=training_class.pk)
    return closing


@transaction.atomic
def reopen_class(*, training_class: TrainingClass, reason: str, actor: User) -> TrainingClass:
    """Open a closed class again; completions and papers stay, closing again adds what is new.

    Opening an open one changes nothing. Raises DomainError unless an officer of the place gives a
    reason.
    """
    training_class = lock_class(training_class)
    if not oversees(user=actor, training_class=training_class):
        raise DomainError("Mở lại lớp là việc của cán bộ xã, phường hoặc cơ quan phụ trách lớp.")
    if not reason.strip():
        raise DomainError("Hãy ghi lý do mở lại lớp.")
    closing = standing_closing(training_class=training_class)
    if closing is None:
        return training_class
    closing.reopened_by, closing.reopened_at = actor, timezone.now()
    closing.reason = reason.strip()[:300]
    closing.save(update_fields=["reopened_by", "reopened_at", "reason"])
    training_class.state, training_class.ended_at = TrainingClass.State.OPEN, None
    training_class.save(update_fields=["state", "ended_at"])
    audit.record(actor=actor, action="closing.reopen_class", target=training_class)
    return training_class


def load_closing_rule() -> None:
    """The first rule, as proposed by the curriculum; kept if it is there."""
    ClosingRule.objects.get_or_create(
        version="1",
        defaults={
            "valid_from": date(2025, 1, 1),
            "decision": "Theo đề cương chương trình; số quyết định: đang cập nhật.",
        },
    )


def _complete(
    training_class: TrainingClass, people: Sequence[Person], rule: ClosingRule
) -> dict[str, int]:
    """Who meets the rule has finished the course; how many of which kind there are."""
    met = [person.learner.pk for person in people if not person.missing]
    kept = _kept(met)
    course = training_class.course
    told = course.rule | {
        "class": training_class.pk,
        "closing_rule": rule.version,
        "percent_there": rule.percent_there,
        "tasks_needed": rule.tasks_needed,
    }
    completed = complete_taught(course=course, learners=kept, rule=told)
    return {
        "seated": len(people),
        "met": len(met),
        "completed": len(completed),
        "attended_only": sum(1 for one in people if one.attended and one.missing),
        "missed": sum(1 for one in people if not one.attended),
    }


def _kept(learners: list[int]) -> list[int]:
    """Those of them whose study may be written down."""
    withdrew = who_withdrew_study(learners=learners)
    return [pk for pk in learners if pk not in withdrew]


def _write_attendance(training_class: TrainingClass, people: Sequence[Person]) -> None:
    AttendanceFact.objects.bulk_create(
        [
            AttendanceFact(
                training_class=training_class,
                learner=person.learner,
                there=person.standing.there,
                held=person.standing.held,
                enough=person.attended,
            )
            for person in people
        ],
        update_conflicts=True,
        unique_fields=["training_class", "learner"],
        update_fields=["there", "held", "enough"],
    )


def _confirm_attendance(training_class: TrainingClass, people: Sequence[Person]) -> None:
    """Tell of everybody who came often enough and was not assessed, as far as their study is kept.

    Who finished the course before, in this class or elsewhere, has the better paper.
    """
    came = [one.learner.pk for one in people if one.attended and one.missing]
    runs = Enrolment.objects.filter(course=training_class.course_id, learner__in=_kept(came))
    finished = runs.filter(completed_at__isnull=False).values("learner")
    latest = {run.learner_id: run.pk for run in runs.exclude(learner__in=finished).order_by("run")}
    if latest:
        attendance_confirmed.send(sender=Closing, enrolment_ids=sorted(latest.values()))


def _credit_hours(training_class: TrainingClass, held: Sequence[Session]) -> None:
    """Trainers the sessions they stood in, helpers the minutes that count."""
    minutes: dict[tuple[int, int, str], int] = {}
    for trainer in training_class.trainers.all():
        for session in (one for one in held if trainer.stood_at(one.starts_at)):
            key = (session.pk, trainer.learner_id, _KINDS[ClassTrainer.Part(trainer.part)])
            minutes[key] = session.minutes
    lasts = {session.pk: session.minutes for session in held}
    for help_given in counting(Help.objects.filter(session__in=held)):
        key = (help_given.session_id, help_given.helper_id, HoursCredit.Kind.HELPED)
        most = lasts[help_given.session_id]
        minutes[key] = min(most, minutes.get(key, 0) + help_given.minutes)
    HoursCredit.objects.filter(session__training_class=training_class).delete()
    HoursCredit.objects.bulk_create(
        HoursCredit(session_id=session, learner_id=learner, kind=kind, minutes=many)
        for (session, learner, kind), many in minutes.items()
    )
