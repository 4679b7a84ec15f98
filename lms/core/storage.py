"""Static files under names that hold their digest."""

from functools import lru_cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Works out the address of a file once a process: names change with a new process only."""

    @lru_cache(1_000)  # noqa: B019  (one storage a process)
    def url(self, name: str, force: bool = False) -> str:
        return str(super().url(name, force))
