"""The changing code: of one session, of one moment, and of nobody's making but ours."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from learners.attendance import codes

sessions = st.integers(1, 10**12)
steps = st.integers(0, 10**9)
secrets = st.text("0123456789abcdef", min_size=32, max_size=32)


@given(sessions, secrets, steps)
def test_a_code_says_what_it_was_made_of(session, secret, step):
    code = codes.read(codes.make(session=session, secret=secret, step=step))
    assert (code.session, code.step) == (session, step)
    assert codes.is_genuine(code, secret)


@given(sessions, sessions, secrets, secrets, steps)
def test_a_code_is_useless_for_any_other_session(session, other, secret, other_secret, step):
    assume(session != other and secret != other_secret)
    code = codes.read(codes.make(session=session, secret=secret, step=step))
    assert not codes.is_genuine(code, other_secret)
    moved = codes.Code(other, code.step, code.proof)
    assert not codes.is_genuine(moved, secret)
    assert not codes.is_genuine(moved, other_secret)


@given(sessions, secrets, steps, st.integers(1, 100))
def test_the_step_of_a_code_cannot_be_pushed(session, secret, step, by):
    code = codes.read(codes.make(session=session, secret=secret, step=step))
    assert not codes.is_genuine(codes.Code(session, step + by, code.proof), secret)


@given(st.text(max_size=80))
def test_any_other_text_is_refused_or_not_genuine(text):
    try:
        code = codes.read(text)
    except codes.BadCode:
        return
    assert not codes.is_genuine(code, "0" * 32)


@given(st.floats(0, 4e9))
def test_a_code_lives_for_a_minute_to_a_minute_and_a_half(seconds):
    shown = codes.Code(1, codes.step_of(seconds), "")
    assert codes.is_fresh(shown, codes.step_of(seconds + 60))
    assert not codes.is_fresh(shown, codes.step_of(seconds + 90))
    assert not codes.is_fresh(shown, codes.step_of(seconds) - 1)


@pytest.mark.parametrize("text", ["", "1", "1-2", "1-2-3-4", "x-2-a", "1-²-a", "1-" + "9" * 30])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(codes.BadCode):
        codes.read(text)
