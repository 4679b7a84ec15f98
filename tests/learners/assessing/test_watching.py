"""Who is stuck and where, in which order, and how many questions that costs the database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.assessing import watching
from learners.assessing.sheets import Sheet, enter_paper
from learners.classes.models import Seat
from learners.people.consents import withdraw
from learners.people.models import Consent
from learners.study.models import Attempt, LessonDone
from learners.study.services import open_attempt, record_lesson, submit_attempt
from tests.factories import finish_course, finish_lessons, right_answers
from tests.learners.assessing.ways import approve, send_work, tick

pytestmark = pytest.mark.django_db


@pytest.fixture
def sit(make_learner, seat):
    """Somebody in the class who has sat there for some days."""

    def sit_down(name: str, days: int = 0):
        person = make_learner(name)
        taken = seat(person)
        Seat.objects.filter(pk=taken.pk).update(taken_at=timezone.now() - timedelta(days=days))
        return person

    return sit_down


def progress(klass) -> list[watching.Row]:
    """The first page."""
    return watching.progress_page(training_class=klass).rows


def test_who_stands_still_longest_stands_first(klass, sit, course):
    fresh, still, done = sit("Mới Vào"), sit("Dừng Lâu", days=30), sit("Học Xong", days=30)
    record_lesson(learner=still, lesson=course.lessons[0], correct=3, total=3)
    LessonDone.objects.update(done_at=timezone.now() - timedelta(days=9))
    finish_course(done, course)
    rows = progress(klass)
    assert [row.learner for row in rows] == [still, fresh, done]
    assert [row.words for row in rows] == [
        "đang dừng ở bài 2 đã 9 ngày",
        "chưa học bài nào",
        "đã xong các bài và đạt bài cuối khóa",
    ]
    assert [(row.stuck, row.finished) for row in rows] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    assert (rows[0].last_lesson, rows[0].done, rows[0].total) == ("Bài 1", 1, 2)


def test_the_class_counts_from_when_somebody_came_in(klass, sit, course):
    person = sit("Đã Học Từ Trước")
    record_lesson(learner=person, lesson=course.lessons[0], correct=3, total=3)
    LessonDone.objects.update(done_at=timezone.now() - timedelta(days=300))
    assert progress(klass)[0].words == "hôm nay có học, tiếp theo là bài 2"


def test_tests_and_tasks_are_counted(klass, sit, course, trainer, course_task, tasks):
    person = sit("Thi Hai Lần", days=3)
    finish_lessons(person, course)
    for _ in range(2):
        attempt = open_attempt(learner=person, course=course)
        submit_attempt(attempt=attempt, answers=right_answers(attempt, wrong=9), actor=person.user)
    tick(klass, person, [course_task], trainer.user)
    (row,) = progress(klass)
    assert (row.tries, row.passed, row.tasks, row.tasks_total) == (2, False, 1, 6)
    assert row.words == "đã làm bài cuối khóa 2 lần, chưa đạt"
    assert Attempt.objects.count() == 2


def test_who_passed_on_paper_has_finished(klass, sit, trainer):
    person = sit("Làm Trên Giấy", days=20)
    enter_paper(
        training_class=klass,
        kind="course",
        sheets=[Sheet("A1", person, 9)],
        taken_on=timezone.localdate(),
        actor=trainer.user,
    )
    (row,) = progress(klass)
    assert (row.finished, row.passed, row.stuck) == (True, True, False)


def test_who_waits_or_has_left_is_not_shown(klass, sit):
    sit("Đã Rời")
    Seat.objects.update(state="left")
    assert progress(klass) == []


def test_pages_follow_one_another_and_nobody_is_twice(klass, sit, course, monkeypatch):
    monkeypatch.setattr(watching, "PAGE_SIZE", 2)
    people = [sit(f"Người {letter}", days=days) for days, letter in enumerate("ABCDE")]
    finish_course(people[0], course)
    seen, after, pages = [], "", 0
    while pages == 0 or after:
        page = watching.progress_page(training_class=klass, after=after)
        seen += [row.learner for row in page.rows]
        after, pages = page.next_key, pages + 1
    assert (seen, pages) == ([*reversed(people[1:]), people[0]], 3)
    seats, key = watching.people_page(training_class=klass)
    rest, end = watching.people_page(training_class=klass, after=key)
    assert [seat.learner for seat in [*seats, *rest]] == people[:4]
    assert end != ""


@pytest.mark.parametrize(
    "key", ["x", "0|x|1", "2|2026-01-01|1", "0|2026-01-01T00:00:00|1", "|" * 9]
)
def test_a_key_that_is_none_gives_the_first_page(klass, sit, key):
    person = sit("Một Người")
    rows = watching.progress_page(training_class=klass, after=key).rows
    assert [row.learner for row in rows] == [person]


def test_the_form_shows_what_may_be_taken_back(
    klass, sit, trainer, other_trainer, tasks, course_task
):
    person = sit("Lan")
    tick(klass, person, tasks[:1], trainer.user)
    approve(send_work(person, tasks[1]), other_trainer.user)
    page = watching.task_page(training_class=klass, tasks=tasks, user=trainer.user)
    cells = page.rows[0].cells
    assert [(cell.done, cell.fixed) for cell in cells[:3]] == [
        (True, False),
        (True, True),
        (False, False),
    ]


def test_the_form_says_of_whom_nothing_is_written(klass, sit, seat, trainer, tasks):
    quiet = sit("Đã Rút")
    withdraw(learner=quiet, purpose=Consent.Purpose.STUDY, actor=quiet.user)
    seat(trainer)
    page = watching.task_page(training_class=klass, tasks=tasks, user=trainer.user)
    reasons = {row.learner: row.reason for row in page.rows}
    assert reasons[quiet] == "Đã rút lại sự đồng ý, nên không ghi kết quả."
    assert reasons[trainer].startswith("Đây là bạn")


@pytest.mark.parametrize("people", [1, 3])
def test_as_many_queries_for_one_as_for_three(
    klass, sit, course, trainer, tasks, people, django_assert_num_queries
):
    for letter in "ABC"[:people]:
        person = sit(f"Người {letter}")
        finish_course(person, course)
        tick(klass, person, tasks[:2], trainer.user)
    with django_assert_num_queries(7):
        progress(klass)
    with django_assert_num_queries(5):
        watching.task_page(training_class=klass, tasks=tasks, user=trainer.user)
