"""Keeping the tasks: objectives, tasks, what they are measured by. Notes have `noting`.

Every call may come twice and counts once; every change of a task is kept beside it, in words.
"""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from learners.resolution.checking import Measure, check_facts, check_measure, names_as_text
from learners.resolution.facts import TEXTS, Agency, Differences, TaskFacts, differences
from learners.resolution.models import (
    LONGEST_REASON,
    LONGEST_TITLE,
    Objective,
    ResolutionTask,
    TakingPart,
    TaskChange,
    TaskIndicator,
)
from learners.resolution.numbering import clean_number
from learners.resolution.permissions import may_keep
from learners.resolution.selectors import facts_of, indicator_in_words
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User

NOT_YOURS = "Việc này do cán bộ tỉnh ghi. Hãy báo cơ quan thường trực của tỉnh nếu cần sửa."
_CHANGED_MEANWHILE = (
    "Trong lúc bạn ghi đã có người sửa nhiệm vụ này. Hãy mở lại trang để xem bản mới, rồi sửa tiếp."
)


@transaction.atomic
def save_objective(
    *, objective: Objective | None, number: str, title: str, actor: User
) -> Objective:
    """A new objective (`objective` is None) or one set right; a number stands once."""
    _check_keeper(actor)
    number, title = clean_number(number), clean_text(title)
    if not number:
        raise DomainError("Hãy ghi số mục tiêu, ví dụ 3 hoặc IV.")
    if not title:
        raise DomainError("Hãy ghi tên mục tiêu.")
    if len(title) > LONGEST_TITLE:
        raise DomainError(f"Tên mục tiêu dài quá {LONGEST_TITLE} chữ. Hãy viết gọn lại.")
    twins = Objective.objects.filter(number=number)
    if objective:
        twins = twins.exclude(pk=objective.pk)
    twin = twins.first()
    if twin and (objective or twin.title != title):
        raise DomainError(f"Mục tiêu số {number} đã có: “{twin.title}”. Hãy chọn số khác.")
    saved = objective or twin or Objective()
    if saved.pk and (saved.number, saved.title) == (number, title):
        return saved
    action = "resolution.change_objective" if saved.pk else "resolution.add_objective"
    saved.number, saved.title = number, title
    saved.save()
    audit.record(actor=actor, action=action, target=saved)
    return saved


@transaction.atomic
def save_task(
    *,
    task: ResolutionTask | None,
    facts: TaskFacts,
    actor: User,
    version: int | None = None,
    how: str = TaskChange.How.FORM,
) -> ResolutionTask:
    """A new task (`task` is None) or one set right, with what changed kept beside it.

    `version` is the one that was shown to whoever changes it; another one meanwhile is refused.
    Raises DomainError with a sentence; saving the same again changes nothing.
    """
    _check_keeper(actor)
    facts = replace(facts, number=clean_number(facts.number))
    check_facts(facts)
    # Two who add to one objective wait for each other: the same form sent twice is one task.
    objective = Objective.objects.select_for_update().filter(number=facts.objective).first()
    if objective is None:
        raise DomainError("Chưa có mục tiêu số này. Hãy thêm mục tiêu trước.")
    twins = ResolutionTask.objects.filter(number=facts.number)
    if task:
        task = ResolutionTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
        twins = twins.exclude(pk=task.pk)
    if twins.exists():
        raise DomainError(f"Nhiệm vụ số {facts.number} đã có. Mỗi số chỉ ghi một lần.")
    changed = differences(facts_of(task) if task else None, facts)
    if not changed and task:
        return task
    if task and version is not None and version != task.version:
        raise DomainError(_CHANGED_MEANWHILE)
    saved = task or ResolutionTask(version=0)
    saved.objective = objective
    put_facts(task=saved, facts=facts)
    saved.save()
    _write_others(saved, facts.others)
    action = "resolution.change_task" if task else "resolution.add_task"
    audit.record(actor=actor, action=action, target=saved, how=how)
    _keep_change(saved, changed, actor, how)
    return saved


@transaction.atomic
def drop_task(*, task: ResolutionTask, reason: str, actor: User) -> ResolutionTask:
    """Follow a task no more, or again (`reason` is empty); all that was written stays."""
    _check_keeper(actor)
    task = ResolutionTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    reason = clean_text(reason)[:LONGEST_REASON]
    if bool(task.dropped_at) == bool(reason):
        return task
    task.dropped_at = timezone.now() if reason else None
    task.dropped_reason = reason
    task.save(update_fields=["dropped_at", "dropped_reason"])
    action = "resolution.drop_task" if reason else "resolution.take_up_task"
    audit.record(actor=actor, action=action, target=task)
    words = (
        ["đang theo dõi", f"thôi theo dõi: {reason}"]
        if reason
        else ["thôi theo dõi", "theo dõi lại"]
    )
    _keep_change(task, {"Theo dõi": words}, actor, TaskChange.How.FORM)
    return task


@transaction.atomic
def save_indicator(
    *,
    task: ResolutionTask,
    indicator: TaskIndicator | None,
    measure: Measure,
    actor: User,
    how: str = TaskChange.How.FORM,
) -> TaskIndicator:
    """A new indicator of a task (`indicator` is None) or one set right; a name stands once."""
    _check_keeper(actor)
    ResolutionTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    saved = indicator or TaskIndicator(task=task)
    others = TaskIndicator.objects.filter(task=task).exclude(pk=saved.pk)
    check_measure(measure, [(one.name, one.feed) for one in others])
    before = indicator_in_words(saved) if saved.pk else ""
    put_measure(indicator=saved, measure=measure)
    after = indicator_in_words(saved)
    if after == before:
        return saved
    saved.save()
    action = "resolution.change_indicator" if before else "resolution.add_indicator"
    audit.record(actor=actor, action=action, target=saved, task=task.pk)
    _keep_change(task, {"Chỉ tiêu": [before, after]}, actor, how)
    return saved


@transaction.atomic
def remove_indicator(*, indicator: TaskIndicator, actor: User) -> None:
    """Take away an indicator that nobody has reported a value of; what it said is kept."""
    _check_keeper(actor)
    if indicator.notes.exists():
        raise DomainError(
            "Đã có số liệu ghi cho chỉ tiêu này nên không bỏ được. Hãy sửa chỉ tiêu thay vì bỏ."
        )
    _keep_change(indicator.task, {"Chỉ tiêu": [indicator_in_words(indicator), ""]}, actor, "form")
    audit.record(
        actor=actor, action="resolution.remove_indicator", target=indicator, task=indicator.task_id
    )
    indicator.delete()


def _check_keeper(actor: User) -> None:
    if not may_keep(actor):
        raise DomainError(NOT_YOURS)


def put_facts(*, task: ResolutionTask, facts: TaskFacts) -> None:
    """What `facts` say, put into the row; whoever calls this writes it."""
    for name in TEXTS:
        setattr(task, name, getattr(facts, name))
    task.lead_id = facts.lead.pk if facts.lead else None
    task.lead_name = facts.lead.name if facts.lead and not facts.lead.pk else ""
    task.others_names = names_as_text(facts)
    task.deadline, task.is_standing = facts.deadline.day, facts.deadline.is_standing
    task.is_central = facts.is_central
    task.version += 1


def put_measure(*, indicator: TaskIndicator, measure: Measure) -> None:
    """What `measure` says, put into the row; whoever calls this writes it."""
    for name in Measure.__slots__:
        value = getattr(measure, name)
        setattr(indicator, name, clean_text(value) if isinstance(value, str) else value)


def _write_others(task: ResolutionTask, others: tuple[Agency, ...]) -> None:
    wanted = {one.pk for one in others if one.pk}
    TakingPart.objects.filter(task=task).exclude(organisation__in=wanted).delete()
    there = set(TakingPart.objects.filter(task=task).values_list("organisation", flat=True))
    TakingPart.objects.bulk_create(
        TakingPart(task=task, organisation_id=pk) for pk in sorted(wanted - there)
    )


def _keep_change(task: ResolutionTask, what: Differences, actor: User, how: str) -> None:
    TaskChange.objects.create(task=task, changed_by=actor, how=how, what=what)
