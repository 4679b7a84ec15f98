"""Results from paper, with the number of the sheet."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.assessing.models import PaperResult
from learners.assessing.permissions import NOT_YOURSELF
from learners.assessing.selectors import course_test_passed
from learners.assessing.sheets import Sheet, enter_paper, sheet_number
from learners.classes.models import Seat
from learners.classes.services import take_seat
from learners.study.models import Attempt
from lms.core.errors import DomainError
from lms.core.roles import Role
from tests.factories import finish_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(klass, trainer):
    """Enter some sheets, of the course test where nothing else is said."""

    def enter_sheets(*sheets: Sheet, kind="course", actor=None, taken_on=None):
        return enter_paper(
            training_class=klass,
            kind=kind,
            sheets=sheets,
            taken_on=taken_on or timezone.localdate(),
            actor=actor or trainer.user,
        )

    return enter_sheets


def test_a_course_test_on_paper(enter, pupil, trainer, klass):
    (result,) = enter(Sheet(" a-12 ", pupil, 7))
    assert (result.sheet_number, result.correct, result.total) == ("A-12", 7, 10)
    assert (result.passed, result.entered_by, result.kind) == (True, trainer.user, "course")
    assert course_test_passed(training_class=klass) == {pupil.pk}


def test_below_the_mark_it_is_not_passed(enter, pupil, klass):
    assert enter(Sheet("1", pupil, 6))[0].passed is False
    assert course_test_passed(training_class=klass) == set()


def test_passed_online_counts_as_well(klass, pupil, course):
    finish_course(pupil, course)
    assert Attempt.objects.get().passed
    assert course_test_passed(training_class=klass) == {pupil.pk}


@pytest.mark.parametrize(
    ("correct", "safety", "passed"),
    [(14, 4, True), (14, 3, False), (13, 5, False), (18, 3, False), (20, 5, True)],
)
def test_a_proficiency_test_on_paper(enter, pupil, rule, correct, safety, passed):
    (result,) = enter(Sheet("P1", pupil, correct, safety), kind="proficiency")
    assert (result.passed, result.total, result.rule) == (passed, 20, rule)


def test_the_same_sheet_twice_is_once(enter, pupil):
    first, again = enter(Sheet("A1", pupil, 8)), enter(Sheet("a 1", pupil, 8))
    assert [one.pk for one in first] == [one.pk for one in again]
    assert PaperResult.objects.count() == 1


def test_a_sheet_of_somebody_else_or_with_other_marks_is_refused(enter, seat, pupil, make_learner):
    other = make_learner("Trần Văn Bình")
    seat(other)
    enter(Sheet("A1", pupil, 8))
    for wrong in (Sheet("A1", other, 8), Sheet("A1", pupil, 9)):
        with pytest.raises(DomainError, match="Phiếu số A1 đã được nhập"):
            enter(wrong)


def test_every_class_numbers_its_own_sheets(enter, pupil, make_class, make_learner, other_trainer):
    """The second commune's sheet 1 is another sheet than the first one's."""
    other, somebody = make_class(trainer=other_trainer), make_learner("Lò Văn Ăn")
    take_seat(training_class=other, learner=somebody, via=Seat.Via.SEARCH, actor=other_trainer.user)
    enter(Sheet("1", pupil, 8))
    enter_paper(
        training_class=other,
        kind="course",
        sheets=[Sheet("1", somebody, 9)],
        taken_on=timezone.localdate(),
        actor=other_trainer.user,
    )
    assert PaperResult.objects.standing().filter(sheet_number="1").count() == 2


def test_the_refusal_says_whose_the_number_is(enter, seat, pupil, make_learner):
    other = make_learner("Trần Văn Bình")
    seat(other)
    enter(Sheet("A1", pupil, 8))
    with pytest.raises(DomainError, match=f"cho {pupil.full_name} .bài cuối khóa, đúng 8/10"):
        enter(Sheet("A1", other, 8))


def test_one_wrong_sheet_stops_all(enter, seat, pupil, make_learner):
    other = make_learner("Trần Văn Bình")
    seat(other)
    with pytest.raises(DomainError, match="Phiếu số B2: số câu đúng phải từ 0 đến 10"):
        enter(Sheet("A1", pupil, 8), Sheet("B2", other, 11))
    assert PaperResult.objects.count() == 0


@pytest.mark.parametrize(
    ("correct", "safety", "sentence"),
    [
        (21, 5, "số câu đúng phải từ 0 đến 20"),
        (10, None, "số câu an toàn đúng phải từ 0 đến 5"),
        (10, 6, "số câu an toàn đúng phải từ 0 đến 5"),
        (3, 4, "không khớp"),
        (19, 3, "không khớp"),  # fifteen others cannot give sixteen
    ],
)
def test_marks_that_cannot_be_are_refused(enter, pupil, rule, correct, safety, sentence):
    with pytest.raises(DomainError, match=sentence):
        enter(Sheet("P1", pupil, correct, safety), kind="proficiency")


def test_an_empty_page_is_said_to_be(enter):
    with pytest.raises(DomainError, match="Chưa ghi phiếu nào"):
        enter()


def test_nobody_enters_their_own(enter, seat, trainer):
    seat(trainer)
    with pytest.raises(DomainError, match=NOT_YOURSELF):
        enter(Sheet("A1", trainer, 10))


def test_who_may_enter(enter, pupil, other_trainer, make_user, areas):
    with pytest.raises(DomainError, match="không do bạn phụ trách"):
        enter(Sheet("A1", pupil, 10), actor=other_trainer.user)
    elsewhere = make_user(role=Role.COMMUNE_OFFICER, area=areas["01906"])
    with pytest.raises(DomainError, match="không do bạn phụ trách"):
        enter(Sheet("A1", pupil, 10), actor=elsewhere)
    assert enter(Sheet("A1", pupil, 10), actor=make_user(role=Role.COMMUNE_OFFICER))[0].passed


def test_a_day_to_come_is_refused(enter, pupil):
    with pytest.raises(DomainError, match="không thể ở sau hôm nay"):
        enter(Sheet("A1", pupil, 8), taken_on=timezone.localdate() + timedelta(days=1))


def test_who_sits_elsewhere_is_refused(enter, learner):
    with pytest.raises(DomainError, match="không còn trong lớp này"):
        enter(Sheet("A1", learner, 8))


def test_without_a_rule_no_proficiency_is_entered(enter, pupil):
    with pytest.raises(DomainError, match="Chưa có quy định sát hạch"):
        enter(Sheet("P1", pupil, 20, 5), kind="proficiency")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_a_number_is_kept_without_spaces_in_capitals_or_refused(typed):
    try:
        number = sheet_number(typed=typed)
    except DomainError:
        return
    assert 1 <= len(number) <= 30
    assert (number, sheet_number(typed=number)) == (number.upper(), number)
    assert not any(letter.isspace() for letter in number)
