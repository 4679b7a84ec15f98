"""A table of figures: what is understood, what is left out and why, and what is kept."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.core import figures
from lms.core.errors import DomainError
from lms.core.models import Area, AreaFigure, AuditEntry
from lms.core.roles import Role

DAY, SOURCE = date(2025, 12, 31), "Thống kê tỉnh"


def understand(text: str, **more) -> list[figures.Line]:
    known = {"as_of": DAY, "source": SOURCE} | more
    return figures.understand(figures.split_table(text), **known)


def one(text: str) -> figures.Line:
    (line,) = understand(text)
    return line


@pytest.mark.parametrize(
    "typed",
    [
        "05503;5.430",
        "5503\t5430",  # Excel took the leading zero
        "Tân Cương;5430",
        "tan cuong\t5,430",
        "Xã Tân Cương;5 430",
        "05503;Tân Cương;5.430",
        "Tân Cương (Thành phố Thái Nguyên);5430.0",
    ],
)
def test_a_commune_is_told_by_code_or_by_name(areas, typed):
    line = one(typed)
    assert (line.problem, line.area, line.value) == ("", areas["05503"], 5430)
    assert (line.as_of, line.source) == (DAY, SOURCE)


def test_a_row_may_bring_its_own_day_and_source(areas):
    line = one("05503;5430;30/06/2025;Báo cáo số 12")
    assert (line.as_of, line.source) == (date(2025, 6, 30), "Báo cáo số 12")


def test_van_lang_and_van_lang_are_never_mixed_up(areas):
    lines = understand("Văn Lang;100\nVăn Lăng;200")
    assert [(line.area.pk, line.value) for line in lines] == [("02143", 100), ("05665", 200)]
    asked = one("van lang;100")
    assert asked.area is None
    assert "02143" in asked.problem
    assert "05665" in asked.problem


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("02143;Văn Lăng;100", "Mã 02143 là Xã Văn Lang"),
        ("99999;100", "Không có xã, phường nào mã 99999"),
        ("Hà Nội;100", "Không có xã, phường nào tên"),
        ("05503;5430;31/02/2025", "không phải là ngày"),
        ("05503;5430;31/12/2999", "chưa tới"),
        ("05503;9.999.999", "quá nhiều"),
    ],
)
def test_what_is_wrong_is_said_in_words(areas, typed, said):
    line = one(f"{typed}")
    assert said in line.problem
    assert line.area is None


def test_a_bad_number_below_a_good_one_is_named(areas):
    good, bad = understand("05503;5430\n01906;nhiều")
    assert (good.problem, bad.number) == ("", 2)
    assert "không phải là số người" in bad.problem


def test_titles_and_headings_are_passed_over(areas):
    text = "BIỂU DÂN SỐ\n\nMã\tTên\tDân số\n05503\tTân Cương\t5.430"
    assert [line.value for line in understand(text)] == [5430]


def test_a_commune_comes_once_a_day(areas):
    first, second = understand("05503;1\nTân Cương;2")
    assert (first.problem, second.area) == ("", None)
    assert "đã có ở dòng 1" in second.problem


def test_without_a_day_or_a_source_nothing_is_taken(areas):
    assert "ngày" in understand("05503;1", as_of=None)[0].problem
    assert "nguồn" in understand("05503;1", source=" ")[0].problem


@pytest.mark.parametrize("text", ["", "   ", "không có gì"])
def test_a_table_without_rows_says_what_a_row_is(areas, text):
    with pytest.raises(DomainError):
        understand(text)


def test_what_is_understood_is_kept_and_again_changes_nothing(areas, make_user):
    actor = make_user(role=Role.PROVINCE_OFFICER)
    lines = understand("05503;5430\nHà Nội;1\n01906;4000")
    kept = [figures.keep(lines=lines, kind="working_age", actor=actor) for _ in range(2)]
    assert (kept, AreaFigure.objects.count()) == ([2, 0], 2)
    newer = understand("05503;5500", as_of=date(2026, 6, 30))
    assert figures.keep(lines=newer, kind="working_age", actor=actor) == 1
    assert figures.latest("working_age")["05503"].value == 5500
    assert AuditEntry.objects.filter(action="core.keep_figures").count() == 2


def test_all_ninety_two_by_name_and_by_code(areas):
    communes = list(Area.objects.communes())
    for text in (
        "\n".join(f"{area};{1000 + n}" for n, area in enumerate(communes)),
        "\n".join(f"{area.pk}\t{area.name}\t{1000 + n}" for n, area in enumerate(communes)),
    ):
        lines = understand(text)
        assert [line.problem for line in lines] == [""] * 92
        assert [line.area for line in lines] == communes


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=300))
def test_nothing_that_is_pasted_is_an_error(areas, text):
    with suppress(DomainError):
        assert len(understand(text)) > 0


@given(value=st.integers(0, 2_000_000))
def test_every_writing_of_a_number_is_the_same_number(value):
    for shown in (str(value), f"{value:,}", f"{value:,}".replace(",", "."), f"{value}.0"):
        assert figures._value(shown) == value


def test_a_line_is_named_by_its_number_in_what_was_typed(areas):
    lines = understand("Số dân\n\nTân Cương;100\n\nvan lang;100")
    assert [line.number for line in lines] == [3, 5]


def test_where_there_are_tabs_commas_belong_to_words():
    table = "Mã\tViệc\n1\tMột, hai, ba, bốn"
    assert figures.split_table(table) == [["Mã", "Việc"], ["1", "Một, hai, ba, bốn"]]
