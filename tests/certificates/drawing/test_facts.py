"""The facts of a certificate: complete, spelt one way, and the same after a stay in JSON."""

import json
import unicodedata
from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.drawing.facts import CertificateFacts, Kind

FACTS = CertificateFacts(
    number="HT-2026-000123",
    check_url="https://binhdanhocai.thainguyen.gov.vn/xac-minh/7K3MQ9WD2XPA4R8T6VHZ/",
    code="7K3MQ9WD2XPA4R8T6VHZ",
    full_name="Nguyễn Thị Hồng Vân",
    birth_year=1975,
    course_title="Hỏi đáp với trợ lý AI",
    hours=Decimal("1.50"),
    completed_on=date(2026, 2, 3),
    issued_on=date(2026, 2, 5),
    issuer="Chương trình Bình dân học AI – tỉnh Thái Nguyên",
    signatory_title="TRƯỞNG BAN TỔ CHỨC",
    signatory_name="Trần Văn Đức",
    sample=False,
)

texts = st.text(min_size=1).filter(str.strip)
some_facts = st.builds(
    CertificateFacts,
    number=texts,
    check_url=texts,
    code=texts,
    full_name=texts,
    birth_year=st.none() | st.integers(1900, 2026),
    course_title=texts,
    hours=st.decimals(min_value=0, allow_nan=False, allow_infinity=False),
    completed_on=st.dates(),
    issued_on=st.dates(),
    issuer=texts,
    signatory_title=st.text(),
    signatory_name=st.text(),
    sample=st.booleans(),
)


@given(some_facts)
def test_facts_come_back_from_json_as_they_went(facts):
    stored = json.loads(json.dumps(facts.to_json()))
    again = CertificateFacts.from_json(stored)
    assert again == facts
    assert str(again.hours) == str(facts.hours)
    assert again.to_json() == stored


def test_json_holds_plain_readable_values():
    assert FACTS.to_json() == {
        "number": "HT-2026-000123",
        "check_url": "https://binhdanhocai.thainguyen.gov.vn/xac-minh/7K3MQ9WD2XPA4R8T6VHZ/",
        "code": "7K3MQ9WD2XPA4R8T6VHZ",
        "full_name": "Nguyễn Thị Hồng Vân",
        "birth_year": 1975,
        "course_title": "Hỏi đáp với trợ lý AI",
        "hours": "1.50",
        "completed_on": "2026-02-03",
        "issued_on": "2026-02-05",
        "issuer": "Chương trình Bình dân học AI – tỉnh Thái Nguyên",
        "signatory_title": "TRƯỞNG BAN TỔ CHỨC",
        "signatory_name": "Trần Văn Đức",
        "sample": False,
    }


def test_a_name_typed_with_loose_marks_equals_the_same_name_typed_composed():
    loose = replace(FACTS, full_name=unicodedata.normalize("NFD", FACTS.full_name))
    assert loose == FACTS


def test_facts_cannot_be_changed_after_issue():
    with pytest.raises(FrozenInstanceError):
        FACTS.full_name = "Người khác"


@pytest.mark.parametrize(
    "name", ["number", "check_url", "code", "full_name", "course_title", "issuer"]
)
def test_a_certificate_that_would_leave_out_what_matters_is_refused(name):
    with pytest.raises(ValueError, match=f"a certificate needs its {name}"):
        replace(FACTS, **{name: "  "})


@pytest.mark.parametrize("hours", ["-1", "NaN", "Infinity"])
def test_hours_that_are_no_length_are_refused(hours):
    with pytest.raises(ValueError, match="hours must be a number from 0 up"):
        replace(FACTS, hours=Decimal(hours))


def test_stored_facts_with_a_missing_or_unknown_entry_are_refused():
    stored = FACTS.to_json()
    with pytest.raises(TypeError):
        CertificateFacts.from_json({k: v for k, v in stored.items() if k != "full_name"})
    with pytest.raises(KeyError):
        CertificateFacts.from_json({k: v for k, v in stored.items() if k != "hours"})
    with pytest.raises(TypeError):
        CertificateFacts.from_json(stored | {"mark": "10"})


def test_an_attendance_paper_counts_sessions_and_no_other_does():
    attended = replace(FACTS, kind=Kind.ATTENDANCE, there=4, held=5)
    stored = json.loads(json.dumps(attended.to_json()))
    assert CertificateFacts.from_json(stored) == attended
    assert (stored["kind"], stored["there"], stored["held"]) == ("attendance", 4, 5)
    for changed in ({"there": 6}, {"there": 0}, {"kind": Kind.COMPLETION}):
        with pytest.raises(ValueError, match="an attendance paper, and no other"):
            replace(attended, **changed)
    for changed in ({"held": 5}, {"there": 4, "held": 5}, {"kind": Kind.ATTENDANCE}):
        with pytest.raises(ValueError, match="an attendance paper, and no other"):
            replace(FACTS, **changed)


def test_papers_issued_before_there_were_two_kinds_are_completions():
    assert "kind" not in FACTS.to_json()
    assert CertificateFacts.from_json(FACTS.to_json()).kind is Kind.COMPLETION
