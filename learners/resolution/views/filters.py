"""What the address of the list asks for; the same for the list and for what is taken away."""

from django.http import HttpRequest

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


def read_filters(request: HttpRequest, scope: Scope) -> Filters:
    """The filters of an address; what nobody offers is as if it were not there."""
    return Filters(
        objective=_typed(request, "muc-tieu"),
        agency=_typed(request, "co-quan"),
        work=_one_of(request, "tinh-trang", list(Work)),
        timing=_one_of(request, "han", list(Timing)),
        origin=_one_of(request, "nguon", [code for code, _ in ORIGINS]),
        missing=_one_of(request, "thieu", [code for code, _ in MISSING]),
        text=_typed(request, "tim"),
        mine=scope.organisations if "cua-toi" in request.GET else None,
        dropped="thoi" in request.GET,
    )


def _typed(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "")[:200].replace("\x00", "").strip()


def _one_of(request: HttpRequest, name: str, known: list[str]) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in known else ""
