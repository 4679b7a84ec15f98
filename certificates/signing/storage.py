"""Signed files on disk, under their own digest: written whole or not at all, and never changed."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import time

from django.conf import settings

_TEMPORARY = ".part"


def path_of(sha256: str) -> Path:
    """Where the bytes of that digest lie; two folders deep, for a few hundred in each."""
    root: Path = settings.SIGNED_ROOT
    return root / sha256[:2] / sha256[2:4] / f"{sha256}.pdf"


def keep(content: bytes) -> str:
    """Put bytes on the disk and return their digest; they survive a fall of the machine.

    Keeping the same bytes twice leaves one file.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if not path.parent.exists():
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        for above in (path.parent.parent, settings.SIGNED_ROOT):
            _sync(above)
    part = path.with_name(f".{sha256[:16]}-{secrets.token_hex(8)}{_TEMPORARY}")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync(path.parent)
    return sha256


def read(sha256: str) -> bytes:
    """The bytes of that digest. Raises FileNotFoundError when they are gone from the disk."""
    return path_of(sha256).read_bytes()


def left_for(seconds: float) -> Iterator[Path]:
    """Files that nobody has written to for so long, halves of a killed worker among them."""
    before = time() - seconds
    for path in settings.SIGNED_ROOT.glob("??/??/*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                yield path


def _sync(folder: Path) -> None:
    """The name of a file is kept by its folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
