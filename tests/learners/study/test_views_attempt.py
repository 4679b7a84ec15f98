"""The course test on screen: it hides its answers, is handed in once, and never breaks."""

from datetime import UTC, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.test import Client
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.study.models import Attempt, Enrolment
from tests.factories import finish_course, finish_lessons
from tests.filling import attempt_form, questions_asked


@pytest.fixture
def attempt(browser, learner, course) -> Attempt:
    """An attempt that is open in `browser`."""
    finish_lessons(learner, course)
    opened = browser.post(f"/hoc/khoa/{course.pk}/bai-cuoi-khoa/")
    attempt = Attempt.objects.get()
    assert opened.headers["Location"] == f"/hoc/bai-lam/{attempt.pk}/"
    return attempt


def asked_at(attempt) -> str:
    return f"/hoc/bai-lam/{attempt.pk}/"


def result_of(attempt) -> str:
    return f"/hoc/bai-lam/{attempt.pk}/ket-qua/"


def notice_of(response) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.find(class_="notice").get_text(" ").split())


def test_before_the_lessons_are_done_the_test_says_what_is_missing(browser, course):
    address = f"/hoc/khoa/{course.pk}/bai-cuoi-khoa/"
    page = BeautifulSoup(browser.get(address).content, "html.parser")
    assert page.main.find("form") is None
    response = browser.post(address)
    assert response.status_code == 409
    assert notice_of(response) == "Bài cuối khóa mở khi bạn xong tất cả các bài. Còn 2 bài."
    assert Attempt.objects.count() == 0


def test_an_open_attempt_shows_every_option_and_no_answer(browser, attempt):
    page = browser.get(asked_at(attempt)).content.decode()
    for question in questions_asked(attempt):
        assert escape(question.explanation) not in page
        for option in question.options:
            assert f'value="{option.id}"' in page
            assert escape(option.feedback) not in page
    assert "correct" not in page


def test_pressing_begin_twice_opens_one_attempt(browser, course, attempt):
    again = browser.post(f"/hoc/khoa/{course.pk}/bai-cuoi-khoa/")
    assert again.headers["Location"] == asked_at(attempt)
    assert Attempt.objects.count() == 1


def test_a_pass_leads_to_the_finish(browser, course, attempt):
    sent = browser.post(asked_at(attempt), attempt_form(attempt, wrong=3))
    assert sent.headers["Location"] == result_of(attempt)
    result = browser.get(result_of(attempt))
    assert notice_of(result) == "Bạn đã đạt bài cuối khóa."
    links = [a["href"] for a in BeautifulSoup(result.content, "html.parser").main.find_all("a")]
    assert f"/hoc/khoa/{course.pk}/hoc-xong/" in links
    assert browser.get(f"/hoc/khoa/{course.pk}/hoc-xong/").status_code == 200


def test_back_button_and_double_post_keep_the_first_answers(browser, attempt):
    browser.post(asked_at(attempt), attempt_form(attempt, wrong=4))
    first = Attempt.objects.get()
    assert browser.get(asked_at(attempt)).headers["Location"] == result_of(attempt)
    for wrong in (4, 0):
        again = browser.post(asked_at(attempt), attempt_form(attempt, wrong=wrong))
        assert again.headers["Location"] == result_of(attempt)
    assert again.status_code == 302
    kept = Attempt.objects.get()
    assert (kept.answers, kept.submitted_at, kept.correct) == (first.answers, first.submitted_at, 6)


def test_the_result_of_an_open_attempt_leads_back_to_it(browser, attempt):
    assert browser.get(result_of(attempt)).headers["Location"] == asked_at(attempt)


def test_the_result_is_only_to_look_at(browser, attempt):
    assert browser.post(result_of(attempt)).status_code == 405


def test_somebody_elses_attempt_is_not_known_to_exist(attempt, make_learner):
    other = Client()
    other.force_login(make_learner("Trần Văn Bình").user)
    for address in (asked_at(attempt), result_of(attempt)):
        assert other.get(address).status_code == 404
    assert other.post(asked_at(attempt), attempt_form(attempt)).status_code == 404
    assert Attempt.objects.get().submitted_at is None


def test_a_finished_course_leads_from_its_test_to_its_finish(browser, learner, course):
    finish_course(learner, course)
    address = f"/hoc/khoa/{course.pk}/bai-cuoi-khoa/"
    for response in (browser.get(address), browser.post(address)):
        assert response.headers["Location"] == f"/hoc/khoa/{course.pk}/hoc-xong/"


def test_both_screens_promise_the_same_minute(browser, course, attempt):
    """The result and the refusal name one moment, and it is not too early."""
    with time_machine.travel(datetime(2026, 3, 2, 5, 0, 30, tzinfo=UTC), tick=False) as clock:
        Attempt.objects.update(started_at=datetime(2026, 3, 2, 5, 0, 15, tzinfo=UTC))
        browser.post(asked_at(attempt), attempt_form(attempt, wrong=10))
        for _ in range(2):
            browser.post(f"/hoc/khoa/{course.pk}/bai-cuoi-khoa/")
            latest = Attempt.objects.latest("number")
            browser.post(asked_at(latest), attempt_form(latest, wrong=10))
        promised = "làm tiếp từ 12:01 ngày 03/03/2026."
        assert notice_of(browser.get(result_of(latest))).endswith(promised)
        refused = browser.post(f"/hoc/khoa/{course.pk}/bai-cuoi-khoa/")
        assert (refused.status_code, notice_of(refused).endswith(promised)) == (409, True)
        clock.move_to(datetime(2026, 3, 3, 5, 1, tzinfo=UTC))
        browser.post(f"/hoc/khoa/{course.pk}/bai-cuoi-khoa/")
    assert Attempt.objects.count() == 4


def test_a_missing_answer_is_named_and_the_others_stay_chosen(browser, attempt):
    form = attempt_form(attempt)
    left_out = questions_asked(attempt)[4]
    del form[f"q-{left_out.id}"]
    response = browser.post(asked_at(attempt), form)
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 422
    links = [(a["href"], a.text) for a in page.select(".error-summary a")]
    assert links == [("#cau-5", "Câu 5: Bạn chưa chọn câu trả lời.")]
    assert {box["name"]: [box["value"]] for box in page.select("input[checked]")} == form
    assert Attempt.objects.get().submitted_at is None


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_is_posted_the_page_answers_and_grades_only_what_was_asked(browser, attempt, data):
    questions = questions_asked(attempt)
    form = attempt_form(attempt)
    text = st.text(max_size=20)
    options = st.sampled_from([option.id for q in questions for option in q.options])
    names = st.sampled_from([*form, "passed", "correct", "answers", "submitted_at"])
    form |= data.draw(
        st.dictionaries(
            st.one_of(names, text), st.lists(st.one_of(options, text), max_size=3), max_size=6
        )
    )
    body = QueryDict(mutable=True)
    for name, values in form.items():
        body.setlist(name, values)
    response = browser.post(
        asked_at(attempt), body.urlencode(), content_type="application/x-www-form-urlencoded"
    )
    known = {q.id: {o.id for o in q.options} & set(form[f"q-{q.id}"]) for q in questions}
    assert response.status_code == (302 if all(known.values()) else 422)
    stored = Attempt.objects.get()
    if response.status_code == 302:
        assert {pk: set(given) for pk, given in stored.answers.items()} == known
        right = [q for q in questions if known[q.id] == set(q.right_answer)]
        assert stored.correct == len(right)
    else:
        assert stored.submitted_at is None
    reopen(stored)


def reopen(attempt: Attempt) -> None:
    """As it was before it was handed in, for the next example."""
    attempt.answers = attempt.correct = attempt.passed = attempt.submitted_at = None
    attempt.save()
    Enrolment.objects.update(completed_at=None, rule=None)
