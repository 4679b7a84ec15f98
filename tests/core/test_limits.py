"""So many in a window, then no more; by key."""

from lms.core.limits import allow


def test_so_many_and_no_more():
    asked = [allow("test:a", amount=3, seconds=3_600) for _ in range(5)]
    assert asked == [True, True, True, False, False]


def test_each_key_for_itself():
    assert [allow(f"test:{key}", amount=1, seconds=3_600) for key in "bcb"] == [True, True, False]


def test_nothing_at_all():
    assert allow("test:d", amount=0, seconds=3_600) is False
