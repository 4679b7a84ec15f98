"""Days as people type them: none that a calendar cannot add to."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from lms.core.forms import day_field, day_of


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        (" 24/11/2026 ", date(2026, 11, 24)),
        ("2026-11-24", date(2026, 11, 24)),
        ("31/02/2026", None),
        ("31/12/9999", None),
        ("01/01/0001", None),
        ("hôm qua", None),
        ("", None),
    ],
)
def test_a_day_is_one_of_ours_or_none(typed, day):
    assert day_of(typed) == day


@pytest.mark.parametrize("typed", ["31/02/2026", "31/12/9999", "01/01/0001", "hôm qua"])
def test_a_form_says_what_a_day_looks_like(typed):
    with pytest.raises(ValidationError) as refusal:
        day_field("Ngày").clean(typed)
    assert refusal.value.messages == ["Ngày chưa đúng. Ví dụ: 24/11/2026."]
