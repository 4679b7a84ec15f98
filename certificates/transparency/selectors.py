"""Reading the public log: hashes, heads, and proofs for anyone."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date

import jwt
from django.db.models import Q

from certificates.keys.selectors import public_of
from certificates.papers.models import Certificate
from certificates.transparency import merkle
from certificates.transparency.models import LogEntry, LogNode, LogSize, SignedHead
from certificates.transparency.standing import Logged


@dataclass(frozen=True, slots=True)
class Proof:
    """Where an entry stands in the log, under which published head, and the hashes that show it."""

    entry: LogEntry
    place: int
    head: SignedHead
    path: list[str]  # hexadecimal, from the leaf upwards

    @property
    def holds(self) -> bool:
        """Whether leaf and path lead to the root that was signed."""
        leaf = merkle.leaf_hash(self.entry.leaf.encode())
        steps = [bytes.fromhex(step) for step in self.path]
        root = merkle.root_of(leaf, self.place, self.head.leaves, steps)
        return root.hex() == self.head.root and is_signed(self.head)


def digests(nodes: Iterable[merkle.Node]) -> dict[merkle.Node, bytes]:
    """The hashes of nodes of the tree; one query, none for none."""
    wanted = [Q(level=level, place=place) for level, place in nodes]
    if not wanted:
        return {}
    either = wanted[0]
    for one in wanted[1:]:
        either |= one
    rows = LogNode.objects.filter(either).values_list("level", "place", "digest")
    return {(level, place): bytes(digest) for level, place, digest in rows}


def head_hash(leaves: int) -> bytes:
    """The head of the tree as it was with so many leaves."""
    return _hashes([merkle.Span(0, leaves)])[0]


def leaves_now() -> int:
    """How many leaves the tree has."""
    return next(iter(LogSize.objects.values_list("leaves", flat=True)), 0)


def is_signed(head: SignedHead) -> bool:
    """Whether the issuer's key signed the head just as it is stored."""
    try:
        told = jwt.decode(
            head.signature,
            public_of(head.key_id),
            algorithms=["ES256"],
            options={"verify_iat": False},
        )
    except jwt.InvalidTokenError:
        return False
    stored = (head.day.isoformat(), head.leaves, head.root)
    return stored == (told["day"], told["leaves"], told["root"])


def sizes_by_day() -> list[tuple[date, int]]:
    """The day and the size of every head, oldest first."""
    return list(SignedHead.objects.order_by("day").values_list("day", "leaves"))


def logged_of(
    paper: Certificate, entries: Iterable[LogEntry], sizes: list[tuple[date, int]]
) -> Logged:
    """What the log holds of a paper, from its entries (with their nodes) and `sizes_by_day`."""
    found = {entry.act: entry for entry in entries}
    issued, ended = found.get(LogEntry.Act.ISSUED), found.get(LogEntry.Act.ENDED)
    closed = None
    if paper.issued_at:
        # Days of UTC, as the database compares them: a head of the evening comes hours later.
        day = paper.issued_at.astimezone(UTC).date()
        later = bisect_right(sizes, day, key=lambda size: size[0])
        closed = sizes[later][1] if later < len(sizes) else None
    node = getattr(issued, "node", None)
    return Logged(
        issued=issued.leaf if issued else None,
        place=node.place if node else None,
        ended=ended.leaf if ended else None,
        closed=closed,
    )


def entries_of(paper: Certificate) -> list[LogEntry]:
    """What the log says of a paper, in the order in which it happened."""
    return list(paper.log_entries.select_related("node").order_by("id"))


def proof_of(entry: LogEntry) -> Proof | None:
    """Its proof under the newest head; None while no published head covers it."""
    node = getattr(entry, "node", None)
    newest = newest_head()
    if node is None or newest is None or newest.leaves <= node.place:
        return None
    spans = merkle.inclusion(node.place, newest.leaves)
    return Proof(entry, node.place, newest, [one.hex() for one in _hashes(spans)])


def consistency_of(old: int, new: int) -> list[str]:
    """The hashes that prove that the log of `new` leaves only added to that of `old`.

    Raises ValueError for sizes the log never had, or in the wrong order.
    """
    if new > leaves_now():
        raise ValueError(f"the log has no {new} leaves")
    return [one.hex() for one in _hashes(merkle.consistency(old, new))]


def newest_head() -> SignedHead | None:
    """The head that was published last."""
    return SignedHead.objects.select_related("key").order_by("-day").first()


def heads(most: int) -> list[SignedHead]:
    """The published heads, newest first."""
    return list(SignedHead.objects.order_by("-day")[:most])


def _hashes(spans: list[merkle.Span]) -> list[bytes]:
    known = digests({node for span in spans for node in span.nodes()})
    return [merkle.span_hash(span, known.__getitem__) for span in spans]
