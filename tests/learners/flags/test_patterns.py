"""What looks odd, and what an ordinary class looks like: facts in, findings out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.flags import patterns
from learners.flags.models import Flag
from learners.flags.patterns import Meeting, Picture
from learners.flags.sentences import seen, to_find_out

EIGHT = datetime(2026, 11, 2, 8, tzinfo=UTC)


def meeting(session: int, training_class: int, start: int, minutes: int, *trainers: int) -> Meeting:
    starts = EIGHT + timedelta(minutes=start)
    return Meeting(
        session, training_class, starts, starts + timedelta(minutes=minutes), frozenset(trainers)
    )


meetings = st.lists(
    st.builds(
        meeting,
        st.integers(1, 50),
        st.integers(1, 4),
        st.integers(0, 300),
        st.integers(1, 120),
        st.integers(1, 3),
        st.integers(1, 3),
    ),
    max_size=8,
    unique_by=lambda one: one.session,
)


class TestTwoPlaces:
    def test_a_trainer_in_two_classes_at_once_is_told_with_both_sessions(self):
        (found,) = patterns.two_places([meeting(7, 1, 0, 120, 5, 6), meeting(9, 2, 90, 120, 5)])
        assert (found.key, found.training_class, found.other_class) == ("two_places:5:7:9", 2, 1)
        assert found.evidence == {
            "trainer": 5,
            "sessions": [7, 9],
            "minutes": 30,
            "trainers": [2, 1],
        }

    def test_one_after_the_other_is_ordinary(self):
        assert not list(patterns.two_places([meeting(7, 1, 0, 60, 5), meeting(9, 2, 60, 60, 5)]))

    def test_two_trainers_at_one_time_are_ordinary(self):
        assert not list(patterns.two_places([meeting(7, 1, 0, 60, 5), meeting(9, 2, 0, 60, 6)]))

    @given(meetings, st.randoms())
    def test_the_order_in_which_sessions_are_met_does_not_matter(self, some, chance):
        mixed = list(some)
        chance.shuffle(mixed)
        one, other = (
            {found.key: found for found in patterns.two_places(met)} for met in (some, mixed)
        )
        assert one == other

    @given(meetings)
    def test_whoever_is_told_of_was_in_both_at_one_moment(self, some):
        by_session = {one.session: one for one in some}
        for found in patterns.two_places(some):
            first, second = (by_session[key] for key in found.evidence["sessions"])
            assert found.evidence["trainer"] in first.trainers & second.trainers
            assert max(first.starts_at, second.starts_at) < min(first.ends_at, second.ends_at)
            assert first.training_class != second.training_class


@pytest.mark.parametrize(
    ("there", "holds", "told"), [(30, 30, 0), (31, 30, 1), (500, None, 0), (0, 0, 0)]
)
def test_more_people_than_the_hall_holds(there, holds, told):
    found = list(patterns.too_many(training_class=1, session=2, there=there, holds=holds))
    assert len(found) == told


@pytest.mark.parametrize(
    ("people", "there", "seconds", "told"),
    [(20, 20, 60, 1), (20, 20, 61, 0), (19, 19, 1, 0), (20, 21, 1, 0)],
)
def test_everybody_tapped_within_a_minute(people, there, seconds, told):
    moments = [EIGHT] * (people - 1) + [EIGHT + timedelta(seconds=seconds)]
    found = list(patterns.at_once(training_class=1, session=2, tapped=moments, there=there))
    assert len(found) == told


def test_one_phone_for_many_names_the_seats_and_a_household_is_ordinary():
    scans = [("a", seat) for seat in (1, 2, 3, 4)] + [("b", seat) for seat in (5, 6, 7)]
    scans += [("", seat) for seat in range(8, 20)] + [("a", 1)]
    (found,) = patterns.one_phone(training_class=1, session=2, scans=scans)
    assert found.evidence == {"session": 2, "people": 4, "scanned": 19, "seats": [1, 2, 3, 4]}
    assert found.key == "one_phone:2:a"


def test_one_file_for_three_sheets_is_told_of_both_later_ones():
    pictures = [Picture(3, 30, 1, "x"), Picture(1, 10, 1, "x"), Picture(2, 20, 2, "x")]
    found = list(patterns.same_file([*pictures, Picture(4, 40, 1, "y")]))
    assert [(one.key, one.training_class, one.other_class) for one in found] == [
        ("same_file:1:2", 2, 1),
        ("same_file:1:3", 1, None),
    ]


@pytest.mark.parametrize(
    ("homes", "told"), [(["a"] * 5, 1), (["a"] * 4, 0), (["a"] * 50 + ["here"], 0), ([], 0)]
)
def test_a_class_in_which_nobody_lives_where_it_meets(homes, told):
    found = list(patterns.far_from_home(training_class=1, commune="here", homes=homes))
    assert len(found) == told


def test_every_kind_says_what_was_seen_and_what_to_find_out():
    found = [
        *patterns.two_places([meeting(7, 1, 0, 60, 5), meeting(9, 2, 0, 60, 5)]),
        *patterns.too_many(training_class=1, session=2, there=31, holds=30),
        *patterns.at_once(training_class=1, session=2, tapped=[EIGHT] * 20, there=20),
        *patterns.one_phone(training_class=1, session=2, scans=[("a", n) for n in range(5)]),
        *patterns.same_file([Picture(1, 1, 1, "x"), Picture(2, 2, 1, "x")]),
        *patterns.far_from_home(training_class=1, commune="here", homes=["a"] * 9),
    ]
    for one in found:
        assert "{" not in seen(one.kind, one.evidence)
        assert to_find_out(one.kind)
    assert {one.kind for one in found} | {"denied"} == set(Flag.Kind.values)
    assert len({one.key for one in found}) == len(found)
    assert max(len(one.key) for one in found) <= 80
