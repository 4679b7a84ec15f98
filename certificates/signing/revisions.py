"""The revisions of a PDF by its bytes alone: what it was before something was appended."""

import hashlib
from collections.abc import Iterator

_END = b"%%EOF"
_MOST = 12  # a paper has two; a file with more tells nothing by its first ones either


def digests_of_revisions(content: bytes) -> list[str]:
    """The SHA-256 of every beginning of a file that may have been a whole file, shortest first.

    The whole file is the last. A file ends behind its mark, with or without a line end.
    """
    ends = list(dict.fromkeys([*_ends(content), len(content)]))
    told, at, running = [], 0, hashlib.sha256()
    for end in ends:
        running.update(content[at:end])
        told.append(running.hexdigest())
        at = end
    return told


def _ends(content: bytes) -> Iterator[int]:
    at, found = content.find(_END), 0
    while at >= 0 and found < _MOST:
        end = at + len(_END)
        yield end
        for line_end in (b"\r\n", b"\n", b"\r"):
            if content.startswith(line_end, end):
                yield end + len(line_end)
                break
        found += 1
        at = content.find(_END, end)
