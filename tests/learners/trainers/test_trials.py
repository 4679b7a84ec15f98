"""The teaching assessment: two judge, each alone, nobody their own learner, result with both in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.classes.models import Seat
from learners.classes.services import take_seat
from learners.trainers.models import Trial, TrialSheet
from learners.trainers.reviewing import review_one
from learners.trainers.services import tell_trained_by
from learners.trainers.trials import cancel_trial, open_trial, score, tie_between
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from lms.core.services import grant_role
from tests.learners.trainers.conftest import both_score

GOOD, MIXED, BAD = [4, 4, 3, 3, 4], [3, 3, 2, 3, 3], [4, 4, 4, 4, 1]


def name_two(file, assessors, officer, **changes) -> Trial:
    told = {"held_on": timezone.localdate(), "topic": "Hỏi bằng ảnh chụp"}
    return open_trial(file=file, assessors=assessors, actor=officer, **told | changes)


def test_the_result_is_there_when_both_are_in(trial, assessors):
    first = score(trial=trial, scores=GOOD, notes="Nói rõ", actor=assessors[0])
    assert (first.closed_at, first.passed) == (None, None)
    done = score(trial=trial, scores=MIXED, notes="", actor=assessors[1])
    assert (done.passed, str(done.average)) == (True, "3.20")
    file = done.file
    met = {one.condition.measure for one in review_one(file).findings if one.met}
    assert "trial_passed" in met


@pytest.mark.parametrize(
    ("sheets", "passed"),
    [((GOOD, GOOD), True), ((GOOD, BAD), False), ((MIXED, MIXED), False), (([3] * 5,) * 2, True)],
)
def test_an_average_of_three_and_no_one_passes(trial, assessors, sheets, passed):
    assert both_score(trial, assessors, *sheets).passed is passed


def test_a_sheet_handed_in_twice_is_one_and_changed_it_is_refused(trial, assessors):
    for _ in range(2):
        score(trial=trial, scores=GOOD, notes="", actor=assessors[0])
    with pytest.raises(DomainError, match="không sửa được"):
        score(trial=trial, scores=BAD, notes="", actor=assessors[0])
    assert TrialSheet.objects.filter(scored_at__isnull=False).count() == 1
    assert AuditEntry.objects.filter(action="trainers.score").count() == 1


@pytest.mark.parametrize("wrong", [[4, 4, 4, 4], [4, 4, 4, 4, 5], [0, 4, 4, 4, 4], []])
def test_every_criterion_has_one_to_four_points(trial, assessors, wrong):
    with pytest.raises(DomainError, match="năm tiêu chí"):
        score(trial=trial, scores=wrong, notes="", actor=assessors[0])


def test_nobody_judges_who_was_not_asked(trial, officer):
    with pytest.raises(DomainError, match="không được giao"):
        score(trial=trial, scores=GOOD, notes="", actor=officer)


def test_nobody_judges_before_the_day(waiting, assessors, officer):
    later = name_two(waiting, assessors, officer, held_on=timezone.localdate() + timedelta(days=3))
    with pytest.raises(DomainError, match="Hãy chấm sau"):
        score(trial=later, scores=GOOD, notes="", actor=assessors[0])


def test_two_different_people_judge(waiting, assessors, officer):
    for wrong in (assessors[:1], assessors[:1] * 2, [*assessors, officer]):
        with pytest.raises(DomainError, match="hai người"):
            name_two(waiting, wrong, officer)


def test_nobody_judges_themselves(waiting, assessors, officer, areas):
    own = waiting.learner.user
    grant_role(user=own, role=Role.TRAINER, area=areas["05503"], organisation=None, actor=None)
    with pytest.raises(DomainError, match="chính là người được chấm"):
        name_two(waiting, [assessors[0], own], officer)


def test_nobody_without_a_role_judges(waiting, assessors, officer, make_user):
    with pytest.raises(DomainError, match="vai trò"):
        name_two(waiting, [assessors[0], make_user()], officer)


def test_nobody_judges_whom_they_trained(waiting, assessors, officer):
    tell_trained_by(file=waiting, trained_by=assessors[0].learner, actor=officer)
    with pytest.raises(DomainError, match="đã kèm"):
        name_two(waiting, assessors, officer)


@pytest.mark.parametrize("state", [Seat.State.SEATED, Seat.State.LEFT])
def test_nobody_judges_whom_they_taught_even_if_they_left(
    waiting, assessors, officer, make_class, state
):
    taught = make_class(trainer=assessors[0].learner)
    take_seat(
        training_class=taught, learner=waiting.learner, via=Seat.Via.SEARCH, actor=assessors[0]
    )
    Seat.objects.update(state=state)
    with pytest.raises(DomainError, match="đã dạy người này"):
        name_two(waiting, assessors, officer)


def test_a_place_in_the_waiting_list_is_no_teaching_and_others_do_not_matter(
    waiting, assessors, make_class, make_learner
):
    taught = make_class(trainer=assessors[0].learner)
    for one in (waiting.learner, make_learner("Trần Văn Bình")):
        take_seat(training_class=taught, learner=one, via=Seat.Via.SEARCH, actor=assessors[0])
    Seat.objects.filter(learner=waiting.learner).update(state=Seat.State.WAITING)
    assert tie_between(waiting.learner, assessors[0].learner) == ""


def test_who_has_come_to_teach_them_since_judges_no_longer(trial, assessors, make_class):
    taught = make_class(trainer=assessors[0].learner)
    take_seat(
        training_class=taught, learner=trial.file.learner, via=Seat.Via.SEARCH, actor=assessors[0]
    )
    with pytest.raises(DomainError, match="đã dạy người này"):
        score(trial=trial, scores=GOOD, notes="", actor=assessors[0])


def test_only_who_waits_is_judged_and_once_at_a_time(file, trial, assessors, officer):
    with pytest.raises(DomainError, match="chờ chấm"):
        name_two(trial.file, assessors, officer)


def test_a_candidate_is_not_judged_yet(file, assessors, officer):
    with pytest.raises(DomainError, match="chờ đánh giá"):
        name_two(file, assessors, officer)


def test_a_cancelled_trial_gives_way_to_another(trial, assessors, officer):
    for _ in range(2):
        cancel_trial(trial=trial, words="Người chấm ốm", actor=officer)
    with pytest.raises(DomainError, match="đã hủy"):
        score(trial=trial, scores=GOOD, notes="", actor=assessors[0])
    again = name_two(trial.file, assessors, officer)
    both_score(again, assessors, GOOD, GOOD)
    again.refresh_from_db()
    with pytest.raises(DomainError, match="đã có kết quả"):
        cancel_trial(trial=again, words="x", actor=officer)


def test_an_assessor_sees_the_trial_and_others_do_not(trial, assessors, officer, make_trainer):
    for user, sees in [(assessors[0], 1), (officer, 1), (make_trainer("Lý A Páo").user, 0)]:
        assert Trial.objects.visible_to(user).count() == sees
    assert Trial.objects.visible_to(trial.file.learner.user).count() == 0
