"""Tests: the same as everywhere, with a fixed secret and codes that a test can read."""

import atexit
import os
import shutil
import tempfile

# Before base: what tests write goes to a folder of their own, gone when the process ends.
_folder = tempfile.mkdtemp(prefix="lms-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DATA_DIR"] = _folder

from lms.settings.base import *  # noqa: E402

# Threads of one test need a file, not a memory of their own.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing folder
SECRET_KEY = "only-for-tests-0123456789-0123456789-0123456789-0123456789"  # noqa: S105
ID_HASH_KEY = "only-for-tests-id-0123456789-0123456789-0123456789"
ALLOWED_HOSTS = ["*"]
DEMO = True
CODE_SENDERS = {
    "phone": "lms.core.senders.console_and_file",
    "email": "lms.core.senders.console_and_file",
    "zalo": "lms.core.senders.console_and_file",
}
# Tasks are called as functions; the journeys run real workers.
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "test"},
    "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    "notes": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(DATA_DIR / "notes"),
    },
}
