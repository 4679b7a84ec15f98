"""Public codes: nobody guesses one, a slip of the finger never becomes another."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lms.core.tokens import CODE_LENGTH, BadCode, new_code, parse_code, show_code

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
codes = st.builds(new_code)
places = st.integers(0, CODE_LENGTH - 1)


@given(codes)
def test_a_new_code_is_its_own_reading(code):
    assert parse_code(code) == code


@given(codes)
def test_a_code_is_read_as_it_is_printed(code):
    assert parse_code(show_code(code)) == code


def test_a_code_is_printed_in_three_groups_of_seven():
    assert [len(group) for group in show_code(new_code()).split("-")] == [7, 7, 7]


@given(codes)
def test_a_readers_eye_is_forgiven(code):
    typed = f"  {code.replace('0', 'o').replace('1', 'l').lower()[:9]} – {code[9:]} "
    assert parse_code(typed) == code


@given(codes)
def test_capital_i_and_o_are_one_and_zero(code):
    assert parse_code(code.replace("1", "I").replace("0", "O")) == code


@given(codes, places, st.sampled_from(ALPHABET))
def test_a_changed_character_is_always_refused(code, place, other):
    assume(code[place] != other)
    with pytest.raises(BadCode):
        parse_code(code[:place] + other + code[place + 1 :])


def test_every_single_slip_in_a_code_is_found():
    code = new_code()
    slips = [
        code[:place] + other + code[place + 1 :]
        for place in range(CODE_LENGTH)
        for other in ALPHABET
        if other != code[place]
    ]
    assert [slip for slip in slips if _reads(slip)] == []


@given(codes, places)
def test_a_missing_character_is_refused(code, place):
    with pytest.raises(BadCode):
        parse_code(code[:place] + code[place + 1 :])


@given(codes, places, st.sampled_from(ALPHABET))
def test_an_extra_character_is_refused(code, place, extra):
    with pytest.raises(BadCode):
        parse_code(code[:place] + extra + code[place:])


@given(st.text(max_size=60) | st.text(ALPHABET + "U*~$", max_size=30))
@example("")
@example("A" * 100_000)
@example("ß" * 21)
@example("Mã giấy của tôi đâu rồi")
@example("\ud800" * 21)
def test_garbage_is_read_as_a_code_or_refused_as_one(typed):
    try:
        code = parse_code(typed)
    except BadCode:
        return
    assert parse_code(code) == code


def test_no_two_codes_are_alike():
    assert len({new_code() for _ in range(2_000)}) == 2_000


def _reads(typed: str) -> bool:
    try:
        return bool(parse_code(typed))
    except BadCode:
        return False
