"""Pictures of numbers: inside their box, from zero, and never more than the numbers say."""

import re
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from learners.monitoring.charts import line_chart, round_up

values = st.lists(st.integers(0, 10**6), min_size=2, max_size=84)
ROUND = sorted(first * 10**power for first in (1, 2, 4, 8) for power in range(8))


def by_day(numbers):
    return [(date(2026, 1, 1) + timedelta(days=i), number) for i, number in enumerate(numbers)]


@given(value=st.integers(0, 10**7))
def test_the_scale_is_the_next_round_number_with_whole_quarters(value):
    fitting = [number for number in ROUND if number >= max(4, value) and number % 4 == 0]
    assert round_up(value) == fitting[0]


@given(numbers=values)
def test_the_line_stays_in_its_box_and_goes_through_every_value(numbers):
    chart = line_chart(by_day(numbers))
    corners = [tuple(map(float, corner.split(","))) for corner in re.split("[ML]", chart.line)[1:]]
    top = chart.ticks[-1].at
    assert len(corners) == len(numbers)
    assert [x for x, _ in corners] == sorted(x for x, _ in corners)
    for (x, y), number in zip(corners, numbers, strict=True):
        assert (chart.left <= x <= chart.width, top <= y <= chart.bottom) == (True, True)
        height = (chart.bottom - top) * number / round_up(max(numbers))
        assert abs(chart.bottom - y - height) < 0.1
    assert chart.last == corners[-1]


def top_of(chart) -> int:
    """The number at the top of the scale, read back from its labels."""
    words = chart.ticks[-1].label
    if words.endswith(" nghìn"):
        return int(words.removesuffix(" nghìn")) * 1000
    return int(words.replace(".", ""))


@given(numbers=values)
def test_five_ticks_from_zero_to_the_top(numbers):
    chart = line_chart(by_day(numbers))
    steps = [round(low.at - high.at, 1) for low, high in pairwise(chart.ticks)]
    assert (len(set(steps)), len(steps), chart.ticks[0].at) == (1, 4, chart.bottom)
    assert chart.ticks[0].label == "0"
    assert top_of(chart) == round_up(max(numbers))


def test_a_single_day_or_none_is_no_line():
    assert line_chart([]) is None
    assert line_chart(by_day([3])) is None


def test_days_that_were_not_counted_leave_their_width():
    days = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 11)]
    chart = line_chart([(day, 1) for day in days])
    first, second, last = (tick.at for tick in chart.days)
    assert round((last - first) / (second - first)) == 10
    assert [tick.label for tick in chart.days] == ["01/01", "02/01", "11/01"]


def test_the_same_day_twice_does_not_divide_by_nothing():
    assert line_chart([(date(2026, 1, 1), 1)] * 2) is not None
