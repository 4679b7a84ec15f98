"""Who on the register, or earlier in the same list, somebody may be; found by keys, then judged.

The keys are those of `matching.keys_of`. A record that was merged still answers to its own
spelling, phone and number, for the record that was kept: the same list, taken in again, raises no
question that was answered before.
"""

import json
import marshal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from django.db import connection

from learners.people.matching import Judgement, Traits, Verdict, judge, keys_of, swapped_key

_pack = attrgetter(*Traits.__slots__)
_SEVERAL = "Có từ hai hồ sơ giống như vậy trở lên, nên cần người xem."

# One question whatever the number of people: they go in as a table, each branch walks an index.
# CROSS JOIN holds SQLite to this order; conditions of partial indexes stand word for word.
_FIND = (
    "WITH wanted (place, name, commune, year, month, day, phone, id_hash) AS ({table}) {branches}"
)
_SPLIT = "string_to_array(%s, ',')"  # none of the values holds a comma: the quickest way in
_TABLES = {
    "postgresql": f"SELECT * FROM unnest({_SPLIT}::int[], {_SPLIT}, {_SPLIT}, {_SPLIT}::int[],"  # noqa: S608
    f" {_SPLIT}::int[], {_SPLIT}::int[], {_SPLIT}, {_SPLIT})",
    "sqlite": "SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6,"
    " value->>7 FROM json_each(%s)",
}
_BRANCH = """
SELECT w.place, COALESCE(l.merged_into_id, l.id), l.full_name, l.search_key, l.slip_key,
    l.birth_year, l.birth_month, l.birth_day, l.sex, l.commune_id, l.hamlet, l.phone, l.id_hash,
    l.organisation_id
FROM wanted w CROSS JOIN learners_learner l
WHERE l.erased_at IS NULL AND {key}
"""
# Each leaves out whom one before it finds, so that nobody comes twice.
_BY_ID = "l.id_hash = w.id_hash AND NOT (l.id_hash = '') AND l.merged_into_id IS"
_OTHERWISE = "AND l.id_hash <> w.id_hash AND l.phone <> w.phone"
_ELSEWHERE = f"{_OTHERWISE} AND NOT (l.birth_year = w.year AND l.commune_id = w.commune)"
_KEYS = (
    f"{_BY_ID} NULL",
    f"{_BY_ID} NOT NULL",
    "l.phone = w.phone AND NOT (l.phone = '') AND l.id_hash <> w.id_hash"
    " AND (l.birth_year = w.year OR l.slip_key = w.name)",
    f"l.slip_key = w.name AND l.birth_year = w.year AND l.commune_id = w.commune {_OTHERWISE}",
    f"l.slip_key = w.name AND l.birth_month = w.month AND l.birth_day = w.day {_ELSEWHERE}",
    "l.slip_key = w.name AND l.birth_month = w.day AND l.birth_day = w.month"
    f" AND w.day <= 12 AND w.day <> w.month {_ELSEWHERE}",
    "l.birth_year = w.year AND l.birth_month = w.month AND l.birth_day = w.day"
    " AND l.birth_day IS NOT NULL AND l.commune_id = w.commune AND l.slip_key <> w.name"
    f" {_OTHERWISE}",
)
# Nobody has these, and unlike NULL they differ from what somebody has.
_NO_WORD, _NO_NUMBER = "-", -1


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody on the register who is, or may be, the one that was asked about."""

    learner_id: int
    judgement: Judgement


def find(people: Sequence[Traits]) -> list[list[Match]]:
    """For each of `people` the standing records that are SAME or NEAR, best first.

    One query for all of them. When several are SAME, none is: that is for a person to say.
    """
    found: list[dict[int, Judgement]] = [{} for _ in people]
    for place, learner_id, *traits in _rows(people):
        _keep_best(found[place], learner_id, judge(people[place], Traits(*traits)))
    return [[Match(key, said) for key, said in _in_order(matches)] for matches in found]


def _rows(people: Sequence[Traits]) -> list[tuple[Any, ...]]:
    wanted = [
        (
            *(place, one.slip_key, one.commune or _NO_WORD, one.birth_year or _NO_NUMBER),
            *(one.birth_month or _NO_NUMBER, one.birth_day or _NO_NUMBER),
            *(one.phone or _NO_WORD, one.id_hash or _NO_WORD),
        )
        for place, one in enumerate(people)
    ]
    if not wanted:
        return []
    told = [json.dumps(wanted)]
    if connection.vendor == "postgresql":
        told = [",".join(map(str, column)) for column in zip(*wanted, strict=True)]
    branches = "UNION ALL".join(_BRANCH.format(key=key) for key in _KEYS)
    with connection.cursor() as cursor:
        cursor.execute(_FIND.format(table=_TABLES[connection.vendor], branches=branches), told)
        return cursor.fetchall()


class Pool:
    """People who are not on the register yet, by the same keys: for doubles inside one list.

    Packed, since a list may hold everybody: some 500 bytes a person.
    """

    def __init__(self) -> None:
        self._people: list[bytes] = []
        self._keys: list[int] = []
        self._places: dict[int, int | list[int]] = {}

    def add(self, key: int, person: Traits) -> None:
        """Let later ones be compared with this one, who is known by `key`.

        A key may be given again: two rows of one person tell more of them than either.
        """
        number = len(self._people)
        self._people.append(marshal.dumps(_pack(person)))
        self._keys.append(key)
        for place in map(hash, keys_of(person)):
            there = self._places.get(place)
            if there is None:
                self._places[place] = number
            elif isinstance(there, list):
                there.append(number)
            else:
                self._places[place] = [there, number]

    def find(self, person: Traits) -> list[tuple[int, Judgement]]:
        """The keys of those who are SAME or NEAR, best first; of several SAME none is."""
        found: dict[int, Judgement] = {}
        for number in self._near(person):
            other = Traits(*marshal.loads(self._people[number]))  # noqa: S302  (packed just above)
            _keep_best(found, self._keys[number], judge(person, other))
        return _in_order(found)

    def _near(self, person: Traits) -> set[int]:
        near: set[int] = set()
        swapped = swapped_key(person)
        for place in (*keys_of(person), *([swapped] if swapped else ())):
            there = self._places.get(hash(place))
            if isinstance(there, list):
                near.update(there)
            elif there is not None:
                near.add(there)
        return near


def _keep_best(found: dict[int, Judgement], key: int, judgement: Judgement) -> None:
    if judgement.verdict is Verdict.APART:
        return
    before = found.get(key)
    if before is None or _rank(judgement) > _rank(before):
        found[key] = judgement


def _rank(judgement: Judgement) -> tuple[bool, int]:
    return judgement.verdict is Verdict.SAME, judgement.score


def _in_order(found: dict[int, Judgement]) -> list[tuple[int, Judgement]]:
    """Best first; older records first among equals."""
    if not found:
        return []
    same = [said for said in found.values() if said.verdict is Verdict.SAME]
    if len(same) > 1 and max(said.score for said in same) < 100:
        found = {key: _in_doubt(said) for key, said in found.items()}
    return sorted(sorted(found.items()), key=lambda item: _rank(item[1]), reverse=True)


def _in_doubt(judgement: Judgement) -> Judgement:
    if judgement.verdict is not Verdict.SAME:
        return judgement
    reasons = (*judgement.reasons, _SEVERAL)
    return replace(judgement, verdict=Verdict.NEAR, score=89, reasons=reasons)
