"""The screens of staff as one menu: what exists, and what a role opens. No query, no request."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.urls import NoReverseMatch, reverse

from lms.core.access import Scope


class _Way(NamedTuple):
    """A screen by its URL name, its words, and the property of `Scope` that opens it."""

    name: str
    words: str
    gate: str = "may_watch"


WAYS = (
    _Way("monitoring:province", "Tổng quan"),
    _Way("returns:list", "Báo cáo tháng"),
    _Way("classes:home", "Dạy học", "may_teach"),
    _Way("trainers:list", "Giảng viên"),
    _Way("registry:list", "Sổ học viên"),
    _Way("register:list", "Sổ cấp giấy"),
    _Way("imports:lists", "Danh sách nhập"),
    _Way("duplicates:desk", "Hồ sơ trùng"),
    _Way("requests:list", "Yêu cầu"),
    _Way("alerts:list", "Cảnh báo"),
    _Way("flags:list", "Bất thường"),
    _Way("resolution:list", "Nghị quyết 57"),
    _Way("campaigns:list", "Chiến dịch"),
    _Way("registry:organisations", "Cơ quan"),
    _Way("registry:teams", "Tổ công nghệ số"),
    _Way("registry:figures", "Dân số"),
    _Way("publishing:desk", "Công bố", "may_publish"),
    _Way("signing:desk", "Ký số giấy", "may_have_papers_signed"),
    _Way("core:roles", "Vai trò", "may_see_roles"),
    _Way("core:approvals", "Chờ đồng ý", "holds_a_role"),
    _Way("core:log", "Nhật ký", "may_read_log"),
)


# How many things wait behind a screen, by its URL name; a box that knows without a query says so
# when the house starts.
COUNTS: dict[str, Callable[[Scope], int]] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu."""

    address: str
    words: str
    here: bool


def menu(scope: Scope, path: str) -> list[Entry]:
    """The lines that `scope` opens; the one whose address `path` goes on from is marked."""
    open_now = [(way, at) for way, at in _addresses() if getattr(scope, way.gate)]
    nearest = max((at for _, at in open_now if path.startswith(at)), key=len, default="")
    return [Entry(at, _words(way, scope), at == nearest) for way, at in open_now]


def _words(way: _Way, scope: Scope) -> str:
    waiting = COUNTS[way.name](scope) if way.name in COUNTS else 0
    return f"{way.words} ({waiting})" if waiting else way.words


@cache
def _addresses() -> tuple[tuple[_Way, str], ...]:
    """The screens that this installation has, worked out once a process."""
    found = []
    for way in WAYS:
        try:
            found.append((way, reverse(way.name)))
        except NoReverseMatch:
            continue
    return tuple(found)
