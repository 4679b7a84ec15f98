"""Figures about areas that others publish, taken in from a table: read, shown, then kept.

A denominator is data with a source and a day, never a number in the code. A row that cannot be
understood is named with its reason and left out; a name that fits two communes is never guessed.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO

from django.db import transaction
from django.utils import timezone

from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text, fold
from lms.core.models import Area, AreaFigure, User

MOST_ROWS = 1_000
_WHOLE = re.compile(r"\d{1,3}(?:[.,  ]\d{3})+|\d+(?:[.,]0+)?", re.ASCII)
_DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S")
_KINDS = ("phuong ", "xa ")


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it was understood; with a `problem` it will be left out."""

    number: int
    typed: str
    area: Area | None = None
    value: int | None = None
    as_of: date | None = None
    source: str = ""
    problem: str = ""


class _Problem(Exception):
    """Why a row is left out, as a sentence."""


def split_table(text: str) -> list[list[str]]:
    """Pasted text or the text of a CSV file as rows of cells, cut at tabs, semicolons or commas.

    Empty lines stay as empty rows, so that a row's place is its line in what was typed.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    sample = "\n".join([line for line in lines if line.strip()][:20])
    # A tab never stands inside a cell; commas do, in words.
    mark = "\t" if "\t" in sample else max(";,", key=sample.count)
    return [
        [clean_text(cell) for cell in row]
        for row in csv.reader(StringIO("\n".join(lines)), delimiter=mark)
    ]


def understand(rows: Iterable[Sequence[str]], *, as_of: date | None, source: str) -> list[Line]:
    """Rows of [code or name, (name,) value, (day, (source))] as lines; headings are passed over.

    `as_of` and `source` stand for what a row does not say. Raises DomainError when nothing in it
    is a row.
    """
    places = _Places()
    lines: list[Line] = []
    for number, row in enumerate(rows, start=1):
        cells = [str(cell).strip() for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells or (not lines and not any(_WHOLE.fullmatch(cell) for cell in cells[1:])):
            continue  # nothing, or a title or heading above the first figure
        if len(lines) == MOST_ROWS:
            raise DomainError(f"Bảng có hơn {MOST_ROWS} dòng. Hãy chỉ để các xã, phường của tỉnh.")
        lines.append(_line(number, cells, places, as_of, clean_text(source)))
    if not lines:
        raise DomainError(
            "Không thấy dòng số liệu nào. Mỗi dòng cần mã hoặc tên xã, phường, rồi đến số dân."
        )
    return _without_twins(lines)


@transaction.atomic
def keep(*, lines: Iterable[Line], kind: str, actor: User) -> int:
    """Keep the lines that have no problem; returns how many figures are new or differ."""
    changed = 0
    for line in lines:
        if line.area is None or line.value is None or line.as_of is None:
            continue
        found = AreaFigure.objects.filter(area=line.area, kind=kind, as_of=line.as_of)
        if found.filter(value=line.value, source=line.source).exists():
            continue
        AreaFigure.objects.update_or_create(
            area=line.area,
            kind=kind,
            as_of=line.as_of,
            defaults={"value": line.value, "source": line.source},
        )
        changed += 1
    if changed:
        audit.record(
            actor=actor, action="core.keep_figures", target=f"figures:{kind}", rows=changed
        )
    return changed


def latest(kind: str) -> dict[str, AreaFigure]:
    """Commune code → its newest figure, as `newest` has it today."""
    return newest(timezone.localdate())[kind]


def newest(day: date) -> dict[str, dict[str, AreaFigure]]:
    """Kind → commune code → its newest figure, for the communes as they are on `day`; two queries.

    What was published of a commune before others were merged into it speaks of less than it is
    now: theirs are added, with the sources of all and the oldest of their days. Where one of them
    is unknown, so is the whole. What was published since another one was merged into it, after
    `day`, speaks of more than it was, and is left out.
    """
    parts: dict[str, list[Area]] = {}
    until: dict[str, date] = {}
    ended: set[str] = set()
    for area in Area.objects.filter(ended_on__isnull=False).order_by("-ended_on", "pk"):
        if area.ended_on and area.ended_on < day:
            parts.setdefault(str(area.successor_id), []).append(area)
            ended.add(area.pk)
        elif area.ended_on:  # the first of them comes last
            until[str(area.successor_id)] = area.ended_on
    own: dict[str, dict[str, AreaFigure]] = {kind: {} for kind in AreaFigure.Kind.values}
    for one in AreaFigure.objects.order_by("as_of"):
        if one.as_of <= until.get(one.area_id, date.max):
            own[one.kind][one.area_id] = one
    return {
        kind: {
            code: whole
            for code in figures
            if code not in ended and (whole := _whole(code, figures, parts))
        }
        for kind, figures in own.items()
    }


def _whole(
    code: str, figures: Mapping[str, AreaFigure], parts: Mapping[str, list[Area]]
) -> AreaFigure | None:
    """The figure of a commune with those of its parts that it does not speak of yet."""
    own = figures.get(code)
    if own is None:
        return None
    added = [part for part in parts.get(code, []) if part.ended_on and own.as_of <= part.ended_on]
    if not added:
        return own
    found = [own, *(_whole(part.pk, figures, parts) for part in added)]
    known = [one for one in found if one]
    if len(known) < len(found):
        return None
    return AreaFigure(
        area_id=code,
        kind=own.kind,
        value=sum(one.value for one in known),
        as_of=min(one.as_of for one in known),
        source="; ".join(dict.fromkeys(one.source for one in known)),
    )


class _Places:
    """The communes by code and by what their names fold to."""

    def __init__(self) -> None:
        self.by_code = {area.pk: area for area in Area.objects.ever_communes()}
        self.by_name: dict[str, list[Area]] = {}
        for area in self.by_code.values():
            self.by_name.setdefault(fold(area.name), []).append(area)

    def find(self, typed: str) -> Area:
        """The one commune of this code or name; raises _Problem."""
        if typed.replace(".0", "").isdecimal():
            code = typed.replace(".0", "").zfill(5)  # Excel drops the leading zero
            if code not in self.by_code:
                raise _Problem(f"Không có xã, phường nào mã {code}.")
            return self.by_code[code]
        return self.named(typed)

    def named(self, typed: str) -> Area:
        """The one commune of this name; marks tell namesakes apart."""
        bare = clean_text(typed.partition("(")[0])
        found = self.by_name.get(fold(bare), [])
        if not found:
            for kind in _KINDS:
                if fold(bare).startswith(kind):
                    bare = bare.split(maxsplit=1)[1]
                    found = self.by_name.get(fold(bare), [])
                    break
        exact = [area for area in found if area.name.lower() == bare.lower()] or found
        if len(exact) == 1:
            return exact[0]
        if not exact:
            raise _Problem(f"Không có xã, phường nào tên “{typed}”.")
        names = " hoặc ".join(
            f"{area} (mã {area.pk}, trước thuộc {area.former_place})" for area in exact
        )
        raise _Problem(f"“{typed}” có thể là {names}. Hãy ghi đủ dấu, hoặc ghi mã.")


def _line(number: int, cells: list[str], places: _Places, as_of: date | None, source: str) -> Line:
    typed = " · ".join(cells)
    try:
        area = places.find(cells[0])
        rest = cells[1:]
        if len(rest) > 1 and not _WHOLE.fullmatch(rest[0]):  # code and name
            _must_agree(area, places.named(rest[0]))
            rest = rest[1:]
        value = _value(rest[0] if rest else "")
        day = _day(rest[1]) if len(rest) > 1 and rest[1] else as_of
        words = rest[2] if len(rest) > 2 and rest[2] else source
        return Line(number, typed, area, value, _checked_day(day), _checked_source(words))
    except _Problem as problem:
        return Line(number, typed, problem=str(problem))


def _must_agree(area: Area, named: Area) -> None:
    if area != named:
        raise _Problem(
            f"Mã {area.pk} là {area}, còn tên ghi {named} (mã {named.pk}). Hãy sửa một bên."
        )


def _value(typed: str) -> int:
    if not _WHOLE.fullmatch(typed):
        raise _Problem(f"“{typed}” không phải là số người. Ví dụ: 5.430.")
    whole = re.sub(r"[.,]0+$", "", typed) if not re.search(r"[.,]\d{3}", typed) else typed
    value = int(re.sub(r"\D", "", whole))
    if value > 2_000_000:
        raise _Problem(f"{value} người là quá nhiều cho một xã, phường.")
    return value


def _day(typed: str) -> date:
    for form in _DAYS:
        try:
            return datetime.strptime(typed, form).date()
        except ValueError:
            continue
    raise _Problem(f"“{typed}” không phải là ngày. Ví dụ: 31/12/2025.")


def _checked_day(day: date | None) -> date:
    if day is None:
        raise _Problem("Chưa ghi số liệu tính đến ngày nào.")
    if day > timezone.localdate():
        raise _Problem(f"Ngày {day:%d/%m/%Y} chưa tới.")
    return day


def _checked_source(words: str) -> str:
    if not words:
        raise _Problem("Chưa ghi nguồn của số liệu.")
    return words[:250]


def _without_twins(lines: list[Line]) -> list[Line]:
    """A commune that comes twice for one day is taken once; the second says so."""
    first: dict[tuple[str, date | None], int] = {}
    kept = []
    for line in lines:
        if line.area and not line.problem:
            before = first.setdefault((line.area.pk, line.as_of), line.number)
            if before != line.number:
                words = f"{line.area} đã có ở dòng {before}, cùng ngày. Hãy để lại một dòng."
                line = Line(line.number, line.typed, problem=words)
        kept.append(line)
    return kept
