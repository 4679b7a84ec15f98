"""What changes what people can do: tasks seen, work handed in and reviewed, results from paper.

Everything that touches one person first locks that person's row, so that it happens one after the
other, and ends by looking whether they are proficient now (`proving`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from learners.assessing.bank import passes
from learners.assessing.models import (
    LONGEST_SHEET,
    LONGEST_WORDS,
    HandIn,
    Outcome,
    PaperResult,
    PracticalResult,
    PracticalTask,
)
from learners.assessing.permissions import check_not_self
from learners.assessing.pictures import BadPicture, clean_picture
from learners.assessing.proving import lock, prove_if_earned
from learners.assessing.selectors import tasks_for
from learners.classes.models import TrainingClass
from learners.classes.permissions import check_may_run
from learners.people.consents import study_withdrawn
from learners.people.models import Learner
from learners.people.selectors import is_theirs
from learners.study.models import Proficiency, ProficiencyRule
from learners.study.selectors import rule_on
from learners.study.services import check_kept
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User

# (learner id, task id)
Pair = tuple[int, int]
CLOSED = "Lớp này đã kết thúc. Muốn ghi thêm kết quả, hãy nhờ cán bộ mở lại lớp."
_NOT_HERE = "Có người không còn trong lớp này. Hãy tải lại trang rồi đánh dấu lại."


@transaction.atomic
def tick_tasks(
    *,
    training_class: TrainingClass,
    done: Collection[Pair],
    taken_back: Collection[Pair] = (),
    actor: User,
) -> int:
    """Write down which tasks were seen to be done in a class, and which ticks were a mistake.

    Twice is once; a tick that stands stays as it was. Taken back is only what was seen in this
    class by anyone, while the person is not proficient yet. Returns how many changed. Raises
    DomainError, changing nothing, for oneself, for people outside the class, tasks that are not
    watched there, and people whose study is not kept.
    """
    training_class = _open_class(training_class, actor)
    wanted = sorted({learner for learner, _ in [*done, *taken_back]})
    watched = {task.pk for task in tasks_for(course=training_class.course)}
    if {task for _, task in [*done, *taken_back]} - watched:
        raise DomainError("Có việc thực hành không thuộc lớp này. Hãy tải lại trang.")
    seats = training_class.seats_taken.seated().filter(learner__in=wanted)
    people = {seat.learner_id: seat.learner for seat in seats.select_related("learner")}
    if people.keys() != set(wanted):
        raise DomainError(_NOT_HERE)
    changed = 0
    for pk in wanted:  # in one order for everyone, so that two forms never lock each other out
        learner = _locked_and_kept(people[pk], actor)
        mine = [task for person, task in done if person == pk]
        back = [task for person, task in taken_back if person == pk]
        now = _tick(learner, training_class, mine, actor) + _untick(learner, training_class, back)
        if now:
            changed += now
            prove_if_earned(learner=learner)
    if changed:
        audit.record(actor=actor, action="assessing.tick", target=training_class, changed=changed)
    return changed


def _open_class(training_class: TrainingClass, actor: User) -> TrainingClass:
    """Locked, so that what is written down stands before or after the closing, never during it."""
    check_may_run(user=actor, training_class=training_class)
    rows = TrainingClass.objects.select_for_update(of=("self",)).select_related("course")
    row = rows.get(pk=training_class.pk)
    if row.state != TrainingClass.State.OPEN:
        raise DomainError(CLOSED)
    return row


def _locked_and_kept(learner: Learner, actor: User) -> Learner:
    """Locked, not the actor themselves, and somebody whose study may be written down."""
    learner = lock(learner=learner)
    check_not_self(learner=learner, actor=actor)
    if study_withdrawn(learner=learner):
        raise DomainError(
            f"{learner.full_name} đã rút lại sự đồng ý nên không ghi kết quả. "
            "Hãy bỏ đánh dấu ở người này."
        )
    return learner


def _tick(learner: Learner, where: TrainingClass, tasks: Sequence[int], actor: User) -> int:
    before = dict(
        PracticalResult.objects.filter(learner=learner, task__in=tasks).values_list(
            "task", "outcome"
        )
    )
    new = [task for task in tasks if before.get(task) != Outcome.DONE]
    for task in new:
        _judge(
            learner=learner,
            task_id=task,
            route=PracticalResult.Route.OBSERVED,
            outcome=Outcome.DONE,
            actor=actor,
            where=where,
        )
    return len(new)


def _untick(learner: Learner, where: TrainingClass, tasks: Sequence[int]) -> int:
    """Only what was seen here; what an assessment rests on stays."""
    seen = PracticalResult.objects.done().filter(
        learner=learner,
        task__in=tasks,
        training_class=where,
        route=PracticalResult.Route.OBSERVED,
    )
    if not tasks or Proficiency.objects.filter(learner=learner).exists():
        return 0
    return seen.delete()[0]


def _judge(
    *,
    learner: Learner,
    task_id: int,
    route: str,
    outcome: str,
    actor: User,
    where: TrainingClass | None = None,
    words: str = "",
) -> PracticalResult:
    return PracticalResult.objects.update_or_create(
        learner=learner,
        task_id=task_id,
        defaults={
            "route": route,
            "outcome": outcome,
            "judged_by": actor,
            "judged_on": timezone.localdate(),
            "training_class": where,
            "words": words,
        },
    )[0]


def hand_in(
    *, learner: Learner, task: PracticalTask, actor: User, text: str = "", picture: bytes = b""
) -> HandIn:
    """Hand in work for a task, with words or a picture (the file as it came); twice is once.

    While one waits it is what counts, and nothing is replaced behind the back of who reviews it.
    Raises DomainError when the task is done, nothing was handed in, or the picture cannot be kept.
    """
    text = text.strip()[:2_000]
    if not text and not picture:
        raise DomainError("Hãy viết vài dòng hoặc chọn một tấm ảnh rồi nộp.")
    try:  # drawn before anything is locked: it takes a moment
        drawn = clean_picture(picture) if picture else b""
    except BadPicture as error:
        raise DomainError(str(error)) from error
    return _hand_in(learner, HandIn(learner=learner, task=task, text=text), drawn, actor)


@transaction.atomic
def _hand_in(learner: Learner, new: HandIn, drawn: bytes, actor: User) -> HandIn:
    learner = lock(learner=learner)
    if not is_theirs(learner, actor):
        raise DomainError("Bạn chỉ nộp được bài của chính mình.")
    check_kept(learner=learner)
    of_task = HandIn.objects.filter(learner=learner, task=new.task)
    if before := of_task.filter(state=HandIn.State.WAITING).first():
        return before
    done = PracticalResult.objects.done().filter(learner=learner, task__code=new.task.code)
    if done.exists():
        raise DomainError("Việc này bạn đã làm được rồi, không cần nộp nữa.")
    if drawn:
        new.picture.save("", ContentFile(drawn), save=False)
    new.save()
    audit.record(actor=actor, action="assessing.hand_in", target=new, task=new.task_id)
    return new


@transaction.atomic
def review(*, handed_in: HandIn, done: bool, actor: User, words: str = "") -> HandIn:
    """Say of work that was handed in: done, or not yet, with a friendly sentence.

    The same answer of the same person twice is once. Raises DomainError when somebody else has
    answered, when it is one's own or of somebody one teaches, and for "not yet" without a word.
    """
    learner = lock(learner=handed_in.learner)
    handed_in = HandIn.objects.select_related("task").get(pk=handed_in.pk)
    state = HandIn.State.DONE if done else HandIn.State.NOT_YET
    words = clean_text(words)[:LONGEST_WORDS]
    if handed_in.state != HandIn.State.WAITING:
        if (handed_in.reviewed_by_id, handed_in.state) == (actor.pk, state):
            return handed_in
        raise DomainError("Bài này đã có người xem và trả lời rồi. Hãy chọn bài khác.")
    check_not_self(learner=learner, actor=actor)
    if not HandIn.objects.reviewable_by(actor).filter(pk=handed_in.pk).exists():
        raise DomainError(
            "Bạn đã dạy người này nên không xem bài của họ. Hãy để giảng viên hoặc cán bộ khác xem."
        )
    if not done and not words:
        raise DomainError("Hãy viết một câu cho người học biết cần làm thêm gì.")
    handed_in.state, handed_in.words = state, words
    handed_in.reviewed_by, handed_in.reviewed_at = actor, timezone.now()
    handed_in.save()
    same = PracticalResult.objects.done().filter(learner=learner, task=handed_in.task)
    if not same.exists():  # seen in class meanwhile: that stays
        _judge(
            learner=learner,
            task_id=handed_in.task_id,
            route=PracticalResult.Route.HANDED_IN,
            outcome=Outcome.DONE if done else Outcome.NOT_YET,
            actor=actor,
            words=words,
        )
    audit.record(actor=actor, action="assessing.review", target=handed_in, done=done)
    prove_if_earned(learner=learner)
    return handed_in


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
    training_class = _open_class(training_class, actor)
    today = timezone.localdate()
    if taken_on > today:
        raise DomainError("Ngày làm bài không thể ở sau hôm nay.")
    rule = rule_on(today) if kind == PaperResult.Kind.PROFICIENCY else None
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


def _enter(
    where: TrainingClass,
    sheet: Sheet,
    rule: ProficiencyRule | None,
    taken_on: date,
    actor: User,
) -> tuple[PaperResult, bool]:
    number = sheet_number(typed=sheet.number)
    learner = _locked_and_kept(sheet.learner, actor)
    if not where.seats_taken.seated().filter(learner=learner).exists():
        raise DomainError(_NOT_HERE)
    total = rule.test_questions if rule else where.course.questions_drawn
    told = {
        "kind": PaperResult.Kind.PROFICIENCY if rule else PaperResult.Kind.COURSE,
        "learner": learner,
        "training_class": where,
        "correct": sheet.correct,
        "safety_correct": sheet.safety_correct if rule else None,
    }
    _check_numbers(number, sheet, total, rule)
    passed = (
        passes(
            correct=sheet.correct,
            safety_correct=sheet.safety_correct or 0,
            pass_mark=rule.test_pass_mark,
            safety_pass_mark=rule.safety_pass_mark,
        )
        if rule
        else sheet.correct >= where.course.pass_mark
    )
    given = {"rule": rule, "total": total, "passed": passed, "taken_on": taken_on}
    result, made = PaperResult.objects.get_or_create(
        sheet_number=number, defaults={**told, **given, "entered_by": actor}
    )
    if not made and any(getattr(result, field) != value for field, value in told.items()):
        raise DomainError(
            f"Phiếu số {number} đã được nhập với người khác hoặc điểm khác. "
            "Hãy xem lại số trên phiếu."
        )
    return result, made


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
