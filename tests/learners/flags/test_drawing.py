"""A draw that anybody can repeat, and that nobody can steer."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.flags.drawing import draw, how_many

people = st.sets(st.integers(1, 10**9), max_size=300)
seeds = st.text("0123456789abcdef", min_size=32, max_size=32)


@pytest.mark.parametrize(("pool", "called"), [(0, 0), (1, 1), (20, 1), (21, 2), (40, 2), (500, 25)])
def test_five_in_a_hundred_rounded_up(pool, called):
    assert how_many(pool) == called


@given(seeds, people, st.randoms())
def test_the_same_seed_draws_the_same_people_in_whatever_order_they_stand(seed, pool, chance):
    mixed = list(pool)
    chance.shuffle(mixed)
    drawn = draw(seed=seed, people=mixed)
    assert drawn == draw(seed=seed, people=sorted(pool))
    assert len(drawn) == len(set(drawn)) == how_many(len(pool))
    assert set(drawn) <= pool


@given(seeds, st.sets(st.integers(1, 10**9), min_size=2, max_size=100))
def test_leaving_out_somebody_who_was_not_drawn_draws_no_stranger(seed, pool):
    drawn = draw(seed=seed, people=pool)
    left_out = next(one for one in pool if one not in drawn) if len(drawn) < len(pool) else None
    assert set(draw(seed=seed, people=pool - {left_out})) <= set(drawn)


def test_every_place_in_the_list_is_drawn_about_as_often():
    counted = Counter()
    for seed in range(2_000):
        counted.update(draw(seed=f"{seed:032x}", people=range(1, 21)))
    assert set(counted) == set(range(1, 21))
    assert max(counted.values()) < 2 * min(counted.values())
