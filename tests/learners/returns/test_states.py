"""The steps of a return: which lead where, and that there is no way round one."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.returns.acts import WORDS
from learners.returns.states import OPEN, SENT, Act, State, after

# Every way there is; all others are none.
WAYS = {
    ("drafted", "word"): "drafted",
    ("drafted", "sign"): "signed",
    ("signed", "send_back"): "sent_back",
    ("signed", "accept"): "accepted",
    ("sent_back", "word"): "sent_back",
    ("sent_back", "sign"): "signed",
    ("accepted", "send_back"): "sent_back",
    ("accepted", "lock"): "locked",
}


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)))
def test_each_act_leads_where_it_should_or_nowhere(state, act):
    assert after(state, act) == WAYS.get((state.value, act.value))


@given(st.lists(st.sampled_from(Act), max_size=40))
def test_no_way_leads_past_a_step_and_none_out_of_the_lock(acts):
    """Whatever is tried in whatever order: what was done before a lock is all of it."""
    state, done = State.DRAFTED, []
    for act in acts:
        to = after(state, act)
        if to is None:
            continue
        assert state != State.LOCKED
        state, done = to, [*done, act]
    if state in SENT:
        assert Act.SIGN in done
    if state == State.ACCEPTED:
        assert done[-2:] == [Act.SIGN, Act.ACCEPT]
    if state == State.LOCKED:
        assert done[-3:] == [Act.SIGN, Act.ACCEPT, Act.LOCK]


def test_a_return_is_with_the_commune_or_was_sent():
    assert set(State) == OPEN | SENT
    assert not OPEN & SENT


def test_each_state_and_act_has_words_of_its_own():
    assert len({state.words for state in State} | {act.words for act in Act}) == 5 + 6
    assert {f"returns.{act}" for act in Act} <= set(WORDS)
