"""The file of a paper as it is handed out: as it is kept, if a box above keeps one, else drawn."""

import hashlib
from collections.abc import Callable

from certificates.drawing.render import render
from certificates.papers.models import Certificate, Copy

# Who may keep the bytes of a paper, asked in turn; each says so when the house starts.
KEPT: list[Callable[[Certificate], bytes | None]] = []


def drawn(paper: Certificate) -> bytes:
    """An issued paper as it is drawn, before anybody signs it."""
    return render(paper.frozen, paper.look)


def file_of(paper: Certificate) -> bytes:
    """The PDF of an issued paper, to be handed out."""
    for keeper in KEPT:
        if content := keeper(paper):
            return content
    return hand_out(paper, drawn(paper))


def hand_out(paper: Certificate, content: bytes) -> bytes:
    """The same bytes; from now on the check page knows them as a copy of this paper."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not Copy.objects.filter(sha256=sha256).exists():
        Copy.objects.bulk_create([Copy(paper=paper, sha256=sha256)], ignore_conflicts=True)
    return content
