"""What the boxes below know about people, put together for the register's screens."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from learners.duplicates.models import Pair
from learners.imports.models import ImportRow
from learners.people.changes import FIELDS, REASONS
from learners.people.models import Consent, Learner, Move, TeamMember
from learners.registry.trail import Proved, Studies, proof_of, studies_of
from learners.rights.models import DataRequest
from lms.core.figures import latest
from lms.core.models import Area, AreaFigure, AuditEntry, Organisation, User

LONGEST_HISTORY = 50


@dataclass(frozen=True, slots=True)
class Studied:
    """How much of the courses somebody has begun and finished."""

    begun: int = 0
    finished: int = 0
    assessed_on: date | None = None


NOTHING = Studied()


# By hand: the ORM takes seven times as long to write this as the database to answer it.
_STUDIED = """
SELECT l.id, COUNT(e.id), COUNT(e.completed_at), MAX(p.assessed_on)
FROM learners_learner l
LEFT JOIN learners_enrolment e ON e.learner_id = l.id
LEFT JOIN learners_proficiency p ON p.learner_id = l.id
WHERE l.id IN ({marks})
GROUP BY l.id
"""


def studied(ids: Sequence[int]) -> dict[int, Studied]:
    """Learner id → what they studied; one query for a page of people."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_STUDIED.format(marks=", ".join(["%s"] * len(ids))), ids)
        return {pk: Studied(begun, done, _day(day)) for pk, begun, done, day in cursor}


def _day(value: date | str | None) -> date | None:
    """SQLite knows no dates of its own: the largest one comes as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Act:
    """A line of somebody's history, in words."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Person:
    """All that stands on the register about somebody."""

    learner: Learner
    moves: list[Move]
    consents: list[Consent]
    teams: list[TeamMember]
    studies: list[Studies]
    proof: Proved | None
    lists: list[ImportRow]
    open_pairs: int
    open_requests: list[DataRequest]
    history: list[Act]

    @property
    def may_call(self) -> bool:
        """Whether the person lets officers see their phone number and call."""
        return any(
            consent.purpose == Consent.Purpose.CONTACT and consent.withdrawn_at is None
            for consent in self.consents
        )


def person(*, pk: int, user: User) -> Person | None:
    """Everything about somebody whom `user` may see; None for whom they may not."""
    people = Learner.objects.visible_to(user).filter(erased_at__isnull=True)
    learner = people.select_related("commune", "organisation", "user").filter(pk=pk).first()
    if learner is None:
        return None
    return Person(
        learner=learner,
        moves=list(learner.moves.select_related("from_commune", "to_commune", "recorded_by")),
        consents=list(learner.consents.select_related("taken_by").order_by("-given_at")),
        teams=list(learner.teams.select_related("team__commune").order_by("-valid_from")),
        studies=studies_of(learner=learner, user=user),
        proof=proof_of(learner=learner, user=user),
        lists=list(learner.import_rows.select_related("list").order_by("-list_id", "line")[:20]),
        open_pairs=_open_pairs(learner, user),
        open_requests=list(
            learner.data_requests.filter(
                state__in=(DataRequest.State.RECEIVED, DataRequest.State.REPLIED)
            )
        ),
        history=history(learner),
    )


def _open_pairs(learner: Learner, user: User) -> int:
    states = (Pair.State.OPEN, Pair.State.LATER)
    mine = Q(left=learner) | Q(right=learner)
    return Pair.objects.visible_to(user).filter(mine, state__in=states).count()


# Acts of the record in words; what stands for nothing here is a change all the same.
_WORDS = {
    "people.add": "ghi tên vào sổ",
    "people.claim_learner": "tự ghi tên, hoặc nhận hồ sơ của mình",
    "people.open": "xem hồ sơ",
    "people.correct": "sửa",
    "people.move": "ghi chuyển nơi ở",
    "people.identify": "ghi số định danh cá nhân",
    "people.give_consent": "ghi sự đồng ý",
    "people.withdraw_consent": "ghi việc rút lại sự đồng ý",
}


def history(learner: Learner) -> list[Act]:
    """Who looked at somebody's record and who changed it, the newest first."""
    entries = AuditEntry.objects.filter(target=f"learners.learner:{learner.pk}")
    acts = []
    for entry in entries.select_related("actor").order_by("-pk")[:LONGEST_HISTORY]:
        words = _WORDS.get(entry.action, "thay đổi khác")
        if fields := entry.data.get("fields"):
            words += " " + ", ".join(FIELDS.get(name, name) for name in fields)
        if reason := REASONS.get(entry.data.get("reason", "")):
            words += f" ({reason})"
        acts.append(Act(entry.at, str(entry.actor) if entry.actor else "hệ thống", words))
    return acts


def organisations_in(ids: Collection[int]) -> dict[int, str]:
    """Id → name of the organisations of a scope, by name."""
    if not ids:
        return {}
    found = Organisation.objects.filter(pk__in=ids).order_by("search_key")
    return dict(found.values_list("pk", "name"))


def figures_shown() -> list[tuple[Area, int | None, int | None, str]]:
    """Each commune, its people of working age, all its people, and where the numbers come from."""
    of_age, everybody = latest(AreaFigure.Kind.WORKING_AGE), latest(AreaFigure.Kind.POPULATION)
    return [
        _figures(area, of_age.get(area.pk), everybody.get(area.pk))
        for area in Area.objects.communes()
    ]


def _figures(
    area: Area, of_age: AreaFigure | None, everybody: AreaFigure | None
) -> tuple[Area, int | None, int | None, str]:
    told = of_age or everybody
    source = f"{told.source}, {told.as_of:%d/%m/%Y}" if told else "–"
    return area, of_age.value if of_age else None, everybody.value if everybody else None, source


@dataclass(frozen=True, slots=True)
class Merger:
    """A commune that was or will be merged, and what still stands under its code."""

    area: Area
    is_past: bool
    people: int
    namesakes: int  # organisations with a namesake where it went: somebody has to look


def mergers_shown() -> list[Merger]:
    """Every merger, the latest first; three queries."""
    today = timezone.localdate()
    ended = Area.objects.filter(ended_on__isnull=False).select_related("successor")
    people = Learner.objects.filter(commune__ended_on__lt=today).order_by()
    units = Organisation.objects.filter(area__ended_on__lt=today, successor=None).order_by()
    people_of = dict(people.values_list("commune").annotate(Count("pk")))
    units_of = dict(units.values_list("area").annotate(Count("pk")))
    return [
        Merger(
            area=area,
            is_past=area.ended_on < today,
            people=people_of.get(area.pk, 0),
            namesakes=units_of.get(area.pk, 0),
        )
        for area in ended.order_by("-ended_on", "sort_key")
        if area.ended_on
    ]
