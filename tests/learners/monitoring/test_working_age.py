"""Who is of working age on a day, by the programme's words and by the Labour Code's table."""

from datetime import date

import pytest

from learners.monitoring.indicators import PROFICIENT
from learners.monitoring.models import WorkingAge
from learners.monitoring.working_age import Kind, of_working_age, retirement_months
from learners.people.models import Learner
from tests.facts import assess_on, make_person

DAY = date(2026, 11, 20)


# Decree 135/2020/NĐ-CP, annex I, as years and months.
@pytest.mark.parametrize(
    ("year", "men", "women"),
    [
        (2021, (60, 3), (55, 4)),
        (2026, (61, 6), (57, 0)),
        (2027, (61, 9), (57, 4)),
        (2028, (62, 0), (57, 8)),
        (2029, (62, 0), (58, 0)),
        (2034, (62, 0), (59, 8)),
        (2035, (62, 0), (60, 0)),
        (2050, (62, 0), (60, 0)),
    ],
)
def test_the_age_of_retirement_rises_by_the_decrees_table(year, men, women):
    assert divmod(retirement_months(year=year, woman=False), 12) == men
    assert divmod(retirement_months(year=year, woman=True), 12) == women


def counts(kind: str, commune, *, sex: str = "", year: int, month: int | None = None) -> bool:
    person = make_person(commune, birth_year=year)
    Learner.objects.filter(pk=person.pk).update(sex=sex, birth_month=month)
    return Learner.objects.filter(of_working_age(kind, DAY, ""), pk=person.pk).exists()


@pytest.mark.parametrize(
    ("sex", "year", "month", "expected"),
    [
        ("male", 2011, None, True),  # fifteen this year
        ("male", 2012, None, False),
        ("male", 1965, None, True),  # 61 this year, and the table says 61 and a half
        ("male", 1964, None, False),
        ("male", 1965, 5, True),  # 61 years and six months in this very month
        ("male", 1965, 4, False),
        ("female", 1969, None, True),
        ("female", 1968, None, False),
        ("female", 1969, 11, True),
        ("female", 1969, 10, False),
        ("", 1968, None, False),  # nobody is counted who might not be
        ("", 1969, None, True),
    ],
)
def test_by_the_labour_code(commune, sex, year, month, expected):
    assert counts(Kind.LABOUR_CODE, commune, sex=sex, year=year, month=month) is expected


@pytest.mark.parametrize(("year", "expected"), [(1965, False), (1966, True), (2011, True)])
def test_by_the_programme_a_month_changes_nothing(commune, year, expected):
    assert counts(Kind.PROGRAMME, commune, sex="female", year=year, month=1) is expected


def test_another_table_counts_from_its_day_on(commune):
    assess_on(date(2026, 1, 1), make_person(commune, birth_year=1968))  # a bare year, no sex
    WorkingAge.objects.create(
        version="2", valid_from=DAY, kind=Kind.LABOUR_CODE, decision="Quyết định 5"
    )
    assert PROFICIENT.count_by_area(date(2026, 11, 19)) == {commune.pk: 1}
    assert PROFICIENT.count_by_area(DAY) == {}
