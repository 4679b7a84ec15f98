"""From what a list says of a place to a commune or ward of today. Pure: the tables are given.

Accents first, so that Văn Lang and Văn Lăng stay apart; without accents a name counts only when
nothing else is spelled so. A name together with a district, or with Bắc Kạn as its province, is one
from before 1 July 2025 and goes by the table of former units; alone it is today's. Where a unit was
split, or two have the name, nobody guesses: the row asks.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType

from lms.core.identity import alphabet_key, clean_text, fold

CODE, NAME, FORMER = "code", "name", "former"  # values of `Learner.Mapping`
_KINDS = {"xa": "xã", "phuong": "phường"}
_HOME = {"thai nguyen", "bac kan", "thai nguyen bac kan"}
_PROVINCES = (
    "ha noi|ha giang|cao bang|tuyen quang|lao cai|dien bien|lai chau|son la|yen bai|hoa binh|"
    "lang son|quang ninh|bac giang|phu tho|vinh phuc|bac ninh|hai duong|hai phong|hung yen|"
    "thai binh|ha nam|nam dinh|ninh binh|thanh hoa|nghe an|ha tinh|quang binh|quang tri|hue|"
    "thua thien hue|da nang|quang nam|quang ngai|binh dinh|phu yen|khanh hoa|ninh thuan|"
    "binh thuan|kon tum|gia lai|dak lak|dac lac|dak nong|lam dong|binh phuoc|tay ninh|binh duong|"
    "dong nai|ba ria vung tau|vung tau|ho chi minh|hcm|sai gon|long an|tien giang|ben tre|"
    "tra vinh|vinh long|dong thap|an giang|kien giang|can tho|hau giang|soc trang|bac lieu|"
    "ca mau"
)
_ELSEWHERE = frozenset(_PROVINCES.split("|"))
_SPLIT = re.compile(
    r"[,;\n|]|\s[-–]\s|\s(?=(?:xã|phường|thị trấn|thị xã|huyện|thành phố|tỉnh|xa|phuong|huyen|tinh)"
    r"\s+\w)|\s(?=(?:tp|tx|tt|p|x|h)\.)",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"(?P<commune>xã|xa|phường|phuong|thị trấn|thi tran|tt|p|x)(?:\.\s*|\s+)"
    r"|(?P<district>huyện|huyen|thành phố|thanh pho|thị xã|thi xa|quận|quan|tp|tx|h|q)(?:\.\s*|\s+)"
    r"|(?P<province>tỉnh|tinh|t)(?:\.\s*|\s+)",
    re.IGNORECASE,
)
_SHORT = {"x": "xa", "p": "phuong", "tt": "thi tran"}
_HAMLET = re.compile(
    r"(?:thôn|thon|xóm|xom|bản|ban|tổ|to|tdp|khu|phố|pho|ấp|buôn|làng|tiểu khu|số|so|ngõ|đội)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A commune of today, how it was found, and what a person has to know or decide about it."""

    code: str | None = None
    mapping: str = ""
    hamlet: str = ""
    problem: str = ""
    asks: bool = False

    @property
    def said_nothing(self) -> bool:
        """The text names no commune at all."""
        return self.code is None and not self.problem


@dataclass(slots=True)
class _Unit:
    """A unit that a name may mean: one of today, or a former one with where it went."""

    name: str
    kind: str  # folded: xa, phuong, thi tran
    places: frozenset[str]  # folded names of district and province (former ones only)
    shown: str
    codes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Said:
    """A text taken apart."""

    kind: str = ""
    name: str = ""
    # District, and Bắc Kạn: what only former units have; folded → as it was written.
    before: dict[str, str] = field(default_factory=dict)
    hamlet: str = ""


class Places:
    """The communes of today and the units before them, by every way of writing them."""

    def __init__(
        self,
        communes: Sequence[tuple[str, str, str, str]],
        former_units: Iterable[Mapping[str, str]],
        merged: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._merged = merged  # a commune that ended → the one that goes on
        self._labels = {
            code: f"{_KINDS.get(kind, kind)} {name}" for code, name, _, kind in communes
        }
        today = [
            _Unit(
                name,
                _KINDS_FOLDED.get(kind, fold(kind)),
                frozenset(),
                label,
                [merged.get(code, code)],
            )
            for (code, name, _, kind), label in zip(communes, self._labels.values(), strict=True)
        ]
        former: dict[str, _Unit] = {}
        for row in former_units:
            unit = former.setdefault(row["old_code"], _former(row))
            code = merged.get(row["new_code"], row["new_code"])
            if code not in unit.codes:  # both halves of a split unit may be in one again
                unit.codes.append(code)
        self._former_by_code = former
        self._came_from: dict[str, set[str]] = {}  # districts, and Bắc Kạn
        for unit in former.values():
            for code in unit.codes:
                self._came_from.setdefault(code, set()).update(unit.places)
        self._districts = {
            name for unit in former.values() for name in unit.places if name != "bac kan"
        }
        self._today, self._today_bare = _by_name(today)
        self._former, self._former_bare = _by_name(former.values())

    def label(self, code: str) -> str:
        """A commune as people write it: "xã Tân Cương"."""
        return self._labels.get(code, code)

    def read(self, text: str, district: str = "", *, address: bool = False) -> Place:
        """The commune of today that `text` names: a code, a name, or a whole address.

        `address` says that the text need not name one: "Tổ 5" is then no complaint.
        """
        text = clean_text(text)
        if not text:
            return Place()
        digits = text.removeprefix("'").removesuffix(".0")
        if digits.isascii() and digits.isdigit() and not address:
            return self._by_code(digits.zfill(5))
        said = self._take_apart(text, clean_text(district), address=address)
        if isinstance(said, Place):
            return said
        if not said.name:
            return Place(hamlet=said.hamlet)
        return self._resolve(said)

    def _by_code(self, code: str) -> Place:
        if code in self._labels:
            return Place(self._merged.get(code, code), CODE)
        if code in self._former_by_code:
            return self._choose([self._former_by_code[code]], FORMER, _Said(name=code))
        return Place(problem=f"không có mã xã, phường {code} trong tỉnh. Hãy kiểm tra lại.")

    def _take_apart(self, text: str, district: str, *, address: bool) -> _Said | Place:
        parts = [part.strip(" .-–") for part in _SPLIT.split(text)]
        parts = [part for part in parts if part]
        said = _Said(before={_bare(district): district} if district else {})
        rest: list[str] = []
        for place, part in enumerate(reversed(parts)):
            prefix = self._prefix(part)
            bare, group = _bare(part), prefix.lastgroup if prefix else ""
            alone = len(parts) == 1 and not address
            if group == "province" or (place == 0 and not group and not alone and bare in _HOME):
                foreign = bare not in _HOME
                if bare == "bac kan":
                    said.before[bare] = part
            elif group == "district":
                foreign = bare in _ELSEWHERE and bare not in self._districts
                said.before[bare] = part
            else:
                foreign = place == 0 and not group and not alone and bare in _ELSEWHERE
                if not foreign:
                    rest.append(part)
            if foreign:
                return Place(problem=f"“{text[:80]}” ở ngoài tỉnh Thái Nguyên, nên không nhận.")
        self._name_the_commune(said, rest, address=address)
        said.hamlet = _hamlet(parts) if len(parts) > 1 or address else ""
        return said

    def _name_the_commune(self, said: _Said, rest: list[str], *, address: bool) -> None:
        """Which part is the commune; `rest` runs from the right."""
        for part in rest:
            prefix = self._prefix(part)
            if prefix and prefix["commune"]:
                said.kind = fold(prefix["commune"])
                said.kind = _SHORT.get(said.kind, said.kind)
                said.name = part[prefix.end() :]
                return
        plain = [part for part in rest if self._knows(part) or not _HAMLET.match(part)]
        if len(plain) > 1 and _bare(plain[0]) in self._districts and self._knows(plain[1]):
            said.before[_bare(plain[0])] = plain[0]
            plain = plain[1:]
        if not address:
            said.name = (plain or rest or [""])[0]
        else:
            said.name = next((part for part in plain if self._knows(part)), "")

    def _prefix(self, part: str) -> re.Match[str] | None:
        """What kind of place a part says it is; "phuong tien" is Phượng Tiến, not a ward."""
        return None if self._knows(part) else _PREFIX.match(part)

    def _knows(self, name: str) -> bool:
        bare = fold(name)
        return bare in self._today_bare or bare in self._former_bare

    def _resolve(self, said: _Said) -> Place:
        exact, bare = alphabet_key(said.name), fold(said.name)
        today = self._today.get(exact, [])
        former = _narrowed(self._former.get(exact, []), said)
        if not today and not former:  # no such name with these marks: without marks, then
            today = self._today_bare.get(bare, [])
            former = _narrowed(self._former_bare.get(bare, []), said)
            if len({*_names(today), *_names(former)}) > 1 and not said.before:
                return self._choose([*today, *former], NAME, said)
        if strange := said.before.keys() - self._districts - {"bac kan"}:
            listed = ", ".join(said.before[name][:60] for name in sorted(strange))
            return Place(problem=f"trong tỉnh không có huyện “{listed}”. Hãy kiểm tra.", asks=True)
        old = [unit for unit in former if unit.places & said.before.keys()]
        if said.before and old:
            return self._choose(old, FORMER, said)
        known = today or former
        if said.before and len(known) == 1 and not self._origin(known[0]) & said.before.keys():
            elsewhere = ", ".join(said.before.values())
            problem = f"{known[0].shown} không thuộc “{elsewhere}” cũ. Hãy kiểm tra."
            return Place(hamlet=said.hamlet, problem=problem, asks=True)
        if today and said.kind and said.kind not in {unit.kind for unit in today}:
            namesakes = [unit for unit in former if unit.kind == said.kind]
            if {code for unit in namesakes for code in unit.codes} - {u.codes[0] for u in today}:
                return self._choose([*today, *namesakes], NAME, said)
        if today:
            return self._choose(today, NAME, said)
        if former:
            return self._choose(former, FORMER, said)
        return self._unknown(said)

    def _origin(self, unit: _Unit) -> set[str]:
        """Where a unit lay before July 2025: its district, and Bắc Kạn if it lay there."""
        return set(unit.places) or self._came_from.get(unit.codes[0], set())

    def _choose(self, units: list[_Unit], mapping: str, said: _Said) -> Place:
        codes = list(dict.fromkeys(code for unit in units for code in unit.codes))
        if len(codes) == 1:
            return Place(codes[0], mapping, said.hamlet)
        choices = " hay ".join(self.label(code) for code in codes)
        if len(units) == 1:
            problem = f"{units[0].shown} cũ đã chia về nhiều nơi; hãy chọn {choices}."
        else:
            first = {code: unit.shown for unit in reversed(units) for code in unit.codes}
            listed = ", ".join(dict.fromkeys(first[code] for code in codes))
            problem = f"“{said.name}” có thể là {listed}; hãy chọn {choices}."
        return Place(hamlet=said.hamlet, problem=problem, asks=True)

    def _unknown(self, said: _Said) -> Place:
        bare = fold(said.name)
        known = [*self._today_bare, *self._former_bare]
        near = get_close_matches(bare, known, n=1, cutoff=0.8) if len(bare) <= 40 else []
        if near:
            units = self._today_bare.get(near[0]) or self._former_bare[near[0]]
            return Place(
                hamlet=said.hamlet,
                problem=f"không có “{said.name[:60]}” trong tỉnh; có phải {units[0].shown} không?",
                asks=True,
            )
        return Place(
            hamlet=said.hamlet,
            problem=f"không có “{said.name[:60]}” trong tỉnh Thái Nguyên. "
            "Hãy ghi xã, phường hiện nay, hoặc tên cũ kèm huyện.",
        )


_KINDS_FOLDED = {"xa": "xa", "phuong": "phuong", "xã": "xa", "phường": "phuong"}


def _former(row: Mapping[str, str]) -> _Unit:
    district = row["old_district"]
    return _Unit(
        row["old_name"],
        fold(row["old_kind"]),
        frozenset({_bare(district)} | {fold(row["old_province"])} & {"bac kan"}),
        f"{row['old_kind']} {row['old_name']} ({district[0].lower()}{district[1:]})",
    )


def _by_name(units: Iterable[_Unit]) -> tuple[dict[str, list[_Unit]], dict[str, list[_Unit]]]:
    """The units by name with accents (wherever the tone stands) and by bare letters."""
    exact: dict[str, list[_Unit]] = {}
    bare: dict[str, list[_Unit]] = {}
    for unit in units:
        exact.setdefault(alphabet_key(unit.name), []).append(unit)
        bare.setdefault(fold(unit.name), []).append(unit)
    return exact, bare


def _names(units: Iterable[_Unit]) -> set[str]:
    return {alphabet_key(unit.name) for unit in units}


def _narrowed(units: list[_Unit], said: _Said) -> list[_Unit]:
    """Those of the units that lie where it was said and are of the kind it was said, if any do."""
    for narrower in (
        [unit for unit in units if unit.places & said.before.keys()],
        [unit for unit in units if said.kind and unit.kind == said.kind],
    ):
        units = [unit for unit in units if unit in narrower] or units
    return units


def _bare(part: str) -> str:
    """The name of a district or province without its prefix and marks."""
    prefix = _PREFIX.match(part)
    return fold(part[prefix.end() :] if prefix and prefix.lastgroup != "commune" else part)


def _hamlet(parts: list[str]) -> str:
    """The part of an address that is a hamlet: "Xóm Đồng Tâm"."""
    found = [p for p in parts if _HAMLET.match(p) and not fold(p).startswith(("so ", "ngo "))]
    return found[0] if found else ""
