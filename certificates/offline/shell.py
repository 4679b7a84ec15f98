"""What a phone keeps so that papers are checked with no signal: files, list, page, worker."""

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

SCOPE = "/xac-minh/"
FILES = (
    "css/site.css",
    "js/check-offline.js",
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
    """The script of the worker: changes with the files it keeps, so that phones take new ones."""
    told = {
        "files": [static(name) for name in FILES],
        "page": reverse("offline:page"),
        "trust": reverse("offline:trust"),
        "under": settings.STATIC_URL,
    }
    script = json.dumps(static("js/check-worker.js"))
    return f"const SHELL = {json.dumps(told)};\nimportScripts({script});\n"
