"""What looks odd, and what an ordinary class looks like: facts in, findings out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.flags import patterns
from learners.flags.models import Flag
from learners.flags.patterns import Meeting, Picture
from learners.flags.sentences import seen, to_find_out
from learners.paper.geometry import Floats
from learners.paper.hands import comparable
from tests.learners.paper.photos import chance_of

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


def at(*seconds: float) -> list[datetime]:
    return [EIGHT + timedelta(seconds=one) for one in seconds]


@pytest.mark.parametrize(
    ("tapped", "there", "told"),
    [
        (at(*range(10)), 10, [10]),
        (at(*range(9)), 9, []),
        (at(*range(10)), 19, [10]),
        (at(*range(10)), 20, []),  # the others scanned, or signed
        (at(*range(9), 60), 10, [10]),
        (at(*range(9), 61), 10, []),
        (at(*range(0, 600, 30)), 20, []),  # looked up for every name
        (at(0, *range(600, 612), 1200), 14, [12]),  # the many in the middle
        ([], 0, []),
    ],
)
def test_the_greater_part_tapped_within_a_minute(tapped, there, told):
    for order in (tapped, tapped[::-1]):
        found = patterns.at_once(training_class=1, session=2, tapped=order, there=there)
        assert [one.evidence["tapped"] for one in found] == told


def test_one_phone_for_many_names_the_seats_and_a_household_is_ordinary():
    scans = [("a", seat) for seat in (1, 2, 3, 4)] + [("b", seat) for seat in (5, 6, 7)]
    scans += [("", seat) for seat in range(8, 20)] + [("a", 1)]
    (found,) = patterns.one_phone(training_class=1, session=2, scans=scans)
    assert found.evidence == {"session": 2, "people": 4, "scanned": 19, "seats": [1, 2, 3, 4]}
    assert found.key == "one_phone:2:a"


def written(*seeds: int) -> Floats:
    """A page on which row after row is signed by these hands; 0 is nobody."""
    return comparable([signature(seed) if seed else "" for seed in seeds])


def signature(seed: int) -> str:
    return "".join(chance_of(seed).choices("0123456789abcdef", k=144))


SIX = written(1, 2, 3, 4, 5, 6)


def copied(*pictures: Picture) -> list[tuple[str, int, int | None]]:
    found = patterns.same_signatures(pictures, of=1)
    return [(one.key, one.training_class, one.other_class) for one in found]


def test_one_page_for_three_sessions_is_told_of_both_later_ones():
    pages = [Picture(3, 30, 1, "3.1", SIX), Picture(1, 10, 1, "1.1", SIX)]
    pages += [Picture(2, 20, 2, "2.1", SIX), Picture(4, 40, 1, "4.1", written(7, 8, 9, 7, 8, 9))]
    assert copied(*pages) == [("same_file:1.1:2.1", 2, 1), ("same_file:1.1:3.1", 1, None)]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (SIX, 1),
        (written(1, 2, 3, 4, 5, 9), 1),  # five of six
        (written(1, 2, 3, 4, 8, 9), 0),  # four of six
        (written(1, 2, 3, 4, 5, 0), 1),  # five, and one who did not sign
        (written(1, 2, 3, 4, 0, 0), 0),
        (written(0, 1, 2, 3, 4, 5), 0),  # in other rows
        (written(), 0),  # a page of the time before signatures were kept
    ],
)
def test_five_of_the_same_hand_and_most_of_all(other, told):
    found = copied(Picture(1, 10, 1, "1.1", SIX), Picture(2, 20, 1, "2.1", other))
    assert len(found) == told


def test_two_pictures_of_one_session_and_two_other_classes_are_nothing_here():
    assert not copied(Picture(1, 10, 1, "1.1", SIX), Picture(2, 10, 1, "1.1", SIX))
    assert not copied(Picture(1, 10, 2, "1.1", SIX), Picture(2, 20, 3, "2.1", SIX))


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
        *patterns.at_once(training_class=1, session=2, tapped=[EIGHT] * 20, there=21),
        *patterns.one_phone(training_class=1, session=2, scans=[("a", n) for n in range(5)]),
        *patterns.same_signatures(
            [Picture(1, 1, 1, "1.1", SIX), Picture(2, 2, 1, "2.1", SIX)], of=1
        ),
        *patterns.far_from_home(training_class=1, commune="here", homes=["a"] * 9),
    ]
    for one in found:
        assert "{" not in seen(one.kind, one.evidence)
        assert to_find_out(one.kind)
    assert {one.kind for one in found} | {"denied"} == set(Flag.Kind.values)
    assert len({one.key for one in found}) == len(found)
    assert max(len(one.key) for one in found) <= 80


def test_a_flag_of_earlier_days_is_still_told():
    before = {"session": 2, "there": 20, "seconds": 12}
    assert seen("at_once", before).startswith("20 trong 20 người có mặt được chạm tên")
