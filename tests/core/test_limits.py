"""So many in a window, then no more; by key."""

import pytest
import time_machine

from lms.core import limits
from lms.core.limits import OWN, allow, allow_many


def test_so_many_and_no_more():
    asked = [allow("test:a", amount=3, seconds=3_600) for _ in range(5)]
    assert asked == [True, True, True, False, False]


def test_each_key_for_itself():
    assert [allow(f"test:{key}", amount=1, seconds=3_600) for key in "bcb"] == [True, True, False]


def test_nothing_at_all():
    assert allow("test:d", amount=0, seconds=3_600) is False


def test_one_process_lets_exactly_so_many_pass():
    asked = [allow_many("test:e", amount=48, seconds=3_600) for _ in range(60)]
    assert asked == [True] * 48 + [False] * 12


def test_another_process_lets_a_twenty_fourth_pass_beside_it():
    for _ in range(48):
        allow_many("test:f", amount=48, seconds=3_600)
    OWN.clear()  # what another process knows: nothing, but for the shared cache
    asked = [allow_many("test:f", amount=48, seconds=3_600) for _ in range(4)]
    assert asked == [True, True, False, False]


def test_a_new_window_begins_anew():
    with time_machine.travel("2026-11-30 08:00:00+07:00", tick=False) as clock:
        assert [allow_many("test:g", amount=1, seconds=60) for _ in range(2)] == [True, False]
        clock.shift(60)
        assert allow_many("test:g", amount=1, seconds=60)


def test_keys_without_end_take_no_memory_without_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "_MOST_KEYS", 5)
    for number in range(20):
        allow_many(f"test:{number}", amount=48, seconds=60)
    assert len(OWN) <= 5
