"""My learning, the personal fragments, and a device whose owner comes onto the register."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learners.people.models import Learner
from learners.study.models import Enrolment, LessonDone
from learners.study.services import load_proficiency_rule
from tests.factories import finish_course, finish_lessons, make_course
from tests.filling import practice_form


def words_of(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ").split())


def links_of(response) -> list[str]:
    return [a["href"] for a in BeautifulSoup(response.content, "html.parser").main.find_all("a")]


def practise(browser, lesson):
    return browser.post(
        f"/hoc/bai/{lesson.pk}/luyen-tap/", practice_form(lesson.practice_questions())
    )


def register(browser, **changes):
    fields = {
        "full_name": "Nguyễn Thị Hoa",
        "birth_year": "1980",
        "commune": "Tân Cương",
        "consent_study": "on",
        **changes,
    }
    return browser.post("/hoc/ghi-ten/", fields)


def test_what_a_visitor_practised_is_theirs_once_they_register(client, course, make_user, commune):
    for lesson in course.lessons:
        assert practise(client, lesson).status_code == 200
    assert words_of(client.get("/hoc/")).startswith("Việc học của tôi")
    assert (Enrolment.objects.count(), LessonDone.objects.count()) == (0, 0)
    client.force_login(make_user(phone="+84912345678"))
    assert client.get("/hoc/").status_code == 200
    assert LessonDone.objects.count() == 0  # signed in, but not on the register yet
    assert register(client).headers["Location"] == "/hoc/"
    assert client.get("/hoc/").status_code == 200
    learner = Learner.objects.get()
    done = LessonDone.objects.filter(enrolment__learner=learner)
    assert sorted(done.values_list("lesson", flat=True)) == [x.pk for x in course.lessons]
    assert "lessons_done" not in client.session


@pytest.mark.parametrize(
    "rubbish", [None, 7, "x", [1], {"x": 1}, {"1": [3]}, {"٣": [3, 3]}, {"9" * 40: [3, 3]}]
)
def test_rubbish_in_a_session_is_passed_over(browser, course, rubbish):
    session = browser.session
    session["lessons_done"] = rubbish
    session.save()
    for address in ("/hoc/", f"/hoc/khoa/{course.pk}/cua-toi/"):
        assert browser.get(address).status_code == 200
    assert LessonDone.objects.count() == 0


def test_a_visitors_page_shows_the_way_to_register(client, course):
    response = client.get("/hoc/")
    assert "/tai-khoan/vao/?next=/hoc/ghi-ten/" in links_of(response)
    assert "Kết quả học đang được giữ trên máy này." in words_of(response)


def test_an_account_without_a_name_is_asked_and_led_back(client, course, make_user, commune):
    client.force_login(make_user())
    address = f"/hoc/khoa/{course.pk}/bai-cuoi-khoa/"
    led = client.get(address)
    assert (
        led.headers["Location"]
        == f"/hoc/ghi-ten/?next=%2Fhoc%2Fkhoa%2F{course.pk}%2Fbai-cuoi-khoa%2F"
    )
    assert register(client, next=address).headers["Location"] == address


def test_the_next_step_follows_the_person(browser, learner, course):
    first = course.lessons[0]
    assert f"{course.url}" in links_of(browser.get("/hoc/"))
    practise(browser, first)
    assert course.lessons[1].url in links_of(browser.get("/hoc/"))
    finish_lessons(learner, course)
    assert f"/hoc/khoa/{course.pk}/bai-cuoi-khoa/" in links_of(browser.get("/hoc/"))
    finish_course(learner, course)
    assert f"/hoc/khoa/{course.pk}/hoc-xong/" in links_of(browser.get("/hoc/"))


def queries_of(browser, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_my_learning_costs_the_same_with_one_course_and_with_three(
    browser, learner, course, catalog
):
    load_proficiency_rule()
    finish_course(learner, course)
    queries_of(browser, "/hoc/")
    with_one = queries_of(browser, "/hoc/")
    for number in (2, 3):
        finish_course(learner, make_course(catalog, number=number))
    with_three = queries_of(browser, "/hoc/")
    assert with_three == with_one
    assert with_three <= 10


@pytest.mark.parametrize("kind", ["bai", "khoa"])
def test_a_fragment_costs_the_same_with_two_lessons_and_with_six(
    browser, learner, course, catalog, kind
):
    longer = make_course(catalog, number=2, lessons=6)
    counts = []
    for each in (course, longer):
        finish_lessons(learner, each)
        pk = each.pk if kind == "khoa" else each.lessons[0].pk
        queries_of(browser, f"/hoc/{kind}/{pk}/cua-toi/")
        counts.append(queries_of(browser, f"/hoc/{kind}/{pk}/cua-toi/"))
    assert counts[0] == counts[1]


def test_the_fragment_of_a_lesson_says_done_and_what_comes_next(browser, course):
    first, second = course.lessons
    address = f"/hoc/bai/{first.pk}/cua-toi/"
    assert browser.get(address).content.decode().strip() == ""
    practise(browser, first)
    fragment = BeautifulSoup(browser.get(address).content, "html.parser")
    assert fragment.a["href"] == second.url
    assert fragment.find("progress")["value"] == "1"


def test_what_is_personal_is_never_cached(browser, client, course):
    lesson = course.lessons[0]
    for address in ("/hoc/", f"/hoc/bai/{lesson.pk}/cua-toi/", f"/hoc/khoa/{course.pk}/cua-toi/"):
        for somebody in (browser, client):
            cached = somebody.get(address).headers["Cache-Control"]
            assert cached == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_the_finished_page_says_so_and_shows_the_way_on(browser, learner, course, catalog):
    other = make_course(catalog, number=2)
    enrolment = finish_course(learner, course)
    response = browser.get(f"/hoc/khoa/{course.pk}/hoc-xong/")
    assert words_of(response).startswith(
        f"Bạn đã học xong! Nguyễn Thị Lan đã học xong khóa “Khóa thử 1” "
        f"ngày {enrolment.completed_at.astimezone():%d/%m/%Y}."
    )
    assert links_of(response) == ["/hoc/giay/", other.url]


def test_nobody_has_finished_a_course_that_is_not_finished(browser, learner, course):
    finish_lessons(learner, course)
    assert browser.get(f"/hoc/khoa/{course.pk}/hoc-xong/").status_code == 404


def test_after_the_last_course_there_is_no_next_one(browser, learner, course):
    finish_course(learner, course)
    assert links_of(browser.get(f"/hoc/khoa/{course.pk}/hoc-xong/")) == ["/hoc/giay/"]
