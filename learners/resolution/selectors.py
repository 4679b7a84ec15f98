"""Reading the tasks: the list with where each stands, and one task with all that was said of it."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Prefetch, QuerySet

from learners.monitoring.selectors import last_count, totals_on
from learners.resolution import clearness
from learners.resolution.amounts import share, tidy
from learners.resolution.checking import Measure
from learners.resolution.deadlines import Deadline
from learners.resolution.facts import Agency, TaskFacts, by_name
from learners.resolution.feeds import feed_name
from learners.resolution.models import (
    Objective,
    ProgressNote,
    ResolutionTask,
    ResolutionTaskQuerySet,
    TakingPart,
    TaskIndicator,
)
from learners.resolution.numbering import order_of
from learners.resolution.states import Said, State, Timing, Work, state_of
from lms.core.identity import fold
from lms.core.numbers import show_number


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of the tasks is asked for; empty means all."""

    objective: str = ""
    agency: str = ""
    work: str = ""
    timing: str = ""
    origin: str = ""
    missing: str = ""
    text: str = ""
    mine: frozenset[int] | None = None
    dropped: bool = False

    @property
    def has_more(self) -> bool:
        """Whether anything is asked for that the screen keeps folded."""
        folded = (self.objective, self.timing, self.origin, self.missing, self.dropped)
        return any(folded) or self.mine is not None


@dataclass(frozen=True)
class Row:
    """A task in a list: where it stands, and which of the six are not clear."""

    task: ResolutionTask
    state: State
    missing: tuple[str, ...]

    @cached_property
    def deadline(self) -> str:
        """The deadline in words."""
        return deadline_of(self.task).words

    @cached_property
    def others(self) -> str:
        """The agencies that take part, one after another."""
        return "; ".join(one.name for one in others_of(self.task))

    @property
    def missing_words(self) -> str:
        """Which of the six are not clear, by name."""
        names = (clearness.SIX[code][0] for code in self.missing)
        return ", ".join(name.removeprefix("Rõ ") for name in names)


@dataclass(frozen=True, slots=True)
class Board:
    """The rows that were asked for and what they add up to; both from the same rows."""

    rows: list[Row]
    works: dict[Work, int]
    crossed: dict[tuple[Work, Timing], int]
    late: int
    central: int
    unclear: int


@dataclass(frozen=True, slots=True)
class Value:
    """What is reached of an indicator, on which day, and how much of the way that is."""

    indicator: TaskIndicator
    value: Decimal | int | None
    day: date | None
    fed_by: str

    @property
    def share(self) -> float | None:
        """Part of the way from the baseline to the target."""
        one = self.indicator
        return share(baseline=one.baseline, target=one.target, value=self.value)

    @property
    def baseline(self) -> Decimal | int | None:
        """Where it began, without zeros at the end."""
        return tidy(self.indicator.baseline)

    @property
    def target(self) -> Decimal | int | None:
        """What is to be reached, without zeros at the end."""
        return tidy(self.indicator.target)


def tasks(among: QuerySet[ResolutionTask]) -> QuerySet[ResolutionTask]:
    """Those tasks with all that a row shows: four queries whatever their number."""
    return among.select_related("objective", "lead").prefetch_related(
        Prefetch("taking_part", TakingPart.objects.select_related("organisation")),
        Prefetch("indicators", TaskIndicator.objects.order_by("pk")),
        Prefetch("notes", standing_notes(), to_attr="standing"),
    )


def standing_notes() -> QuerySet[ProgressNote]:
    """The notes that count: neither corrected nor a mere taking back."""
    return ProgressNote.objects.filter(counts=True, corrected_by=None).order_by("day", "pk")


def board(*, among: ResolutionTaskQuerySet, filters: Filters, today: date) -> Board:
    """The tasks that were asked for, in the order of their numbers, and their counts."""
    asked = among.filter(dropped_at__isnull=not filters.dropped)
    if filters.mine is not None:
        asked = asked.of_agencies(filters.mine)
    rows = [row for task in tasks(asked) if _is_asked(row := row_of(task, today), filters)]
    rows.sort(key=lambda row: (order_of(row.task.number), row.task.pk))
    works = Counter(row.state.work for row in rows)
    crossed = Counter((row.state.work, row.state.timing) for row in rows)
    return Board(
        rows,
        {work: works[work] for work in Work},
        dict(crossed),
        late=sum(row.state.is_late for row in rows),
        central=sum(row.task.is_central for row in rows),
        unclear=sum(bool(row.missing) for row in rows),
    )


def row_of(task: ResolutionTask, today: date) -> Row:
    """A task of `tasks` with what is derived."""
    said = [Said(note.day, note.pk, note.percent) for note in task.standing]  # type: ignore[attr-defined]
    state = state_of(said, deadline=task.deadline, today=today)
    return Row(task, state, clearness.missing_of(six_of(task)))


def six_of(task: ResolutionTask) -> clearness.Six:
    """What is known of a task for the six."""
    return clearness.Six(
        person=bool(task.person),
        measured=bool(task.indicators.all()),
        timed=task.is_standing or task.deadline is not None,
        lead=bool(task.lead_words),
        product=bool(task.product),
        authority=bool(task.authority),
    )


def facts_of(task: ResolutionTask) -> TaskFacts:
    """A task as forms and sheets write it."""
    return TaskFacts(
        number=task.number,
        objective=task.objective.number,
        title=task.title,
        lead=Agency(task.lead_words, task.lead_id) if task.lead_words else None,
        others=others_of(task),
        person=task.person,
        post=task.post,
        deadline=deadline_of(task),
        product=task.product,
        legal_base=task.legal_base,
        authority=task.authority,
        is_central=task.is_central,
    )


def deadline_of(task: ResolutionTask) -> Deadline:
    """The deadline, or that there is none by intent."""
    return Deadline(task.deadline, task.is_standing)


def others_of(task: ResolutionTask) -> tuple[Agency, ...]:
    """The agencies that take part: those of the register by name, then those kept as text."""
    known = [Agency(one.organisation.name, one.organisation_id) for one in task.taking_part.all()]
    typed = [Agency(name) for name in task.others_names.split("; ") if name]
    return tuple(sorted([*known, *typed], key=by_name))


def values_of(indicators: list[TaskIndicator]) -> list[Value]:
    """What is reached of each: from the last counted day, or from the newest note with a value."""
    day, _ = last_count() if any(one.feed for one in indicators) else (None, None)
    counted = totals_on(day) if day else {}
    notes = standing_notes().filter(indicator__in=indicators)
    said = {note.indicator_id: note for note in notes}
    values = []
    for one in indicators:
        if one.feed:
            name = feed_name(one.feed)
            values.append(Value(one, counted.get(one.feed) if name else None, day, name))
        else:
            note = said.get(one.pk)
            values.append(
                Value(one, tidy(note.value) if note else None, note.day if note else None, "")
            )
    return values


def indicator_in_words(indicator: TaskIndicator | Measure) -> str:
    """An indicator in one line: what a change of it is told by."""
    start, target = tidy(indicator.baseline), tidy(indicator.target)
    parts = [
        indicator.name,
        f"đơn vị {indicator.unit}" if indicator.unit else "",
        f"ban đầu {show_number(start)}" if start is not None else "",
        f"cần đạt {show_number(target)}" if target is not None else "",
        f"kỳ {indicator.period}" if indicator.period else "",
        indicator.formula,
        f"lấy số {feed_name(indicator.feed)}" if indicator.feed else "",
    ]
    return "; ".join(part for part in parts if part)


def objectives() -> list[Objective]:
    """All objectives in the order of their numbers."""
    return sorted(Objective.objects.all(), key=lambda one: (order_of(one.number), one.pk))


def objectives_counted() -> list[tuple[Objective, int]]:
    """Each objective and how many tasks that are followed stand under it."""
    followed = ResolutionTask.objects.filter(dropped_at=None).order_by()
    counts = dict(followed.values_list("objective").annotate(Count("pk")))
    return [(one, counts.get(one.pk, 0)) for one in objectives()]


def notes_of(task: ResolutionTask) -> QuerySet[ProgressNote]:
    """All that was ever said of a task, the newest first, with who said it."""
    return task.notes.select_related("written_by", "indicator", "corrected_by").order_by("-pk")


def lead_agencies() -> list[str]:
    """The names of all agencies that lead a task, by the alphabet."""
    names = ResolutionTask.objects.values_list("lead__name", "lead_name").distinct()
    return sorted({known or typed for known, typed in names} - {"", None}, key=fold)


def by_objective(rows: list[Row]) -> list[tuple[Objective, list[Row]]]:
    """The rows under their objectives, in order."""
    under: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        under[row.task.objective_id].append(row)
    return [(one, under[one.pk]) for one in objectives()]


def _is_asked(row: Row, filters: Filters) -> bool:
    task, state = row.task, row.state
    whole = fold(f"{task.number} {task.title} {task.lead_words} {task.product}")
    return (
        (not filters.objective or task.objective.number == filters.objective)
        and (not filters.agency or fold(task.lead_words) == fold(filters.agency))
        and (not filters.work or state.work == filters.work)
        and (not filters.timing or state.timing == filters.timing)
        and (not filters.origin or task.is_central == (filters.origin == "trung-uong"))
        and _lacks(row, filters.missing)
        and all(word in whole for word in fold(filters.text).split())
    )


def _lacks(row: Row, missing: str) -> bool:
    """Whether a task lacks what is asked for: one of the six, any of them, or none."""
    if missing == "du":
        return not row.missing
    return not missing or missing in row.missing or (missing == "mot" and bool(row.missing))
