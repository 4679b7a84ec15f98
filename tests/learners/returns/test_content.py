"""What a return says, as one value: canonical, hashed, and with the old beside the new."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.returns.content import (
    Content,
    Denominator,
    correcting,
    line_of,
    read,
    show,
    tenths_of,
)

some = st.none() | st.integers(0, 10**6)
lines = st.builds(
    line_of,
    code=st.sampled_from(["attendances", "participants"]),
    name=st.text(max_size=20),
    definition=st.just(""),
    numbers=st.tuples(some, some, some),
)
figures = st.builds(
    Denominator,
    name=st.text(max_size=9),
    value=st.integers(0, 10**6),
    as_of=st.just("2025-12-31"),
    source=st.text(max_size=9),
    tenths=some,
)
contents = st.builds(
    Content,
    area_code=st.just("05503"),
    area=st.just("Xã Tân Cương"),
    month=st.just("2026-10"),
    last_day=st.just("2026-10-31"),
    counted_at=st.just(""),
    due_on=st.just("2026-11-05"),
    rule=st.just("1"),
    lines=st.lists(lines, max_size=2, unique_by=lambda one: one.code).map(tuple),
    denominators=st.lists(figures, max_size=2).map(tuple),
    difficulties=st.text(max_size=50),
)


@given(contents)
def test_what_was_frozen_is_read_back_whole_and_hashed_as_anybody_would(content):
    text = content.canonical()
    assert read(text) == content
    assert read(text).sha256 == hashlib.sha256(text.encode()).hexdigest()
    again = json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert again == text


@given(contents)
def test_signing_adds_who_and_when_and_nothing_else(content):
    signed = content.signed(by="Ma Thị Lan", at=datetime(2026, 11, 3, 9, tzinfo=UTC))
    assert signed.unsigned == content
    assert signed.sha256 != content.sha256


@given(contents, contents)
def test_a_correction_shows_the_old_beside_each_number_that_differs_and_only_there(old, new):
    stood = {line.code: line.numbers for line in old.lines}
    corrected = correcting(new, old)
    for line in corrected.lines:
        before = stood.get(line.code, dict.fromkeys(line.numbers))
        assert {**line.numbers, **line.old} == before
        assert all(line.numbers[name] != value for name, value in line.old.items())
    assert len(corrected.changes) == sum(len(line.old) for line in corrected.lines)
    assert corrected.corrects == old.sha256
    assert read(corrected.canonical()) == corrected


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (0, 5, "0,0 %"),
        (5, 4321, "0,1 %"),
        (1, 16, "6,3 %"),  # 6,25: halves go up
        (2, 3, "66,7 %"),
        (3, 2, "150,0 %"),
        (1, 0, "–"),
        (None, 7, "–"),
        (7, None, "–"),
    ],
)
def test_a_share_is_whole_tenths_of_a_per_cent(part, whole, shown):
    assert show("tenths", tenths_of(part, whole)) == shown


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_never_off_by_more_than_half_a_tenth(part, whole):
    tenths = tenths_of(part, whole)
    assert abs(tenths * whole - part * 1_000) * 2 <= whole
    assert show("tenths", tenths).removesuffix(" %").replace(".", "").replace(",", "") == (
        f"{tenths:02}"
    )


def test_a_number_that_is_not_known_makes_no_growth():
    line = line_of(code="x", name="X", definition="", numbers=(None, 5, None))
    assert (line.growth, line.tenths) == (None, None)
    assert dict(line.cells)["Tăng trong tháng"] == "chưa có số liệu"


def test_a_number_that_fell_is_shown_with_its_sign():
    line = line_of(code="x", name="X", definition="", numbers=(1_205, 5, None))
    assert dict(line.cells)["Tăng trong tháng"] == "-1.200"
    old = replace(line, old={"value": 1_300})
    assert dict(old.cells)["Cuối tháng"] == "1.300 → 5"
