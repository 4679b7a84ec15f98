"""The floor under the product's own settings and middleware: only the page differs."""

from lms.settings.production import *  # noqa: F403
from lms.settings.production import BASE_DIR, INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "bench.floor"]
ROOT_URLCONF = "bench.floor.urls"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [BASE_DIR / "bench" / "floor" / "templates"]}]
