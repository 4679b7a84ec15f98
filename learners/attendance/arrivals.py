"""A scan that waits for its owner to sign in: kept in the browser's session on the server.

Nothing of it can be changed from outside, and it is useless in any other browser. It keeps its
moment: signing in slowly costs nobody their presence, for REMEMBERED_SECONDS.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from learners.attendance.codes import REMEMBERED_SECONDS

_KEY, _DONE = "attendance_scan", "attendance_done"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A genuine code of a session of a class was scanned at a moment."""

    session: int
    scanned_at: datetime


def remember(browser: SessionBase, arrival: Arrival) -> None:
    """Keep a scan; a new one takes the place of an older one."""
    browser[_KEY] = [arrival.session, arrival.scanned_at.isoformat()]
    browser.pop(_DONE, None)


def remembered(browser: SessionBase, now: datetime) -> Arrival | None:
    """The scan that waits, unless it is too old by `now`."""
    match browser.get(_KEY):
        case [int(session), str(moment)]:
            arrival = Arrival(session, datetime.fromisoformat(moment))
        case _:
            return None
    age = now - arrival.scanned_at
    return arrival if age <= timedelta(seconds=REMEMBERED_SECONDS) else None


def settle(browser: SessionBase, arrival: Arrival) -> None:
    """It was written into the register: it counts no more, and the page may say so again."""
    browser.pop(_KEY, None)
    browser[_DONE] = arrival.session


def settled(browser: SessionBase) -> int | None:
    """The session for which this browser's last scan was written down."""
    found = browser.get(_DONE)
    return found if isinstance(found, int) else None
