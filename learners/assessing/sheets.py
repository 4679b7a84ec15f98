"""Results from paper: entered with the sheet's number, and corrected or taken back with a reason.

While a class is open its results can be set right; once it is closed an officer opens it first.
Nothing is overwritten: what was wrong stays to be read, with who took it back and why.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from learners.assessing.bank import passes
from learners.assessing.locking import NOT_HERE, lock_kept, lock_open_class
from learners.assessing.models import (
    LONGEST_REASON,
    LONGEST_SHEET,
    PaperResult,
    PaperResultQuerySet,
)
from learners.assessing.permissions import check_not_self
from learners.assessing.proving import lock, prove_if_earned, weigh_again
from learners.classes.models import TrainingClass
from learners.classes.permissions import oversees
from learners.people.models import Learner
from learners.study.models import ProficiencyRule
from learners.study.selectors import rule_on
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one paper sheet: its number, whose it is, and how many were right."""

    number: str
    learner: Learner
    correct: int
    safety_correct: int | None = None


@transaction.atomic
def enter_paper(
    *,
    training_class: TrainingClass,
    kind: str,
    sheets: Sequence[Sheet],
    taken_on: date,
    actor: User,
) -> list[PaperResult]:
    """Enter results from paper, each with its sheet's number; the same sheet twice is once.

    All or none. Raises DomainError with the sheet's number in it when something cannot be.
    """
    if not sheets:
        raise DomainError("Chưa ghi phiếu nào. Hãy ghi số phiếu và số câu đúng của từng người.")
    training_class = lock_open_class(training_class=training_class, actor=actor)
    _check_day(taken_on)
    rule = rule_on(timezone.localdate()) if kind == PaperResult.Kind.PROFICIENCY else None
    if kind == PaperResult.Kind.PROFICIENCY and rule is None:
        raise DomainError("Chưa có quy định sát hạch nên chưa nhập được kết quả.")
    entered = [
        _enter(training_class, sheet, rule, taken_on, actor)
        for sheet in sorted(sheets, key=lambda one: one.learner.pk)
    ]
    new = [result for result, made in entered if made]
    if new:
        audit.record(
            actor=actor,
            action="assessing.enter_paper",
            target=training_class,
            kind=kind,
            results=[result.pk for result in new],
        )
    for result in new:
        prove_if_earned(learner=result.learner)
    return [result for result, _ in entered]


@transaction.atomic
def correct_sheet(
    *, result: PaperResult, sheet: Sheet, taken_on: date, reason: str, actor: User
) -> PaperResult:
    """What a sheet really says, by the rule it was judged by; the wrong row stays, taken back.

    The same again changes nothing. An assessment that rested on the sheet falls with it when its
    rule is not met any more (`proving.weigh_again`). Raises DomainError without a reason, for a
    closed class, numbers that cannot be, and a sheet that somebody else has set right.
    """
    row, learner = _locked(result, actor)
    learner = lock_kept(learner=learner, actor=actor)
    _check_day(taken_on)
    number = sheet_number(typed=sheet.number)
    told = _judged(row.training_class, number, sheet, row.rule, row.total) | {"taken_on": taken_on}
    if row.voided_at:
        same = _standing(row.training_class, number).filter(learner=learner, **told)
        if found := same.first():
            return found
        raise DomainError("Phiếu này đã được sửa hoặc bỏ rồi. Hãy tải lại trang.")
    if row.sheet_number == number and all(getattr(row, k) == v for k, v in told.items()):
        return row
    _void(row, reason, actor)
    if taken := _standing(row.training_class, number).first():
        raise DomainError(f"{_told(taken)} Hãy xem lại số trên phiếu.")
    made = PaperResult.objects.create(
        sheet_number=number,
        kind=row.kind,
        learner=learner,
        training_class=row.training_class,
        rule=row.rule,
        total=row.total,
        entered_by=actor,
        **told,
    )
    _follow(row, actor, now=made)
    return made


@transaction.atomic
def void_sheet(*, result: PaperResult, reason: str, actor: User) -> PaperResult:
    """Take a result back: it was another person's, or never was. Taken back twice is once.

    Raises DomainError as `correct_sheet` does.
    """
    row, _ = _locked(result, actor)
    if row.voided_at is None:
        _void(row, reason, actor)
        _follow(row, actor)
    return row


def _locked(result: PaperResult, actor: User) -> tuple[PaperResult, Learner]:
    where = lock_open_class(training_class=result.training_class, actor=actor)
    learner = lock(learner=result.learner)
    check_not_self(learner=learner, actor=actor)
    row = PaperResult.objects.select_for_update(of=("self",)).select_related("rule")
    found = row.get(pk=result.pk)
    found.training_class, found.learner = where, learner
    return found, learner


def _void(row: PaperResult, reason: str, actor: User) -> None:
    told = clean_text(reason)[:LONGEST_REASON]
    if not told:
        raise DomainError("Hãy ghi lý do, để người sau xem lại còn hiểu.")
    row.voided_at, row.voided_by, row.void_reason = timezone.now(), actor, told
    row.save(update_fields=["voided_at", "voided_by", "void_reason"])


def _follow(row: PaperResult, actor: User, now: PaperResult | None = None) -> None:
    """The record of acts, and what was found because of the sheet."""
    audit.record(
        actor=actor,
        action="assessing.correct_paper",
        target=row,
        learner=row.learner_id,
        before={"sheet": row.sheet_number, "correct": row.correct, "passed": row.passed},
        now=now and {"sheet": now.sheet_number, "correct": now.correct, "passed": now.passed},
    )
    may_undo = oversees(user=actor, training_class=row.training_class)
    stands = weigh_again(
        learner=row.learner, sheet_number=row.sheet_number, actor=actor, may_undo=may_undo
    )
    if stands:
        prove_if_earned(learner=row.learner)


def _enter(
    where: TrainingClass,
    sheet: Sheet,
    rule: ProficiencyRule | None,
    taken_on: date,
    actor: User,
) -> tuple[PaperResult, bool]:
    number = sheet_number(typed=sheet.number)
    learner = lock_kept(learner=sheet.learner, actor=actor)
    if not where.seats_taken.seated().filter(learner=learner).exists():
        raise DomainError(NOT_HERE)
    total = rule.test_questions if rule else where.course.questions_drawn
    judged = _judged(where, number, sheet, rule, total)
    told = {
        "kind": PaperResult.Kind.PROFICIENCY if rule else PaperResult.Kind.COURSE,
        "learner": learner,
        "correct": judged["correct"],
        "safety_correct": judged["safety_correct"],
    }
    given = {"rule": rule, "total": total, "passed": judged["passed"], "taken_on": taken_on}
    result, made = PaperResult.objects.standing().get_or_create(
        training_class=where,
        sheet_number=number,
        defaults={**told, **given, "entered_by": actor},
    )
    if not made and any(getattr(result, field) != value for field, value in told.items()):
        raise DomainError(
            f"{_told(result)} Hãy xem lại số trên phiếu; nếu lần trước nhập nhầm, hãy sửa ở đúng "
            "phiếu ấy."
        )
    return result, made


def _standing(where: TrainingClass, number: str) -> PaperResultQuerySet:
    """The sheet of that number in a class; every class numbers its own."""
    return PaperResult.objects.standing().filter(training_class=where, sheet_number=number)


def _told(taken: PaperResult) -> str:
    """Whose a number is already, for whoever has the folder of the class before them."""
    return (
        f"Phiếu số {taken.sheet_number} đã được nhập trong lớp này cho {taken.learner.full_name} "
        f"({taken.get_kind_display()}, đúng {taken.correct}/{taken.total})."
    )


def _judged(
    where: TrainingClass, number: str, sheet: Sheet, rule: ProficiencyRule | None, total: int
) -> dict[str, Any]:
    """The marks of a sheet and whether they are enough. Raises DomainError for what cannot be."""
    _check_numbers(number, sheet, total, rule)
    if rule is None:
        passed = sheet.correct >= where.course.pass_mark
        return {"correct": sheet.correct, "safety_correct": None, "passed": passed}
    passed = passes(
        correct=sheet.correct,
        safety_correct=sheet.safety_correct or 0,
        pass_mark=rule.test_pass_mark,
        safety_pass_mark=rule.safety_pass_mark,
    )
    return {"correct": sheet.correct, "safety_correct": sheet.safety_correct, "passed": passed}


def _check_day(taken_on: date) -> None:
    if taken_on > timezone.localdate():
        raise DomainError("Ngày làm bài không thể ở sau hôm nay.")


def sheet_number(*, typed: str) -> str:
    """A sheet's number as it is kept: capital letters, no spaces. Raises DomainError."""
    number = "".join(clean_text(typed).split()).upper()
    if not number or len(number) > LONGEST_SHEET:
        raise DomainError(f"Số phiếu “{typed[:40]}” phải có từ 1 đến {LONGEST_SHEET} chữ và số.")
    return number


def _check_numbers(number: str, sheet: Sheet, total: int, rule: ProficiencyRule | None) -> None:
    """Raises DomainError when the marks are not possible."""
    if not 0 <= sheet.correct <= total:
        raise DomainError(f"Phiếu số {number}: số câu đúng phải từ 0 đến {total}.")
    if rule is None:
        return
    safety, asked = sheet.safety_correct, rule.safety_questions
    if safety is None or not 0 <= safety <= asked:
        raise DomainError(f"Phiếu số {number}: số câu an toàn đúng phải từ 0 đến {asked}.")
    others = total - asked
    if safety > sheet.correct or sheet.correct - safety > others:
        raise DomainError(
            f"Phiếu số {number}: {sheet.correct} câu đúng mà {safety} câu an toàn đúng "
            "thì không khớp. Hãy đếm lại."
        )
