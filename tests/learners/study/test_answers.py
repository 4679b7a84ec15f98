"""Forms of questions: whatever is posted, nothing breaks and what was chosen is still there."""

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from courses.quiz import Kind, Option, Question, grade
from learners.study.answers import AnswerSheet, answered
from tests.filling import as_form

ONE = Question("một", Kind.SINGLE, "?", (Option("a", "A", correct=True), Option("b", "B")))
MANY = Question(
    "nhiều",
    Kind.MULTIPLE,
    "?",
    (Option("a", "A", correct=True), Option("b", "B", correct=True), Option("c", "C")),
)
STEPS = Question(
    "bước",
    Kind.ORDERING,
    "?",
    (Option("x", "X", place=2), Option("y", "Y", place=1), Option("z", "Z", place=3)),
)
QUESTIONS = (ONE, MANY, STEPS)

names = st.one_of(
    st.sampled_from(["q-một", "q-nhiều", "q-bước", "q-bước-x", "q-bước-y", "q-bước-z", "q-bước-w"]),
    st.text(max_size=8),
)
values = st.lists(
    st.one_of(st.sampled_from(["a", "b", "c", "1", "2", "3", "4", ""]), st.text(max_size=8)),
    max_size=3,
)
forms = st.dictionaries(names, values, max_size=8)


def posted(form) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, sent in form.items():
        data.setlist(name, sent)
    return data


@given(form=forms)
def test_a_complete_sheet_can_be_graded_and_an_incomplete_one_says_where(form):
    sheet = AnswerSheet(QUESTIONS, posted(form))
    assert sheet.complete == (not any(field.error for field in sheet.fields))
    score = grade(QUESTIONS, sheet.answers)
    assert score.total == 3
    if sheet.complete:
        assert [bool(result.given) for result in score.results] == [True] * 3


@given(form=forms)
def test_only_options_of_the_question_count_as_chosen(form):
    sheet = AnswerSheet(QUESTIONS, posted(form))
    for field in sheet.fields[:2]:
        sent = set(form.get(field.name, []))
        assert {shown.option.id for shown in field.options if shown.chosen} == (
            sent & {shown.option.id for shown in field.options}
        )


@given(places=st.lists(st.sampled_from(["1", "2", "3", ""]), min_size=3, max_size=3))
def test_an_ordering_needs_each_place_once_and_shows_what_was_picked(places):
    form = {f"q-bước-{o.id}": [place] for o, place in zip(STEPS.options, places, strict=True)}
    (field,) = AnswerSheet([STEPS], posted(form)).fields
    assert [shown.place for shown in field.options] == places
    whole = sorted(places) == ["1", "2", "3"]
    assert field.error == ("" if whole else "Hãy cho mỗi việc một số khác nhau, từ 1 đến 3.")


@given(order=st.permutations(["x", "y", "z"]))
def test_a_form_reads_back_as_the_answers_it_was_made_from(order):
    answers = {"một": ["b"], "nhiều": ["a", "b"], "bước": order}
    sheet = AnswerSheet(QUESTIONS, posted(as_form(QUESTIONS, answers)))
    assert (sheet.complete, sheet.answers) == (True, answers)


def test_an_empty_sheet_asks_and_blames_nobody():
    sheet = AnswerSheet(QUESTIONS)
    assert (sheet.complete, sheet.missing) == (True, [])


def test_after_grading_the_chosen_and_the_right_options_stand_out():
    score = grade(QUESTIONS, {"một": ["b"], "nhiều": ["a", "b"], "bước": ["y", "z", "x"]})
    shown = [[(o.option.id, o.chosen, o.right) for o in item.options] for item in answered(score)]
    assert shown == [
        [("a", False, True), ("b", True, False)],
        [("a", True, True), ("b", True, True), ("c", False, False)],
        [("y", True, True), ("z", True, False), ("x", True, False)],
    ]
    assert [item.result.right for item in answered(score)] == [False, True, False]
