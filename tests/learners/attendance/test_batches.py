"""A batch is read strictly: nothing that is not of the form is taken, and nothing breaks."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.attendance.batches import (
    FROM_THE_FUTURE,
    MALFORMED,
    MOST_ITEMS,
    TOO_MUCH,
    UNREADABLE,
    BadBatch,
    Batch,
    Malformed,
    NewMark,
    NewPerson,
    read_batch,
)
from tests.learners.attendance.batches import added, now_ms, sent, tapped

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "seat", "spot", "at", "now", "x"]), inner)
    ),
    max_leaves=8,
)


def read(told) -> Batch:
    return read_batch(json.dumps(told).encode())


def test_a_batch_is_read_in_its_order():
    spot = added()
    batch = read(sent([tapped(7), tapped(spot["spot"], "late")], [spot]))
    assert [type(one) for one in [*batch.people, *batch.marks]] == [NewPerson, NewMark, NewMark]
    assert (batch.marks[0].seat, batch.marks[1].seat) == (7, None)
    assert str(batch.marks[1].spot) == spot["spot"]


@given(st.binary(max_size=60))
def test_what_is_no_json_is_refused(body):
    with pytest.raises(BadBatch):
        read_batch(body)


@given(anything)
def test_what_is_no_batch_is_refused(told):
    with pytest.raises(BadBatch):
        read(told)


@given(st.lists(anything, max_size=5), st.lists(anything, max_size=5))
def test_items_of_any_kind_are_answered_one_by_one(people, marks):
    batch = read(sent(marks, people))
    assert [type(one) for one in [*batch.people, *batch.marks]] == [Malformed] * (
        len(people) + len(marks)
    )


WRONG = {
    "seat": [-1, 10**18, 1.5, True, "7", None, [7]],
    "presence": [None, 1, "x" * 21, "a\x00", "\ud83d"],
    "id": ["", "x", 5, None, "{" + "0" * 34 + "}", "z" * 36],
    "at": [-1, 1.5, "0", None, 10**15, True],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in WRONG.items() for v in values])
def test_a_mark_with_one_wrong_thing_is_refused_and_the_next_is_taken(name, value):
    batch = read(sent([tapped(1) | {name: value}, tapped(2)]))
    assert batch.marks[0].why == MALFORMED
    assert batch.marks[1].seat == 2


@pytest.mark.parametrize(
    "change",
    [{"birth_year": "1961"}, {"name": 5}, {"phone": "0" * 31}, {"hamlet": "\udc00"}],
)
def test_a_person_with_one_wrong_thing_is_refused(change):
    assert [one.why for one in read(sent(people=[added(**change)])).people] == [MALFORMED]


def test_an_item_may_hold_nothing_more():
    assert read(sent([tapped(1, how="paper")])).marks[0].why == MALFORMED
    assert read(sent(people=[added(learner=1)])).people[0].why == MALFORMED


def test_a_mark_from_the_future_is_refused_and_a_small_slip_of_the_clock_is_not():
    hour = timedelta(hours=1) // timedelta(milliseconds=1)
    batch = read(sent([tapped(1, at=now_ms() + 48 * hour), tapped(1, at=now_ms() + hour)]))
    assert batch.marks[0].why == FROM_THE_FUTURE
    assert isinstance(batch.marks[1], NewMark)


def test_too_many_items_or_bytes_are_refused_as_a_whole():
    for told in (sent([{}] * (MOST_ITEMS + 1)), sent(["x" * 70_000])):
        with pytest.raises(BadBatch, match=TOO_MUCH):
            read(told)


@pytest.mark.parametrize("body", [b"[" * 60_000, b'{"now": NaN}', b'{"now":1e999}', b"\xff\xfe"])
def test_cunning_json_is_refused(body):
    with pytest.raises(BadBatch, match=UNREADABLE):
        read_batch(body)
