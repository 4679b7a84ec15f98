"""Does a paper stand in the public log as the register shows it? Data in, data out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import timezone

from certificates.papers.models import Certificate
from certificates.transparency.leaves import fingerprint, leaf_of
from certificates.transparency.models import LogEntry

Act = LogEntry.Act


class Standing(StrEnum):
    """What comes out when register and log are held side by side."""

    LOGGED = "logged"
    WAITING = "waiting"  # entered, and not yet taken into the tree: a matter of minutes
    ABSENT = "absent"  # no paper is issued without an entry
    CHANGED = "changed"  # what the register says is not what was entered
    ENDED = "ended"  # the log says that it has ended, and the register something else
    UNSAID = "unsaid"  # the register says that it has ended, and the log knows nothing of it
    LATE = "late"  # a head of a later day does not hold it: made behind the register's back

    @property
    def fits(self) -> bool:
        """Whether register and log agree; if not, nobody may call the paper genuine."""
        return self in (Standing.LOGGED, Standing.WAITING)


@dataclass(frozen=True, slots=True)
class Logged:
    """What the log holds of one paper.

    `place` counts from 0, None before it is in the tree. `closed` is the size of the first head
    of a later day than that of its issue, None while there is none.
    """

    issued: str | None = None
    place: int | None = None
    ended: str | None = None
    closed: int | None = None


def judge(paper: Certificate, logged: Logged) -> Standing:
    """Hold a paper of the register against what the log holds of it."""
    due = leaves_of(paper)
    if logged.issued is None:
        return Standing.ABSENT
    if logged.issued != due.get(Act.ISSUED):
        return Standing.CHANGED
    if logged.ended is None and Act.ENDED in due:
        return Standing.UNSAID
    if logged.ended != due.get(Act.ENDED):
        return Standing.ENDED
    if logged.closed is not None and (logged.place is None or logged.place >= logged.closed):
        return Standing.LATE
    return Standing.WAITING if logged.place is None else Standing.LOGGED


def leaves_of(paper: Certificate) -> dict[str, str]:
    """Act → the leaf that the log must have of a paper as it is in the register; {} if pending."""
    if paper.issued_at is None:
        return {}
    number, print_of = paper.number or "", fingerprint(paper.code, facts_as_shown(paper))
    day, valid = timezone.localdate(paper.issued_at), Certificate.State.VALID
    told = {"number": number, "fingerprint": print_of}
    due = {Act.ISSUED.value: leaf_of(act=Act.ISSUED, state=valid, day=day, **told)}
    if paper.ended_at:
        day = timezone.localdate(paper.ended_at)
        due[Act.ENDED.value] = leaf_of(act=Act.ENDED, state=paper.state, day=day, **told)
    return due


def facts_as_shown(paper: Certificate) -> dict[str, Any]:
    """The frozen facts, with the last day that pages go by, which has a column of its own."""
    facts = dict(paper.facts or {})
    facts.pop("expires_on", None)
    return facts | ({"expires_on": paper.expires_on.isoformat()} if paper.expires_on else {})
