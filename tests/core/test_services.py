"""Giving roles, and forgetting accounts that were never anybody's."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.core.errors import DomainError
from lms.core.models import AuditEntry, RoleGrant, User
from lms.core.roles import AUTHOR_GROUP, WATCHERS, Role
from lms.core.services import end_role, forget_unverified_accounts, grant_role, mark_verified
from lms.core.tasks import forget_expired

pytestmark = pytest.mark.django_db


class TestGrantingARole:
    def test_it_is_written_down_who_gave_it(self, make_user, commune):
        actor, second, user = make_user(), make_user(), make_user()
        grant = grant_role(
            user=user, role=Role.COMMUNE_OFFICER, area=commune, actor=actor, second=second
        )
        entry = AuditEntry.objects.get()
        assert (grant.granted_by, grant.valid_from) == (actor, timezone.localdate())
        assert (entry.actor, entry.action, entry.target, entry.data) == (
            actor,
            "core.grant_role",
            f"core.rolegrant:{grant.pk}",
            {"role": "commune_officer", "area": "05503", "second": second.pk},
        )

    def test_giving_it_twice_changes_nothing(self, make_user, commune):
        user = make_user()
        grants = {
            grant_role(user=user, role=Role.COMMUNE_OFFICER, area=commune, actor=None).pk
            for _ in range(2)
        }
        assert (len(grants), RoleGrant.objects.count(), AuditEntry.objects.count()) == (1, 1, 1)

    def test_an_author_joins_the_authors(self, areas, make_user):
        user = make_user(role=Role.AUTHOR)
        assert [group.name for group in user.groups.all()] == [AUTHOR_GROUP]
        assert (user.is_staff, user.is_superuser) == (False, False)

    def test_an_operator_may_open_the_operators_pages(self, areas, make_user):
        user = make_user(role=Role.OPERATOR)
        user.refresh_from_db()
        assert (user.is_staff, user.is_superuser) == (True, True)

    @pytest.mark.parametrize("role", sorted(WATCHERS))
    def test_a_watcher_gets_no_other_right(self, areas, make_user, role):
        user = make_user(role=role)
        assert (user.is_staff, user.is_superuser, user.groups.count()) == (False, False, 0)
        assert Group.objects.filter(name=AUTHOR_GROUP).count() == 0

    def test_an_officer_of_a_commune_is_given_a_commune_only(self, areas, make_user):
        user = make_user()
        with pytest.raises(DomainError) as refused:
            grant_role(user=user, role=Role.COMMUNE_OFFICER, area=areas["19"], actor=None)
        assert refused.value.message == "Cán bộ xã, phường phải được giao cho một xã hoặc phường."
        assert user.grants.count() == 0

    def test_ending_a_role_takes_its_rights_and_is_written_down(self, areas, make_user):
        user, actor = make_user(role=Role.OPERATOR), make_user(role=Role.PROVINCE_OFFICER)
        grant = user.grants.get()
        grant.valid_from = date(2026, 1, 1)
        grant.save()
        end_role(grant=grant, valid_to=date(2026, 1, 31), actor=actor)
        user.refresh_from_db()
        assert (user.is_staff, user.is_superuser) == (False, False)
        entry = AuditEntry.objects.get(action="core.end_role")
        assert (entry.actor, entry.data) == (actor, {"valid_to": "2026-01-31"})

    def test_a_role_cannot_end_before_it_begins(self, make_user, commune):
        with pytest.raises(DomainError):
            grant_role(
                user=make_user(),
                role=Role.COMMUNE_OFFICER,
                area=commune,
                actor=None,
                valid_from=date(2026, 3, 2),
                valid_to=date(2026, 3, 1),
            )


class TestARoleThatEnded:
    @pytest.fixture
    def held(self, areas, make_user):
        """A role from a week ago until so many days ago."""

        def hold(role: Role, ended: int) -> User:
            user, today = make_user(), timezone.localdate()
            grant = grant_role(
                user=user,
                role=role,
                area=areas["19"],
                actor=None,
                valid_from=today - timedelta(days=7),
            )
            grant.valid_to = today - timedelta(days=ended)
            grant.save()
            return user

        return hold

    def rights(self, user: User) -> tuple[bool, bool, int]:
        user.refresh_from_db()
        return user.is_staff, user.is_superuser, user.groups.count()

    def test_the_night_after_it_opens_nothing(self, held):
        people = [held(Role.AUTHOR, ended=1), held(Role.OPERATOR, ended=1)]
        forget_expired.delay()
        assert [self.rights(user) for user in people] == [(False, False, 0)] * 2

    def test_on_its_last_day_it_still_holds(self, held):
        people = [held(Role.AUTHOR, ended=0), held(Role.OPERATOR, ended=0)]
        forget_expired.delay()
        assert [self.rights(user) for user in people] == [(False, False, 1), (True, True, 0)]

    def test_a_role_from_tomorrow_opens_nothing_today(self, areas, make_user):
        user = make_user()
        tomorrow = timezone.localdate() + timedelta(days=1)
        grant_role(user=user, role=Role.OPERATOR, area=areas["19"], actor=None, valid_from=tomorrow)
        assert self.rights(user) == (False, False, 0)

    def test_an_operator_made_on_the_machine_stays(self):
        user = User.objects.create_superuser("vanhanh@vidu.vn")
        forget_expired.delay()
        assert self.rights(user) == (True, True, 0)

    def test_an_operator_ends_a_role_on_its_page(self, client, held, areas, make_user):
        client.force_login(make_user(role=Role.OPERATOR))
        user = held(Role.AUTHOR, ended=-9)
        yesterday = timezone.localdate() - timedelta(days=1)
        address = f"/theo-doi/vai-tro/{user.grants.get().pk}/ket-thuc/"
        assert client.post(address, {"valid_to": str(yesterday)}).status_code == 302
        assert self.rights(user) == (False, False, 0)


class TestAccounts:
    def test_an_account_needs_a_phone_or_a_mailbox(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(full_name="Không ai")

    def test_a_phone_is_stored_as_e164(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(phone="0912345678")

    def test_a_mailbox_is_one_account_however_it_is_written(self):
        User.objects.create_user(email="Lan@ViDu.vn")
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create_user(email="lan@vidu.vn")

    def test_no_account_has_a_password(self):
        users = [
            User.objects.create_user(phone="+84912345678"),
            User.objects.create_superuser("vanhanh@vidu.vn", password="bo-qua"),
        ]
        assert [user.has_usable_password() for user in users] == [False, False]

    def test_an_account_is_shown_by_its_name_or_by_its_door(self):
        shown = [
            str(User.objects.create_user(phone="+84912345678")),
            str(User.objects.create_user(email="lan@vidu.vn")),
            str(User.objects.create_user(email="hoa@vidu.vn", full_name="Hoa")),
        ]
        assert shown == ["0912 345 678", "lan@vidu.vn", "Hoa"]

    def test_the_first_verification_is_the_one_that_is_kept(self):
        user = User.objects.create_user(phone="+84912345678")
        mark_verified(user=user)
        first = user.verified_at
        mark_verified(user=user)
        user.refresh_from_db()
        assert user.verified_at == first


class TestForgetting:
    @pytest.fixture
    def yesterday(self):
        return timezone.now() - timedelta(days=1, minutes=1)

    def test_a_code_that_was_never_entered_leaves_no_account(self, yesterday):
        User.objects.create_user(phone="+84912345678", date_joined=yesterday)
        User.objects.create_user(email="lan@vidu.vn", date_joined=yesterday)
        assert (forget_unverified_accounts(), User.objects.count()) == (2, 0)

    def test_a_code_has_a_day_to_be_entered(self):
        User.objects.create_user(phone="+84912345678")
        assert (forget_unverified_accounts(), User.objects.count()) == (0, 1)

    def test_an_account_that_is_somebodys_stays(self, yesterday, commune):
        mark_verified(user=User.objects.create_user(email="a@vidu.vn", date_joined=yesterday))
        User.objects.create_superuser("b@vidu.vn", date_joined=yesterday)
        officer = User.objects.create_user(email="c@vidu.vn", date_joined=yesterday)
        grant_role(user=officer, role=Role.COMMUNE_OFFICER, area=commune, actor=None)
        assert (forget_unverified_accounts(), User.objects.count()) == (0, 3)

    def test_the_nightly_task_may_run_twice(self, yesterday):
        User.objects.create_user(phone="+84912345678", date_joined=yesterday)
        forget_expired.delay()
        forget_expired.delay()
        assert User.objects.count() == 0


def test_every_role_has_a_name_in_vietnamese():
    assert {str(role.label) for role in Role} == {
        "giảng viên",
        "cán bộ cơ quan, đơn vị",
        "cán bộ xã, phường",
        "cán bộ tỉnh",
        "kiểm tra, thanh tra",
        "tác giả khóa học",
        "người vận hành",
    }
