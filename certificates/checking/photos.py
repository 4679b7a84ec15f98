"""A photo of a paper: the code in its QR, read in a process of its own."""

import json
import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from lms.core.children import run_child
from lms.core.tokens import BadCode, parse_code

_SECONDS = 20
# A QR of a paper holds an address; ISO/IEC 18004 lets others hold more.
_LONGEST_TEXT = 2_000


class NoCode(ValueError):
    """The photo shows no paper of ours: "unreadable" no QR at all, "foreign" another one."""


def code_in_photo(content: bytes, *, site: str) -> str:
    """The code of the paper whose QR a photo shows. Raises NoCode."""
    texts = _texts_in(content)
    for text in texts:
        if code := code_in_text(text, site=site):
            return code
    raise NoCode("foreign" if texts else "unreadable")


def code_in_text(text: str, *, site: str) -> str:
    """The code in what a QR says, if it is an address of ours; else nothing."""
    found = re.match(re.escape(site) + r"/xac-minh/([0-9A-Za-z-]+)", text[:_LONGEST_TEXT])
    try:
        return parse_code(found[1]) if found else ""
    except BadCode:
        return ""


def _texts_in(content: bytes) -> list[str]:
    with TemporaryDirectory(prefix="check-") as folder:
        path = Path(folder) / "photo"
        path.write_bytes(content)
        try:
            done = run_child("certificates.checking.qr_process", str(path), seconds=_SECONDS)
        except subprocess.TimeoutExpired:
            return []
    return list(map(str, json.loads(done.stdout))) if done.returncode == 0 else []
