"""Going through the one door, as a browser does it."""

import re
from html import unescape
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

DOOR, CODE = "/tai-khoan/vao/", "/tai-khoan/ma/"


def code_sent_to(contact: str) -> str:
    """The newest code in the outbox for a contact, as stored (E.164 or lower-case address)."""
    lines = (Path(settings.DATA_DIR) / "outbox.txt").read_text(encoding="utf-8").splitlines()
    return [line.split("  ")[2][:6] for line in lines if line.split("  ")[1] == contact][-1]


def ask_for_code(client: Client, contact: str, **more: str) -> HttpResponse:
    """The first screen, filled in."""
    return client.post(DOOR, {"login": contact, **more})


def enter(client: Client, code: str, **more: str) -> HttpResponse:
    """The second screen, filled in."""
    return client.post(CODE, {"code": code, "action": "verify", **more})


def wrong(code: str) -> str:
    """Another code of six digits."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def heading(response: HttpResponse) -> str:
    """What the page calls itself."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)
    return unescape(found[1].strip()) if found else ""


def errors(response: HttpResponse) -> list[str]:
    """The sentences of the summary of errors on top of a page."""
    page = response.content.decode()
    summary = re.search(r'<div class="error-summary".*?</div>', page, re.DOTALL)
    if not summary:
        return []
    items = re.findall(r"<li>(.*?)</li>", summary[0], re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", item)).strip() for item in items]


def without_tokens(response: HttpResponse) -> str:
    """A page without what is different at every visit."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
