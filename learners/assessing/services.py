"""What changes what people can do: tasks seen, work handed in and reviewed; `sheets` has paper.

Everything that touches one person first locks that person's row, so that it happens one after the
other, and ends by looking whether they are proficient now (`proving`).
"""

from collections.abc import Collection, Sequence

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from learners.assessing.locking import NOT_HERE, lock_kept, lock_open_class
from learners.assessing.models import (
    LONGEST_WORDS,
    HandIn,
    Outcome,
    PracticalResult,
    PracticalTask,
)
from learners.assessing.permissions import check_not_self
from learners.assessing.pictures import BadPicture, clean_picture
from learners.assessing.proving import lock, prove_if_earned
from learners.assessing.selectors import tasks_for
from learners.classes.models import TrainingClass
from learners.people.models import Learner
from learners.people.selectors import is_theirs
from learners.study.models import Proficiency
from learners.study.services import check_kept
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User

# (learner id, task id)
Pair = tuple[int, int]


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
    training_class = lock_open_class(training_class=training_class, actor=actor)
    wanted = sorted({learner for learner, _ in [*done, *taken_back]})
    watched = {task.pk for task in tasks_for(course=training_class.course)}
    if {task for _, task in [*done, *taken_back]} - watched:
        raise DomainError("Có việc thực hành không thuộc lớp này. Hãy tải lại trang.")
    seats = training_class.seats_taken.seated().filter(learner__in=wanted)
    people = {seat.learner_id: seat.learner for seat in seats.select_related("learner")}
    if people.keys() != set(wanted):
        raise DomainError(NOT_HERE)
    changed = 0
    for pk in wanted:  # in one order for everyone, so that two forms never lock each other out
        learner = lock_kept(learner=people[pk], actor=actor)
        mine = [task for person, task in done if person == pk]
        back = [task for person, task in taken_back if person == pk]
        now = _tick(learner, training_class, mine, actor) + _untick(learner, training_class, back)
        if now:
            changed += now
            prove_if_earned(learner=learner)
    if changed:
        audit.record(actor=actor, action="assessing.tick", target=training_class, changed=changed)
    return changed


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
