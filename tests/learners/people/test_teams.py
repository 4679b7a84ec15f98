"""Digital teams: one a hamlet, one head, from day to day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.people import teams
from learners.people.models import DigitalTeam
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import make_person


@pytest.fixture
def officer(make_user, commune):
    return make_user(role=Role.COMMUNE_OFFICER, area=commune)


@pytest.fixture
def team(officer, commune) -> DigitalTeam:
    return teams.open_team(
        commune=commune, hamlet="Xóm 1", decision_number="5/QĐ", decided_on=None, actor=officer
    )


def join(team, learner, actor, *, head=False):
    return teams.add_member(
        team=team, learner=learner, is_head=head, valid_from=timezone.localdate(), actor=actor
    )


def test_a_hamlet_has_one_team_however_often_it_is_set_up(officer, commune, team):
    again = teams.open_team(
        commune=commune, hamlet=" Xóm  1 ", decision_number="6/QĐ", decided_on=None, actor=officer
    )
    assert (again, again.decision_number) == (team, "5/QĐ")


def test_it_is_set_up_by_those_of_the_commune(make_user, commune, other_commune):
    stranger = make_user(role=Role.COMMUNE_OFFICER, area=other_commune)
    for user in (stranger, make_user(role=Role.AUDITOR)):
        with pytest.raises(DomainError):
            teams.open_team(
                commune=commune, hamlet="Xóm 1", decision_number="", decided_on=None, actor=user
            )


def test_a_new_head_takes_over_and_helpers_join_once(officer, commune, team):
    first, second = make_person(commune), make_person(commune, name="Đỗ Thị Dung")
    join(team, first, officer, head=True)
    join(team, second, officer)
    join(team, second, officer, head=True)
    found = team.members.order_by("pk").values_list("learner", "is_head", "valid_to")
    assert list(found) == [(first.pk, False, None), (second.pk, True, None)]


def test_who_ended_may_come_again(officer, commune, team):
    person, today = make_person(commune), timezone.localdate()
    member = join(team, person, officer)
    teams.end_member(member=member, valid_to=today, actor=officer)
    teams.end_member(member=member, valid_to=today, actor=officer)
    join(team, person, officer)
    assert [m.valid_to for m in team.members.order_by("pk")] == [today, None]
    assert AuditEntry.objects.filter(action="people.end_member").count() == 1


def test_days_to_come_are_refused(officer, commune, team):
    tomorrow = timezone.localdate() + timedelta(days=1)
    person = make_person(commune)
    with pytest.raises(DomainError):
        teams.add_member(
            team=team, learner=person, is_head=False, valid_from=tomorrow, actor=officer
        )
    member = join(team, person, officer)
    with pytest.raises(DomainError):
        teams.end_member(member=member, valid_to=tomorrow, actor=officer)


def test_a_closed_team_ends_its_helpers_and_takes_no_more(officer, commune, team):
    join(team, make_person(commune), officer, head=True)
    for _ in range(2):
        teams.close_team(team=team, actor=officer)
    assert [m.valid_to for m in team.members.all()] == [timezone.localdate()]
    with pytest.raises(DomainError):
        join(team, make_person(commune), officer)


def test_everyone_sees_the_teams_of_their_communes(
    officer, make_user, commune, other_commune, team
):
    stranger = make_user(role=Role.COMMUNE_OFFICER, area=other_commune)
    join(team, make_person(commune), officer)
    seen = [
        [(one.hamlet, one.helpers) for one in teams.teams_in(scope_of(user))]
        for user in (officer, stranger, make_user(role=Role.AUDITOR))
    ]
    assert seen == [[("Xóm 1", 1)], [], [("Xóm 1", 1)]]
