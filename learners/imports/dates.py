"""Birth dates as people and spreadsheets write them. Pure: today is given.

Day stands before month, always. A date that cannot be so but could be the other way round is
asked about. Two figures of a year mean the latest year in which the person is at least six.
Limits: nobody is born in the future or more than 120 years ago (personal ID numbers cannot say so
either).
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from lms.core.identity import clean_text, fold

OLDEST = 120
_YOUNGEST = 6
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_BAD = "Không đọc được ngày sinh “{}”. Hãy ghi theo ngày/tháng/năm, ví dụ 05/03/1975."

_NUMBERS = re.compile(r"\d+", re.ASCII)
_WORDS = re.compile(r"\b(?:ngay|thang|nam|sinh|mung|mong|ngay sinh)\b")


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date as far as it could be understood; `year` None means not at all."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    problem: str = ""
    asks: bool = False


def read_birth(raw: str, today: date) -> Birth:
    """What `raw` says of a birth date: 05/03/1975, 3/1975, 1975, 00/00/1955, 5-3-75, a day number
    of Excel, 1975-03-05, “ngày 05 tháng 03 năm 1975”. Never raises.
    """
    text = clean_text(raw).removeprefix("'").removesuffix(".0")
    text = text[:10] if re.match(r"\d{4}-\d{2}-\d{2}[ T]", text, re.ASCII) else text
    bare = _WORDS.sub(" ", fold(text))
    parts = bare.split()
    if not parts or not all(_NUMBERS.fullmatch(part) for part in parts) or len(text) > 60:
        return Birth(problem=_BAD.format(text[:40]))
    numbers = [int(part) for part in parts] if all(len(part) <= 8 for part in parts) else []
    match numbers:
        case [number]:
            return _single(number, parts[0], text, today)
        case [month, year] if len(parts[1]) == 4:
            return _checked(text, today, year, month, 0)
        case [year, month, day] if len(parts[0]) == 4:
            return _checked(text, today, year, month, day)
        case [day, month, year] if len(parts[2]) in (2, 4):
            return _checked(text, today, year, month, day, short=len(parts[2]) == 2)
    return Birth(problem=_BAD.format(text[:40]))


def read_day_and_month(raw: str) -> tuple[int, int] | None:
    """Day and month of a text like 05/03, for lists with the year in another column."""
    found = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})", clean_text(raw), re.ASCII)
    return (int(found[1]), int(found[2])) if found else None


def _single(number: int, digits: str, text: str, today: date) -> Birth:
    if len(digits) == 8:
        return _checked(text, today, int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    if len(digits) == 2:
        return _checked(text, today, number, 0, 0, short=True)
    if 1800 <= number <= 2200:
        return _checked(text, today, number, 0, 0)
    if 2200 < number < 60_000:  # 1906 to 2064: a cell that lost its date format
        day = _EXCEL_DAY_ZERO + timedelta(days=number)
        return _checked(text, today, day.year, day.month, day.day)
    return Birth(problem=_BAD.format(text[:40]))


def _checked(
    text: str, today: date, year: int, month: int, day: int, *, short: bool = False
) -> Birth:
    said = ""
    if short:
        century = today.year // 100 * 100
        year += century if century + year <= today.year - _YOUNGEST else century - 100
        said = f"Ngày sinh “{text}” ghi năm hai chữ số; hiểu là {year}."
    if year == 1905 and (meant := _year_as_a_day(year, month, day, today)):
        said = f"Ô ngày sinh là {day:02d}/{month:02d}/1905; có phải chỉ là năm {meant} không?"
        return Birth(meant, problem=said, asks=True)
    if year > today.year or year < today.year - OLDEST:
        return Birth(problem=f"Ngày sinh “{text}” có năm {year}, không thể đúng. Hãy kiểm tra lại.")
    if not month:
        return Birth(year, problem=said)
    if month > 12:
        return _turned(text, today, year, month, day)
    if not day:
        return Birth(year, month, problem=said)
    if not _real(year, month, day):
        return _never(text, year)
    if date(year, month, day) > today:
        return Birth(problem=f"Ngày sinh “{text}” ở tương lai. Hãy kiểm tra lại.")
    return Birth(year, month, day, problem=said)


def _year_as_a_day(year: int, month: int, day: int, today: date) -> int:
    """The year that a date of 1905 may have been: 1976 in a cell formatted as a date shows so."""
    if not _real(year, month, day):
        return 0
    meant = (date(year, month, day) - _EXCEL_DAY_ZERO).days
    return meant if today.year - OLDEST < meant <= today.year - _YOUNGEST else 0


def _turned(text: str, today: date, year: int, month: int, day: int) -> Birth:
    """There is no such month: month and day may have changed places."""
    if 1 <= day <= 12 and _real(year, day, month) and date(year, day, month) <= today:
        meant = f"{month:02d}/{day:02d}/{year}"
        said = f"Ngày sinh “{text}” có vẻ ghi tháng trước ngày; có phải là ngày {meant} không?"
        return Birth(year, day, month, problem=said, asks=True)
    return _never(text, year)


def _never(text: str, year: int) -> Birth:
    said = f"Ngày sinh “{text}” không có trong lịch; mới hiểu được năm {year}. Hãy kiểm tra lại."
    return Birth(year, problem=said, asks=True)


def _real(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
