"""From a person who is counted to who wrote it down: classes, registers, marks, tasks, sheets."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from learners.assessing.loading import load_tasks
from learners.assessing.models import PracticalTask
from learners.assessing.sheets import Sheet as Answers
from learners.assessing.sheets import enter_paper
from learners.attendance.services import mark, mark_from_paper
from learners.classes.models import Seat
from learners.classes.services import take_seat
from learners.closing.services import close_class, load_closing_rule
from learners.paper.models import SheetScan
from learners.paper.services import print_sheet
from learners.study.models import Proficiency, ProficiencyRule
from tests.facts import enrol_on, make_person
from tests.learners.assessing.ways import tick
from tests.learners.registry.screens import page_of, words


@pytest.fixture
def teacher(trainer):
    """Who teaches, under a name."""
    trainer.user.full_name = "Ma Thị Hương"
    trainer.user.save()
    return trainer


@pytest.fixture
def klass(make_class, teacher):
    return make_class(trainer=teacher)


@pytest.fixture
def seat(klass, commune, teacher) -> Seat:
    """Somebody of Tân Cương with a seat in the class."""
    person = make_person(commune, name="Nông Thị Hoa")
    return take_seat(training_class=klass, learner=person, via=Seat.Via.SEARCH, actor=teacher.user)


def trail(browser, seat: Seat):
    """The page of whoever sits there."""
    return page_of(browser.get(f"/theo-doi/so/{seat.learner_id}/"))


def ways(part) -> list[str]:
    return [a["href"] for a in part.find_all("a")]


def test_an_enrolment_leads_to_the_class_the_register_and_who_marked(officer, klass, seat, teacher):
    session = klass.sessions.get(number=1)
    mark(session=session, seat=seat, presence="present", actor=teacher.user)
    enrolment = seat.learner.enrolments.get()
    card = trail(officer, seat).select_one(f"#ghi-danh-{enrolment.pk}")
    assert ways(card) == [f"/day/lop/{klass.pk}/", f"/day/buoi/{session.pk}/"]
    when = timezone.localtime(session.marks.get().made_at)
    assert f"có mặt; Ma Thị Hương, giảng viên chạm tên, lúc {when:%H:%M:%S %d/%m/%Y}" in words(card)
    assert [officer.get(way).status_code for way in ways(card)] == [200, 200]


def test_a_mark_from_paper_leads_to_the_picture_while_it_is_kept(officer, klass, seat, teacher):
    session = klass.sessions.get(number=1)
    sheet = print_sheet(session=session, actor=teacher.user)
    now = timezone.now()
    scan = SheetScan.objects.create(
        sheet=sheet, page=1, picture="paper/a.jpg", sha256="a", confirmed_at=now
    )
    mark_from_paper(
        session=session,
        presences={seat.pk: "present"},
        evidence=scan.evidence,
        actor=teacher.user,
    )
    assert f"/day/to/{scan.pk}/" in ways(trail(officer, seat).main)
    assert "Ma Thị Hương, tờ điểm danh giấy" in words(trail(officer, seat).main)
    SheetScan.objects.update(picture="")
    assert f"/day/to/{scan.pk}/" not in ways(trail(officer, seat).main)


def test_who_finished_in_a_class_is_shown_how_the_class_ended(officer, klass, seat, teacher):
    load_closing_rule()
    load_tasks()
    klass.sessions.filter(number=2).update(
        starts_at=timezone.now() - timedelta(minutes=30),
        ends_at=timezone.now() + timedelta(minutes=30),
    )
    for session in klass.sessions.all():
        mark(session=session, seat=seat, presence="present", actor=teacher.user)
    answers = [Answers("P-7", seat.learner, klass.course.questions_drawn)]
    today = timezone.localdate()
    enter_paper(
        training_class=klass, kind="course", sheets=answers, taken_on=today, actor=teacher.user
    )
    tick(klass, seat.learner, [PracticalTask.objects.get(course_number=1)], teacher.user)
    close_class(training_class=klass, actor=teacher.user)
    shown = trail(officer, seat).main
    assert "khi lớp kết thúc" in words(shown)
    assert "phiếu số P-7, Ma Thị Hương nhập lúc" in words(shown)
    assert f"/day/lop/{klass.pk}/ket-thuc/" in ways(shown)
    # No lesson was done: what stands there is the class, and nothing says there were lessons.
    assert "bài tự học" not in words(shown)


def test_a_proficiency_shows_who_watched_which_task_and_the_number_of_the_sheet(
    officer, klass, seat, teacher
):
    load_tasks()
    rule = ProficiencyRule.objects.create(
        version="thử",
        valid_from="2025-01-01",
        decision="QĐ",
        required_courses=[1],
        choice_courses=[],
        choices_needed=0,
    )
    task = PracticalTask.objects.filter(course_number=None).first()
    tick(klass, seat.learner, [task], teacher.user)
    today = timezone.localdate()
    enter_paper(
        training_class=klass,
        kind="proficiency",
        sheets=[Answers("SH-12", seat.learner, 20, 5)],
        taken_on=today,
        actor=teacher.user,
    )
    evidence = {"sheet": "SH-12", "tasks": [seat.learner.practical_results.get().pk]}
    Proficiency.objects.create(
        learner=seat.learner, rule=rule, assessed_on=today, evidence=evidence
    )
    proof = trail(officer, seat).select_one("#thanh-thao")
    assert f"“{task.title}”: làm được, giảng viên nhìn thấy; Ma Thị Hương" in words(proof)
    assert "phiếu số SH-12: đúng 20/20" in words(proof)
    assert "Ma Thị Hương nhập lúc" in words(proof)
    assert ways(proof) == [f"/day/lop/{klass.pk}/"] * 2


def test_a_class_of_another_place_is_said_to_be_there_and_nothing_else_of_it(
    other_officer, province_officer, other_commune, klass, seat, teacher
):
    session = klass.sessions.get(number=1)
    mark(session=session, seat=seat, presence="present", actor=teacher.user)
    seat.learner.commune = other_commune
    seat.learner.save()
    shown = trail(other_officer, seat).main
    assert "Đã ngồi 1 lớp của nơi khác." in words(shown)
    assert (klass.code in words(shown), "Ma Thị Hương" in words(shown)) == (False, False)
    assert not [way for way in ways(shown) if way.startswith("/day/")]
    assert f"/day/lop/{klass.pk}/" in ways(trail(province_officer, seat).main)


def test_an_enrolment_without_anything_behind_it_says_so(officer, commune, course):
    person = make_person(commune)
    enrol_on(timezone.localdate(), person, course)
    page = page_of(officer.get(f"/theo-doi/so/{person.pk}/"))
    assert "Chưa có bài học hay buổi điểm danh nào đứng sau lần ghi danh này." in words(page.main)


def test_more_sessions_cost_no_more_queries(officer, klass, seat, teacher):
    klass.sessions.filter(number=2).update(
        starts_at=timezone.now() - timedelta(minutes=30),
        ends_at=timezone.now() + timedelta(minutes=30),
    )
    costs = []
    for session in klass.sessions.order_by("number"):
        mark(session=session, seat=seat, presence="present", actor=teacher.user)
        with CaptureQueriesContext(connection) as queries:
            trail(officer, seat)
        costs.append(len(queries))
    assert costs[0] == costs[1]
