"""What the benchmark is pointed at, and the environment that the product and the floor run in."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("DATA_DIR", ROOT / "var")) / "bench"
DATABASE_URL = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/lms_bench")
CACHE_URL = os.environ.get("BENCH_CACHE_URL", "redis://127.0.0.1:6379/5")
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "500000"))
ENROLMENTS = int(os.environ.get("BENCH_ENROLMENTS", str(3 * PEOPLE)))
# The same province a hundred times smaller, for what may not grow with it.
SMALLER = 100
SMALL_DATABASE_URL = os.environ.get("BENCH_SMALL_DATABASE_URL", f"{DATABASE_URL}_small")
SEED = 1945
DAYS, STEP = 84, 7

CONNECTIONS = 8
WORKERS = 2
SAMPLES = int(os.environ.get("BENCH_SAMPLES", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "3"))

PRODUCT_SETTINGS = "lms.settings.production"
FLOOR_SETTINGS = "bench.floor.settings"
SAME_SETTINGS = "bench.floor.product"

# Production as it is deployed behind a proxy on the same machine; nothing is switched off.
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": PRODUCT_SETTINGS,
    "DATABASE_URL": DATABASE_URL,
    "CACHE_URL": CACHE_URL,
    "CELERY_BROKER_URL": "filesystem://",
    "DATA_DIR": str(DATA),
    "DEMO": "0",
    "SITE_URL": "https://127.0.0.1",
    "ALLOWED_HOSTS": "127.0.0.1",
    "TRUSTED_PROXY_COUNT": "1",
    "SECRET_KEY": "only-for-the-bench-" + "0123456789" * 4,
    "ID_HASH_KEY": "only-for-the-bench-ids-" + "0123456789" * 3,
    "CONN_MAX_AGE": "600",
    "LOG_LEVEL": "ERROR",
}


def set_up() -> None:
    """Make this process a process of the product."""
    DATA.mkdir(parents=True, exist_ok=True)
    os.environ.update(ENVIRONMENT)

    import django

    django.setup()
