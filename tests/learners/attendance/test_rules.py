"""Which mark counts does not depend on the order in which marks arrive."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from learners.attendance.rules import (
    Claim,
    may_be_there,
    may_scan,
    on_our_clock,
    stronger,
    strongest,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
# Few moments and few ids, so that equal ones meet often.
moments = st.integers(0, 3).map(lambda minutes: NOON + timedelta(minutes=minutes))
claims = st.builds(
    Claim,
    id=st.integers(0, 7).map(lambda number: UUID(int=number)),
    by_hand=st.booleans(),
    made_at=moments,
    presence=st.sampled_from(["present", "late", "absent"]),
)
several = st.lists(claims, min_size=1, max_size=6, unique_by=lambda claim: claim.id)


@given(several, st.randoms())
def test_any_order_gives_the_same(marks, random):
    shuffled = random.sample(marks, len(marks))
    assert reduce(stronger, shuffled) == strongest(marks)


@given(several, st.integers(0, 5), st.integers(0, 5))
def test_two_phones_that_share_marks_agree(marks, here, there):
    """Each phone works out its own part; sent twice or together, the whole is the same."""
    one, other = marks[: here + 1], marks[-there - 1 :]
    parts = strongest([strongest(one), strongest(other)])
    assert parts == strongest([*one, *other, *one])


@given(claims, claims, claims)
def test_the_rule_is_commutative_associative_and_idempotent(a, b, c):
    if len({a.id, b.id, c.id}) == 3:
        assert stronger(a, b) == stronger(b, a)
        assert stronger(stronger(a, b), c) == stronger(a, stronger(b, c))
    assert stronger(a, a) == a


def claim(number: int, *, by_hand: bool = True, minutes: int = 0) -> Claim:
    return Claim(UUID(int=number), by_hand, NOON + timedelta(minutes=minutes), "present")


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        pytest.param(claim(1), claim(2, by_hand=False, minutes=9), id="a hand outranks a scan"),
        pytest.param(claim(1, minutes=1), claim(2), id="the later one of two hands"),
        pytest.param(claim(2), claim(1), id="the greater id at the same moment"),
    ],
)
def test_the_stated_rule(winner, loser):
    assert stronger(loser, winner) == winner


@given(st.integers(-(10**9), 10**9), st.integers(0, 10**6))
def test_a_phone_with_a_wrong_clock_is_believed_in_its_distances(wrong, seconds):
    assume(not -120 <= wrong <= 0)
    sent = NOON + timedelta(seconds=wrong)
    made = sent - timedelta(seconds=seconds)
    assert on_our_clock(made=made, sent=sent, received=NOON) == NOON - (sent - made)


@given(st.integers(0, 120), st.integers(0, 120), st.integers(1, 60))
def test_on_a_right_clock_no_slow_network_turns_two_taps_round(slow, slower, seconds):
    """Each is sent alone, and takes as long as it takes."""
    first, second = NOON, NOON + timedelta(seconds=seconds)
    kept = [
        on_our_clock(made=tap, sent=tap, received=tap + timedelta(seconds=way))
        for tap, way in ((first, slow), (second, slower))
    ]
    assert kept == [first, second]


def test_nothing_was_made_after_it_was_received():
    late = NOON + timedelta(days=3)
    assert on_our_clock(made=late, sent=NOON, received=NOON) == NOON


@pytest.mark.parametrize(("hours", "counts"), [(-4, False), (-2, True), (1, True), (9, False)])
def test_a_scan_counts_around_the_session(hours, counts):
    now = NOON + timedelta(hours=hours)
    assert may_scan(starts_at=NOON, ends_at=NOON + timedelta(hours=2), now=now) is counts


@pytest.mark.parametrize(("hours", "counts"), [(-13, False), (-11, True), (100, True)])
def test_nobody_was_there_days_ahead(hours, counts):
    assert may_be_there(starts_at=NOON, made_at=NOON + timedelta(hours=hours)) is counts
