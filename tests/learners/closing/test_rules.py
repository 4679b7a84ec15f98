"""What it takes to have finished a class, in numbers and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.closing.rules import Rule, Standing, attended, missing, sessions_needed, words

RULE = Rule(percent_there=80, tasks_needed=1)
counts = st.integers(0, 60)


@pytest.mark.parametrize(("held", "needed"), [(0, 1), (1, 1), (2, 2), (4, 4), (5, 4), (10, 8)])
def test_the_share_is_rounded_up_to_whole_sessions(held, needed):
    assert sessions_needed(RULE, held) == needed


def test_what_is_missing_is_said_one_by_one():
    assert missing(RULE, Standing(there=3, held=5, tasks=0, passed=False)) == [
        "có mặt 3/5 buổi, cần 4",
        "chưa đạt bài cuối khóa",
        "làm được 0/1 việc thực hành",
    ]
    assert missing(RULE, Standing(there=4, held=5, tasks=1, passed=True)) == []


@given(counts, counts, counts, st.booleans(), st.integers(1, 100), st.integers(0, 5))
def test_more_never_makes_it_worse(there, held, tasks, passed, share, needed):
    rule = Rule(share, needed)
    less = missing(rule, Standing(min(there, held), held, tasks, passed))
    more = missing(rule, Standing(held, held, tasks + 1, True))
    assert len(more) <= len(less)
    assert attended(rule, Standing(held, held, 0, False)) == (held > 0)


def test_the_rule_is_told_a_sentence_a_condition():
    assert len(words(RULE)) == len(missing(RULE, Standing(0, 5, 0, False)))
