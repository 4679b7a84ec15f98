"""Django's Redis cache with one client kept for each thread, and counting in one call.

Django makes a new client for every call, which costs several times the call itself.
"""

from typing import Any

from django.core.cache.backends import redis


class _KeptClient(redis.RedisCacheClient):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[Any, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        # The stubs of Django leave out what it keeps to itself.
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]
        if pool not in self._kept:
            self._kept[pool] = super().get_client(key, write=write)
        return self._kept[pool]

    def count(self, key: str, timeout: int) -> int:
        client = self.get_client(key, write=True)
        counted = int(client.incr(key))
        if counted == 1:
            client.expire(key, timeout)
        return counted


class RedisCache(redis.RedisCache):
    """The shared cache of sessions and limits (CACHE_URL=redis://…)."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _KeptClient

    def count(self, key: str, timeout: int) -> int:
        """Add one to what is counted under `key` for `timeout` seconds; returns the sum."""
        kept: _KeptClient = self._cache  # type: ignore[assignment]
        return kept.count(self.make_and_validate_key(key), timeout)
