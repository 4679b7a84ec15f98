"""A limit on how often something may be asked, kept in the shared cache."""

import time

from django.core.cache import cache


def allow(key: str, *, amount: int, seconds: int) -> bool:
    """Whether `key` may be served once more in this window of `seconds`; counts the asking."""
    window = f"limit:{key}:{int(time.time()) // seconds}"
    cache.add(window, 0, timeout=seconds * 2)
    try:
        return cache.incr(window) <= amount
    except ValueError:  # dropped from the cache between the two calls
        return True
