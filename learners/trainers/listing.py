"""The list of trainers page by page, in register order, and what of it asks for an officer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from learners.trainers.models import TrainerFile
from learners.trainers.models.files import TrainerFileQuerySet
from learners.trainers.states import IN_FORCE, State
from lms.core.identity import fold
from lms.core.models import Area, User

PAGE_SIZE = 30
LAPSES_WITHIN = timedelta(days=60)
LONGEST_SEARCH = 80


def _ready(day: date) -> Q:
    return Q(state__in=(State.CANDIDATE, State.TRAINING, State.WAITING), missing=0)


def _due(day: date) -> Q:
    going = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return Q(going, state__in=IN_FORCE, missing__gt=0)


def _lapsing(day: date) -> Q:
    return Q(state__in=IN_FORCE, valid_to__gte=day, valid_to__lte=day + LAPSES_WITHIN)


# What an officer is to look at: code → words, and which files on a day.
DESK: dict[str, tuple[str, Callable[[date], Q]]] = {
    "san-sang": ("Đủ điều kiện đi bước tiếp", _ready),
    "can-xem": ("Chưa đủ điều kiện giữ tư cách", _due),
    "sap-het": ("Hết hạn trong 60 ngày", _lapsing),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of the list is looked at."""

    text: str = ""
    area: Area | None = None
    tier: str = ""
    state: str = ""
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some files, and the key behind which the next ones start."""

    rows: list[TrainerFile]
    next_key: str


def trainers_page(*, user: User, filters: Filters, key: str = "", size: int = PAGE_SIZE) -> Page:
    """One page of the files `user` watches over: one query, whatever their number."""
    files = trainers_of(user=user, filters=filters)
    if place := _read_key(key):
        order, pk = place
        further = Q(learner__sort_key__gt=order) | Q(learner__sort_key=order, pk__gt=pk)
        files = files.filter(further)
    found = list(files[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{last.learner.sort_key}.{last.pk}" if last else "")


def trainers_of(*, user: User, filters: Filters) -> QuerySet[TrainerFile]:
    """All the files of the list, in register order."""
    files = _filtered(TrainerFile.objects.standing().watched_by(user), filters)
    return files.select_related("learner", "area").order_by("learner__sort_key", "pk")


def on_the_way(
    *, user: User, filters: Filters, states: Sequence[State], ready: bool, most: int
) -> list[TrainerFile]:
    """Files in one of these states, in register order; with `ready` those that miss nothing."""
    files = _filtered(TrainerFile.objects.standing().watched_by(user), filters)
    files = files.filter(state__in=states)
    if ready:
        files = files.filter(missing=0)
    return list(files.select_related("learner", "area").order_by("learner__sort_key", "pk")[:most])


def desk_counts(user: User) -> dict[str, int]:
    """How many files wait for an officer, by code of the desk; one query."""
    today = timezone.localdate()
    counted = {
        code.replace("-", "_"): Count("pk", filter=which(today))
        for code, (_, which) in DESK.items()
    }
    found = TrainerFile.objects.standing().watched_by(user).aggregate(**counted)
    return {code: found[code.replace("-", "_")] for code in DESK}


def _filtered(files: TrainerFileQuerySet, filters: Filters) -> TrainerFileQuerySet:
    today = timezone.localdate()
    if filters.area:
        files = files.filter(area=filters.area)
    if filters.tier:
        files = files.filter(tier=filters.tier)
    if filters.state:
        files = files.in_state_on(State(filters.state), today)
    if filters.desk:
        files = files.filter(DESK[filters.desk][1](today))
    for word in fold(filters.text[:LONGEST_SEARCH]).split():
        files = files.filter(learner__search_key__contains=word)
    return files


def _read_key(key: str) -> tuple[str, int] | None:
    order, _, pk = key[:500].rpartition(".")
    if order.isalnum() and pk.isascii() and pk.isdigit():
        return order, int(pk[:18])
    return None
