"""What the address of the list asks for; the same for the list and for what is taken away."""

from collections.abc import Mapping

from learners.resolution.clearness import SIX
from learners.resolution.selectors import Filters
from learners.resolution.states import Timing, Work
from lms.core.access import Scope

ORIGINS = (("trung-uong", "Do Trung ương giao"), ("tinh", "Của tỉnh"))
MISSING = (
    ("mot", "Thiếu ít nhất một"),
    *((code, f"Thiếu {name.lower()}") for code, (name, _, _) in SIX.items()),
    ("du", "Đủ cả sáu"),
)


def read_filters(asked: Mapping[str, str], scope: Scope) -> Filters:
    """The filters of an address; what nobody offers is as if it were not there."""
    return Filters(
        objective=_typed(asked, "muc-tieu"),
        agency=_typed(asked, "co-quan"),
        work=_one_of(asked, "tinh-trang", list(Work)),
        timing=_one_of(asked, "han", list(Timing)),
        origin=_one_of(asked, "nguon", [code for code, _ in ORIGINS]),
        missing=_one_of(asked, "thieu", [code for code, _ in MISSING]),
        text=_typed(asked, "tim"),
        mine=scope.organisations if "cua-toi" in asked else None,
        dropped="thoi" in asked,
    )


def _typed(asked: Mapping[str, str], name: str) -> str:
    return asked.get(name, "")[:200].replace("\x00", "").strip()


def _one_of(asked: Mapping[str, str], name: str, known: list[str]) -> str:
    word = asked.get(name, "")
    return word if word in known else ""
