"""The rows of a list as people: what each says, understood by `rows` in as many processes as pay.

A large list keeps every core busy. Rows travel between processes as plain tuples: objects would
cost more than reading them.
"""

import csv
import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from learners.imports.models import Import
from learners.imports.rows import Row, Understanding
from learners.people.matching import Traits, slip_key
from lms.core.identity import hash_personal_id
from lms.core.merged import going_on, merged_on
from lms.core.models import Area, Organisation
from lms.core.places import former_units

_CHUNK = 5_000
# Below this a process costs more to start than it saves.
_ALONE = 20_000
_AHEAD = 3


class Line(NamedTuple):
    """A row as it was understood, in the order in which it is stored."""

    line: int
    full_name: str
    search_key: str
    slip_key: str
    sort_key: str
    birth_year: int | None
    birth_month: int | None
    birth_day: int | None
    sex: str
    commune_id: str | None
    hamlet: str
    address_recorded: str
    address_mapping: str
    phone: str
    email: str
    organisation_id: int | None
    id_hash: str
    id_last3: str
    asks: bool
    refused: bool
    problems: str


def traits_of(row: Line) -> Traits:
    """What helps to recognise the person of a row."""
    return Traits(
        row.full_name,
        row.search_key,
        row.slip_key,
        row.birth_year,
        row.birth_month,
        row.birth_day,
        row.sex,
        row.commune_id,
        row.hamlet,
        row.phone,
        row.id_hash,
        row.organisation_id,
    )


def chunks(taken: Import, source: Path, *, after: int) -> Iterator[list[Line]]:
    """The rows of a list behind line `after`, understood, some thousands at a time and in order."""
    with source.open(encoding="utf-8", newline="") as file:
        raw = _chunks_of(file, after)
        if int(taken.found["rows"]) < _ALONE:
            understanding = _understanding_of(taken)
            yield from (_understand(understanding, rows) for rows in raw)
        else:
            yield from _in_processes(taken, raw)


def _chunks_of(file: Iterator[str], after: int) -> Iterator[list[list[str]]]:
    rows = (cells for cells in csv.reader(file) if int(cells[0]) > after)
    while chunk := list(islice(rows, min(_CHUNK, settings.LIST_CHUNK))):
        yield chunk


def _in_processes(taken: Import, raw: Iterator[list[list[str]]]) -> Iterator[list[Line]]:
    """Some chunks ahead of whoever asks, never the whole list: memory stays bounded."""
    # Forked, so that the tables need not travel; the children touch no database.
    context = get_context("fork")
    with ProcessPoolExecutor(
        min(2, os.cpu_count() or 1), context, _begin, (_understanding_of(taken),)
    ) as pool:
        ahead: deque[Future[list[tuple]]] = deque()
        for rows in raw:
            ahead.append(pool.submit(_understand_there, rows))
            if len(ahead) > _AHEAD:
                yield [Line._make(row) for row in ahead.popleft().result()]
        while ahead:
            yield [Line._make(row) for row in ahead.popleft().result()]


def _understanding_of(taken: Import) -> Understanding:
    """How the rows of a list are to be read, with today's places and organisations."""
    organisations: dict[str, list[tuple[int, str]]] = {}
    named = Organisation.objects.values_list("pk", "successor_id", "search_key", "area_id")
    for pk, into, key, area in named:
        organisations.setdefault(key, []).append((into or pk, area))
    return Understanding(
        columns={int(number): code for number, code in taken.columns.items()},
        communes=list(
            Area.objects.ever_communes().values_list("code", "name", "former_place", "kind")
        ),
        former_units=former_units(),
        merged=merged_on(timezone.localdate()),
        organisations=organisations,
        default_commune=_default_commune(taken),
        default_organisation=taken.organisation.goes_on_as.pk if taken.organisation else None,
        today=timezone.localdate(),
        hash_id=partial(hash_personal_id, key=settings.ID_HASH_KEY),
        answers={int(line): answer for line, answer in taken.answers.items()},
    )


def _default_commune(taken: Import) -> str | None:
    """The commune of rows that name none: the list's, or where its organisation is."""
    area = taken.commune or (taken.organisation.area if taken.organisation else None)
    if area is None or area.level != Area.Level.COMMUNE:
        return None
    return going_on(area).pk


_here: Understanding


def _begin(understanding: Understanding) -> None:
    global _here
    _here = understanding


def _understand_there(rows: list[list[str]]) -> list[tuple]:
    return [tuple(row) for row in _understand(_here, rows)]


def _understand(understanding: Understanding, rows: list[list[str]]) -> list[Line]:
    return [_line(understanding.row(int(line), cells)) for line, *cells in rows]


def _line(row: Row) -> Line:
    return Line(
        row.line,
        row.full_name,
        row.search_key,
        slip_key(row.search_key),
        row.sort_key,
        row.birth_year,
        row.birth_month,
        row.birth_day,
        row.sex,
        row.commune,
        row.hamlet,
        row.address_recorded,
        row.address_mapping,
        row.phone,
        row.email,
        row.organisation,
        row.id_hash,
        row.id_last3,
        row.asks,
        row.refused,
        " ".join(row.problems),
    )
