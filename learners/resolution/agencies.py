"""Names of agencies as people write them, and the rows of the register they mean."""

import re

from learners.resolution.facts import Agency, by_name
from lms.core.errors import DomainError
from lms.core.identity import clean_text, fold
from lms.core.models import Organisation

LONGEST = 200


class Agencies:
    """The organisations that work today, by what their names fold to: one query for a sheet."""

    def __init__(self) -> None:
        self._named: dict[str, list[Organisation]] = {}
        for one in Organisation.objects.filter(is_active=True).select_related("area"):
            self._named.setdefault(one.search_key, []).append(one)

    def one(self, typed: str) -> Agency | None:
        """The agency of this name; one that is not on the register is kept as text.

        None for nothing typed. Raises DomainError when several bear the name.
        """
        name = clean_text(typed)
        if not fold(name):
            return None
        found = self._found(name)
        if len(found) > 1:
            names = "; ".join(f"{one.name} ({one.area})" for one in found[:5])
            raise DomainError(
                f"Có nhiều cơ quan tên “{name}”: {names}. Hãy ghi đủ như một trong các tên đó."
            )
        if not found and len(name) > LONGEST:
            raise DomainError(f"Tên cơ quan dài quá {LONGEST} chữ. Hãy ngăn các tên bằng dấu ;")
        return Agency(found[0].name, found[0].pk) if found else Agency(name)

    def several(self, typed: str) -> tuple[Agency, ...]:
        """The agencies that are named one after another, each once.

        Between them stands a semicolon or a new line. A comma parts them only beside a name
        that is on the register: "Sở Văn hóa, Thể thao và Du lịch" is one.
        """
        found: dict[str, Agency] = {}
        for piece in re.split(r"[;\n]", typed):
            for name in self._parted(clean_text(piece)):
                agency = self.one(name)
                if agency:
                    found.setdefault(fold(agency.name), agency)
        return tuple(sorted(found.values(), key=by_name))

    def _found(self, name: str) -> list[Organisation]:
        whole = self._named.get(fold(name), [])
        if whole:
            return [one for one in whole if one.name.lower() == name.lower()] or whole
        bare, _, place = name.rpartition(" (")
        here = self._named.get(fold(bare), []) if bare else []
        return [one for one in here if fold(str(one.area)) == fold(place)]

    def _parted(self, piece: str) -> list[str]:
        """A piece cut at the commas beside a name that is known, the longest one first."""
        parts, names, unknown = piece.split(","), [], []
        while parts:
            size = self._longest(parts)
            if size == 0:
                unknown.append(parts.pop(0))
                continue
            names += [",".join(unknown), ",".join(parts[:size])]
            parts, unknown = parts[size:], []
        return [name for one in [*names, ",".join(unknown)] if (name := clean_text(one))]

    def _longest(self, parts: list[str]) -> int:
        """How many of the first parts together are a name on the register; 0 for none."""
        sizes = range(len(parts), 0, -1)
        known = (size for size in sizes if self._named.get(fold(",".join(parts[:size]))))
        return next(known, 0)
