"""Where a task stands follows from dated notes and the deadline alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.resolution.states import Said, Timing, Work, state_of

TODAY = date(2026, 6, 15)
DEADLINE = date(2026, 6, 30)
PAST = date(2026, 6, 10)


def said(*percents: int | None, ends: date = TODAY) -> list[Said]:
    """Notes of the last days up to `ends`, one a day."""
    first = ends - timedelta(days=len(percents) - 1)
    return [Said(first + timedelta(days=i), i, one) for i, one in enumerate(percents)]


@pytest.mark.parametrize(
    ("notes", "deadline", "words"),
    [
        ([], None, "Chưa làm"),
        ([], DEADLINE, "Chưa làm, trong hạn"),
        ([], TODAY, "Chưa làm, trong hạn"),
        ([], PAST, "Chưa làm, quá hạn 5 ngày"),
        (said(0), DEADLINE, "Chưa làm, trong hạn"),
        (said(None), DEADLINE, "Đang làm, trong hạn"),
        (said(40), PAST, "Đang làm, quá hạn 5 ngày"),
        (said(100), None, "Hoàn thành"),
        (said(100), DEADLINE, "Hoàn thành, trước hạn"),
        (said(100), TODAY, "Hoàn thành, trong hạn"),
        (said(100), PAST, "Hoàn thành, quá hạn 5 ngày"),
        (said(100, 100, 100, ends=PAST), PAST, "Hoàn thành, trước hạn"),
        (said(100, None, ends=PAST), PAST, "Hoàn thành, trước hạn"),
        (said(100, 80), DEADLINE, "Đang làm, trong hạn"),
        (said(100, 0), DEADLINE, "Chưa làm, trong hạn"),
        (said(100, 80, 100), PAST, "Hoàn thành, quá hạn 5 ngày"),
    ],
)
def test_the_state_in_words(notes, deadline, words):
    assert state_of(notes, deadline=deadline, today=TODAY).words == words


def test_of_two_notes_of_a_day_the_later_written_counts():
    notes = [Said(TODAY, 2, 30), Said(TODAY, 1, 100)]
    assert state_of(notes, deadline=None, today=TODAY).percent == 30


def test_what_is_said_of_a_later_day_does_not_count_yet():
    notes = [Said(TODAY + timedelta(days=1), 1, 100)]
    assert state_of(notes, deadline=None, today=TODAY).work is Work.NOT_STARTED


NOTES = st.lists(
    st.builds(
        Said,
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        st.integers(1, 50),
        st.none() | st.integers(0, 100),
    ),
    max_size=8,
    unique_by=lambda note: note.order,
)


@given(NOTES, st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.randoms())
def test_every_mix_of_notes_has_one_state_that_agrees_with_itself(notes, deadline, chance):
    state = state_of(notes, deadline=deadline, today=TODAY)
    mixed = list(notes)
    chance.shuffle(mixed)
    assert state_of(mixed, deadline=deadline, today=TODAY) == state
    assert (state.work is Work.DONE) == (state.percent == 100) == (state.done_on is not None)
    assert (state.timing is Timing.NO_DEADLINE) == (deadline is None)
    assert (state.timing is Timing.LATE) == (state.days_late > 0)
    if state.timing is Timing.EARLY:
        assert state.work is Work.DONE
    if state.done_on:
        assert state.done_on <= TODAY
        assert Said(state.done_on, 0, 100).day in [n.day for n in notes if n.percent == 100]


@given(NOTES, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 200))
def test_what_is_not_done_only_grows_later(notes, deadline, days):
    before = state_of(notes, deadline=deadline, today=date(2026, 12, 31))
    after = state_of(notes, deadline=deadline, today=date(2026, 12, 31) + timedelta(days=days))
    grown = 0 if before.work is Work.DONE else days
    assert after.days_late - before.days_late == grown or before.timing is Timing.IN_TIME
