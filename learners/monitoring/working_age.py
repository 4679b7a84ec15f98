"""Who is of working age on a day: the goal's own words, or the Labour Code's table by year.

Programme: from 15 to 60. Labour Code (2019, art. 169) with Decree 135/2020/NĐ-CP: from 15 to the
age of retirement, which rises by three months a year for men (60 years 3 months in 2021, 62 from
2028) and by four for women (55 years 4 months in 2021, 60 from 2035).

Where only the year of birth is known, the age reached in that year counts; where the month is
known the Labour Code's months count too. Of whom the sex is not known, the women's age is taken:
it is the lower one, so nobody is counted who might not be.
"""

from datetime import date
from enum import StrEnum

from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual

YOUNGEST, OLDEST = 15, 60


class Kind(StrEnum):
    """By whose table."""

    PROGRAMME = "programme"
    LABOUR_CODE = "labour_code"


WORDS = {
    Kind.PROGRAMME: f"từ {YOUNGEST} đến {OLDEST} tuổi, tính theo năm sinh",
    Kind.LABOUR_CODE: "từ 15 tuổi đến tuổi nghỉ hưu của năm ấy theo Bộ luật Lao động",
}


def retirement_months(*, year: int, woman: bool) -> int:
    """The age of retirement in a year, in months."""
    since = max(0, year - 2021)
    if woman:
        return min(60 * 12, 55 * 12 + 4 + 4 * since)
    return min(62 * 12, 60 * 12 + 3 + 3 * since)


def of_working_age(kind: str, day: date, person: str = "learner") -> Q:
    """The condition on rows about a `person` (a path; empty for people themselves) on `day`."""
    path = f"{person}__" if person else ""
    grown = Q(**{f"{path}birth_year__lte": day.year - YOUNGEST})
    if kind == Kind.PROGRAMME:
        return grown & Q(**{f"{path}birth_year__gte": day.year - OLDEST})
    men = Q(**{f"{path}sex": "male"})
    return grown & (
        (men & _not_retired(path, day, woman=False)) | (~men & _not_retired(path, day, woman=True))
    )


def _not_retired(path: str, day: date, *, woman: bool) -> Q:
    most = retirement_months(year=day.year, woman=woman)
    month = f"{path}birth_month"
    by_year = Q(**{f"{month}__isnull": True, f"{path}birth_year__gte": day.year - most // 12})
    # Who reaches the age in a month works to its end. An unknown month gives no number: not true.
    born = 12 * F(f"{path}birth_year") + F(month)
    return by_year | Q(GreaterThanOrEqual(born, 12 * day.year + day.month - most))
