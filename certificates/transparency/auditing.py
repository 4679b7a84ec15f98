"""Reading the whole log anew: every leaf, every paper, every head that was published."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q

from certificates.papers.models import Certificate
from certificates.transparency import merkle
from certificates.transparency.models import LogEntry, LogNode, SignedHead
from certificates.transparency.selectors import (
    consistency_of,
    head_hash,
    is_signed,
    logged_of,
    sizes_by_day,
)
from certificates.transparency.standing import Standing, judge

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Compared:
    """The proof that the log only grew between two sizes, and whether it holds."""

    path: list[str]
    holds: bool


def compare(old: int, new: int) -> Compared:
    """Raises ValueError for sizes the log never had."""
    path = consistency_of(old, new)
    hashes = [bytes.fromhex(step) for step in path]
    return Compared(path, merkle.follows(old, new, head_hash(old), head_hash(new), hashes))


def audit_log() -> list[str]:
    """What does not fit, in words; nothing when all of it does.

    Found: a leaf or a hash that was changed, a head with another root or signature, and every paper
    of which register and log say different things (`standing.Standing`), its end included.
    """
    return [*_tree(), *_papers()]


def _tree() -> Iterator[str]:
    heads = {head.leaves: head for head in SignedHead.objects.order_by("-day")}
    wanted, edge, size = set(heads), [merkle.EMPTY][:0], 0
    leaves = LogNode.objects.filter(level=0).order_by("place").select_related("entry")
    for node in leaves.iterator(chunk_size=_AT_ONCE):
        leaf = merkle.leaf_hash(node.entry.leaf.encode()) if node.entry else b""
        if leaf != bytes(node.digest) or node.place != size:
            yield f"Dòng {node.place + 1}: băm không khớp với nội dung."
        new = merkle.grow(size, edge, [leaf])
        size += 1
        edge = _edge_after(edge, new, size)
        if size in wanted and _folded(edge).hex() != heads[size].root:
            yield f"Đầu sổ ngày {heads[size].day:%d/%m/%Y}: băm gốc không khớp."
    for head in heads.values():
        if head.leaves > size:
            yield f"Đầu sổ ngày {head.day:%d/%m/%Y}: sổ thiếu dòng."
        if not is_signed(head):
            yield f"Đầu sổ ngày {head.day:%d/%m/%Y}: chữ ký không đúng."


def _edge_after(edge: list[bytes], new: dict[merkle.Node, bytes], size: int) -> list[bytes]:
    nodes = merkle.Span(0, size).nodes()
    kept = edge[: len(nodes) - 1]
    return [*kept, new[nodes[-1]]]


def _folded(edge: list[bytes]) -> bytes:
    found = edge[-1]
    for left in edge[-2::-1]:
        found = merkle.node_hash(left, found)
    return found


def _papers() -> Iterator[str]:
    sizes = sizes_by_day()
    entered = LogEntry.objects.filter(paper=OuterRef("pk"))
    papers = Certificate.objects.filter(~Q(state=Certificate.State.PENDING) | Exists(entered))
    papers = papers.prefetch_related(Prefetch("log_entries", _WITH_NODE))
    for paper in papers.order_by("id").iterator(chunk_size=_AT_ONCE):
        standing = judge(paper, logged_of(paper, paper.log_entries.all(), sizes))
        if not standing.fits:
            yield f"Giấy số {paper.number}: {_WORDS[standing]}."


_WITH_NODE = LogEntry.objects.select_related("node")
_WORDS = {
    Standing.ABSENT: "không có trong sổ công khai",
    Standing.CHANGED: "nội dung khác với lúc cấp",
    Standing.ENDED: "sổ công khai ghi đã hết hiệu lực, sổ cấp giấy ghi khác",
    Standing.UNSAID: "đã hết hiệu lực mà sổ công khai không ghi",
    Standing.LATE: "chỉ vào sổ công khai sau khi sổ của ngày cấp đã khóa",
}
