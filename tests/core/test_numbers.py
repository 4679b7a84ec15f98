"""Numbers as Vietnamese offices write them."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from lms.core.numbers import UNKNOWN, show_number, show_percent, tenths


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.000"),
        (350_845, "350.845"),
        (-1200, "-1.200"),
        (Decimal("1.5"), "1,5"),
        (1234.5, "1.234,5"),
        (None, "chưa có số liệu"),
    ],
)
def test_a_number_has_dots_between_thousands_and_a_decimal_comma(value, shown):
    assert show_number(value) == shown


@pytest.mark.parametrize(
    ("part", "shown"), [(0.702, "70,2 %"), (0.0, "0,0 %"), (1 / 3, "33,3 %"), (12.5, "1.250,0 %")]
)
def test_a_share_has_one_decimal(part, shown):
    assert show_percent(part) == shown


def test_an_unknown_share_is_said_in_words():
    assert show_percent(None) == UNKNOWN


@given(st.integers())
def test_a_shown_number_is_the_same_number(value):
    assert int(show_number(value).replace(".", "")) == value


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ 500000|number }}", "500.000"),
        ("{{ 0.5|percent }}", "50,0 %"),
        ("{{ 90000|megabytes }}", "0,1 MB"),
        ("{{ 1250000|megabytes }}", "1,2 MB"),
        ("{{ 105.85|unlocalised }}", "105.85"),
        ("{{ '+84912345678'|masked_phone }}", "0912 ••• 678"),
        ("{{ 'ABCDEFGHJKMNPQRSTVWXY'|code }}", "ABCDEFG-HJKMNPQ-RSTVWXY"),
    ],
)
def test_pages_write_them_the_same_way(template, shown):
    assert Template(template).render(Context()) == shown


@given(st.integers(0, 10_000_000), st.integers(1, 1_000_000))
def test_every_share_is_rounded_half_up_whatever_the_machine_holds(part, whole):
    assert tenths(part / whole, times=100) == (part * 2_000 + whole) // (2 * whole)


@pytest.mark.parametrize(("value", "found"), [(0.25, 3), (0.35, 4), (-0.25, -3), (2, 20)])
def test_halves_go_away_from_zero(value, found):
    assert tenths(value) == found
