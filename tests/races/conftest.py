"""Several people, or one impatient one, doing something at the same moment: real threads."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

Calls = Sequence[Callable[[], Any]]


def _together(calls: Calls) -> list[Any]:
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            start.wait(60)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


@pytest.fixture
def together() -> Callable[[Calls], list[Any]]:
    """Start all calls at one moment, each in a thread of its own; their results in order."""
    return _together
