"""Figures of others about communes that are merged: added as long as nobody published one whole."""

from datetime import date

import pytest

from lms.core import figures
from lms.core.models import Area, AreaFigure
from tests.learners.monitoring.mergers import unite

pytestmark = pytest.mark.django_db
FIRST_DAY, AGE = date(2026, 3, 1), "working_age"
BEFORE, AFTER = date(2026, 2, 28), date(2026, 6, 1)
A, B, C = "05503", "01906", "05488"


def told(code: str, value: int, as_of: date, source: str = "Niên giám", kind: str = AGE) -> None:
    AreaFigure.objects.create(area_id=code, kind=kind, value=value, as_of=as_of, source=source)


def of(code: str, day: date) -> tuple[int, date, str] | None:
    """What is known of people of working age in a commune on a day."""
    found = figures.newest(day)[AGE].get(code)
    return found and (found.value, found.as_of, found.source)


@pytest.fixture
def merged(areas) -> None:
    """Tân Cương is part of Ba Bể from March on."""
    assert unite(areas[A], areas[B], FIRST_DAY)


def test_the_newest_of_both_are_added_with_both_sources_and_the_oldest_day(merged):
    told(A, 900, date(2024, 12, 31), "Bảng cũ")
    told(A, 1_000, date(2025, 12, 31), "Niên giám")
    told(B, 2_000, date(2025, 6, 30), "Công an")
    assert of(B, AFTER) == (3_000, date(2025, 6, 30), "Công an; Niên giám")


def test_one_source_is_named_once(merged):
    told(A, 1_000, date(2025, 12, 31))
    told(B, 2_000, date(2025, 12, 31))
    assert of(B, AFTER) == (3_000, date(2025, 12, 31), "Niên giám")


def test_until_the_last_day_each_has_its_own(merged):
    told(A, 1_000, date(2025, 12, 31))
    told(B, 2_000, date(2025, 12, 31))
    assert (of(A, BEFORE)[0], of(B, BEFORE)[0]) == (1_000, 2_000)
    assert (of(A, FIRST_DAY), of(B, FIRST_DAY)[0]) == (None, 3_000)


@pytest.mark.parametrize("known", [A, B])
def test_where_one_is_unknown_the_whole_is_unknown(merged, known):
    told(known, 1_000, date(2025, 12, 31))
    assert of(B, AFTER) is None
    assert of(known, BEFORE) == (1_000, date(2025, 12, 31), "Niên giám")


def test_what_was_published_since_is_taken_alone(merged):
    told(A, 1_000, date(2025, 12, 31))
    told(B, 3_100, FIRST_DAY, "Thống kê")
    assert of(B, AFTER) == (3_100, FIRST_DAY, "Thống kê")


def test_what_speaks_of_the_last_day_before_is_still_of_one_alone(merged):
    told(A, 1_000, date(2025, 12, 31))
    told(B, 2_100, BEFORE, "Thống kê")
    assert of(B, AFTER) == (3_100, date(2025, 12, 31), "Thống kê; Niên giám")


def test_what_was_published_since_says_nothing_of_a_day_before(merged):
    """It speaks of both: beside the number of one alone it would be too much."""
    told(B, 2_000, date(2025, 12, 31))
    told(B, 3_100, date(2026, 5, 1), "Thống kê")
    assert of(B, BEFORE)[0] == 2_000
    AreaFigure.objects.filter(as_of__lt=FIRST_DAY).delete()
    assert of(B, BEFORE) is None


def test_kinds_are_never_mixed(merged):
    told(A, 5_000, date(2025, 12, 31), kind="population")
    told(B, 2_000, date(2025, 12, 31))
    assert of(B, AFTER) is None
    assert B not in figures.newest(AFTER)["population"]


def test_of_three_that_became_one_all_are_added(merged, areas):
    assert unite(Area.objects.get(pk=B), areas[C], date(2026, 5, 1))
    for code, value in ((A, 1), (B, 20), (C, 300)):
        told(code, value, date(2025, 12, 31))
    assert (of(B, date(2026, 4, 30))[0], of(C, date(2026, 4, 30))[0]) == (21, 300)
    assert of(C, AFTER)[0] == 321
    told(B, 25, date(2026, 4, 1))
    assert of(C, AFTER)[0] == 325


def test_the_latest_are_those_of_today_in_two_queries(merged, django_assert_max_num_queries):
    told(A, 1_000, date(2025, 12, 31))
    told(B, 2_000, date(2025, 12, 31))
    with django_assert_max_num_queries(2):
        found = figures.latest(AGE)
    assert {code: one.value for code, one in found.items()} == {B: 3_000}


def test_a_table_that_names_the_one_that_ended_is_kept_for_it(merged):
    """Older tables do; what they say is added to the other's."""
    rows = figures.split_table("Tân Cương;1.000\nBa Bể;2.000")
    lines = figures.understand(rows, as_of=date(2025, 12, 31), source="Niên giám")
    assert [(line.area.pk, line.problem) for line in lines] == [(A, ""), (B, "")]
    assert figures.keep(lines=lines, kind=AGE, actor=None) == 2
    assert of(B, AFTER)[0] == 3_000
