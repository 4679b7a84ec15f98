"""Where files lie: static files under names that hold their digest, and what the web never sees."""

from functools import lru_cache

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Works out the address of a file once a process: names change with a new process only."""

    @lru_cache(1_000)  # noqa: B019  (one storage a process)
    def url(self, name: str, force: bool = False) -> str:
        return str(super().url(name, force))


class _Private(FileSystemStorage):
    def url(self, name: str | None) -> str:
        raise ValueError("This file is not accessible via a URL.")


def private_storage() -> FileSystemStorage:
    """Files about people, out of reach of the web: only a view that asks who it is opens one."""
    return _Private(
        location=settings.PRIVATE_ROOT,
        file_permissions_mode=0o600,
        directory_permissions_mode=0o700,
    )
