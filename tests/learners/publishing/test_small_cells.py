"""Nobody is picked out of what is published, however well somebody counts."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.publishing.small_cells import HIDDEN, NOBODY, Shown, add, new_since, show
from tests.learners.publishing.attacker import (
    INDICATORS,
    NESTED,
    World,
    is_lawful,
    keys,
    narrowed,
    publish,
    twin,
    with_the_log,
)

# Few, and now and then many: where the blocks end is where there is something to find out.
counts = st.one_of(st.integers(0, 3), st.integers(0, 30), st.integers(0, 6_000))


@st.composite
def worlds(draw) -> World:
    """Some communes over some months, by what is new in each month."""
    months = draw(st.integers(1, 4))
    communes = {}
    for code in ("05503", "01906", "05488")[: draw(st.integers(1, 3))]:
        growing = {
            name: list(accumulate(draw(st.lists(counts, min_size=months, max_size=months))))
            for name in INDICATORS
        }
        for inner, outer in pairwise(NESTED):  # whoever is in is held
            growing[outer] = [a + b for a, b in zip(growing[inner], growing[outer], strict=True)]
        communes[code] = growing
    return communes


@pytest.mark.parametrize(
    ("count", "words", "low", "high"),
    [
        (0, "0", 0, 0),
        (1, "dưới 15", 1, 14),
        (9, "dưới 15", 1, 14),
        (10, "dưới 15", 1, 14),
        (14, "dưới 15", 1, 14),
        (15, "20", 15, 24),
        (24, "20", 15, 24),
        (25, "30", 25, 34),
        (350_845, "350.850", 350_845, 350_854),
    ],
)
def test_a_count_is_shown_as_the_block_it_lies_in(count, words, low, high):
    shown = show(count)
    assert (shown.words, shown.low, shown.high) == (words, low, high)


@given(st.integers(0, 2_000_000))
def test_every_count_lies_in_one_block_and_blocks_lie_one_after_the_other(count):
    shown = show(count)
    assert shown.low <= count <= shown.high
    assert [show(one) for one in range(shown.low, shown.high + 1)] == [shown] * (
        shown.high - shown.low + 1
    )
    assert show(shown.high + 1).low == shown.high + 1
    assert (shown == NOBODY) == (count == 0)
    assert shown.value is None or shown.value == 0 or shown.value >= 20
    assert count == 0 or shown.high - shown.low >= 9


@given(st.lists(st.integers(0, 6_000), max_size=93))
def test_a_total_is_right_within_what_it_says(parts):
    total = add(map(show, parts))
    assert total.low <= sum(parts) <= total.high
    assert total.value is None or total.low - 5 <= total.value <= total.high + 5
    assert total.value is None or total.value % 10 == 0


def test_a_total_of_shown_numbers_adds_up_as_a_reader_would_add_them():
    parts = [show(37), show(122), show(0), show(350_845)]
    assert add(parts).value == 40 + 120 + 0 + 350_850
    assert add([NOBODY, NOBODY]) == NOBODY
    assert add([]) == NOBODY
    assert add([HIDDEN, NOBODY]) == HIDDEN
    assert add([HIDDEN] * 92) == Shown(92, 92 * 14, 640)


def test_what_is_new_is_said_only_between_numbers_that_are_shown():
    assert new_since(show(122), show(137)) == 20
    assert new_since(show(0), show(20)) == 20
    assert new_since(show(37), show(36)) == 0
    assert new_since(show(40), show(20)) == -20
    assert new_since(show(3), show(40)) is None
    assert new_since(show(0), show(3)) is None


@given(worlds(), st.data())
def test_any_count_of_a_block_may_be_the_true_one(world, data):
    """The proof, played: for every cell and every count in its block there is another world that
    keeps all laws, has that count in that cell, and publishes the same to the last digit."""
    assert is_lawful(world)
    key = data.draw(st.sampled_from(sorted(keys(world))))
    code, indicator, month = key
    shown = show(world[code][indicator][month])
    for count in {shown.low, data.draw(st.integers(shown.low, shown.high)), shown.high}:
        other = twin(world, key, count)
        assert other[code][indicator][month] == count
        assert is_lawful(other)
        assert publish(other) == publish(world)


@given(worlds())
def test_interval_arithmetic_over_totals_months_and_nestings_narrows_nothing(world):
    published = publish(world)
    cells, totals = published["cells"], published["totals"]
    found = narrowed(
        world,
        cells=cells,
        total=lambda indicator, month: (
            totals[indicator, month].low,
            totals[indicator, month].high,
        ),
    )
    assert found == {key: (shown.low, shown.high) for key, shown in cells.items()}
    assert not any(low > 0 and high < 10 for low, high in found.values())


def one_month(**counts: tuple[int, int, int, int]) -> World:
    """Communes with (attendances, participants, finishers, proficient) of a single month."""
    names = ("attendances", "participants", "finishers", "proficient")
    return {
        code: {name: [count] for name, count in zip(names, four, strict=True)}
        for code, four in counts.items()
    }


@pytest.mark.parametrize(
    ("world", "indicator", "read"),
    [
        # One commune alone has begun.
        (one_month(a=(3, 3, 0, 0), b=(0, 0, 0, 0)), "participants", 3),
        # One lượt more than people, in the commune where the two lie in different blocks.
        (one_month(a=(15, 14, 0, 0), b=(74, 74, 0, 0)), "participants", 14),
    ],
)
def test_beside_exact_totals_the_same_attacker_reads_a_hidden_count(world, indicator, read):
    """Why the province's totals are not published to the digit; and the attacker has teeth."""

    def exact(name: str, month: int) -> tuple[int, int]:
        total = sum(commune[name][month] for commune in world.values())
        return total, total

    cells = publish(world)["cells"]
    assert cells["a", indicator, 0] == HIDDEN
    assert narrowed(world, cells=cells, total=exact)["a", indicator, 0] == (read, read)


@given(worlds(), st.data())
def test_the_log_of_papers_narrows_nothing_once_it_has_a_block_more_than_the_least(world, data):
    """What decision 0018 says of the numbers of papers: from when on they tell nothing."""
    cells = publish(world)["cells"]
    papers = []
    for month in range(len(next(iter(world.values()))["finishers"])):
        finishers = [world[code]["finishers"][month] for code in world]
        least = sum(show(count).low for count in finishers)
        enough = max(sum(finishers), least + (HIDDEN.high - HIDDEN.low))
        papers.append(enough + data.draw(st.integers(0, 20)))
    found = narrowed(world, cells=cells, total=with_the_log(world, papers))
    assert found == {key: (shown.low, shown.high) for key, shown in cells.items()}


def test_before_that_the_log_of_papers_narrows_a_hidden_cell():
    """One commune alone has finishers, and each holds one paper: what the decision leaves open."""
    world = one_month(a=(30, 30, 3, 0), b=(0, 0, 0, 0))
    cells = publish(world)["cells"]
    assert cells["a", "finishers", 0] == HIDDEN
    found = narrowed(world, cells=cells, total=with_the_log(world, papers=[3]))
    assert found["a", "finishers", 0] == (1, 3)
