"""Deadlines, numbers, values, the six, evidence: what is written is understood one way."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from learners.resolution import amounts, clearness, evidence
from learners.resolution.deadlines import Deadline, NotADeadline, read_deadline
from learners.resolution.facts import Agency, TaskFacts, differences
from learners.resolution.numbering import clean_number, order_of, split_number


class TestDeadlines:
    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("31/12/2026", "31/12/2026"),
            ("trước ngày 15/3/2027", "15/03/2027"),
            ("ngày 03 tháng 02 năm 2026", "03/02/2026"),
            ("2026-12-01", "01/12/2026"),
            ("6/2026", "30/06/2026"),
            ("Tháng 2/2028", "29/02/2028"),
            ("Trong tháng 9 năm 2026", "30/09/2026"),
            ("Quý II/2026", "30/06/2026"),
            ("quý 3 năm 2026", "30/09/2026"),
            ("Quý I-II/2026", "30/06/2026"),
            ("2026", "31/12/2026"),
            ("Giai đoạn 2026-2030", "31/12/2030"),
            ("Thường xuyên", "thường xuyên"),
            ("hằng năm", "thường xuyên"),
            ("", ""),
        ],
    )
    def test_what_is_less_than_a_day_means_its_last_day(self, typed, words):
        assert read_deadline(typed).words == words

    @pytest.mark.parametrize("typed", ["sớm", "31/02/2026", "tháng 13/2026", "12"])
    def test_what_is_no_day_is_asked_back(self, typed):
        with pytest.raises(NotADeadline, match="Hãy ghi ngày"):
            read_deadline(typed)

    @given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
    def test_a_day_is_read_as_it_is_shown(self, day):
        assert read_deadline(Deadline(day).words) == Deadline(day)


class TestNumbers:
    @pytest.mark.parametrize(
        ("typed", "number"),
        [
            ("12", "12"),
            ("12.0", "12"),
            ("12.", "12"),
            ("Nhiệm vụ số 12", "12"),
            ("(3)", "3"),
            ("iv", "IV"),
            ("3.1", "3.1"),
            ("Nhiệm vụ", ""),
            ("hai ba", ""),
            ("Cong", ""),
            ("a)", "A"),
            ("", ""),
        ],
    )
    def test_a_number_is_told_from_words(self, typed, number):
        assert clean_number(typed) == number

    def test_they_stand_in_the_order_people_count(self):
        mixed = ["10", "X", "1.10", "IX", "2", "1", "1.2"]
        assert sorted(mixed, key=order_of) == ["1", "1.2", "1.10", "2", "IX", "10", "X"]

    def test_words_that_begin_with_a_number_are_parted(self):
        found = split_number("Mục tiêu 3: Mọi người biết dùng AI")
        assert (found.number, found.words) == ("3", "Mọi người biết dùng AI")
        assert split_number("Mọi người biết dùng AI") is None


class TestValues:
    @pytest.mark.parametrize(
        ("typed", "value", "unit"),
        [
            ("500.000", "500000", ""),
            ("70,2 %", "70.2", "%"),
            ("0.702", "0.702", ""),
            ("1.234,5", "1234.5", ""),
            ("1,234,567", "1234567", ""),
            ("trên 50%", "50", "%"),
            ("ít nhất 3.000 người", "3000", "người"),
            ("-3", "-3", ""),
        ],
    )
    def test_a_number_is_read_as_offices_write_it(self, typed, value, unit):
        found = amounts.read_amount(typed)
        assert (found.value, found.unit) == (Decimal(value), unit)

    @pytest.mark.parametrize("typed", ["", "Hoàn thành đề án", "2025-2030", "9" * 15])
    def test_what_is_none_is_none(self, typed):
        assert amounts.read_amount(typed) is None

    @given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
    def test_the_way_is_nothing_at_its_beginning_and_whole_at_its_end(self, start, end):
        told = {"baseline": Decimal(start), "target": Decimal(end)}
        if start == end:
            assert amounts.share(**told, value=start) is None
        else:
            shares = [amounts.share(**told, value=value) for value in (start, end)]
            assert shares == [0, 1]

    def test_zeros_of_the_column_are_not_shown(self):
        shown = [amounts.tidy(Decimal(one)) for one in ("500000.0000", "70.2000", "0.0000")]
        assert [str(one) for one in shown] == ["500000", "70.2", "0"]


class TestTheSix:
    @given(st.lists(st.booleans(), min_size=6, max_size=6))
    def test_each_is_missing_exactly_when_its_fact_is(self, known):
        missing = clearness.missing_of(clearness.Six(*known))
        facts = clearness.Six.__slots__
        asked = {code: fact for code, (_, fact, _) in clearness.SIX.items()}
        assert {asked[code] for code in missing} == {
            fact for fact, is_known in zip(facts, known, strict=True) if not is_known
        }


class TestDifferences:
    def test_only_what_differs_is_told_in_words(self):
        before = TaskFacts(number="1", lead=Agency("Sở Nội vụ"))
        after = TaskFacts(number="1", lead=Agency("Sở Nội vụ", 5), deadline=Deadline(None, True))
        assert differences(before, after) == {
            "Cơ quan chủ trì": ["Sở Nội vụ (chưa có trong sổ cơ quan)", "Sở Nội vụ"],
            "Thời hạn": ["", "thường xuyên"],
        }
        assert differences(after, after) == {}


class TestEvidence:
    def picture(self) -> bytes:
        out = BytesIO()
        Image.new("RGB", (20, 10), "white").save(out, "PNG")
        return out.getvalue()

    def test_a_pdf_is_kept_and_a_picture_is_drawn_anew(self):
        assert evidence.clean_file(b"%PDF-1.4 %%EOF") == ("pdf", b"%PDF-1.4 %%EOF")
        ending, kept = evidence.clean_file(self.picture())
        assert (ending, kept[:3]) == ("jpg", b"\xff\xd8\xff")

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"MZ\x90", evidence.NO_EVIDENCE),
            (b"PK\x03\x04word", evidence.NO_EVIDENCE),
            (b"", evidence.NO_EVIDENCE),
            (b"<script>", evidence.NO_EVIDENCE),
            (b"%PDF-1.4 half", evidence.BROKEN),
            (b"%PDF-" + b"0" * evidence.MOST_BYTES, evidence.TOO_HEAVY),
        ],
    )
    def test_anything_else_is_refused_in_words(self, data, words):
        with pytest.raises(evidence.NotEvidence) as refusal:
            evidence.clean_file(data)
        assert str(refusal.value) == words

    @pytest.mark.parametrize(
        ("typed", "is_page"),
        [
            ("/theo-doi/", True),
            ("/theo-doi/xa/05503/?xep=ten", True),
            ("//evil.vn/", False),
            ("https://evil.vn/", False),
            ("javascript:alert(1)", False),
            ("theo-doi", False),
            ("/a b", False),
            ("/\\evil.vn", False),
        ],
    )
    def test_a_page_is_one_of_ours(self, typed, is_page):
        assert evidence.is_page(typed) is is_page

    def test_an_address_copied_whole_becomes_a_path(self):
        host = "hoc.thainguyen.vn"
        assert evidence.own_path(f"https://{host}/theo-doi/", host=host) == "/theo-doi/"
        assert evidence.own_path("https://evil.vn/x", host=host) == "https://evil.vn/x"
