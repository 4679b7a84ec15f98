"""A paper result that was entered wrongly is set right with a reason, and never forgotten."""

import pytest
from django.utils import timezone

from learners.assessing.models import PaperResult, ProficiencyTry
from learners.assessing.permissions import NOT_YOURSELF
from learners.assessing.selectors import course_test_passed
from learners.assessing.sheets import Sheet, correct_sheet, enter_paper, void_sheet
from learners.closing.services import close_class, load_closing_rule, reopen_class
from learners.study.models import Proficiency
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.learners.assessing.ways import finish_courses, pass_test, tick
from tests.learners.closing.conftest import taught  # noqa: F401  (a class that was taught)

pytestmark = pytest.mark.django_db
WHY = "Gõ nhầm 8 thành 18"


@pytest.fixture
def officer(make_user):
    return make_user(role=Role.COMMUNE_OFFICER)


@pytest.fixture
def enter(klass, trainer):
    def one(sheet, kind="course", actor=None) -> PaperResult:
        (made,) = enter_paper(
            training_class=klass,
            kind=kind,
            sheets=[sheet],
            taken_on=timezone.localdate(),
            actor=actor or trainer.user,
        )
        return made

    return one


def correct(result, sheet, actor, reason=WHY) -> PaperResult:
    return correct_sheet(
        result=result, sheet=sheet, taken_on=result.taken_on, reason=reason, actor=actor
    )


def void(result, actor, reason="Phiếu của người khác") -> PaperResult:
    return void_sheet(result=result, reason=reason, actor=actor)


def test_the_right_number_counts_and_the_wrong_one_stays_to_be_read(enter, pupil, trainer, klass):
    wrong = enter(Sheet("A1", pupil, 9))
    right = correct(wrong, Sheet("a1", pupil, 3), trainer.user)
    wrong.refresh_from_db()
    assert (wrong.correct, wrong.passed, wrong.void_reason) == (9, True, WHY)
    assert wrong.voided_by == trainer.user
    assert (right.sheet_number, right.correct, right.passed) == ("A1", 3, False)
    assert course_test_passed(training_class=klass) == set()
    data = AuditEntry.objects.get(action="assessing.correct_paper").data
    assert data["before"] == {"sheet": "A1", "correct": 9, "passed": True}
    assert data["now"] == {"sheet": "A1", "correct": 3, "passed": False}


def test_what_was_taken_back_counts_nowhere_and_its_number_is_free(
    enter, seat, pupil, trainer, klass, make_learner
):
    void(enter(Sheet("A1", pupil, 9)), trainer.user)
    assert course_test_passed(training_class=klass) == set()
    other = make_learner("Trần Văn Bình")
    seat(other)
    enter(Sheet("A1", other, 9))
    assert course_test_passed(training_class=klass) == {other.pk}


def test_twice_is_once(enter, pupil, trainer):
    wrong = enter(Sheet("A1", pupil, 9))
    first = correct(wrong, Sheet("A1", pupil, 3), trainer.user)
    assert correct(wrong, Sheet("A1", pupil, 3), trainer.user) == first
    assert correct(first, Sheet("A1", pupil, 3), trainer.user) == first
    for _ in range(2):
        void(first, trainer.user)
    assert AuditEntry.objects.filter(action="assessing.correct_paper").count() == 2
    with pytest.raises(DomainError, match="đã được sửa hoặc bỏ"):
        correct(first, Sheet("A1", pupil, 5), trainer.user)


@pytest.mark.parametrize(
    ("sheet", "reason", "sentence"),
    [
        (("A1", 3), "  ", "Hãy ghi lý do"),
        (("A1", 11), WHY, "phải từ 0 đến 10"),
        (("B2", 3), WHY, "B2 đã được nhập trong lớp này cho"),
        (("", 3), WHY, "Số phiếu"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    enter, pupil, trainer, sheet, reason, sentence
):
    wrong = enter(Sheet("A1", pupil, 9))
    enter(Sheet("B2", pupil, 8))
    number, right = sheet
    with pytest.raises(DomainError, match=sentence):
        correct(wrong, Sheet(number, pupil, right), trainer.user, reason)
    assert PaperResult.objects.standing().count() == 2


def test_who_may(enter, seat, pupil, trainer, other_trainer, officer):
    result = enter(Sheet("A1", pupil, 9))
    with pytest.raises(DomainError, match="không do bạn phụ trách"):
        void(result, other_trainer.user)
    seat(trainer)
    own = enter(Sheet("T1", trainer, 9), actor=officer)
    with pytest.raises(DomainError, match=NOT_YOURSELF):
        correct(own, Sheet("T1", trainer, 10), trainer.user)


def test_a_closed_class_is_opened_again_first(taught, officer):  # noqa: F811
    load_closing_rule()
    close_class(training_class=taught.training_class, actor=taught.trainer)
    result = PaperResult.objects.get(learner=taught.done)
    with pytest.raises(DomainError, match="nhờ cán bộ mở lại lớp"):
        void(result, taught.trainer)
    reopen_class(training_class=taught.training_class, reason="Nhập nhầm", actor=officer)
    assert void(result, taught.trainer).voided_at


class TestProficiency:
    """Somebody was found proficient by a sheet that says something else."""

    @pytest.fixture
    def proved(self, enter, pupil, course, second_course, rule, tasks, klass, trainer, officer):
        finish_courses(pupil, course, second_course)
        tick(klass, pupil, tasks[:3], trainer.user)
        sheet = enter(Sheet("P1", pupil, 18, 5), kind="proficiency", actor=officer)
        assert Proficiency.objects.get().evidence["sheet"] == "P1"
        return sheet

    def test_an_officer_takes_it_back_with_the_sheet(self, proved, pupil, officer):
        correct(proved, Sheet("P1", pupil, 8, 4), officer)
        assert not Proficiency.objects.exists()
        entry = AuditEntry.objects.get(action="assessing.take_back")
        assert (entry.actor, entry.data["evidence"]["sheet"]) == (officer, "P1")

    def test_a_trainer_is_told_whom_to_ask_and_nothing_changes(self, proved, pupil, trainer):
        with pytest.raises(DomainError, match="hãy nhờ cán bộ xã, phường"):
            void(proved, trainer.user)
        assert Proficiency.objects.exists()
        assert PaperResult.objects.standing().filter(pk=proved.pk).exists()

    def test_it_stays_when_the_right_number_is_enough(self, proved, pupil, officer):
        before = Proficiency.objects.get().pk
        correct(proved, Sheet("P-10", pupil, 15, 4), officer)
        assert Proficiency.objects.get().pk == before
        assert Proficiency.objects.get().evidence["sheet"] == "P-10"

    def test_it_stays_when_something_else_proves_it(self, proved, pupil, officer):
        Proficiency.objects.all().delete()
        attempt = pass_test_again(pupil, proved)
        Proficiency.objects.update(evidence={"sheet": "P1"})
        void(proved, officer)
        assert Proficiency.objects.get().evidence["try"] == attempt.pk

    def test_a_sheet_it_does_not_rest_on_may_be_set_right_by_the_trainer(
        self, proved, enter, pupil, trainer
    ):
        void(enter(Sheet("P2", pupil, 19, 5), kind="proficiency"), trainer.user)
        assert Proficiency.objects.get().evidence["sheet"] == "P1"

    def test_what_was_too_low_proves_once_it_is_right(
        self, enter, pupil, course, second_course, rule, tasks, klass, trainer, officer
    ):
        finish_courses(pupil, course, second_course)
        tick(klass, pupil, tasks[:3], trainer.user)
        low = enter(Sheet("P1", pupil, 8, 4), kind="proficiency", actor=officer)
        assert not Proficiency.objects.exists()
        correct(low, Sheet("P1", pupil, 18, 4), officer, "Gõ nhầm 18 thành 8")
        assert Proficiency.objects.exists()


def pass_test_again(pupil, sheet: PaperResult) -> ProficiencyTry:
    """Passed on the web too: as it is for who wrote both before the paper was entered."""
    PaperResult.objects.filter(pk=sheet.pk).update(passed=False)
    attempt = pass_test(pupil)
    PaperResult.objects.filter(pk=sheet.pk).update(passed=True)
    return attempt


class TestPage:
    @pytest.fixture
    def page(self, client, enter, pupil, trainer) -> str:
        client.force_login(trainer.user)
        return f"/day/phieu-ket-qua/{enter(Sheet('A1', pupil, 9)).pk}/"

    def test_a_correction(self, client, page, klass):
        shown = client.get(page).content.decode()
        assert 'value="9"' in shown
        typed = {"number": "A1", "correct": "3", "taken_on": "2026-01-05", "reason": WHY}
        answer = client.post(page, typed)
        assert answer.headers["Location"] == f"/day/lop/{klass.pk}/phieu/"
        after = " ".join(client.get(f"/day/lop/{klass.pk}/phieu/").content.decode().split())
        assert "<s>Phiếu A1: đúng 9/10</s>. Đã bỏ ngày" in after
        assert "Phiếu A1: đúng 3/10" in after
        assert WHY in after

    def test_taken_back_without_numbers_but_not_without_a_reason(self, client, page):
        answer = client.post(page, {"bo": "1", "taken_on": "2026-01-05"})
        assert (answer.status_code, "Hãy ghi lý do" in answer.content.decode()) == (422, True)
        assert PaperResult.objects.standing().exists()
        assert client.post(page, {"bo": "1", "reason": "Nhầm người"}).status_code == 302
        assert not PaperResult.objects.standing().exists()

    def test_half_a_correction_is_asked(self, client, page):
        answer = client.post(page, {"number": "A1", "taken_on": "2026-01-05", "reason": WHY})
        assert "Còn thiếu số câu đúng" in answer.content.decode()

    def test_nobody_else_finds_it(self, client, page, other_trainer):
        client.force_login(other_trainer.user)
        assert client.get(page).status_code == 404
        assert client.post(page, {"bo": "1", "reason": "x"}).status_code == 404

    def test_a_closed_class_shows_no_form(self, client, page, klass):
        klass.state, klass.ended_at = "closed", klass.opened_at
        klass.save()
        shown = client.get(page).content.decode()
        assert ("đã kết thúc" in shown, "Bỏ phiếu này" in shown) == (True, False)

    def test_a_completion_that_stays_is_said(self, client, taught, officer):  # noqa: F811
        close_class(training_class=taught.training_class, actor=taught.trainer)
        reopen_class(training_class=taught.training_class, reason="Nhập nhầm", actor=officer)
        client.force_login(officer)
        result = PaperResult.objects.get(learner=taught.done)
        answer = client.post(
            f"/day/phieu-ket-qua/{result.pk}/", {"bo": "1", "reason": "Nhầm"}, follow=True
        )
        assert "không tự rút lại" in answer.content.decode()
