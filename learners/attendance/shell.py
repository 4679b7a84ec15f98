"""What a phone keeps so that the register opens with no signal: files, manifest, worker."""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static

# A page with this header may be kept on the phone; one without it is removed from there.
KEEP = "X-Keep-On-Phone"
_SCRIPTS = ("js/register-outbox.js", "js/register-worker.js")
FILES = (
    "css/site.css",
    "js/register-outbox.js",
    "js/register.js",
    "js/register-saved.js",
    "img/icons.svg",
    "img/logo.svg",
    "img/favicon.svg",
)


def manifest(*, start: str, icon: str) -> dict[str, Any]:
    """W3C web app manifest: its own window, beginning at the registers kept on the phone."""
    return {
        "name": "Điểm danh – Bình dân học AI",
        "short_name": "Điểm danh",
        "lang": "vi",
        "id": start,
        "start_url": start,
        "scope": "/day/",
        "display": "standalone",
        "background_color": "#faf7ef",
        "theme_color": "#1f6b4a",
        "icons": [{"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }


@cache
def worker(*, saved: str) -> str:
    """The script of the worker: changes with the files it keeps, so that phones take the new ones.

    The two scripts it loads are files with their digest in the name.
    """
    told = {
        "files": [static(name) for name in FILES] + [saved],
        "under": settings.STATIC_URL,
        "keep": KEEP,
    }
    scripts = ", ".join(json.dumps(static(name)) for name in _SCRIPTS)
    return f"const SHELL = {json.dumps(told)};\nimportScripts({scripts});\n"
