"""The tasks of a sheet written together: a fixed number of queries, however many there are.

What each row says was checked when it was planned; here it is only written, with the same change
kept beside each task and the same act recorded as when it is written alone (`services`).
"""

from collections.abc import Sequence
from dataclasses import replace

from learners.resolution.checking import Measure
from learners.resolution.facts import TaskFacts, differences
from learners.resolution.models import (
    Objective,
    ResolutionTask,
    TakingPart,
    TaskChange,
    TaskIndicator,
)
from learners.resolution.numbering import clean_number
from learners.resolution.planning import Planned
from learners.resolution.selectors import facts_of, indicator_in_words
from learners.resolution.services import put_facts, put_measure
from lms.core import audit
from lms.core.audit import Act
from lms.core.models import PROVINCE_CODE, Area, User

_FACTS = (
    *("number", "objective", "title", "lead", "lead_name", "others_names", "person", "post"),
    *("deadline", "is_standing", "product", "legal_base", "authority", "is_central", "version"),
)


def lock_tasks() -> None:
    """Nobody changes objectives or tasks, or takes in others, until the transaction ends."""
    # The rows that are there cannot keep anybody from adding some: hence the province.
    Area.objects.select_for_update().get(pk=PROVINCE_CODE)
    list(Objective.objects.select_for_update().order_by("pk").values_list("pk"))
    list(ResolutionTask.objects.select_for_update().order_by("pk").values_list("pk"))


def write_rows(rows: Sequence[Planned], *, actor: User) -> None:
    """Tasks and indicators of the rows of a plan that was made under `lock_tasks`."""
    changes: list[TaskChange] = []
    acts: list[Act] = []
    tasks = _write_tasks(rows, changes, acts)
    _write_indicators(rows, tasks, changes, acts)
    for change in changes:
        change.changed_by, change.how = actor, TaskChange.How.IMPORT
    TaskChange.objects.bulk_create(changes)
    audit.record_all(actor=actor, acts=acts)


def _write_tasks(
    rows: Sequence[Planned], changes: list[TaskChange], acts: list[Act]
) -> list[ResolutionTask]:
    """The task of each row, written where it is new or says something else."""
    objectives = {one.number: one for one in Objective.objects.all()}
    tasks, told = [], []
    for row in rows:
        facts = replace(row.facts, number=clean_number(row.facts.number))
        what = differences(facts_of(row.task) if row.task else None, facts)
        task = row.task or ResolutionTask(version=0)
        tasks.append(task)
        if what or not row.task:
            task.objective = objectives[facts.objective]
            put_facts(task=task, facts=facts)
            told.append((task, facts, what, row.task is None))
    ResolutionTask.objects.bulk_create([task for task, *_, is_new in told if is_new])
    old = [task for task, *_, is_new in told if not is_new]
    ResolutionTask.objects.bulk_update(old, _FACTS)
    _write_others([(task, facts) for task, facts, *_ in told])
    for task, _, what, is_new in told:
        changes.append(TaskChange(task=task, what=what))
        action = "resolution.add_task" if is_new else "resolution.change_task"
        acts.append(Act(action, task, {"how": TaskChange.How.IMPORT}))
    return tasks


def _write_others(told: Sequence[tuple[ResolutionTask, TaskFacts]]) -> None:
    """The agencies that take part, where they are on the register."""
    wanted = {(task.pk, one.pk) for task, facts in told for one in facts.others if one.pk}
    written = TakingPart.objects.filter(task__in=[task.pk for task, _ in told])
    there = {
        (task, unit): pk for pk, task, unit in written.values_list("pk", "task", "organisation")
    }
    TakingPart.objects.filter(pk__in=[there[gone] for gone in there.keys() - wanted]).delete()
    TakingPart.objects.bulk_create(
        TakingPart(task_id=task, organisation_id=unit)
        for task, unit in sorted(wanted - there.keys())
    )


def _write_indicators(
    rows: Sequence[Planned],
    tasks: Sequence[ResolutionTask],
    changes: list[TaskChange],
    acts: list[Act],
) -> None:
    told = []
    for row, task in zip(rows, tasks, strict=True):
        for indicator, measure in row.measures:
            before = indicator_in_words(indicator) if indicator else ""
            saved = indicator or TaskIndicator(task=task)
            put_measure(indicator=saved, measure=measure)
            after = indicator_in_words(saved)
            if after != before:
                told.append((saved, task, before, after))
    TaskIndicator.objects.bulk_create([one for one, _, before, _ in told if not before])
    TaskIndicator.objects.bulk_update(
        [one for one, _, before, _ in told if before], Measure.__slots__
    )
    for saved, task, before, after in told:
        changes.append(TaskChange(task=task, what={"Chỉ tiêu": [before, after]}))
        action = "resolution.change_indicator" if before else "resolution.add_indicator"
        acts.append(Act(action, saved, {"task": task.pk}))
