"""What a phone sends of a register that was taken with no signal: read strictly, item by item.

    {"now": ms, "people": [{"spot": id, "name", "birth_year", "hamlet", "phone", "paper",
                            "guardian_name"}],
     "marks": [{"id": id, "seat": number, "presence", "at": ms}, {"id": id, "spot": id, …}]}

Times are milliseconds since 1970 on the phone's clock; ids are UUIDs that the phone made. Whatever
is wrong with one item is said of that item, and the others are taken. A page that a phone
has kept from earlier days names no guardian. Data in, data out.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

MOST_BYTES = 64 * 1024
MOST_ITEMS = 200
# A clock that was set right after somebody was marked; more than that is no clock.
CLOCK_SLACK = timedelta(days=1)
_LATEST_MS = 4_102_444_800_000  # 2100-01-01
_LONGEST = {
    "name": 120,
    "hamlet": 120,
    "phone": 30,
    "paper": 120,
    "guardian_name": 200,
    "presence": 20,
}

UNREADABLE = "Dữ liệu gửi lên không đọc được. Hãy tải lại trang điểm danh rồi gửi lại."
TOO_MUCH = "Gửi quá nhiều trong một lần. Hãy tải lại trang điểm danh rồi gửi lại."
MALFORMED = "Lượt này không đúng mẫu nên không nhận. Hãy chạm tên lần nữa."
FROM_THE_FUTURE = (
    "Giờ của lượt này ở sau lúc gửi hơn một ngày. "
    "Hãy chỉnh lại ngày giờ của điện thoại rồi chạm tên lần nữa."
)
Read = TypeVar("Read")


class BadBatch(ValueError):
    """Nothing of it can be taken; the message says why in words."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who was written down on the spot."""

    spot: UUID
    name: str
    birth_year: int
    hamlet: str
    phone: str
    paper: str
    guardian_name: str


@dataclass(frozen=True, slots=True)
class NewMark:
    """A tap; on a seat, or on somebody who was written down on the spot."""

    id: UUID
    seat: int | None
    spot: UUID | None
    presence: str
    made_at: datetime  # on the phone's clock


@dataclass(frozen=True, slots=True)
class Malformed:
    """An item that is none, under the id it came with."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What was sent, in its order."""

    sent_at: datetime  # on the phone's clock
    people: Sequence[NewPerson | Malformed]
    marks: Sequence[NewMark | Malformed]


class _Wrong(Exception):
    pass


def read_batch(body: bytes) -> Batch:
    """Read what a phone sent. Raises BadBatch, never anything else."""
    if len(body) > MOST_BYTES:
        raise BadBatch(TOO_MUCH)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadBatch(UNREADABLE) from error
    if not isinstance(told, dict) or set(told) != {"now", "people", "marks"}:
        raise BadBatch(UNREADABLE)
    people, marks = told["people"], told["marks"]
    if not isinstance(people, list) or not isinstance(marks, list):
        raise BadBatch(UNREADABLE)
    if len(people) + len(marks) > MOST_ITEMS:
        raise BadBatch(TOO_MUCH)
    try:
        sent_at = _moment(told, "now")
    except _Wrong as error:
        raise BadBatch(UNREADABLE) from error
    return Batch(
        sent_at,
        [_item(one, "spot", _person) for one in people],
        [_item(one, "id", lambda told: _mark(told, sent_at)) for one in marks],
    )


def _item(told: Any, key: str, read: Callable[[Mapping[str, Any]], Read]) -> Read | Malformed:
    if not isinstance(told, dict):
        return Malformed("", MALFORMED)
    try:
        return read(told)
    except _Wrong as error:
        return Malformed(str(told.get(key, ""))[:36], str(error) or MALFORMED)


def _person(told: Mapping[str, Any]) -> NewPerson:
    told = {"guardian_name": ""} | dict(told)
    _only(told, {"spot", "name", "birth_year", "hamlet", "phone", "paper", "guardian_name"})
    return NewPerson(
        spot=_uuid(told, "spot"),
        name=_text(told, "name"),
        birth_year=_number(told, "birth_year", 9_999),
        hamlet=_text(told, "hamlet"),
        phone=_text(told, "phone"),
        paper=_text(told, "paper"),
        guardian_name=_text(told, "guardian_name"),
    )


def _mark(told: Mapping[str, Any], sent_at: datetime) -> NewMark:
    on_spot = "spot" in told
    _only(told, {"id", "spot" if on_spot else "seat", "presence", "at"})
    made_at = _moment(told, "at")
    if made_at > sent_at + CLOCK_SLACK:
        raise _Wrong(FROM_THE_FUTURE)
    return NewMark(
        id=_uuid(told, "id"),
        seat=None if on_spot else _number(told, "seat", 10**18 - 1),
        spot=_uuid(told, "spot") if on_spot else None,
        presence=_text(told, "presence"),
        made_at=made_at,
    )


def _only(told: Mapping[str, Any], names: set[str]) -> None:
    if set(told) != names:
        raise _Wrong


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told[name]
    if not isinstance(value, str) or len(value) > _LONGEST[name] or not _can_be_kept(value):
        raise _Wrong
    return value


def _can_be_kept(text: str) -> bool:
    """JSON can name half a character (a lone surrogate) or a NUL; no database keeps them."""
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _number(told: Mapping[str, Any], name: str, most: int) -> int:
    value = told[name]
    if type(value) is not int or not 0 <= value <= most:
        raise _Wrong
    return value


def _uuid(told: Mapping[str, Any], name: str) -> UUID:
    value = told[name]
    try:
        found = UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError as error:
        raise _Wrong from error
    if found is None:
        raise _Wrong
    return found


def _moment(told: Mapping[str, Any], name: str) -> datetime:
    return datetime.fromtimestamp(_number(told, name, _LATEST_MS) / 1000, UTC)
