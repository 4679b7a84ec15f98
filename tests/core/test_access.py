"""Who may see which rows: an officer their commune, the province everyone, a person themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from learners.people.models import Learner
from lms.core.access import NOBODY, scope_of
from lms.core.models import PROVINCE_CODE, Organisation, RoleGrant, User, roles_held
from lms.core.roles import Role
from lms.core.services import grant_role


def fresh(user: User) -> User:
    """The account as the next request finds it."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def people(make_learner, commune, other_commune):
    """One person in each of two communes."""
    return [
        make_learner(full_name="Nguyễn Thị Lan", commune=commune),
        make_learner(full_name="Hoàng Văn Páo", commune=other_commune),
    ]


class TestScope:
    @pytest.mark.parametrize(
        ("role", "may_watch", "whole_province"),
        [
            (Role.PROVINCE_OFFICER, True, True),
            (Role.AUDITOR, True, True),
            (Role.AUTHOR, False, False),
            (Role.OPERATOR, False, False),
        ],
    )
    def test_a_role_for_the_province(self, areas, make_user, role, may_watch, whole_province):
        scope = scope_of(make_user(role=role))
        assert (scope.roles, scope.may_watch, scope.whole_province, scope.communes) == (
            frozenset({role}),
            may_watch,
            whole_province,
            frozenset(),
        )

    def test_a_commune_officer_watches_over_that_commune_only(self, make_user, commune):
        scope = scope_of(make_user(role=Role.COMMUNE_OFFICER, area=commune))
        assert (scope.may_watch, scope.whole_province) == (True, False)
        assert (scope.covers("05503"), scope.covers("01906")) == (True, False)

    def test_an_officer_of_two_communes_watches_over_both(self, make_user, commune, other_commune):
        user = make_user(role=Role.COMMUNE_OFFICER, area=commune)
        grant_role(user=user, role=Role.COMMUNE_OFFICER, area=other_commune, actor=None)
        assert scope_of(fresh(user)).communes == {"05503", "01906"}

    @pytest.mark.parametrize("role", [Role.AUTHOR, Role.OPERATOR])
    def test_writing_or_running_in_a_commune_is_not_watching_it(self, make_user, commune, role):
        scope = scope_of(make_user(role=role, area=commune))
        assert (scope.may_watch, scope.covers(commune.pk)) == (False, False)

    def test_somebody_without_a_role_watches_nobody(self, make_user):
        assert scope_of(make_user()) == NOBODY

    def test_what_is_held_on_a_day_is_the_same_by_hand_and_by_the_model(self, areas, make_user):
        user, today = make_user(), timezone.localdate()
        for back, ahead in ((3, -1), (2, 0), (1, 1), (0, None)):
            RoleGrant.objects.create(
                user=user,
                role=Role.OPERATOR,
                area=areas["19"],
                valid_from=today - timedelta(days=back),
                valid_to=None if ahead is None else today + timedelta(days=ahead),
            )
        for offset in range(-5, 5):
            day = today + timedelta(days=offset)
            columns = ("role", "area_id", "organisation_id")
            held, _ = roles_held(user_id=user.pk, day=day)
            assert sorted(held) == sorted(user.grants.valid_on(day).values_list(*columns))
        assert len(roles_held(user_id=user.pk, day=today)[0]) == 3
        assert roles_held(user_id=make_user().pk, day=today) == ([], [])

    def test_a_visitor_watches_nobody(self):
        assert scope_of(AnonymousUser()) == NOBODY

    def test_a_locked_account_watches_nobody(self, areas, make_user):
        assert scope_of(make_user(role=Role.PROVINCE_OFFICER, is_active=False)) == NOBODY

    def test_a_request_asks_for_the_scope_once(self, areas, make_user, django_assert_num_queries):
        user = make_user(role=Role.AUDITOR)
        with django_assert_num_queries(1):
            assert scope_of(user) == scope_of(user)


class TestOrganisations:
    @pytest.fixture
    def department(self, areas) -> Organisation:
        """A department with a centre, which has a school; and a stranger."""
        found: list[Organisation] = []
        for name in ("Sở", "Trung tâm", "Trường"):
            above = found[-1] if found else None
            found.append(
                Organisation.objects.create(
                    name=name, kind="agency", area=areas["19"], parent=above
                )
            )
        Organisation.objects.create(name="Hội", kind="union", area=areas["19"])
        return found[0]

    def test_an_agency_officer_watches_over_the_agency_and_all_below(self, make_user, department):
        scope = scope_of(make_user(role=Role.AGENCY_OFFICER, organisation=department))
        named = Organisation.objects.filter(pk__in=scope.organisations).order_by("pk")
        assert [one.name for one in named] == ["Sở", "Trung tâm", "Trường"]
        assert (scope.may_watch, scope.may_register, scope.whole_province) == (True, True, False)
        assert scope.covers("05503") is False

    def test_an_officer_of_what_stands_below_does_not_look_up(self, make_user, department):
        centre = Organisation.objects.get(name="Trung tâm")
        scope = scope_of(make_user(role=Role.AGENCY_OFFICER, organisation=centre))
        assert scope.organisations == {centre.pk, Organisation.objects.get(name="Trường").pk}

    def test_an_agency_in_a_circle_ends_the_walk(self, make_user, department):
        department.parent = Organisation.objects.get(name="Trường")
        department.save()
        scope = scope_of(make_user(role=Role.AGENCY_OFFICER, organisation=department))
        assert len(scope.organisations) == 3

    def test_an_agency_officer_sees_its_people_wherever_they_live(
        self, people, make_user, department
    ):
        Learner.objects.filter(pk=people[1].pk).update(
            organisation=Organisation.objects.get(name="Trường")
        )
        officer = make_user(role=Role.AGENCY_OFFICER, organisation=department)
        assert list(Learner.objects.visible_to(officer)) == people[1:]


SIGNS = "have_papers_signed"
KEEPS = {"watch", "register", "see_roles", "ask_for_roles", "teach", "run_classes"}


class TestWhatOpens:
    @pytest.mark.parametrize(
        ("role", "opens"),
        [
            (Role.TRAINER, {"teach", "run_classes"}),
            (Role.COMMUNE_OFFICER, KEEPS),
            (Role.AGENCY_OFFICER, KEEPS),
            (Role.PROVINCE_OFFICER, KEEPS | {"decide_roles", "read_log", "publish", SIGNS}),
            (Role.AUDITOR, {"watch", "teach", "see_roles", "read_log"}),
            (Role.AUTHOR, {"author"}),
            (
                Role.OPERATOR,
                {"see_roles", "ask_for_roles", "decide_roles", "publish", "author", SIGNS},
            ),
        ],
    )
    def test_each_role_opens_its_screens(self, areas, make_user, role, opens):
        scope = scope_of(make_user(role=role))
        names = [name for name in dir(scope) if name.startswith("may_")]
        opened = {name.removeprefix("may_") for name in names if getattr(scope, name) is True}
        assert opened == opens
        assert scope.holds_a_role is True

    @pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.PROVINCE_OFFICER, Role.OPERATOR])
    def test_who_audits_changes_nothing_whatever_else_was_written_down(
        self, areas, make_user, role
    ):
        user = make_user(role=role)
        RoleGrant.objects.create(user=user, role=Role.AUDITOR, area=areas["19"])
        scope = scope_of(fresh(user))
        assert scope.whole_province is True
        assert (scope.may_register, scope.may_decide_roles, scope.may_ask_for_roles) == (
            (False,) * 3
        )


class TestDates:
    @pytest.mark.parametrize(
        ("today", "watches"),
        [
            (date(2026, 2, 28), False),
            (date(2026, 3, 1), True),
            (date(2026, 6, 30), True),
            (date(2026, 7, 1), False),
        ],
    )
    def test_a_role_holds_from_its_first_day_to_the_end_of_its_last(
        self, make_user, commune, today, watches
    ):
        user = make_user()
        grant_role(
            user=user,
            role=Role.COMMUNE_OFFICER,
            area=commune,
            actor=None,
            valid_from=date(2026, 3, 1),
            valid_to=date(2026, 6, 30),
        )
        noon = datetime(today.year, today.month, today.day, 4, tzinfo=UTC)
        with time_machine.travel(noon, tick=False):
            assert scope_of(fresh(user)).covers("05503") == watches

    def test_the_day_is_the_day_in_viet_nam(self, make_user, commune):
        user = make_user()
        day = date(2026, 3, 1)
        grant_role(user=user, role=Role.COMMUNE_OFFICER, area=commune, actor=None, valid_from=day)
        before_midnight_utc = datetime(2026, 2, 28, 18, tzinfo=UTC)
        with time_machine.travel(before_midnight_utc, tick=False):
            assert scope_of(fresh(user)).covers("05503") is True

    def test_a_role_that_ended_stays_written_down(self, make_user, commune):
        user = make_user(role=Role.COMMUNE_OFFICER, area=commune)
        with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
            user.grants.update(valid_to=timezone.localdate() - timedelta(days=1))
            assert (scope_of(fresh(user)), RoleGrant.objects.count()) == (NOBODY, 1)


class TestRowsAboutPeople:
    def test_the_province_sees_everyone(self, people, make_user):
        officer = make_user(role=Role.PROVINCE_OFFICER)
        assert list(Learner.objects.visible_to(officer).order_by("pk")) == people

    def test_a_commune_officer_sees_their_commune(self, people, make_user, commune):
        officer = make_user(role=Role.COMMUNE_OFFICER, area=commune)
        assert list(Learner.objects.visible_to(officer)) == people[:1]

    def test_a_commune_officer_also_sees_themselves(
        self, people, make_user, make_learner, commune, other_commune
    ):
        officer = make_user(role=Role.COMMUNE_OFFICER, area=commune)
        own = make_learner(user=officer, commune=other_commune, full_name="Ma Văn Bình")
        assert list(Learner.objects.visible_to(officer).order_by("pk")) == [people[0], own]

    def test_a_person_sees_themselves(self, people):
        assert list(Learner.objects.visible_to(people[1].user)) == people[1:]

    @pytest.mark.parametrize("role", [Role.AUTHOR, Role.OPERATOR])
    def test_authors_and_operators_see_nobody(self, people, make_user, role):
        assert list(Learner.objects.visible_to(make_user(role=role))) == []

    def test_a_visitor_sees_nobody(self, people):
        assert list(Learner.objects.visible_to(AnonymousUser())) == []

    def test_an_officer_whose_role_ended_sees_nobody(self, people, make_user, commune):
        officer = make_user(role=Role.COMMUNE_OFFICER, area=commune)
        with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
            officer.grants.update(valid_to=timezone.localdate() - timedelta(days=1))
            assert list(Learner.objects.visible_to(fresh(officer))) == []


def test_the_province_is_the_area_of_the_code_19(areas):
    assert areas[PROVINCE_CODE].name == "Thái Nguyên"
