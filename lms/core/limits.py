"""A limit on how often something may be asked, kept in the shared cache."""

import time

from django.core.cache import DEFAULT_CACHE_ALIAS, caches

from lms.core.cache import RedisCache


def allow(key: str, *, amount: int, seconds: int) -> bool:
    """Whether `key` may be served once more in this window of `seconds`; counts the asking."""
    window = f"limit:{key}:{int(time.time()) // seconds}"
    return _count(window, seconds * 2) <= amount


def _count(key: str, timeout: int) -> int:
    shared = caches[DEFAULT_CACHE_ALIAS]
    if isinstance(shared, RedisCache):
        return shared.count(key, timeout)
    if shared.add(key, 1, timeout=timeout):
        return 1
    try:
        return shared.incr(key)
    except ValueError:  # dropped from the cache between the two calls
        return 1
