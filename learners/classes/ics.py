"""Sessions as a calendar that phones and programs read (iCalendar, RFC 5545 and 7986).

There is no METHOD: nobody is invited. DTSTAMP is when the session was last changed (3.8.7.2), so
the same sessions are the same bytes. A calendar without any event keeps a VTIMEZONE: it needs one
component (3.6).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import icalendar

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_ASK_AGAIN = timedelta(hours=1)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


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


def calendar_file(name: str, uid: str, events: Iterable[Event]) -> bytes:
    """The whole calendar, as a file. `uid` is its own, and stays."""
    calendar = icalendar.Calendar.new(
        prodid="-//Binh dan hoc AI//Lich lop hoc//VI",
        name=_words(name),
        uid=uid,
        subcomponents=[_component(event) for event in events],
    )
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", _ASK_AGAIN)  # the same, for Outlook
    calendar.subcomponents.insert(0, _zone())
    return calendar.to_ical()


@cache
def _zone() -> icalendar.Timezone:
    """Vietnam's time; a tenth of a second to work out."""
    return icalendar.Timezone.from_tzinfo(VIETNAM)


def _component(event: Event) -> icalendar.Event:
    return icalendar.Event.new(
        uid=event.uid,
        stamp=event.changed_at,
        last_modified=event.changed_at,
        sequence=event.sequence,
        start=event.starts_at.astimezone(VIETNAM),
        end=event.ends_at.astimezone(VIETNAM),
        status=icalendar.STATUS.CANCELLED if event.cancelled else icalendar.STATUS.CONFIRMED,
        summary=_words(event.summary),
        location=_words(event.location) or None,
        description=_words(event.description) or None,
        url=event.url,
    )


def _words(text: str) -> str:
    """Words without what no calendar holds."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
