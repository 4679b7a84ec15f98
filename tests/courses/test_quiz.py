"""Questions, drawing them and grading them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quiz import Kind, Option, Question, draw, grade


def choice(kind: Kind, *right: bool) -> Question:
    """A question whose options a, b, c… are right as told."""
    options = tuple(Option("abcdef"[i], f"chữ {i}", ok) for i, ok in enumerate(right))
    return Question("q", kind, "Hỏi?", options)


SINGLE = choice(Kind.SINGLE, False, True, False)
MULTIPLE = choice(Kind.MULTIPLE, True, False, True)
TRUE_FALSE = choice(Kind.TRUE_FALSE, True, False)
ORDERING = Question(
    "q",
    Kind.ORDERING,
    "Xếp?",
    tuple(Option(name, name, place=place) for place, name in [(2, "b"), (3, "c"), (1, "a")]),
)

words = st.text(max_size=20)
ids = st.text("abcdefghijklmnop", min_size=1, max_size=6)


@st.composite
def questions(draw_from, kind=None):
    """Any question an author may write."""
    kind = kind or draw_from(st.sampled_from(Kind))
    most = 2 if kind is Kind.TRUE_FALSE else 6
    names = draw_from(st.lists(ids, min_size=2, max_size=most, unique=True))
    if kind in (Kind.SINGLE, Kind.TRUE_FALSE):
        right = {draw_from(st.sampled_from(names))}
    elif kind is Kind.MULTIPLE:
        right = set(draw_from(st.lists(st.sampled_from(names), min_size=2, unique=True)))
    else:
        right = set()
    options = [
        Option(
            name,
            draw_from(words),
            name in right,
            draw_from(words),
            place if kind is Kind.ORDERING else 0,
        )
        for place, name in enumerate(names, start=1)
    ]
    return Question(draw_from(ids), kind, draw_from(words), tuple(options), draw_from(words))


banks = st.lists(questions(), max_size=12, unique_by=lambda question: question.id)


class TestGrading:
    @pytest.mark.parametrize(
        ("question", "given_answer", "right"),
        [
            (SINGLE, ["b"], True),
            (SINGLE, ["a"], False),
            (SINGLE, [], False),
            (SINGLE, ["a", "b"], False),
            (SINGLE, ["b", "b"], True),
            (TRUE_FALSE, ["a"], True),
            (TRUE_FALSE, ["b"], False),
            (TRUE_FALSE, [], False),
            (MULTIPLE, ["a", "c"], True),
            (MULTIPLE, ["c", "a"], True),
            (MULTIPLE, ["a"], False),
            (MULTIPLE, ["a", "b", "c"], False),
            (MULTIPLE, [], False),
            (ORDERING, ["a", "b", "c"], True),
            (ORDERING, ["b", "a", "c"], False),
            (ORDERING, ["a", "b"], False),
            (ORDERING, ["a", "b", "c", "c"], False),
            (ORDERING, [], False),
        ],
    )
    def test_an_answer_is_right_or_wrong(self, question, given_answer, right):
        assert grade([question], {"q": given_answer}).results[0].right is right

    def test_a_question_without_an_answer_is_wrong(self):
        score = grade([SINGLE, MULTIPLE], {})
        assert (score.correct, score.total) == (0, 2)

    def test_an_option_that_was_not_asked_is_ignored(self):
        score = grade([SINGLE], {"q": ["x", "b", "'; DROP TABLE"], "nobody": ["a"]})
        assert (score.correct, score.results[0].given) == (1, ("b",))

    def test_no_questions_give_no_marks(self):
        score = grade([], {"q": ["a"]})
        assert (score.correct, score.total) == (0, 0)

    @given(banks, st.integers())
    def test_the_right_answers_always_give_full_marks(self, bank, seed):
        asked = draw(bank, len(bank), seed)
        score = grade(asked, {question.id: question.right_answer for question in asked})
        assert (score.correct, score.total) == (len(bank), len(bank))

    @given(banks, st.dictionaries(ids, st.lists(ids)))
    def test_whatever_is_sent_the_marks_stay_between_nothing_and_all(self, bank, answers):
        score = grade(bank, answers)
        assert 0 <= score.correct <= score.total == len(bank)

    @given(questions(), st.lists(ids))
    def test_only_options_that_were_asked_are_kept(self, question, given_answer):
        kept = grade([question], {question.id: given_answer}).results[0].given
        known = {option.id for option in question.options}
        assert list(kept) == [option for option in given_answer if option in known]

    @given(questions(), st.integers())
    def test_marks_do_not_depend_on_the_order_of_the_options(self, question, seed):
        answer = {question.id: question.right_answer[:1]}
        mixed = question.shuffled(seed)
        assert grade([mixed], answer).correct == grade([question], answer).correct


class TestShuffling:
    @given(questions(), st.integers())
    def test_it_keeps_every_option(self, question, seed):
        mixed = question.shuffled(seed)
        assert sorted(mixed.options, key=repr) == sorted(question.options, key=repr)

    @given(questions(), st.integers())
    def test_the_same_seed_gives_the_same_order(self, question, seed):
        assert question.shuffled(seed) == question.shuffled(seed)

    @given(questions(Kind.TRUE_FALSE), st.integers())
    def test_true_and_false_stay_in_their_order(self, question, seed):
        assert question.shuffled(seed) == question

    @given(questions(Kind.ORDERING), st.integers())
    def test_an_ordering_never_starts_out_solved(self, question, seed):
        mixed = question.shuffled(seed)
        assert mixed.is_right([option.id for option in mixed.options]) is False

    def test_different_people_see_different_orders(self):
        question = choice(Kind.SINGLE, True, False, False, False, False, False)
        orders = {tuple(o.id for o in question.shuffled(seed).options) for seed in range(50)}
        assert len(orders) > 40


class TestDrawing:
    @given(banks, st.integers(0, 15), st.integers())
    def test_a_draw_has_no_doubles(self, bank, count, seed):
        drawn = [question.id for question in draw(bank, count, seed)]
        assert (len(drawn), len(set(drawn))) == (min(count, len(bank)), min(count, len(bank)))

    @given(banks, st.integers(0, 15), st.integers())
    def test_the_same_seed_gives_the_same_draw(self, bank, count, seed):
        assert draw(bank, count, seed) == draw(bank, count, seed)

    @given(banks, st.integers())
    def test_everything_drawn_is_from_the_bank(self, bank, seed):
        known = {question.id for question in bank}
        assert {question.id for question in draw(bank, 5, seed)} <= known

    def test_different_seeds_give_different_draws(self):
        bank = [Question(str(i), Kind.SINGLE, "", (Option("a", "", True),)) for i in range(20)]
        draws = {tuple(q.id for q in draw(bank, 10, seed)) for seed in range(50)}
        assert len(draws) == 50


class TestTravelling:
    @given(questions())
    def test_a_question_comes_back_from_json_exactly(self, question):
        assert Question.from_json(json.loads(json.dumps(question.to_json()))) == question

    @given(questions(), st.integers())
    def test_it_comes_back_in_the_order_it_was_asked(self, question, seed):
        mixed = question.shuffled(seed)
        again = Question.from_json(json.loads(json.dumps(mixed.to_json())))
        assert [option.id for option in again.options] == [option.id for option in mixed.options]

    def test_a_question_of_an_old_attempt_is_still_read(self):
        kept = {
            "id": "q",
            "kind": "single",
            "text": "AI có thể sai không?",
            "options": [
                {"id": "a", "text": "Có", "correct": True, "feedback": "Phải.", "place": 0},
                {"id": "b", "text": "Không", "correct": False, "feedback": "Chưa.", "place": 0},
            ],
            "explanation": "AI có thể sai.",
        }
        assert grade([Question.from_json(kept)], {"q": ["a"]}).correct == 1
