"""Lists for a class: the register's own path, a seat for everybody, nobody twice."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from learners.classes import rosters
from learners.classes.changing import cancel_class
from learners.classes.models import ClassList, Seat
from learners.classes.services import leave, take_seat
from learners.duplicates.models import Pair
from learners.duplicates.services import decide
from learners.imports.tasks import read
from learners.people.models import Learner
from lms.core.errors import DomainError
from lms.core.roles import Role
from tests.facts import make_person
from tests.learners.imports.lists import again, applied, apply, as_csv, plan, undo

pytestmark = pytest.mark.django_db

AN = ("Nguyễn Văn An", "01/02/1980", "0912345678", "", "", "")
BINH = ("Ma Thị Bình", "1975", "", "", "", "")
SAY = ("Lý Thị Sáy", "05/06/1990", "0987654321", "", "", "")
NAMELESS = ("", "1975", "", "", "", "")


@pytest.fixture
def officer(make_user, commune):
    return make_user(role=Role.COMMUNE_OFFICER, area=commune)


@pytest.fixture
def lesson(make_class, trainer):
    return make_class(trainer=trainer, seats=2)


def bring(lesson, user, *rows) -> ClassList:
    return rosters.hand_in(
        training_class=lesson,
        file=ContentFile(as_csv(rows)),
        file_name="Danh sách lớp.csv",
        actor=user,
    )


def write(brought: ClassList) -> ClassList:
    """The list goes through the register's own steps."""
    read(brought.list.job_id)
    apply(plan(again(brought.list)))
    return ClassList.objects.get(pk=brought.pk)


def seats(lesson) -> dict[str, str]:
    found = Seat.objects.filter(training_class=lesson).select_related("learner")
    return {seat.learner.full_name: seat.state for seat in found}


def test_everybody_of_an_officers_list_gets_a_seat_and_the_rest_wait(lesson, officer, commune):
    known = make_person(commune, name="Nguyễn Văn An", birth_year=1980, phone="+84912345678")
    brought = write(bring(lesson, officer, AN, BINH, SAY, NAMELESS))
    assert seats(lesson) == {
        "Nguyễn Văn An": "seated",
        "Ma Thị Bình": "seated",
        "Lý Thị Sáy": "waiting",
    }
    assert Seat.objects.get(learner=known).via == "import"
    assert brought.counts == {"seated": 2, "waiting": 1, "before": 0, "read": 4}


def test_the_same_list_again_seats_nobody_twice(lesson, officer):
    write(bring(lesson, officer, AN, BINH))
    brought = write(bring(lesson, officer, AN, BINH))
    rosters.seat_list(list_id=brought.list_id)
    assert Seat.objects.filter(training_class=lesson).count() == 2
    assert Learner.objects.filter(full_name="Nguyễn Văn An").count() == 1
    again = ClassList.objects.get(pk=brought.pk)
    assert again.counts == {"seated": 0, "waiting": 0, "before": 2, "read": 2}


def test_who_left_is_not_brought_back_by_a_list(lesson, officer, trainer):
    brought = write(bring(lesson, officer, AN))
    leave(seat=Seat.objects.get(training_class=lesson), actor=trainer.user)
    rosters.seat_list(list_id=brought.list_id)
    assert seats(lesson) == {"Nguyễn Văn An": "left"}


def test_what_a_trainer_hands_in_waits_for_an_officer_and_registers_nobody(
    lesson, trainer, officer
):
    brought = bring(lesson, trainer.user, AN, BINH)
    assert (brought.list, bool(brought.file)) == (None, True)
    assert not Learner.objects.filter(full_name="Nguyễn Văn An").exists()
    for _ in range(2):
        brought = rosters.take_in(brought=brought, actor=officer)
    assert (brought.list.uploaded_by, bool(brought.file)) == (officer, False)
    write(brought)
    assert set(seats(lesson)) == {"Nguyễn Văn An", "Ma Thị Bình"}


def test_a_trainer_takes_in_no_list_and_sees_none_of_the_register(lesson, trainer):
    brought = bring(lesson, trainer.user, AN)
    with pytest.raises(DomainError):
        rosters.take_in(brought=brought, actor=trainer.user)
    with pytest.raises(DomainError):
        rosters.send_back(brought=brought, reason="thiếu", actor=trainer.user)


def test_an_officer_of_another_commune_takes_nothing_in(lesson, trainer, make_user, other_commune):
    stranger = make_user(role=Role.COMMUNE_OFFICER, area=other_commune)
    brought = bring(lesson, trainer.user, AN)
    with pytest.raises(DomainError):
        rosters.take_in(brought=brought, actor=stranger)
    with pytest.raises(DomainError):
        bring(lesson, stranger, AN)


def test_a_list_is_sent_back_with_a_reason_and_its_file_is_gone(
    lesson, trainer, officer, django_capture_on_commit_callbacks
):
    brought = bring(lesson, trainer.user, AN)
    storage, name = brought.file.storage, brought.file.name
    with pytest.raises(DomainError, match="lý do"):
        rosters.send_back(brought=brought, reason=" ", actor=officer)
    with django_capture_on_commit_callbacks(execute=True):
        rosters.send_back(brought=brought, reason="Thiếu năm sinh", actor=officer)
    assert not storage.exists(name)
    with pytest.raises(DomainError):
        rosters.take_in(brought=brought, actor=officer)
    assert ClassList.objects.get().sent_back == "Thiếu năm sinh"


def test_a_list_nobody_takes_in_is_forgotten(lesson, trainer, django_capture_on_commit_callbacks):
    brought = bring(lesson, trainer.user, AN)
    assert rosters.forget_lists() == 0
    storage, name = brought.file.storage, brought.file.name
    ClassList.objects.update(handed_in_at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        assert rosters.forget_lists() == 1
    assert not storage.exists(name)
    assert rosters.forget_lists() == 0


def test_who_was_doubtful_gets_a_seat_when_the_desk_has_decided(lesson, officer, commune):
    make_person(commune, name="Ma Thị Bình", birth_year=1975)
    brought = write(bring(lesson, officer, ("Ma Thi Bình", "1975", "", "", "", "")))
    assert seats(lesson) == {}
    decide(pair=Pair.objects.get(), decision=Pair.State.SAME, actor=officer)
    assert seats(lesson) == {"Ma Thị Bình": "seated"}
    assert ClassList.objects.get(pk=brought.pk).counts["seated"] == 1


def test_whoever_sits_in_a_class_stays_when_their_list_is_taken_back(lesson, officer):
    brought = write(bring(lesson, officer, AN))
    undo(again(brought.list))
    assert seats(lesson) == {"Nguyễn Văn An": "seated"}


def test_five_hundred_rows_cost_a_fixed_number_of_questions(
    make_class, trainer, officer, django_assert_max_num_queries
):
    lesson = make_class(trainer=trainer, seats=450)
    rows = [(f"Nguyễn Văn {chr(65 + n // 26)}{chr(97 + n % 26)}a", f"{1940 + n % 60}", "", "",
             f"Xóm {n}", "") for n in range(500)]  # fmt: skip
    brought = write(bring(lesson, officer, *rows))
    made = Seat.objects.filter(training_class=lesson)
    assert made.count() == brought.counts["seated"] + brought.counts["waiting"]
    assert brought.counts["seated"] == 450
    with django_assert_max_num_queries(12):
        rosters.seat_list(list_id=brought.list_id)


def test_a_list_of_a_class_that_ended_meanwhile_seats_nobody(lesson, officer, trainer):
    brought = bring(lesson, officer, AN)
    cancel_class(training_class=lesson, actor=trainer.user)
    assert write(brought).seated_at is None
    assert seats(lesson) == {}


def test_a_list_that_is_no_classs_seats_nobody(officer, commune, lesson, learner):
    take_seat(training_class=lesson, learner=learner, via=Seat.Via.LINK, actor=learner.user)
    taken = applied(officer, AN, commune=commune)
    assert rosters.seat_list(list_id=taken.pk) is None
    assert seats(lesson) == {"Nguyễn Thị Lan": "seated"}
