"""What adds to the public log and signs its heads. Every call may come twice and counts once."""

from collections.abc import Collection
from datetime import date

import jwt
from django.db import transaction
from django.utils import timezone

from certificates.keys import files
from certificates.keys.selectors import signing_kid
from certificates.papers.models import Certificate
from certificates.transparency import merkle
from certificates.transparency.models import LogEntry, LogNode, LogSize, SignedHead
from certificates.transparency.selectors import digests, head_hash
from certificates.transparency.standing import leaves_of

MOST_AT_ONCE = 1_000


def enter(*, certificate_ids: Collection[int], act: str) -> int:
    """Write what happened to papers into the log, inside the transaction in which it happens.

    Where they stand in the tree comes later (`append`), so that nobody waits for anybody here.
    Returns how many entries were written.
    """
    papers = Certificate.objects.issued().filter(pk__in=certificate_ids).order_by("pk")
    entries = [LogEntry(paper=paper, act=act, leaf=leaves_of(paper)[act]) for paper in papers]
    return len(LogEntry.objects.bulk_create(entries, ignore_conflicts=True))


def append() -> int:
    """Take the entries that wait into the tree, oldest first; returns how many there were."""
    done = 0
    while more := _append_some():
        done += more
    return done


@transaction.atomic
def _append_some() -> int:
    waiting = LogEntry.objects.filter(waiting=True).order_by("id")
    if not waiting.exists():
        return 0
    LogSize.objects.get_or_create(only=True)
    size = LogSize.objects.select_for_update().get()
    entries = list(waiting[:MOST_AT_ONCE])  # read under the lock: another worker may have been here
    edge = merkle.Span(0, size.leaves).nodes()
    known = digests(edge)
    new = merkle.grow(
        size.leaves,
        [known[node] for node in edge],
        [merkle.leaf_hash(entry.leaf.encode()) for entry in entries],
    )
    LogNode.objects.bulk_create(
        LogNode(
            level=level,
            place=place,
            digest=digest,
            entry=entries[place - size.leaves] if level == 0 else None,
        )
        for (level, place), digest in new.items()
    )
    LogEntry.objects.filter(pk__in=[entry.pk for entry in entries]).update(waiting=False)
    size.leaves += len(entries)
    size.save()
    return len(entries)


def sign_head(*, day: date) -> SignedHead:
    """The signed head of a day, made once, over everything that is in the log by now."""
    if standing := SignedHead.objects.filter(day=day).first():
        return standing
    append()
    return _sign(day)


@transaction.atomic
def _sign(day: date) -> SignedHead:
    LogSize.objects.get_or_create(only=True)
    size = LogSize.objects.select_for_update().get()
    if standing := SignedHead.objects.filter(day=day).first():
        return standing
    kid, now = signing_kid(), timezone.now()
    root = head_hash(size.leaves).hex()
    told = {
        "day": day.isoformat(),
        "leaves": size.leaves,
        "root": root,
        "iat": int(now.timestamp()),
    }
    return SignedHead.objects.create(
        day=day,
        leaves=size.leaves,
        root=root,
        key_id=kid,
        signed_at=now,
        signature=jwt.encode(told, files.private(kid), algorithm="ES256", headers={"kid": kid}),
    )
