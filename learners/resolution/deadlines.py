"""Deadlines as plans write them: a day, a month, a quarter, a year, or work that never ends. Pure.

What is less than a day means its last day: "quý II/2026" is 30/06/2026.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from lms.core.identity import fold

STANDING = "thường xuyên"
_NEVER_ENDING = re.compile(r"thuong xuyen|hang (nam|quy|thang)|dinh ky|lien tuc")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?!\d)", re.ASCII)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)", re.ASCII)
_SAID_DAY = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})", re.ASCII)
_MONTH = re.compile(r"(?:thang )?(?<!\d)(\d{1,2})(?:[/.\-]| nam )(\d{4})(?!\d)", re.ASCII)
_QUARTER = re.compile(r"quy (?:\w+ (?:den )?)?(iv|iii|ii|i|[1-4])(?: nam)? (20\d{2})", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)", re.ASCII)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, or work that never ends; neither when nothing was written."""

    day: date | None = None
    is_standing: bool = False

    @property
    def words(self) -> str:
        """As screens and sheets write it."""
        return STANDING if self.is_standing else f"{self.day:%d/%m/%Y}" if self.day else ""


class NotADeadline(ValueError):
    """What was written is no day; the message is a Vietnamese sentence."""


def read_deadline(raw: str) -> Deadline:
    """What was typed as a deadline. Raises NotADeadline when it says no day."""
    text = raw.strip()
    bare = fold(text)
    if not bare:
        return Deadline()
    try:
        day = _day(text, bare)
    except ValueError:
        day = None  # 31/02/2026
    else:
        if day is None and _NEVER_ENDING.search(bare):
            return Deadline(is_standing=True)
    if day is None:
        raise NotADeadline(
            f"Chưa hiểu thời hạn “{text[:60]}”. Hãy ghi ngày (31/12/2026), tháng (6/2026), "
            "quý (quý II/2026), năm (2026), hoặc “thường xuyên”."
        )
    return Deadline(day)


def _day(text: str, bare: str) -> date | None:
    """The last day that is named; of a stretch of years the last one."""
    if found := _ISO.findall(text):
        year, month, day = map(int, found[-1])
        return date(year, month, day)
    if found := _DAY.findall(text) or _SAID_DAY.findall(bare):
        day, month, year = map(int, found[-1])
        return date(year, month, day)
    if found := _QUARTER.findall(bare):
        quarter, year = found[-1]
        return _last_day(int(year), 3 * (_ROMAN.get(quarter) or int(quarter)))
    if found := _MONTH.findall(text.lower()) or _MONTH.findall(bare):
        month, year = map(int, found[-1])
        return _last_day(year, month)
    if found := _YEAR.findall(bare):
        return date(int(found[-1]), 12, 31)
    return None


def _last_day(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError(month)
    return date(year, month, monthrange(year, month)[1])
