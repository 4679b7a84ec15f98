"""What a row of a list says of a person. Pure: tables, today and the key are given.

A row is *refused* only when nobody could be put on the register by it: no name, no birth year that
can be, no commune of the province. Everything else that cannot be read is left out and said. A row
*asks* when a person has to decide: nothing is guessed and nothing corrected silently.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from learners.imports.dates import OLDEST, Birth, read_birth, read_day_and_month
from learners.imports.phones import read_phone
from learners.imports.places import Place, Places
from lms.core.identity import (
    LONGEST_NAME,
    PersonalId,
    clean_full_name,
    clean_text,
    fold,
    name_keys,
    parse_personal_id,
    proper_case,
)

WHOLE_LIST, PICKED = "whole_list", "picked"  # values of `Learner.Mapping`
LONGEST_HAMLET = 120
LONGEST_ADDRESS = 250
_SEXES = {
    **dict.fromkeys(("nam", "m", "male", "trai", "ong", "anh", "boy"), "male"),
    **dict.fromkeys(("nu", "f", "female", "gai", "ba", "chi", "co", "girl"), "female"),
}
_UNMARKED = ("", "0", "-", "không", "khong")
_KNOWN_VALUES = 65_536  # distinct places, dates, hamlets that are remembered while a list is read


@dataclass(slots=True)
class Row:
    """A row as it was understood. Each problem names its column."""

    line: int
    full_name: str = ""
    search_key: str = ""
    sort_key: str = ""
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    sex: str = ""
    commune: str | None = None
    hamlet: str = ""
    address_recorded: str = ""
    address_mapping: str = ""
    phone: str = ""
    email: str = ""
    organisation: int | None = None
    id_hash: str = ""
    id_last3: str = ""
    problems: list[str] = field(default_factory=list)
    refused: bool = False
    asks: bool = False

    def refuse(self, problem: str) -> None:
        """Nobody can be put on the register by this row."""
        self.problems.append(problem)
        self.refused = True

    def ask(self, problem: str) -> None:
        """A person has to decide."""
        self.problems.append(problem)
        self.asks = True


class Understanding:
    """How the rows of one list are read; built once, asked for every row."""

    def __init__(
        self,
        *,
        columns: Mapping[int, str],
        communes: Sequence[tuple[str, str, str, str]],
        former_units: Sequence[Mapping[str, str]],
        organisations: Mapping[str, list[tuple[int, str]]],
        default_commune: str | None,
        default_organisation: int | None,
        today: date,
        hash_id: Callable[[str], str],
        answers: Mapping[int, Mapping[str, str]] = MappingProxyType({}),
        merged: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._columns = sorted((int(index), code) for index, code in columns.items())
        self._width = max((index for index, _ in self._columns), default=-1) + 1
        self._at = {code: index for index, code in reversed(self._columns)}
        self._organisations = organisations
        self._answers = answers
        self._default_commune = default_commune
        self._default_organisation = default_organisation
        self._today, self._hash_id = today, hash_id
        remember = lru_cache(maxsize=_KNOWN_VALUES)
        self._place = remember(Places(communes, former_units, merged).read)
        self._birth_of = remember(lambda text: read_birth(text, today))
        self._clean = remember(_plain)
        self._fold = remember(fold)

    def row(self, line: int, cells: Sequence[str]) -> Row:
        """What the cells of one row say. Never raises, whatever they hold."""
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        said = {code: text for code, i in self._at.items() if (text := cells[i])}
        answer = self._answers.get(line, {})
        if answer:
            said = _answered(said, answer)
        row = Row(line)
        self._read_name(row, said)
        number = self._read_number(row, said.get("id_number", ""))
        self._read_sex(row, said)
        self._read_birth(row, said, number)
        self._read_place(row, said)
        if phone := said.get("phone"):
            row.phone, problem = read_phone(phone)
            if problem:
                row.problems.append(f"Điện thoại: {problem}")
        if "email" in said:
            self._read_email(row, said["email"])
        self._read_organisation(row, said.get("organisation", ""))
        if number:
            self._compare(row, number)
        row.asks = row.asks and not row.refused
        if answer.get("commune"):
            row.address_mapping = PICKED
        return row

    def _read_name(self, row: Row, said: Mapping[str, str]) -> None:
        raw = said.get("full_name")
        if raw is None:
            raw = f"{said.get('surname', '')} {said.get('given_name', '')}"
            if "surname" in self._at and not ("surname" in said and "given_name" in said):
                row.full_name = clean_text(raw)[:LONGEST_NAME]
                row.refuse("Họ và tên: thiếu họ hoặc tên. Hãy ghi đủ.")
                return
        try:
            row.full_name = proper_case(clean_full_name(raw))
        except ValueError as refusal:
            row.full_name = clean_text(raw)[:LONGEST_NAME]
            row.refuse(f"Họ và tên: {refusal}" if row.full_name else "Họ và tên: để trống.")
            return
        row.search_key, row.sort_key = name_keys(row.full_name)

    def _read_number(self, row: Row, raw: str) -> PersonalId | None:
        if not raw:
            return None
        try:
            number = parse_personal_id(raw)
        except ValueError as refusal:
            if self._clean(raw):
                row.problems.append(f"Số định danh: {refusal} Để trống.")
            return None
        if not self._today.year - OLDEST <= number.birth_year <= self._today.year:
            row.problems.append(
                f"Số định danh: theo số này thì sinh năm {number.birth_year}, không thể đúng; "
                "để trống."
            )
            return None
        row.id_hash, row.id_last3 = self._hash_id(number.number), number.number[-3:]
        if number.restored:
            row.problems.append("Số định danh: đã thêm số 0 ở đầu mà Excel làm mất.")
        if not number.known_place:
            row.problems.append(
                f"Số định danh: mã nơi khai sinh {number.number[:3]} lạ; hãy xem lại giấy tờ."
            )
        return number

    def _read_sex(self, row: Row, said: Mapping[str, str]) -> None:
        if raw := said.get("sex"):
            row.sex = _SEXES.get(self._fold(raw), "")
            if not row.sex and self._clean(raw):
                row.problems.append(f"Giới tính: không hiểu “{raw[:40]}”; để trống.")
            return
        marked = [s for s in ("male", "female") if self._clean(said.get(s, "")) not in _UNMARKED]
        if len(marked) == 1:
            row.sex = marked[0]
        elif marked:
            row.problems.append("Giới tính: đánh dấu cả nam và nữ; để trống.")

    def _read_birth(self, row: Row, said: Mapping[str, str], number: PersonalId | None) -> None:
        birth = self._birth(said)
        if birth is None and number:
            birth = Birth(number.birth_year)
            row.problems.append(
                f"Ngày sinh: để trống; lấy năm {number.birth_year} theo số định danh."
            )
        if birth is None:
            row.refuse("Ngày sinh: để trống. Hãy ghi ngày sinh hoặc năm sinh.")
            return
        row.birth_year, row.birth_month, row.birth_day = birth.year, birth.month, birth.day
        if birth.year is None:
            row.refuse(birth.problem)
        elif birth.asks:
            row.ask(birth.problem)
        elif birth.problem:
            row.problems.append(birth.problem)

    def _birth(self, said: Mapping[str, str]) -> Birth | None:
        """The date of one column, or put together from several; None when nothing is said."""
        text, year = said.get("birth_date", ""), said.get("birth_year", "")
        if not text and not year:
            marks = (said.get("male", ""), said.get("female", ""))
            text = next((mark for mark in marks if any(map(str.isdigit, mark[1:]))), "")
        elif not text and (said.keys() & {"birth_month", "birth_day"}):
            parts = (said.get("birth_day", "0"), said.get("birth_month", "0"), year)
            text, year = "/".join(part.removesuffix(".0") for part in parts), ""
        if not self._clean(text):
            return self._birth_of(year) if self._clean(year) else None
        if not self._clean(year):
            return self._birth_of(text)
        return self._of_two(text, year)

    def _of_two(self, text: str, year: str) -> Birth:
        """A date column and a year column: either may be short of something."""
        by_date, by_year = self._birth_of(text), self._birth_of(year)
        if by_date.year is None and by_year.year and (parts := read_day_and_month(text)):
            return self._birth_of(f"{parts[0]}/{parts[1]}/{by_year.year}")
        if by_date.year is None or by_year.year is None:
            return by_year if by_date.year is None else by_date
        if by_date.year == by_year.year:
            return by_date
        said = f"Ngày sinh “{text[:40]}” và năm sinh “{year[:40]}” khác nhau. Hãy kiểm tra lại."
        return Birth(by_date.year, by_date.month, by_date.day, said, asks=True)

    def _read_place(self, row: Row, said: Mapping[str, str]) -> None:
        address, written = said.get("address", ""), said.get("commune", "")
        label, district = "Xã, phường", said.get("district", "")
        place = self._place(written, district) if written else Place()
        if address:
            by_address = self._place(address, "" if written else district, address=True)
            row.hamlet = by_address.hamlet
            row.address_recorded = self._clean(address)[:LONGEST_ADDRESS]
            if place.said_nothing:
                place, label = by_address, "Địa chỉ"
        row.commune, row.address_mapping = place.code, place.mapping
        row.hamlet = self._clean(said.get("hamlet", "")) or place.hamlet or row.hamlet
        row.hamlet = row.hamlet[:LONGEST_HAMLET]
        if not row.address_recorded and place.mapping != "name":
            recorded = ", ".join(part for part in (written, district) if part)
            row.address_recorded = self._clean(recorded)[:LONGEST_ADDRESS]
        if place.asks:
            row.ask(f"{label}: {place.problem}")
        elif place.problem:
            row.refuse(f"{label}: {place.problem}")
        elif place.said_nothing and self._default_commune:
            row.commune, row.address_mapping = self._default_commune, WHOLE_LIST
        elif place.said_nothing:
            row.refuse("Xã, phường: để trống. Hãy ghi xã, phường nơi ở.")

    def _read_email(self, row: Row, raw: str) -> None:
        email = self._clean(raw).lower()
        name, at, host = email.partition("@")
        whole = name and at and "." in host.strip(".") and "@" not in host and " " not in email
        if whole and email.isascii() and len(email) <= 254:
            row.email = email
        elif email:
            row.problems.append(f"Thư điện tử: “{email[:60]}” không phải địa chỉ; để trống.")

    def _read_organisation(self, row: Row, raw: str) -> None:
        row.organisation = self._default_organisation
        known = self._organisations.get(self._fold(raw), []) if raw else []
        here = {pk for pk, area in known if area == row.commune} or {pk for pk, _ in known}
        if len(here) == 1:
            row.organisation = here.pop()
        elif raw and self._clean(raw):
            why = "có nhiều đơn vị tên" if known else "chưa có trong sổ đơn vị:"
            rest = "ghi theo đơn vị của danh sách" if row.organisation else "để trống"
            row.problems.append(f"Cơ quan, đơn vị: {why} “{self._clean(raw)[:80]}”; {rest}.")

    def _compare(self, row: Row, number: PersonalId) -> None:
        """The number says a birth year and a sex: what differs is a person's to decide."""
        if row.birth_year and row.birth_year != number.birth_year:
            row.ask(
                f"Số định danh: theo số này thì sinh năm {number.birth_year}, danh sách ghi "
                f"{row.birth_year}. Hãy kiểm tra lại."
            )
        if row.sex and row.sex != number.sex:
            words = ("nữ", "nam") if number.sex == "female" else ("nam", "nữ")
            row.ask(
                f"Số định danh: theo số này thì là {words[0]}, danh sách ghi {words[1]}. "
                "Hãy kiểm tra lại."
            )


def _answered(said: Mapping[str, str], answer: Mapping[str, str]) -> dict[str, str]:
    """A person was asked: what they say counts, and the address stays as it was recorded."""
    recorded = ", ".join(said[code] for code in ("commune", "district") if code in said)
    told = {"address": recorded, **said, **answer} if "commune" in answer else {**said, **answer}
    return {code: text for code, text in told.items() if text}


def _plain(raw: str) -> str:
    """A cell in clean letters, without the apostrophe that keeps Excel from running it."""
    text = clean_text(raw)
    return text[1:] if text.startswith(("'=", "'+", "'-", "'@")) else text
