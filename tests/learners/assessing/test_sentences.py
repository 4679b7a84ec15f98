"""Where somebody stands, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.assessing.sentences import Steps, where


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (Steps(2, 6, 3, 0, False, 9), "đang dừng ở bài 3 đã 9 ngày"),
        (Steps(2, 6, 3, 0, False, 0), "hôm nay có học, tiếp theo là bài 3"),
        (Steps(0, 6, 1, 0, False, 0), "chưa học bài nào"),
        (Steps(0, 6, 1, 0, False, 5), "chưa học bài nào, vào lớp đã 5 ngày"),
        (Steps(6, 6, 0, 0, False, 0), "đã xong các bài, chưa làm bài cuối khóa"),
        (Steps(6, 6, 0, 0, False, 3), "đã xong các bài, chưa làm bài cuối khóa, đã 3 ngày"),
        (Steps(6, 6, 0, 2, False, 1), "đã làm bài cuối khóa 2 lần, chưa đạt, đã 1 ngày"),
        (Steps(6, 6, 0, 1, True, 30), "đã xong các bài và đạt bài cuối khóa"),
        (Steps(0, 6, 1, 0, True, 30), "đã đạt bài cuối khóa, còn bài 1 chưa học"),
    ],
)
def test_in_words(steps, words):
    assert where(steps) == words


@given(
    st.builds(
        Steps,
        done=st.integers(0, 8),
        total=st.just(8),
        next_lesson=st.integers(0, 8),
        tries=st.integers(0, 9),
        passed=st.booleans(),
        days=st.integers(0, 4_000),
    )
)
def test_there_is_always_one_line_that_reads_as_a_sentence(steps):
    words = where(steps)
    assert (words.startswith(("đã", "đang", "chưa", "hôm nay")), "\n" in words) == (True, False)
