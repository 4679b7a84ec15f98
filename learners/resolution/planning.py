"""A sheet of tasks beside the register: what would be new, what would change, what is left out.

Nothing is written here. A blank cell says nothing, so it empties nothing; a task that the sheet
does not name stays as it is, and is named.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from learners.resolution.agencies import Agencies
from learners.resolution.checking import Measure, check_facts, check_measure
from learners.resolution.facts import Differences, TaskFacts, differences
from learners.resolution.models import LONGEST_TITLE, Objective, ResolutionTask, TaskIndicator
from learners.resolution.numbering import order_of
from learners.resolution.rows import NoTable, Row, Said, read_sheet
from learners.resolution.selectors import facts_of, indicator_in_words, tasks
from lms.core.errors import DomainError
from lms.core.figures import split_table
from lms.core.identity import fold

NEW, CHANGED, SAME, PROBLEM = "new", "changed", "same", "problem"


@dataclass(slots=True)
class Planned:
    """A row of the sheet and its fate; only new and changed ones will be written."""

    line: int
    number: str
    title: str
    fate: str = PROBLEM
    changes: Differences = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    task: ResolutionTask | None = None
    facts: TaskFacts = field(default_factory=TaskFacts)
    measures: list[tuple[TaskIndicator | None, Measure]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sheet would do. `objectives` are (number, title before, title after)."""

    rows: list[Planned]
    objectives: list[tuple[str, str, str]]
    untouched: list[ResolutionTask]
    unknown: list[str]

    def of(self, *fates: str) -> list[Planned]:
        """The rows with one of these fates."""
        return [row for row in self.rows if row.fate in fates]

    @property
    def writes(self) -> bool:
        """Whether anything would be written at all."""
        return bool(self.objectives or self.of(NEW, CHANGED))

    @property
    def digest(self) -> str:
        """Another one as soon as the register or the sheet would make it another plan."""
        shown: Any = [
            self.objectives,
            [(row.line, row.number, row.fate, row.changes, row.problems) for row in self.rows],
        ]
        return hashlib.sha256(repr(shown).encode()).hexdigest()


def plan_of(text: str) -> Plan:
    """What the pasted table would do. Raises DomainError when it is no table of tasks."""
    try:
        sheet = read_sheet(split_table(text))
    except NoTable as refusal:
        raise DomainError(str(refusal)) from refusal
    there = {one.number: one.title for one in Objective.objects.all()}
    known = {task.number: task for task in tasks(ResolutionTask.objects.all())}
    objectives = _Objectives(there, sheet.objectives)
    agencies = Agencies()
    rows = [_planned(row, known.get(row.number), objectives, agencies) for row in sheet.rows]
    named = {row.number for row in sheet.rows}
    return Plan(
        rows,
        objectives.changes(),
        sorted((t for t in known.values() if t.number not in named), key=_by_number),
        sheet.unknown,
    )


def _by_number(task: ResolutionTask) -> Any:
    return order_of(task.number)


class _Objectives:
    """The objectives as they stand, and as the sheet names them."""

    def __init__(self, there: dict[str, str], said: dict[str, str]) -> None:
        self._there = there
        self._said = {n: t[:LONGEST_TITLE] for n, t in said.items() if n}
        self._by_words = {fold(title): number for number, title in (there | self._said).items()}

    def changes(self) -> list[tuple[str, str, str]]:
        """Those that are new or get another title, in order."""
        changed = [
            (number, self._there.get(number, ""), title)
            for number, title in self._said.items()
            if self._there.get(number) != title
        ]
        return sorted(changed, key=lambda one: order_of(one[0]))

    def number_of(self, row: Row, before: str) -> str:
        """The objective of a row. Raises DomainError when nobody knows it."""
        said = row.objective
        if said is None:
            if not before:
                raise DomainError("Chưa ghi nhiệm vụ này thuộc mục tiêu nào.")
            return before
        number = said.number or self._by_words.get(fold(said.words), "")
        if not number:
            raise DomainError(f"Mục tiêu “{said.words[:80]}” chưa có số. Hãy ghi cả số mục tiêu.")
        if number not in self._there and number not in self._said:
            raise DomainError(
                f"Chưa có mục tiêu số {number}. Hãy ghi cả tên mục tiêu ở cột Mục tiêu."
            )
        return number


def _planned(
    row: Row, task: ResolutionTask | None, objectives: _Objectives, agencies: Agencies
) -> Planned:
    title = row.texts.get("title") or (task.title if task else "")
    planned = Planned(row.line, row.number, title, problems=[*row.problems], task=task)
    before = facts_of(task) if task else None
    if not row.problems:
        with _telling(planned):
            _understand_facts(planned, row, before, objectives, agencies)
        with _telling(planned):
            _understand_measures(planned, row)
    if planned.problems:
        planned.changes = {}
        return planned
    planned.fate = NEW if task is None else CHANGED if planned.changes else SAME
    if planned.fate != SAME:
        _remark(planned)
    return planned


@contextmanager
def _telling(planned: Planned) -> Iterator[None]:
    """What is refused stands beside the row."""
    try:
        yield
    except DomainError as problem:
        planned.problems.append(problem.message)


def _understand_facts(
    planned: Planned,
    row: Row,
    before: TaskFacts | None,
    objectives: _Objectives,
    agencies: Agencies,
) -> None:
    """What the row says over what stands; what it leaves blank stays."""
    said: dict[str, Any] = dict(row.texts)
    for name, read in (("lead", agencies.one), ("others", agencies.several)):
        if name in said:
            said[name] = read(said[name])
    if row.deadline is not None:
        said["deadline"] = row.deadline
    if row.is_central is not None:
        said["is_central"] = row.is_central
    said["objective"] = objectives.number_of(row, before.objective if before else "")
    planned.facts = replace(before or TaskFacts(number=row.number), **said)
    check_facts(planned.facts)
    planned.changes |= differences(before, planned.facts)


def _understand_measures(planned: Planned, row: Row) -> None:
    """The indicators of a row, by name beside those the task has."""
    there = {fold(one.name): one for one in planned.task.indicators.all()} if planned.task else {}
    for said in row.indicators:
        old = there.get(fold(said.name))
        measure = _measure(said, old)
        others = [(one.name, one.feed) for one in there.values() if one is not old]
        others += [(one.name, one.feed) for _, one in planned.measures]
        check_measure(measure, others)
        was = indicator_in_words(old) if old else ""
        now = indicator_in_words(measure)
        if was != now:
            planned.measures.append((old, measure))
            planned.changes[f"Chỉ tiêu “{measure.name}”"] = [was, now]


def _measure(said: Said, old: TaskIndicator | None) -> Measure:
    """What a row says of an indicator over what stands."""
    told = {name: getattr(said, name) for name in Said.__slots__}
    if old is None:
        return Measure(**told)
    stands = {name: getattr(old, name) for name in Measure.__slots__}
    return Measure(**stands | {k: value for k, value in told.items() if value not in ("", None)})


def _remark(planned: Planned) -> None:
    """What an officer should know of a row that is taken all the same."""
    facts = planned.facts
    agencies: Iterable[Any] = [facts.lead, *facts.others] if facts.lead else facts.others
    unknown = [one.name for one in agencies if one.pk is None]
    if unknown:
        planned.remarks.append(f"Chưa có trong sổ cơ quan, ghi bằng chữ: {'; '.join(unknown)}.")
    if planned.task and planned.task.dropped_at:
        planned.remarks.append("Nhiệm vụ này đang thôi theo dõi, nhập xong vẫn như vậy.")
