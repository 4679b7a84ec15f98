"""The rules of the trainer track as data in, data out: states, conditions, scores, branches."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.trainers.cascade import branches
from learners.trainers.conditions import (
    Condition,
    Confirmed,
    Finding,
    keep_is_due,
    months_before,
    period_of,
    read_conditions,
)
from learners.trainers.languages import LANGUAGES, known
from learners.trainers.loading import _CORE, _EXPERT
from learners.trainers.scoring import CRITERIA, judge
from learners.trainers.states import (
    CHOSEN,
    IN_FORCE,
    STAGES,
    WAYS,
    WORDS,
    State,
    may_go,
    state_on,
)

DAY = date(2026, 3, 31)
states = st.sampled_from(list(State))
days = st.integers(-400, 400).map(lambda n: DAY + timedelta(days=n))
scores = st.lists(st.integers(1, 4), min_size=5, max_size=5)
TO_PASS = {"pass_average": Decimal(3), "lowest": 2}


def test_every_state_has_words_a_way_out_and_a_place_in_the_rule():
    assert set(WORDS) == set(WAYS) == set(STAGES) == set(State)
    assert all(WAYS.values())


def test_the_way_goes_as_the_programme_says():
    track = [State.CANDIDATE, State.TRAINING, State.WAITING, State.APPOINTED, State.SUSPENDED]
    for last in (State.EXPIRED, State.WITHDRAWN):
        assert all(may_go(one, to) for one, to in pairwise([*track, last]))


@given(now=states, steps=st.lists(states, max_size=12))
def test_nobody_is_suspended_or_expires_who_was_not_appointed_before(now, steps):
    seen = {now}
    for to in steps:
        if may_go(now, to):
            now = to
            seen.add(now)
    if now in (State.SUSPENDED, State.EXPIRED) and len(seen) > 1:
        assert seen & {State.APPOINTED, State.SUSPENDED, State.EXPIRED}
    assert may_go(State.CANDIDATE, State.SUSPENDED) is False
    assert may_go(State.WITHDRAWN, State.APPOINTED) is False


@given(now=states)
def test_nobody_comes_into_force_by_choosing_a_step(now):
    assert (WAYS[now] & CHOSEN).isdisjoint(IN_FORCE)


@given(state=states, last=st.none() | days, day=days)
def test_what_was_in_force_has_expired_the_day_after_its_last(state, last, day):
    lapsed = state in IN_FORCE and last is not None and last < day
    assert state_on(state, last, day) == (State.EXPIRED if lapsed else state)


@given(first=scores, second=scores)
def test_two_sheets_pass_by_average_and_lowest_score_in_either_order(first, second):
    found = judge([first, second], **TO_PASS)
    assert found == judge([second, first], **TO_PASS)
    everything = first + second
    assert found.passed == (sum(everything) >= 30 and min(everything) > 1)


@given(sheet=scores)
def test_one_sheet_is_no_result(sheet):
    assert judge([sheet], **TO_PASS) is None
    assert judge([], **TO_PASS) is None


@given(first=scores, second=scores, better=st.integers(0, 4))
def test_a_better_score_never_fails_who_passed(first, second, better):
    before = judge([first, second], **TO_PASS)
    raised = [min(4, one + (place == better)) for place, one in enumerate(first)]
    assert judge([raised, second], **TO_PASS).passed >= before.passed


def test_there_are_five_criteria():
    assert len(CRITERIA) == 5


@pytest.mark.parametrize("rows", [_CORE, _EXPERT])
def test_the_proposed_rules_can_be_read_and_ask_something_at_every_stage(rows):
    assert {one.stage for one in read_conditions(rows)} == {"entry", "learn", "assess", "keep"}


@pytest.mark.parametrize("wrong", [{"stage": "later"}, {"number": 0}, {"words": ""}])
def test_what_is_no_condition_is_refused(wrong):
    with pytest.raises(ValueError, match="no condition"):
        read_conditions([dict(_CORE[0]) | wrong])


FOUR = Condition("keep", "sessions_taught", "Bốn buổi", 4, 6)


@given(
    counted=st.none() | st.integers(0, 9),
    said=st.none() | st.integers(0, 9),
    confirmable=st.booleans(),
)
def test_an_officers_word_counts_only_where_nothing_is_counted_or_the_rule_says_so(
    counted, said, confirmable
):
    confirmed = None if said is None else Confirmed(said, DAY, "Đã làm", "Sổ")
    one = Finding(replace(FOUR, confirmable=confirmable), counted, confirmed)
    by_count = counted is not None and counted >= 4
    by_word = (counted is None or confirmable) and (said or 0) >= 4
    assert one.met == (by_count or by_word)
    assert one.by_word == (by_word and not by_count)
    assert (one.missing == 0) == one.met


@given(day=days, months=st.integers(0, 30))
def test_months_are_counted_by_the_calendar(day, months):
    before = months_before(day, months)
    assert (day.year - before.year) * 12 + day.month - before.month == months
    assert before.day == day.day or (before.day < day.day and before.day >= 28)


def test_a_period_of_six_months_is_whole():
    assert period_of(FOUR, date(2026, 6, 30)) == (date(2025, 12, 31), date(2026, 6, 30))
    assert period_of(replace(FOUR, months=None), DAY) == (None, DAY)


@given(since=st.none() | days, day=days)
def test_nobody_is_late_before_a_whole_period_has_passed(since, day):
    due = keep_is_due([FOUR], since, day)
    assert due == (since is not None and since <= months_before(day, 6))


def test_languages_are_kept_once_in_their_order_and_unknown_ones_not_at_all():
    assert known(["tyz", "vie", "tyz", "eng"]) == ["vie", "tyz"]
    assert known(LANGUAGES) == list(LANGUAGES)


people = st.integers(1, 12)


@given(st.lists(st.tuples(people, people), max_size=20))
def test_everyone_stands_in_one_branch_also_when_it_goes_in_a_circle(pairs):
    found = branches(pairs)
    members = [one for branch in found for one in branch.members]
    first = dict(pair for pair in reversed(pairs) if pair[0] != pair[1])  # two trainers: the first
    named = {*first, *first.values()}
    assert sorted(members) == sorted(named)


def test_a_branch_goes_down_to_those_whom_the_trained_trained():
    (branch,) = branches([(2, 1), (3, 1), (4, 2), (5, 4)])
    assert (branch.root, set(branch.members), branch.depth) == (1, {1, 2, 3, 4, 5}, 3)
