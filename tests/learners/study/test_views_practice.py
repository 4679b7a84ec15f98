"""The questions of a lesson: as often as one likes, and nothing that is sent breaks the page."""

from bs4 import BeautifulSoup
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.study.models import Enrolment, LessonDone
from tests.factories import ordering
from tests.filling import practice_form


def address_of(lesson) -> str:
    return f"/hoc/bai/{lesson.pk}/luyen-tap/"


def test_two_right_of_three_make_the_lesson_done(browser, learner, course):
    lesson = course.lessons[0]
    response = browser.post(address_of(lesson), practice_form(lesson.practice_questions(), wrong=1))
    page = BeautifulSoup(response.content, "html.parser")
    assert (response.status_code, page.h1.text) == (200, "Bạn đúng 2 trong 3 câu")
    done = LessonDone.objects.values_list("enrolment__learner", "lesson", "correct", "total")
    assert list(done) == [(learner.pk, lesson.pk, 2, 3)]
    assert page.find("a", rel="next")["href"] == course.lessons[1].url


def test_one_right_of_three_is_not_kept_at_all(browser, course):
    lesson = course.lessons[0]
    response = browser.post(address_of(lesson), practice_form(lesson.practice_questions(), wrong=2))
    assert response.status_code == 200
    assert BeautifulSoup(response.content, "html.parser").h1.text == "Bạn đúng 1 trong 3 câu"
    assert (Enrolment.objects.count(), LessonDone.objects.count()) == (0, 0)


def test_practising_again_and_posting_twice_count_once(browser, course):
    lesson = course.lessons[0]
    for wrong in (1, 1, 0):
        form = practice_form(lesson.practice_questions(), wrong=wrong)
        assert browser.post(address_of(lesson), form).status_code == 200
    assert list(LessonDone.objects.values_list("correct", flat=True)) == [2]


def test_a_missing_answer_is_named_and_the_others_stay_chosen(browser, course):
    lesson = course.lessons[0]
    questions = lesson.practice_questions()
    form = practice_form(questions)
    del form[f"q-{questions[1].id}"]
    response = browser.post(address_of(lesson), form)
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 422
    links = [(a["href"], a.text) for a in page.select(".error-summary a")]
    assert links == [("#cau-2", "Câu 2: Bạn chưa chọn câu trả lời.")]
    chosen = {box["name"]: [box["value"]] for box in page.select("input[checked]")}
    assert chosen == form
    assert LessonDone.objects.count() == 0


def test_an_ordering_keeps_the_places_that_were_picked(browser, course):
    lesson = course.lessons[0]
    lesson.practice = [("question", ordering("Xếp?", "một", "hai", "ba"))]
    lesson.save()
    (question,) = lesson.practice_questions()
    names = [f"q-{question.id}-{option.id}" for option in question.options]
    response = browser.post(address_of(lesson), dict(zip(names, "221", strict=True)))
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 422
    assert [option["value"] for option in page.select("option[selected]")] == ["2", "2", "1"]
    response = browser.post(address_of(lesson), practice_form([question]))
    assert response.status_code == 200
    assert LessonDone.objects.get().lesson == lesson


def test_the_questions_hide_their_answers(client, course):
    page = client.get(address_of(course.lessons[0])).content.decode()
    for secret in ("phải rồi", "chưa phải", "Vì thế", "correct"):
        assert secret not in page


def test_an_unpublished_lesson_has_no_practice(client, course):
    lesson = course.lessons[0]
    lesson.unpublish()
    assert client.get(address_of(lesson)).status_code == 404
    assert client.post(address_of(lesson), {}).status_code == 404


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_is_posted_the_page_answers(browser, course, data):
    lesson = course.lessons[0]
    questions = lesson.practice_questions()
    names = [f"q-{question.id}" for question in questions]
    options = [option.id for question in questions for option in question.options]
    text = st.text(max_size=20)
    form = data.draw(
        st.dictionaries(
            st.one_of(st.sampled_from(names), text),
            st.lists(st.one_of(st.sampled_from(options), text), max_size=3),
            max_size=6,
        )
    )
    body = QueryDict(mutable=True)
    for name, values in form.items():
        body.setlist(name, values)
    sent = body.urlencode()
    response = browser.post(
        address_of(lesson), sent, content_type="application/x-www-form-urlencoded"
    )
    answered = all(
        {option.id for option in question.options} & set(form.get(f"q-{question.id}", []))
        for question in questions
    )
    assert response.status_code == (200 if answered else 422)


def test_a_body_that_is_no_form_is_a_sheet_without_answers(browser, course):
    address = address_of(course.lessons[0])
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        sent = browser.post(address, b"\xff\x00{", content_type=kind)
        assert sent.status_code == 422
