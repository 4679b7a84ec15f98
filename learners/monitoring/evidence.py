"""What stands behind a number, fact by fact: for pages, by key, and for a file, all of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from learners.monitoring.indicator import Indicator, Told
from learners.people.models import Learner
from lms.core.models import PROVINCE_CODE, Area

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """Some facts behind a value as lines, the value itself, and the key of those behind them."""

    value: int
    lines: list[Told]
    next_key: int | None


def evidence_page(*, indicator: Indicator, area: Area, day: date, after: int = 0) -> EvidencePage:
    """The facts of one area on a day, by key; of a number of people, each person once.

    Of the province all facts, those as well that lie in no commune. At most three queries: who
    moved since, the value, the rows.
    """
    facts = facts_in(indicator=indicator, area=area, day=day)
    if area.pk == PROVINCE_CODE:  # as the pages count it: no sorting of a million facts
        value = sum(indicator.count_by_area(day).values())
    else:
        value = indicator.value_of(facts)
    return page_of_facts(indicator=indicator, facts=facts, value=value, after=after)


def page_of_facts(
    *, indicator: Indicator, facts: QuerySet[Any], value: int, after: int
) -> EvidencePage:
    """Some of these facts behind a value, from a key on: one query, of numbers of people two.

    The key is that of the fact, or of the person: looking which of a million facts is the first
    of its person would cost seconds.
    """
    if indicator.counts_people:
        with_fact = Exists(facts.order_by().filter(**{indicator.person: OuterRef("pk")}))
        people = Learner.objects.filter(with_fact, pk__gt=after).order_by("pk")
        keys = list(people.values_list("pk", flat=True)[: PAGE_SIZE + 1])
        of_them = facts.filter(**{f"{indicator.person}__in": keys[:PAGE_SIZE]})
        shown = list(rows_of_facts(indicator, of_them).order_by(indicator.unit))
    else:
        found = list(rows_of_facts(indicator, facts).filter(pk__gt=after)[: PAGE_SIZE + 1])
        shown, keys = found[:PAGE_SIZE], [one.pk for one in found]
    return EvidencePage(
        value=value,
        lines=[indicator.tell(fact) for fact in shown],
        next_key=keys[PAGE_SIZE - 1] if len(keys) > PAGE_SIZE else None,
    )


def facts_in(*, indicator: Indicator, area: Area, day: date) -> QuerySet[Any]:
    """The facts behind the number of a commune or of the whole province."""
    if area.pk == PROVINCE_CODE:
        return indicator.facts(day)
    return indicator.evidence(day, area.pk)


def rows_of_facts(indicator: Indicator, facts: QuerySet[Any]) -> QuerySet[Any]:
    """The facts as they stand on pages of evidence: of several about one person the first."""
    rows = facts
    if indicator.counts_people:
        same = {indicator.unit: OuterRef(indicator.unit), "pk__lt": OuterRef("pk")}
        rows = facts.filter(~Exists(facts.order_by().filter(**same)))
    return rows.order_by("pk").select_related(*indicator.related)
