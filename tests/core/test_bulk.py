"""Many rows at once: the same on both databases."""

import pytest
from django.db import transaction

from lms.core.bulk import bulk_rewrite, bulk_write, lock_register, reserve_ids
from lms.core.models import Area, Organisation

pytestmark = pytest.mark.django_db
COLUMNS = ("name", "search_key", "kind", "area_id", "parent_id", "is_active")


def stored() -> list[tuple]:
    return list(Organisation.objects.order_by("id").values_list(*COLUMNS))


@pytest.fixture
def place(areas) -> Area:
    return areas["05503"]


def test_rows_arrive_as_they_are_whatever_they_hold(place):
    rows = [
        (name, f"k{n}", "school", place.pk, None, bool(n % 2))
        for n, name in enumerate(["Trường Ủ", "a\tb\\n", "it's; --", '"quoted"', "\\N"])
    ]
    bulk_write(Organisation, COLUMNS, iter(rows))
    assert stored() == rows


def test_no_rows_are_no_error(place):
    bulk_write(Organisation, COLUMNS, [])
    bulk_rewrite(Organisation, ["name"], [])
    assert stored() == []


def test_rows_are_written_anew_by_their_key(place):
    bulk_write(Organisation, COLUMNS, [(n, n, "school", place.pk, None, True) for n in "ab"])
    first, second = Organisation.objects.order_by("id").values_list("pk", flat=True)
    bulk_rewrite(Organisation, ["name", "kind"], [("x", "union", first), ("y", "other", second)])
    assert [row[:3] for row in stored()] == [("x", "a", "union"), ("y", "b", "other")]


def test_reserved_keys_are_nobody_elses(place):
    def add() -> int:
        kept = {"kind": "school", "area": place}
        number = Organisation.objects.count()
        return Organisation.objects.create(name=f"Trường {number}", **kept).pk

    with transaction.atomic():
        reserved = [*reserve_ids(Organisation, 3), *reserve_ids(Organisation, 2)]
    assert (len(set(reserved)), add() in reserved) == (5, False)
    with transaction.atomic():
        more = list(reserve_ids(Organisation, 2))
    assert not {*more} & {*reserved, *Organisation.objects.values_list("pk", flat=True)}
    assert add() not in more


def test_the_lock_of_the_register_can_be_taken_twice_in_one_transaction(place):
    with transaction.atomic():
        lock_register()
        lock_register()
