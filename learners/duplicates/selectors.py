"""Reading the duplicates desk: what waits, one pair, what was merged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from learners.duplicates.models import Merge, Pair
from learners.duplicates.sides import Side, side_of, side_of_candidate
from lms.core.models import Area, Organisation, User

PAGE_SIZE = 30
_SHOWN = ("left__commune", "left__organisation", "right__commune", "right__organisation")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which part of the desk: what was put off or not, and of which commune."""

    later: bool = False
    commune: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A pair with its two sides."""

    pair: Pair
    left: Side
    right: Side


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A page of the desk, and the key of the next one."""

    rows: list[Row]
    next_key: str


def waiting(*, user: User, filters: Filters) -> QuerySet[Pair]:
    """The pairs that `user` may see and nobody has decided, the likeliest first."""
    state = Pair.State.LATER if filters.later else Pair.State.OPEN
    pairs = Pair.objects.visible_to(user).undecided().filter(state=state)
    if filters.commune:
        pairs = pairs.filter(left__commune=filters.commune)
    return pairs.order_by("-score", "id")


def desk_page(*, user: User, filters: Filters, after: str = "") -> DeskPage:
    """One page of what waits; `after` is a `next_key`. Nothing is counted as a whole."""
    pairs = waiting(user=user, filters=filters)
    score, _, pk = after[:30].partition(".")
    if score.isdecimal() and pk.isdecimal():
        pairs = pairs.filter(_behind(int(score), int(pk)))
    found = list(pairs.select_related(*_SHOWN)[: PAGE_SIZE + 1])
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    return DeskPage(_rows(found[:PAGE_SIZE]), f"{last.score}.{last.pk}" if last else "")


def next_pair(*, user: User, filters: Filters, after: Pair) -> Pair | None:
    """What to look at after a pair: the one behind it, else the first that waits."""
    pairs = waiting(user=user, filters=filters).exclude(pk=after.pk)
    return pairs.filter(_behind(after.score, after.pk)).first() or pairs.first()


def pair_with_sides(*, pk: int, user: User) -> Row | None:
    """One pair that `user` may see, decided or not; None when there is none."""
    found = Pair.objects.visible_to(user).select_related(*_SHOWN, "decided_by").filter(pk=pk)
    return next(iter(_rows(found)), None)


def merges_page(*, user: User, after: str = "") -> tuple[list[Merge], str]:
    """What was merged lately, newest first, and the key of the next page."""
    merges = Merge.objects.visible_to(user).select_related(
        "kept__commune", "merged__commune", "merged_by", "undone_by"
    )
    if after.isdecimal():
        merges = merges.filter(pk__lt=int(after[:18]))
    found = list(merges.order_by("-pk")[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    return found[:PAGE_SIZE], str(found[PAGE_SIZE - 1].pk) if more else ""


def _behind(score: int, pk: int) -> Q:
    return Q(score__lt=score) | Q(score=score, pk__gt=pk)


def _rows(pairs: Iterable[Pair]) -> list[Row]:
    pairs = list(pairs)
    told = [pair.candidate for pair in pairs if pair.candidate]
    communes: Mapping[str, Area] = {}
    organisations: Mapping[int, Organisation] = {}
    if told:
        communes = Area.objects.in_bulk({one.get("commune_id") or "" for one in told})
        organisations = Organisation.objects.in_bulk(
            {one["organisation_id"] for one in told if one.get("organisation_id")}
        )
    rows = []
    for pair in pairs:
        if pair.right is not None:
            right = side_of(pair.right, "Hồ sơ 2")
        else:
            right = side_of_candidate(
                pair.candidate or {},
                "Người trong danh sách",
                communes=communes,
                organisations=organisations,
            )
        rows.append(Row(pair, side_of(pair.left, "Hồ sơ 1"), right))
    return rows
