"""A tier: appointed, renewed, suspended, withdrawn, expired; what counts when; no rights."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from learners.classes.permissions import may_run
from learners.monitoring.indicators import CORE_TRAINERS
from learners.monitoring.services import refresh_counts
from learners.trainers.appointing import appoint, passed_over, resume, suspend, withdraw
from learners.trainers.models import Appointment, Tier, TrainerFile
from learners.trainers.services import move, open_file
from learners.trainers.states import State
from learners.trainers.tasks import review
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.models import AuditEntry, RoleGrant
from lms.core.roles import Role
from tests.learners.trainers.conftest import a_decision, standing

TODAY = timezone.localdate


def counted(day=None) -> int:
    return CORE_TRAINERS.count_by_area(day or TODAY()).get("05503", 0)


def test_an_appointment_keeps_its_decision_and_counts(appointed, commune, learner):
    (one,) = standing(learner)
    assert (one.decision_number, one.issuer, one.area) == (
        "12/QĐ-UBND",
        "Ủy ban nhân dân xã Tân Cương",
        commune,
    )
    assert (appointed.state, appointed.valid_from, appointed.valid_to) == (
        State.APPOINTED,
        one.valid_from,
        one.valid_to,
    )
    assert counted() == 1
    act = AuditEntry.objects.get(action="trainers.appoint")
    assert act.data["missing"][-1] == "steps"


def test_a_tier_gives_no_rights_roles_do(appointed, make_class, make_user, client):
    user = appointed.learner.user
    assert (scope_of(user).may_teach, scope_of(user).may_run_classes) == (False, False)
    training_class = make_class()
    assert may_run(user=user, training_class=training_class) is False
    client.force_login(user)
    assert client.get("/theo-doi/giang-vien/").status_code == 403
    assert RoleGrant.objects.filter(user=user).count() == 0


def test_without_what_the_rule_asks_a_reason_is_needed(file, officer, commune):
    assert passed_over(file)[-1] == "steps"
    with pytest.raises(DomainError, match="lý do"):
        appoint(file=file, decision=a_decision(commune), words="", actor=officer)
    assert Appointment.objects.count() == 0


def test_longer_than_the_rule_says_needs_a_reason_too(appointed, officer, commune):
    last = appointed.valid_to
    longer = a_decision(commune, number="13", since=last, days=370)
    assert passed_over(appointed, longer) == ["term"]
    with pytest.raises(DomainError, match="lý do"):
        appoint(file=appointed, decision=longer, words="", actor=officer)


def test_the_same_decision_twice_is_one_appointment(appointed, officer, commune):
    again = appoint(file=appointed, decision=a_decision(commune), words="", actor=officer)
    assert (Appointment.objects.get(), appointed.changes.count()) == (again, 2)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"number": " "}, "số quyết định"),
        ({"decided_on": TODAY() + timedelta(days=1)}, "chưa tới"),
        ({"valid_to": TODAY() - timedelta(days=1)}, "Ngày cuối"),
        (
            {"valid_from": TODAY() + timedelta(days=3), "valid_to": TODAY() + timedelta(days=9)},
            "chưa có hiệu lực",
        ),
    ],
)
def test_a_decision_that_cannot_be_is_refused(file, officer, commune, changed, words):
    wrong = replace(a_decision(commune), **changed)
    with pytest.raises(DomainError, match=words):
        appoint(file=file, decision=wrong, words="Đã có", actor=officer)


def test_a_core_trainer_has_a_commune_and_an_expert_the_province(
    areas, file, province, officer, learner
):
    with pytest.raises(DomainError, match="địa bàn"):
        appoint(file=file, decision=a_decision(areas["19"]), words="x", actor=province)
    with pytest.raises(DomainError, match="do cán bộ"):
        appoint(file=file, decision=a_decision(areas["01906"]), words="x", actor=officer)
    expert = open_file(learner=learner, tier=Tier.EXPERT, words="", actor=province)
    made = appoint(file=expert, decision=a_decision(areas["19"]), words="Sở cử", actor=province)
    assert (made.tier, made.area_id) == ("expert", "19")


def test_a_renewal_is_a_new_appointment_that_follows_the_one_in_force(appointed, officer, commune):
    last = appointed.valid_to
    late = a_decision(commune, number="14", since=last + timedelta(days=2), days=300)
    with pytest.raises(DomainError, match="nối tiếp"):
        appoint(file=appointed, decision=late, words="", actor=officer)
    inside = a_decision(commune, number="14", since=TODAY() + timedelta(days=2), days=10)
    with pytest.raises(DomainError, match="đến hết"):
        appoint(file=appointed, decision=inside, words="", actor=officer)
    follows = a_decision(commune, number="14", since=last + timedelta(days=1), days=300)
    appoint(file=appointed, decision=follows, words="", actor=officer)
    appointed.refresh_from_db()
    assert (appointed.valid_from, appointed.valid_to) == (TODAY(), follows.valid_to)
    assert [counted(last + timedelta(days=n)) for n in (0, 1, 300)] == [1, 1, 1]


def test_who_is_suspended_is_not_counted_on_those_days_and_the_past_stays(
    appointed, officer, learner
):
    start = TODAY()
    with time_machine.travel(timezone.now() + timedelta(days=10)):
        suspend(file=appointed, words="Nghỉ ốm", actor=officer)
        suspend(file=appointed, words="Nghỉ ốm", actor=officer)
        assert (standing(learner), counted()) == ([], 0)
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        resume(file=appointed, words="Đã khỏe", actor=officer)
        resume(file=appointed, words="Đã khỏe", actor=officer)
    days = [start + timedelta(days=n) for n in (0, 9, 10, 19, 20)]
    assert [counted(day) for day in days] == [1, 1, 0, 0, 1]
    refresh_counts(day=days[2])
    assert refresh_counts(day=days[2]) == 0
    assert Appointment.objects.valid_on(days[2]).count() == 1  # the decision itself still holds


def test_a_suspension_of_a_morning_leaves_no_trace_in_the_numbers(appointed, officer):
    suspend(file=appointed, words="Nhầm", actor=officer)
    resume(file=appointed, words="Ghi nhầm", actor=officer)
    assert counted() == 1


def test_who_is_suspended_is_not_renewed(appointed, officer, commune):
    suspend(file=appointed, words="Nghỉ", actor=officer)
    follows = a_decision(commune, number="14", since=appointed.valid_to, days=300)
    with pytest.raises(DomainError, match="tạm ngừng"):
        appoint(file=appointed, decision=follows, words="", actor=officer)


def test_withdrawn_is_not_counted_from_that_day_and_may_begin_again(
    appointed, officer, commune, learner
):
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        withdraw(file=appointed, words="Xin thôi", actor=officer)
        withdraw(file=appointed, words="Xin thôi", actor=officer)
        assert standing(learner) == []
    assert [counted(TODAY() + timedelta(days=n)) for n in (4, 5, 50)] == [1, 0, 0]
    appointed.refresh_from_db()
    assert (appointed.state, appointed.valid_to) == (State.WITHDRAWN, None)
    with pytest.raises(DomainError):
        appoint(file=appointed, decision=a_decision(commune, number="15"), words="", actor=officer)
    back = move(file=appointed, to=State.CANDIDATE, words="Muốn dạy lại", actor=officer)
    assert back.state == State.CANDIDATE


def test_whoever_lapsed_shows_as_expired_before_the_night_wrote_it(appointed, officer):
    with time_machine.travel(timezone.now() + timedelta(days=365)):
        file = TrainerFile.objects.get()
        assert (file.state, file.state_today) == ("appointed", State.EXPIRED)
        with pytest.raises(DomainError, match="hết hạn"):
            suspend(file=file, words="x", actor=officer)
        review()
        assert TrainerFile.objects.get().state == State.EXPIRED


def test_an_expired_one_is_renewed_late_and_the_gap_is_not_counted(appointed, officer, commune):
    last = appointed.valid_to
    with time_machine.travel(timezone.now() + timedelta(days=375)):
        again = a_decision(commune, number="20")
        appoint(file=appointed, decision=again, words="Quay lại dạy", actor=officer)
    days = [last + timedelta(days=n) for n in (0, 1, 10, 11)]
    assert [counted(day) for day in days] == [1, 0, 0, 1]
    states = appointed.changes.order_by("pk").values_list("to_state", flat=True)
    assert list(states) == ["candidate", "appointed", "expired", "appointed"]


@pytest.mark.parametrize("act", [suspend, resume, withdraw])
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.TRAINER, None])
def test_nobody_else_acts(appointed, make_user, act, role):
    with pytest.raises(DomainError, match="do cán bộ"):
        act(file=appointed, words="x", actor=make_user(role=role))


@pytest.mark.parametrize("act", [suspend, withdraw])
def test_an_act_of_weight_needs_a_reason(appointed, officer, act):
    with pytest.raises(DomainError, match="lý do"):
        act(file=appointed, words=" ", actor=officer)
