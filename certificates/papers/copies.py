"""The file of a paper as it is handed out: as it is kept, if a box above keeps one, else drawn."""

from collections.abc import Callable

from certificates.drawing.render import render
from certificates.papers.models import Certificate

# Who may keep the bytes of a paper, asked in turn; each says so when the house starts.
KEPT: list[Callable[[Certificate], bytes | None]] = []


def drawn(paper: Certificate) -> bytes:
    """An issued paper as it is drawn, before anybody signs it: always the same bytes."""
    return render(paper.frozen, paper.look)


def file_of(paper: Certificate) -> bytes:
    """The PDF of an issued paper."""
    for keeper in KEPT:
        if content := keeper(paper):
            return content
    return drawn(paper)
