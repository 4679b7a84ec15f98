"""The bank and what is drawn from it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quiz import Kind, Question
from learners.assessing.bank import Bank, draw_test, mark_test, passes, read_bank

BANK = read_bank()
EVERYTHING = [*BANK.general, *BANK.safety]


def drawn(seed: object) -> list[dict]:
    """A test of twenty with five of safety."""
    return draw_test(BANK, questions=20, safety=5, seed=seed)


class TestTheBank:
    def test_it_holds_enough(self):
        assert len(BANK.general) >= 40
        assert len(BANK.safety) >= 15

    def test_no_question_stands_twice(self):
        assert len({question.id for question in EVERYTHING}) == len(EVERYTHING)
        assert len({question.text for question in EVERYTHING}) == len(EVERYTHING)

    @pytest.mark.parametrize("question", EVERYTHING, ids=lambda question: question.text[:40])
    def test_a_question_is_whole(self, question: Question):
        assert 2 <= len(question.options) <= 5
        assert len({option.id for option in question.options}) == len(question.options)
        assert question.explanation
        assert all(option.feedback for option in question.options) or question.kind == Kind.ORDERING
        assert question.is_right(question.right_answer)

    def test_the_longest_option_does_not_give_the_answer_away(self):
        """In a fair bank the right option is the longest in about a third of the questions."""
        single = [question for question in EVERYTHING if question.kind == Kind.SINGLE]
        longest = [max(q.options, key=lambda option: len(option.text)).correct for q in single]
        assert Counter(longest)[True] <= len(single) * 0.4

    def test_an_id_is_the_same_in_every_process(self):
        assert BANK.safety[0].id == read_bank.__wrapped__().safety[0].id


class TestDrawing:
    @given(st.integers())
    def test_twenty_different_ones_five_of_them_of_safety(self, seed):
        asked = drawn(seed)
        assert len({data["id"] for data in asked}) == 20
        assert sum(data["safety"] for data in asked) == 5
        safety = {question.id for question in BANK.safety}
        assert {data["id"] for data in asked if data["safety"]} <= safety

    @given(st.integers())
    def test_the_same_seed_is_the_same_test(self, seed):
        assert drawn(seed) == drawn(seed)

    def test_the_safety_part_stands_anywhere(self):
        places = {place for seed in range(50) for place, q in enumerate(drawn(seed)) if q["safety"]}
        assert places == set(range(20))

    def test_a_bank_that_is_too_small_gives_nothing(self):
        small = Bank(BANK.general[:14], BANK.safety)
        assert draw_test(small, questions=20, safety=5, seed=1) is None


class TestMarking:
    @given(st.integers(), st.integers(0, 15), st.integers(0, 5))
    def test_each_part_is_counted(self, seed, general, safety):
        asked, left = drawn(seed), {True: safety, False: general}
        answers = {}
        for data in asked:
            if left[data["safety"]]:
                left[data["safety"]] -= 1
                answers[data["id"]] = Question.from_json(data).right_answer
        marks = mark_test(asked, answers)
        assert (marks.correct, marks.safety_correct) == (general + safety, safety)

    @pytest.mark.parametrize(
        ("correct", "safety", "passed"),
        [(14, 4, True), (13, 5, False), (20, 3, False), (14, 3, False), (20, 5, True)],
    )
    def test_both_parts_decide(self, correct, safety, passed):
        marks = {"correct": correct, "safety_correct": safety}
        assert passes(**marks, pass_mark=14, safety_pass_mark=4) is passed
