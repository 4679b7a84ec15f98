"""Sessions as a calendar that phones and programs read (iCalendar, RFC 5545). Pure.

Written here, since what is said is small: the tests have it read back by the `icalendar` library.
Times are told in Vietnam's time, UTC+7 without summer time since 1975, with a VTIMEZONE: so that a
calendar without any event is still one (RFC 5545 3.6 asks for a component). There is no METHOD:
nobody is invited; DTSTAMP is when the session was last changed (3.8.7.2).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

LONGEST_LINE = 75  # octets, without the line break (RFC 5545 3.1)
VIETNAM = timezone(timedelta(hours=7))
_ZONE = "Asia/Ho_Chi_Minh"
_HEAD = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Binh dan hoc AI//Lich lop hoc//VI",
    "CALSCALE:GREGORIAN",
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",  # RFC 7986
    "X-PUBLISHED-TTL:PT1H",
)
_VTIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{_ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19750613T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0700",
    "TZNAME:+07",
    "END:STANDARD",
    "END:VTIMEZONE",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True, slots=True)
class Event:
    """One session. `uid` never changes; `sequence` grows whenever the session is changed."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int
    summary: str
    location: str
    description: str
    url: str
    cancelled: bool = False


def calendar_text(name: str, events: Iterable[Event]) -> str:
    """The whole calendar, lines folded and ended as the standard asks."""
    lines = [*_HEAD, _text("NAME", name), _text("X-WR-CALNAME", name), *_VTIMEZONE]
    for event in events:
        lines += _lines_of(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _lines_of(event: Event) -> list[str]:
    told = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_utc(event.changed_at)}",
        f"LAST-MODIFIED:{_utc(event.changed_at)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART;TZID={_ZONE}:{_local(event.starts_at)}",
        f"DTEND;TZID={_ZONE}:{_local(event.ends_at)}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
        _text("SUMMARY", event.summary),
    ]
    for key, words in (("LOCATION", event.location), ("DESCRIPTION", event.description)):
        if words:
            told.append(_text(key, words))
    return [*told, f"URL:{event.url}", "END:VEVENT"]


def _text(key: str, words: str) -> str:
    """A property of words, with what has a meaning of its own escaped (3.3.11)."""
    plain = _CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return f"{key}:{''.join(_ESCAPED.get(ch, ch) for ch in plain)}"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _local(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%Y%m%dT%H%M%S}"


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets; never inside a letter."""
    piece, size = "", 0
    for ch in line:
        width = len(ch.encode())
        if size + width > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + ch, size + width
    yield piece
