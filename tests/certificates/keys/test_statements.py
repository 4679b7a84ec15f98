"""The statement in a QR: short, signed, and never believed when a letter was changed."""

from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from certificates.keys.statements import BadStatement, Statement, key_named_in, sign, verify

KEY = ec.generate_private_key(ec.SECP256R1())
LAN = Statement("TNG", "HT-2026-000123", "N. T. Lan", "K3", date(2026, 11, 30))


def signed(statement: Statement = LAN) -> str:
    return sign(statement, kid="a1b2c3", key=KEY)


def test_what_was_signed_is_read_back():
    assert verify(signed(), KEY.public_key()) == LAN
    assert key_named_in(signed()) == "a1b2c3"


def test_it_is_short_enough_for_a_qr_and_needs_no_escape_in_an_address():
    assert len(signed()) <= 190
    assert set(signed()) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_name_and_level_stay_one_field(name, level):
    odd = Statement("TNG", "HT-2026-000123", name, level, date(2026, 1, 2))
    try:
        found = verify(signed(odd), KEY.public_key())
    except UnicodeEncodeError:  # half a character cannot be written down at all
        return
    assert (found.number, found.day) == ("HT-2026-000123", date(2026, 1, 2))
    assert found.name == name.replace("|", "/")


@given(st.data())
def test_a_changed_letter_is_noticed(data):
    text = signed()
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("AQgw5-_.é"))
    changed = text[:place] + other + text[place + 1 :]
    # The last letter of base64url carries bits that mean nothing.
    last_bits = place in (text.index(".") - 1, len(text) - 1)
    if changed == text or (last_bits and other not in ".é"):
        return
    with pytest.raises(BadStatement):
        verify(changed, KEY.public_key())


@pytest.mark.parametrize("text", ["", "a", "a.b", "a.b.c.d", "..", "é.b.c", "x" * 4_000, "AA.k.AA"])
def test_what_is_no_statement_is_said_to_be_none(text):
    with pytest.raises(BadStatement):
        verify(text, KEY.public_key())


def test_another_key_has_not_signed_it():
    with pytest.raises(BadStatement):
        verify(signed(), ec.generate_private_key(ec.SECP256R1()).public_key())
