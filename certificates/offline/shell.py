"""What a phone keeps so that papers are checked with no signal: files, list, page, worker."""

import hashlib
import json
from functools import cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

SCOPE = "/xac-minh/"
PAGE = "certificates/offline/page.html"
FILES = (
    "css/site.css",
    "js/check-offline.js",
    "js/scan-paper.js",
    "img/icons.svg",
    "img/logo.svg",
    "img/favicon.svg",
)


def manifest() -> dict[str, Any]:
    """W3C web app manifest: the check page on the home screen."""
    return {
        "name": "Kiểm tra giấy – Bình dân học AI",
        "short_name": "Kiểm tra giấy",
        "lang": "vi",
        "id": SCOPE,
        "start_url": SCOPE,
        "scope": SCOPE,
        "display": "standalone",
        "background_color": "#faf7ef",
        "theme_color": "#1f6b4a",
        "icons": [
            {
                "src": static("img/favicon.svg"),
                "sizes": "any",
                "type": "image/svg+xml",
                "purpose": "any",
            }
        ],
    }


@cache
def worker() -> str:
    """The script of the worker: changes with whatever it keeps, so that phones take the new."""
    told = {
        "files": [static(name) for name in FILES],
        "page": reverse("offline:page"),
        "words": _digest_of_page(),
        "trust": reverse("offline:trust"),
        "under": settings.STATIC_URL,
    }
    script = json.dumps(static("js/check-worker.js"))
    return f"const SHELL = {json.dumps(told)};\nimportScripts({script});\n"


def _digest_of_page() -> str:
    templates = settings.BASE_DIR / "templates"
    parts = ((templates / name).read_bytes() for name in (PAGE, "certificates/scan.html"))
    return hashlib.sha256(b"".join(parts)).hexdigest()[:12]
