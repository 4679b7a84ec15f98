"""One box: what somebody typed is understood as a phone, last digits, an ID number or a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.people.searching import ByName, ByPersonalId, ByPhone, ByTail, after, understand

NAMES = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ", min_size=1, max_size=30)
KEYS = st.text(alphabet="0123456789abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


@pytest.mark.parametrize(
    "typed", ["0912345678", "0912 345 678", "0912.345.678", "+84 912 345 678", "84912345678"]
)
def test_a_phone_is_known_in_any_spelling(typed):
    assert understand(typed) == ByPhone("+84912345678")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("019075001234", ByPersonalId("019075001234")),
        ("019 075 001 234", ByPersonalId("019075001234")),
        ("678", ByTail("678")),
        ("5678", ByTail("5678")),
        ("345 678", ByTail("345678")),
        ("12", None),
        ("", None),
        ("   ", None),
        ("%", None),
        ("\x00", None),
    ],
)
def test_digits_are_of_an_id_number_or_its_end_or_the_end_of_a_phone(typed, wanted):
    assert understand(typed) == wanted


def test_a_name_keeps_what_was_typed_and_how_it_folds():
    assert understand(" Nguyễn  Thị LAN ") == ByName(
        ("Nguyễn", "Thị", "LAN"), ("nguyen", "thi", "lan")
    )


def test_the_last_word_is_the_given_name_and_the_first_the_surname():
    name = understand("nguyen thi lan")
    assert isinstance(name, ByName)
    assert (name.plain, name.start, name.between) == ("lan0nguyen0", "lan", ("thi",))
    assert (name.exact, understand("lan").plain) == ("", "lan0")


def test_marks_that_were_typed_ask_for_just_these_marks():
    name = understand("Trần Văn Dũng")
    assert name.exact != ""
    assert [name.agrees(whole) for whole in ("Trần Văn Dũng", "Trần Văn Dung")] == [True, False]


@given(typed=st.text(max_size=200))
def test_nothing_that_is_typed_is_an_error(typed):
    found = understand(typed)
    assert found is None or isinstance(found, ByName | ByPhone | ByPersonalId | ByTail)


@given(typed=NAMES)
def test_a_name_and_its_folded_letters_are_looked_for_alike(typed):
    one = understand(typed)
    if isinstance(one, ByName):
        other = understand(" ".join(one.words))
        assert (other.plain, other.start, other.between) == (one.plain, one.start, one.between)


@given(prefix=KEYS, tail=KEYS, other=KEYS)
def test_a_range_holds_what_begins_so_and_nothing_else(prefix, tail, other):
    beyond = after(prefix)
    inside = lambda key: key >= prefix and (not beyond or key < beyond)  # noqa: E731
    assert inside(prefix + tail)
    if beyond:
        assert inside(other) == other.startswith(prefix)
