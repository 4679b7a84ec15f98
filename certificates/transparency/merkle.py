"""The tree of the public log: hashes, heads and proofs of RFC 6962 (section 2.1, SHA-256).

A node is a whole subtree: level 0 is a leaf, level n the subtree over 2ⁿ leaves; (level, place).
Which nodes a head or a proof needs is worked out first, so that they can be read in one query.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

EMPTY = hashlib.sha256(b"").digest()
Node = tuple[int, int]
Digest = Callable[[Node], bytes]


@dataclass(frozen=True, slots=True)
class Span:
    """The leaves from `start` up to, not with, `end`."""

    start: int
    end: int

    def nodes(self) -> list[Node]:
        """The whole subtrees it consists of, from left to right."""
        found, start = [], self.start
        while start < self.end:
            level = (self.end - start).bit_length() - 1
            found.append((level, start >> level))
            start += 1 << level
        return found


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf; never that of a node, whatever it holds."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def span_hash(span: Span, digest: Digest) -> bytes:
    """The hash over a span that starts where a subtree of its size may start."""
    parts = [digest(node) for node in span.nodes()]
    if not parts:
        return EMPTY
    found = parts.pop()
    while parts:
        found = node_hash(parts.pop(), found)
    return found


def grow(size: int, edge: Sequence[bytes], leaves: Iterable[bytes]) -> dict[Node, bytes]:
    """The nodes that come with more leaves (their hashes), in the order of their making.

    `edge` are the hashes of `Span(0, size).nodes()`.
    """
    stack, new = list(edge), {}
    for place, found in enumerate(leaves, start=size):
        level, here = 0, place
        new[level, here] = found
        while here & 1:
            found = node_hash(stack.pop(), found)
            level, here = level + 1, here >> 1
            new[level, here] = found
        stack.append(found)
    return new


def inclusion(index: int, size: int) -> list[Span]:
    """Whose hashes prove that leaf `index` is in the tree of `size` leaves (PATH, 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _left(end - start)
        if index < middle:
            path.append(Span(middle, end))
            end = middle
        else:
            path.append(Span(start, middle))
            start = middle
    return path[::-1]


def consistency(old: int, size: int) -> list[Span]:
    """Whose hashes prove that the tree of `size` leaves only added to that of `old` (2.1.2)."""
    if not 0 < old <= size:
        raise ValueError(f"a tree of {size} does not follow one of {old}")
    start, end, path = 0, size, []
    while old != end:
        middle = start + _left(end - start)
        if old <= middle:
            path.append(Span(middle, end))
            end = middle
        else:
            path.append(Span(start, middle))
            start = middle
    if start:
        path.append(Span(start, end))
    return path[::-1]


def root_of(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The head that a proof of inclusion leads to. Raises ValueError for one of another length."""
    spans = inclusion(index, size)
    if len(spans) != len(path):
        raise ValueError("a proof of another length")
    found = leaf
    for span, other in zip(spans, path, strict=True):
        found = (
            node_hash(other, found)
            if span.start <= index and span.end <= index
            else (node_hash(found, other))
        )
    return found


def follows(old: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a proof of consistency holds between two heads (RFC 9162, 2.1.4.2)."""
    if old == size:
        return not path and old_root == root
    hashes = list(path)
    if old & (old - 1) == 0:  # an old tree that is one whole subtree begins the proof itself
        hashes.insert(0, old_root)
    if not hashes:
        return False
    was, now = old - 1, size - 1
    while was & 1:
        was, now = was >> 1, now >> 1
    before = after = hashes[0]
    for other in hashes[1:]:
        if now == 0:
            return False
        if was & 1 or was == now:
            before, after = node_hash(other, before), node_hash(other, after)
            while was and not was & 1:
                was, now = was >> 1, now >> 1
        else:
            after = node_hash(after, other)
        was, now = was >> 1, now >> 1
    return (before, after, now) == (old_root, root, 0)


def _left(size: int) -> int:
    """How many leaves stand left in a tree of `size`: the greatest power of two below it."""
    return 1 << ((size - 1).bit_length() - 1)
