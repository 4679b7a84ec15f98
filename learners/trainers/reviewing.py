"""Judging files by the rule of the day: what is met, what is missing, counted and confirmed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.utils import timezone

from learners.trainers.conditions import (
    STAGES,
    Condition,
    Confirmed,
    Finding,
    keep_is_due,
    months_before,
    period_of,
    read_conditions,
)
from learners.trainers.models import Confirmation, TrainerFile, TrainerRule
from learners.trainers.states import STAGES as STAGES_OF
from learners.trainers.states import State, state_on
from lms.core.measuring import all_measures

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Review:
    """How a file stands against its rule: the findings of the stages before it."""

    rule: TrainerRule | None
    findings: tuple[Finding, ...] = ()
    # Only once a whole period has passed can somebody be late with what keeps the tier.
    is_due: bool = True

    @property
    def missing(self) -> list[Finding]:
        """What is not met."""
        return [one for one in self.findings if not one.met]

    @property
    def late(self) -> int:
        """How many conditions are not met and should be."""
        return len(self.missing) if self.is_due else 0

    def by_stage(self) -> list[tuple[str, list[Finding]]]:
        """The findings under the words of their stage."""
        return [
            (words, found)
            for stage, words in STAGES.items()
            if (found := [one for one in self.findings if one.condition.stage == stage])
        ]


def rule_on(tier: str, day: date) -> TrainerRule | None:
    """The rule of a tier in force on `day`."""
    rules = TrainerRule.objects.filter(tier=tier, valid_from__lte=day)
    return rules.order_by("-valid_from", "-pk").first()


def may_be_confirmed(condition: Condition) -> bool:
    """Whether an officer's word counts for it: what nobody counts, or has an equivalent."""
    return condition.confirmable or condition.measure not in all_measures()


def review(
    files: Sequence[TrainerFile], day: date, state: State | None = None
) -> dict[int, Review]:
    """File id → its review by the end of `day`; a few queries, however many files.

    `state` asks what they would miss there.
    """
    by_tier: dict[str, list[TrainerFile]] = defaultdict(list)
    for file in files:
        by_tier[file.tier].append(file)
    confirmed = _confirmed([file.pk for file in files])
    found: dict[int, Review] = {}
    for tier, some in by_tier.items():
        rule = rule_on(tier, day)
        conditions = read_conditions(rule.conditions) if rule else []
        stages = {
            file.pk: STAGES_OF[state or state_on(State(file.state), file.valid_to, day)]
            for file in some
        }
        counts = _counts(conditions, {stage for one in stages.values() for stage in one}, some, day)
        for file in some:
            asked = [one for one in conditions if one.stage in stages[file.pk]]
            findings = tuple(
                Finding(one, _counted(counts, one, file), _newest(confirmed[file.pk], one, day))
                for one in asked
            )
            due = "keep" not in stages[file.pk] or keep_is_due(conditions, file.valid_from, day)
            found[file.pk] = Review(rule, findings, due)
    return found


def review_one(file: TrainerFile, day: date | None = None, state: State | None = None) -> Review:
    """The review of one file, by now and in its state unless said otherwise."""
    return review([file], day or timezone.localdate(), state)[file.pk]


def entry_of(learner_id: int, tier: str) -> Review:
    """What somebody without a file would need to enter a tier."""
    file = TrainerFile(pk=0, learner_id=learner_id, tier=tier, state=State.CANDIDATE)
    return review_one(file)


def periods_missed(file: TrainerFile, now: Review) -> int:
    """How many whole periods in a row, up to the rule's number, ended with something missing."""
    months = [one.condition.months for one in now.findings if one.condition.months]
    if not (now.rule and months and now.late):
        return 0
    missed, day = 1, timezone.localdate()
    while missed < now.rule.missed_periods:
        day = months_before(day, max(months))
        if not review_one(file, day).late:
            break
        missed += 1
    return missed


def note(files: Iterable[TrainerFile]) -> int:
    """Write down for lists how much each file misses; returns how many differ from before.

    Safe to run at any time and again: it derives all it writes.
    """
    now, changed, all_files = timezone.now(), 0, iter(files)
    while some := list(islice(all_files, _CHUNK)):
        reviews = review(some, timezone.localdate())
        for file in some:
            late = reviews[file.pk].late
            changed += late != file.missing
            file.missing, file.reviewed_at = late, now
        TrainerFile.objects.bulk_update(some, ["missing", "reviewed_at"])
    return changed


Counts = dict[tuple[str, int | None], dict[int, float]]


def _counts(
    conditions: Sequence[Condition], stages: set[str], files: Sequence[TrainerFile], day: date
) -> Counts:
    """What can be counted of these conditions: one query a measure and period."""
    ids, counts = [file.learner_id for file in files], Counts()
    for one in conditions:
        key = (one.measure, one.months)
        measure = all_measures().get(one.measure)
        if measure and one.stage in stages and key not in counts:
            counts[key] = measure.values(ids, *period_of(one, day))
    return counts


def _counted(counts: Counts, one: Condition, file: TrainerFile) -> float | None:
    found = counts.get((one.measure, one.months))
    return None if found is None else found.get(file.learner_id, 0)


def _confirmed(ids: Sequence[int]) -> dict[int, list[Confirmation]]:
    """File id → what was confirmed of it, the newest first."""
    found: dict[int, list[Confirmation]] = defaultdict(list)
    for one in Confirmation.objects.filter(file__in=ids).order_by("-pk"):
        found[one.file_id].append(one)
    return found


def _newest(told: Sequence[Confirmation], condition: Condition, day: date) -> Confirmed | None:
    return next(_within(told, condition, day), None)


def _within(told: Sequence[Confirmation], condition: Condition, day: date) -> Iterator[Confirmed]:
    start, end = period_of(condition, day)
    for one in told:
        inside = one.held_on <= end and (start is None or one.held_on >= start)
        if one.measure == condition.measure and inside:
            yield Confirmed(float(one.number), one.held_on, one.words, one.evidence)
