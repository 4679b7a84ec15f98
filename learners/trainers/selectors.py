"""Reading the register of trainers: a file with all that belongs to it, cover, and cascade."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils import timezone

from learners.people.matching import hamlet_key
from learners.people.models import DigitalTeam, Learner, TeamMember
from learners.trainers.cascade import branches
from learners.trainers.languages import LANGUAGES, in_words
from learners.trainers.models import Appointment, StateChange, Tier, TrainerFile, Trial
from learners.trainers.reviewing import Review, periods_missed, review_one
from learners.trainers.states import IN_FORCE
from lms.core.access import scope_of
from lms.core.figures import latest
from lms.core.measuring import all_measures
from lms.core.merged import merged_on
from lms.core.models import Area, AreaFigure, User

MOST_NAMES = 200
# Counted above, and found by name as those of rules are.
HOURS = ("hours_taught", "hours_assisted", "hours_helped")


@dataclass(frozen=True, slots=True)
class Whole:
    """A file and all that belongs to it."""

    file: TrainerFile
    review: Review
    missed: int
    appointments: list[Appointment]
    changes: list[StateChange]
    trials: list[Trial]
    trained: list[TrainerFile]


def whole(file: TrainerFile) -> Whole:
    """All that belongs to a file, for its page; a number of queries that does not grow."""
    found = review_one(file)
    own = Appointment.objects.filter(learner=file.learner_id, tier=file.tier)
    trials = file.trials.prefetch_related("sheets__assessor__learner")
    trained = TrainerFile.objects.standing().filter(trained_by=file.learner_id)
    return Whole(
        file=file,
        review=found,
        missed=periods_missed(file, found),
        appointments=list(own.select_related("area").order_by("-valid_from")),
        changes=list(file.changes.select_related("changed_by__learner")),
        trials=list(trials),
        trained=list(trained.select_related("learner").order_by("learner__sort_key")[:MOST_NAMES]),
    )


def files_of(learner: Learner) -> QuerySet[TrainerFile]:
    """Somebody's own files, in the order of the tiers."""
    return TrainerFile.objects.filter(learner=learner).select_related("area", "trained_by")


def to_judge(user: User) -> QuerySet[Trial]:
    """The open trials whose sheet of `user` is still empty."""
    waiting = Trial.objects.open().filter(sheets__assessor=user, sheets__scored_at__isnull=True)
    return waiting.select_related("file__learner").order_by("held_on", "pk")


def may_have_trained(file: TrainerFile) -> QuerySet[Learner]:
    """Whom to offer as the one who trained somebody: trainers of the place, and all experts."""
    near = TrainerFile.objects.standing().filter(state__in=IN_FORCE, area=file.area_id)
    experts = TrainerFile.objects.standing().filter(state__in=IN_FORCE, tier=Tier.EXPERT)
    people = Learner.objects.filter(pk__in=(near | experts).values("learner"))
    if file.trained_by_id:
        people |= Learner.objects.filter(pk=file.trained_by_id)
    return people.exclude(pk=file.learner_id).order_by("sort_key", "pk")


@dataclass(slots=True)
class Cover:
    """How a commune is covered; `people` are of working age, None where nobody told."""

    area: Area
    trainers: int = 0
    languages: set[str] = field(default_factory=set)
    people: int | None = None
    # Of the hamlets it works with, how many have no trainer.
    bare_hamlets: int = 0

    @property
    def load(self) -> int | None:
        """People of working age for one trainer; None where it cannot be said."""
        return round(self.people / self.trainers) if self.trainers and self.people else None

    @property
    def spoken(self) -> str:
        """The languages in words."""
        return in_words(self.languages)

    @property
    def unspoken(self) -> str:
        """The languages in which nobody teaches there, in words."""
        return in_words(LANGUAGES.keys() - self.languages)


def cover(user: User) -> list[Cover]:
    """The communes `user` watches over, those without a trainer first; a few queries."""
    scope = scope_of(user)
    areas = Area.objects.communes()
    if not scope.whole_province:
        areas = areas.filter(pk__in=scope.communes)
    people = latest(AreaFigure.Kind.WORKING_AGE)
    found = {
        area.pk: Cover(area, people=people[area.pk].value if area.pk in people else None)
        for area in areas
    }
    merged = merged_on(timezone.localdate())
    for area, languages in _active().values_list("area", "languages"):
        if here := found.get(merged.get(area, area)):
            here.trainers += 1
            here.languages.update(languages)
    for code, bare in _bare(list(found)).items():
        found[code].bare_hamlets = len(bare)
    return sorted(found.values(), key=lambda one: (one.trainers > 0, -one.bare_hamlets))


def _bare(communes: Sequence[str]) -> dict[str, list[str]]:
    """Commune → the names of its hamlets without a trainer; four queries."""
    named, covered = _named(communes), _covered(communes)
    return {
        code: sorted(name for key, name in of.items() if key not in covered[code])
        for code, of in named.items()
    }


@dataclass(frozen=True, slots=True)
class Hamlets:
    """The hamlets of a commune with the trainers who live or help there, and those without."""

    covered: list[tuple[str, list[str]]]
    bare: list[str]


def hamlets(area: Area) -> Hamlets:
    """Hamlets with a digital team or with people on the register; four queries.

    There is no official list of hamlets: these are the ones the commune itself works with.
    """
    named, trainers = _named([area.pk])[area.pk], _covered([area.pk])[area.pk]
    covered = [(words, sorted(trainers[key])) for key, words in named.items() if key in trainers]
    return Hamlets(sorted(covered), sorted(named[key] for key in named.keys() - trainers.keys()))


def _named(communes: Sequence[str]) -> dict[str, dict[str, str]]:
    """Commune → hamlets with a team, then those where people live: key → name; two queries."""
    teams = DigitalTeam.objects.filter(commune__in=communes, is_active=True).order_by("hamlet")
    people = Learner.objects.standing().filter(commune__in=communes).exclude(hamlet="").order_by()
    lived = sorted(people.values_list("commune", "hamlet").distinct())
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for code, name in (*teams.values_list("commune", "hamlet"), *lived):
        named[code].setdefault(hamlet_key(name), name)
    return named


def _covered(communes: Sequence[str]) -> dict[str, dict[str, set[str]]]:
    """Commune → key of a hamlet → who of its trainers lives or helps there; two queries."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    of_trainer: dict[int, str] = {}
    lives = _active().filter(area__in=communes)
    for pk, code, name, hamlet in lives.values_list(
        "learner_id", "area_id", "learner__full_name", "learner__hamlet"
    ):
        of_trainer[pk] = code
        found[code][hamlet_key(hamlet)].add(name)
    helps = TeamMember.objects.filter(
        team__commune__in=communes,
        team__is_active=True,
        learner__in=_active().values("learner"),
        valid_to__isnull=True,
    )
    for pk, code, hamlet, name in helps.values_list(
        "learner_id", "team__commune", "team__hamlet", "learner__full_name"
    ):
        if of_trainer.get(pk) == code:
            found[code][hamlet_key(hamlet)].add(name)
    return found


def _active() -> QuerySet[TrainerFile]:
    """The files of core trainers who are in force and not suspended today."""
    today = timezone.localdate()
    active = Appointment.objects.active_on(today).filter(tier=Tier.CORE)
    return TrainerFile.objects.standing().filter(
        tier=Tier.CORE, learner__in=active.values("learner")
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """A branch with what its people reached: each learner once for each trainer."""

    root: Learner
    people: int
    depth: int
    taught: int
    finished: int
    # The file of whom it begins with, where it may be opened.
    file: int | None = None

    @property
    def rate(self) -> float | None:
        """The share of those taught who finished; None without anybody taught."""
        return min(1.0, self.finished / self.taught) if self.taught else None


def reach(user: User) -> list[Reach]:
    """The branches with somebody whom `user` watches over, the widest first."""
    pairs = TrainerFile.objects.standing().filter(trained_by__isnull=False)
    found = branches(pairs.order_by("pk").values_list("learner_id", "trained_by_id"))
    mine = set(TrainerFile.objects.watched_by(user).values_list("learner_id", flat=True))
    found = [one for one in found if mine.intersection(one.members)]
    ids = sorted({member for one in found for member in one.members})
    taught, finished = _sums(ids, "people_taught"), _sums(ids, "people_finished")
    names = Learner.objects.in_bulk([one.root for one in found])
    files = TrainerFile.objects.visible_to(user).filter(learner__in=names).order_by("-tier")
    shown = dict(files.values_list("learner_id", "pk"))
    rows = [
        Reach(
            names[one.root],
            len(one.members) - 1,
            one.depth,
            _sum(taught, one.members),
            _sum(finished, one.members),
            shown.get(one.root),
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: (-row.taught, -row.people, row.root.sort_key))


def _sums(ids: Sequence[int], code: str) -> Mapping[int, float]:
    measure = all_measures().get(code)
    return measure.values(ids, None, timezone.localdate()) if measure else {}


def _sum(values: Mapping[int, float], members: Iterable[int]) -> int:
    return int(sum(values.get(member, 0) for member in members))


def hours_of(learner: Learner) -> list[tuple[str, float]]:
    """The hours credited to somebody in classes that ended, in words; a query a kind of work."""
    measures, today = all_measures(), timezone.localdate()
    asked = [measures[code] for code in HOURS]
    found = [(one.words, one.values([learner.pk], None, today).get(learner.pk, 0)) for one in asked]
    return [(words, int(many) if many == int(many) else many) for words, many in found if many]
