"""What a number of the programme is: its words, its facts, and the one way it is counted.

The count by commune, the trend and the list of evidence come from the same queryset of facts, so
they cannot disagree.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Aggregate, Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from learners.people.models import Learner, Move
from lms.core.merged import merged_on, parts_of, together
from lms.core.numbers import show_number

# The programme began in November 2024 (plan 237/KH-UBND): no definition is older.
FROM_THE_START = date(2024, 11, 1)


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as a line of evidence: who or what, the words to it, and the page it stands on."""

    title: str
    words: str = ""
    address: str = ""


def everybody(day: date, path: str) -> Q:
    """No condition on the person."""
    return Q()


@dataclass(frozen=True, slots=True)
class Version:
    """What a number meant from a day on; `change` says what the version before did otherwise."""

    number: str
    since: date
    definition: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number with its words and its facts.

    `facts(day)` are the facts that hold at the end of `day`: `rows`, as far as `whose` holds of the
    person they are about. `person` is the path to that person (empty: nobody), `area` the path to
    a place when it is not where that person lives, `unit` the path to what is counted once,
    `minutes` the path to minutes that are added up instead, `of_class` the path to the class that
    a fact is of (empty: none). `whose` is given the day and a path to
    the person, so that people can be counted without joining them twice. `tell` puts a fact into
    words for the list of evidence, which reads `related` with it. A change of what is counted, or
    of what is said of it, is a new `version` from a day on, with what is different in `change`;
    what it said before goes into `earlier`, oldest first, so that an old report stays explained,
    and `rows` counts a day by the version that held on it. `rule` says which rule kept as data it
    counted by on a day.
    """

    code: str
    name: str
    definition: str
    rows: Callable[[date], QuerySet[Any]]
    person: str = "learner"
    whose: Callable[[date, str], Q] = everybody
    area: str = ""
    unit: str = "learner_id"
    minutes: str = ""
    of_class: str = ""
    tell: Callable[[Any], "Told"] = lambda fact: Told(str(fact))
    related: tuple[str, ...] = ()
    version: str = "1"
    since: date = FROM_THE_START
    change: str = ""
    earlier: tuple[Version, ...] = ()
    rule: Callable[[date], str] = lambda day: ""

    @property
    def versions(self) -> tuple[Version, ...]:
        """What it has meant, oldest first; the last one is what it means now."""
        return (*self.earlier, Version(self.version, self.since, self.definition, self.change))

    def version_on(self, day: date) -> Version:
        """The version that counts `day`; the first one for days before all."""
        begun = [one for one in self.versions if one.since <= day]
        return begun[-1] if begun else self.versions[0]

    def facts(self, day: date) -> QuerySet[Any]:
        """The facts that hold at the end of `day`."""
        return self.rows(day).filter(self.whose(day, f"{self.person}__"))

    @property
    def by_home(self) -> bool:
        """Counted where people live: on a past day, where they lived then."""
        return not self.area

    @property
    def counts_people(self) -> bool:
        """A number of different people, whatever each of them did."""
        return self.unit == f"{self.person}_id" and not self.minutes

    @property
    def place(self) -> str:
        """The path from a fact to the code of its place."""
        return self.area or f"{self.person}__commune_id"

    def count_by_area(self, day: date) -> dict[str, int]:
        """Area code → value at the end of `day`: one grouped query, and two for what changed since.

        Of several indicators `count_all` gives the same.
        """
        return count_all([self], day)[self.code]

    def evidence(self, day: date, area_code: str) -> QuerySet[Any]:
        """The facts behind the value of one area, in the order they were written."""
        merged = merged_on(day)
        if area_code in merged:  # it had ended: all of it stands where it went on
            return self.rows(day).none()
        parts = parts_of(area_code, merged)
        here = Q(**{f"{self.place}__in": parts})
        left = first_moves_after(day)
        if self.by_home and left.exists():
            then, whose = left.filter(from_commune__in=parts), f"{self.person}_id__in"
            elsewhere = left.exclude(from_commune__in=parts)
            here &= ~Q(**{whose: elsewhere.values("learner_id")})
            here |= Q(**{whose: then.values("learner_id")})
        return self.facts(day).filter(here).order_by("pk")

    def value_of(self, facts: QuerySet[Any]) -> int:
        """What a set of facts adds up to."""
        return facts.order_by().aggregate(value=self._value())["value"] or 0

    def count_by_organisation(self, day: date, among: Collection[int]) -> dict[int, int]:
        """Organisation → value of its own people, of those `among`; one grouped query.

        By where people work now: of a workplace no days are kept.
        """
        path = f"{self.person}__organisation"
        facts = self.facts(day).order_by().filter(**{f"{path}__in": list(among)})
        return dict(facts.values_list(path).annotate(value=self._value()))

    def show(self, value: int | None) -> str:
        """The value in words: minutes with the hours that they make."""
        if value is not None and self.minutes:
            return f"{show_number(value)} ({show_number(value // 60)} giờ)"
        return show_number(value)

    @property
    def reads(self) -> Any:
        """What is read to count it: indicators of which this is the same are counted together."""
        return (self.rows, self.person) if self.by_home and self.counts_people else self.code

    def settled(self, day: date, counts: dict[str, int], places: "Places") -> dict[str, int]:
        """Counts by where people live now and facts were written, by where they belonged then."""
        if self.by_home and places.homes:
            self._move_back(day, counts, places.homes)
        return {area: value for area, value in together(counts, places.merged).items() if value}

    def grouped(self, day: date) -> QuerySet[Any]:
        """(place, value), a row a place, as it stands now."""
        grouped = self.facts(day).order_by().values_list(self.place)
        return grouped.annotate(value=self._value())

    def _value(self) -> Aggregate:
        if self.minutes:
            return Sum(self.minutes)
        return Count(self.unit, distinct=self.unit != "id")

    def _move_back(self, day: date, counts: dict[str, int], homes: Mapping[int, str]) -> None:
        """Take those who moved since from where they live now to where they lived on `day`."""
        whose, left = f"{self.person}_id", first_moves_after(day).values("learner_id")
        moved = self.facts(day).order_by().filter(**{f"{whose}__in": left})
        rows = moved.values_list(whose, self.place).annotate(value=self._value())
        for learner, now, value in rows:
            then = homes[learner]
            counts[now] -= value
            counts[then] = counts.get(then, 0) + value


def count_all(indicators: Iterable[Indicator], day: date) -> dict[str, dict[str, int]]:
    """Code → area code → value at the end of `day`; one grouped query for what reads the same."""
    places, alike = places_on(day), defaultdict[Any, list[Indicator]](list)
    for one in indicators:
        alike[one.reads].append(one)
    found = {}
    for group in alike.values():
        for one, counts in zip(group, _grouped(group, day), strict=True):
            found[one.code] = one.settled(day, counts, places)
    return found


def _grouped(group: Sequence[Indicator], day: date) -> list[dict[str, int]]:
    """Place → value, of indicators that read the same.

    People where they live are counted as people who have a fact: looking whether there is one
    costs a quarter of sorting all facts to count different people among them; and it is looked
    once for all.
    """
    first = group[0]
    if first.reads == first.code:
        return [dict(first.grouped(day))]
    with_fact = Exists(first.rows(day).filter(**{first.person: OuterRef("pk")}))
    counts = {one.code: Count("pk", filter=one.whose(day, "")) for one in group}
    people = Learner.objects.filter(with_fact).order_by().values_list("commune_id")
    rows = list(people.annotate(**counts))
    return [{row[0]: row[place] for row in rows} for place in range(1, len(group) + 1)]


@dataclass(frozen=True, slots=True)
class Places:
    """Where things belonged on a day: homes of who moved since; communes merged by then."""

    homes: Mapping[int, str]
    merged: Mapping[str, str]


def places_on(day: date) -> Places:
    """What a count of `day` has to know of moves and mergers; two queries."""
    return Places(homes_on(day), merged_on(day))


def homes_on(day: date) -> dict[int, str]:
    """Learner id → the commune they lived in at the end of `day`, of those who moved since."""
    return dict(first_moves_after(day).values_list("learner_id", "from_commune_id"))


def first_moves_after(day: date) -> QuerySet[Move]:
    """The first move of everybody who moved after `day`: it says where they lived until then.

    As a condition, not as a list: of a merger there are as many as the commune had people.
    """
    later = Move.objects.filter(moved_on__gt=day).order_by()
    before = later.filter(learner=OuterRef("learner"), moved_on__lt=OuterRef("moved_on"))
    return later.filter(~Exists(before))


def end_of(day: date) -> datetime:
    """The first moment after `day` in Vietnam."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
