"""A limit on how often something may be asked, kept in the shared cache."""

import time

from django.core.cache import DEFAULT_CACHE_ALIAS, caches

from lms.core.cache import RedisCache


def allow(key: str, *, amount: int, seconds: int) -> bool:
    """Whether `key` may be served once more in this window of `seconds`; counts the asking."""
    window = f"limit:{key}:{int(time.time()) // seconds}"
    return _count(window, seconds * 2) <= amount


# What this process let pass by itself: key → window and count. Never more keys than these.
OWN: dict[str, tuple[int, int]] = {}
_MOST_KEYS, _OWN_SHARE = 10_000, 24


def allow_many(key: str, *, amount: int, seconds: int) -> bool:
    """`allow` for pages that anybody may open many times: the shared cache is asked late.

    Most people ask once or twice, and counting them together costs a tenth of such a page. So each
    process lets a twenty-fourth of `amount` pass by itself and counts in the shared cache only
    what comes after. With one process exactly `amount` pass, with each further one a
    twenty-fourth more.
    """
    window, free = int(time.time()) // seconds, amount // _OWN_SHARE
    seen, count = OWN.get(key, (window, 0))
    count = count + 1 if seen == window else 1
    if len(OWN) >= _MOST_KEYS:
        OWN.clear()
    OWN[key] = window, count
    return count <= free or allow(key, amount=amount - free, seconds=seconds)


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
