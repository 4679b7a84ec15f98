"""Communes and organisations merged at one moment by several people; people moved by several."""

from contextlib import suppress
from datetime import date
from functools import partial

import pytest

from learners.people.models import Learner, Move
from learners.people.settling import settle
from lms.core.approvals import agree
from lms.core.errors import DomainError
from lms.core.merging import ask_merger
from lms.core.models import Approval, Area, AuditEntry, Organisation, User
from lms.core.organisations import ask_merger as ask_to_join
from lms.core.organisations import save_organisation, set_active
from lms.core.roles import Role
from tests.facts import make_person
from tests.learners.monitoring.mergers import SOURCE, join, unite

pytestmark = pytest.mark.django_db(transaction=True)
A, B = "05503", "01906"
DAY = date(2026, 3, 1)
FOUR = range(4)


def attempt(approval: Approval, user: User) -> str:
    """What becomes of it when this person agrees; "no" if it is possible no more."""
    try:
        return str(agree(approval=approval, actor=User.objects.get(pk=user.pk)).state)
    except DomainError:
        return "no"


def test_there_and_back_at_one_moment_is_one_of_them(together, areas, make_user):
    asks, agrees = (make_user(role=Role.PROVINCE_OFFICER) for _ in range(2))
    told = {"first_day": DAY, "source": SOURCE, "reason": "Nghị quyết", "actor": asks}
    asked = [
        ask_merger(area=areas[one], into=areas[other], **told) for one, other in ((A, B), (B, A))
    ]
    found = together([partial(attempt, one, agrees) for one in asked])
    assert sorted(found) == ["done", "no"]
    assert Area.objects.filter(ended_on__isnull=False).count() == 1


def test_four_who_move_people_at_once_move_each_of_them_once(together, areas):
    for _ in range(9):
        make_person(areas[A])
    assert unite(areas[A], areas[B], DAY)
    together([settle for _ in FOUR])
    settle()
    assert Learner.objects.filter(commune=B).count() == 9
    assert Move.objects.count() == 9


class TestOrganisations:
    @pytest.fixture
    def agencies(self, areas) -> list[Organisation]:
        return [
            Organisation.objects.create(name=f"Sở {name}", kind="agency", area=areas["19"])
            for name in "ABC"
        ]

    @pytest.fixture
    def asked(self, areas, make_user):
        """Ask that one be part of another; somebody else agrees to all of them at one moment."""
        asks, self.agrees = (make_user(role=Role.PROVINCE_OFFICER) for _ in range(2))

        def make(one: Organisation, into: Organisation) -> partial:
            approval = ask_to_join(organisation=one, into=into, reason="Nghị quyết", actor=asks)
            return partial(attempt, approval, self.agrees)

        return make

    def merged(self) -> list[tuple[str, str, str]]:
        """Name, what it was merged into, what it stands under."""
        rows = Organisation.objects.filter(successor__isnull=False).order_by("name")
        return list(rows.values_list("name", "successor__name", "parent__name"))

    def test_there_and_back_at_one_moment_is_one_of_them(self, together, agencies, asked):
        one, other, _ = agencies
        found = together([asked(one, other), asked(other, one)])
        assert sorted(found) == ["done", "no"]
        assert self.merged() in (
            [("Sở A", "Sở B", "Sở B")],
            [("Sở B", "Sở A", "Sở A")],
        )

    def test_in_a_circle_at_one_moment_one_is_left_that_works(self, together, agencies, asked):
        a, b, c = agencies
        found = together([asked(a, b), asked(b, c), asked(c, a)])
        assert sorted(found) == ["done", "done", "no"]
        last = Organisation.objects.get(is_active=True)
        assert last.successor is None
        assert {into for _, into, _ in self.merged()} == {last.name}

    def test_a_unit_and_what_it_stands_under_go_to_one_place_at_one_moment(
        self, together, agencies, asked
    ):
        head, unit, into = agencies
        Organisation.objects.filter(pk=unit.pk).update(parent=head)
        assert together([asked(head, into), asked(unit, into)]) == ["done", "done"]
        assert self.merged() == [("Sở A", "Sở C", "Sở C"), ("Sở B", "Sở C", "Sở C")]

    def test_merged_changed_and_opened_at_one_moment_it_stays_merged(
        self, together, agencies, asked, make_user
    ):
        one, into, _ = agencies
        clerk = make_user(role=Role.PROVINCE_OFFICER)
        told = {"name": "Sở A mới", "kind": "agency", "area": one.area, "parent": None}

        change = partial(save_organisation, organisation=one, actor=clerk, **told)
        reopen = partial(set_active, organisation=one, is_active=True, actor=clerk)
        calls = [asked(one, into), partial(unless_refused, change), partial(unless_refused, reopen)]
        assert together(calls)[0] == "done"
        ((_, successor, parent),) = self.merged()
        assert (successor, parent) == ("Sở B", "Sở B")

    def test_four_who_move_people_at_once_move_each_of_them_once(self, together, areas, agencies):
        one, into, _ = agencies
        for _ in range(9):
            Learner.objects.filter(pk=make_person(areas[A]).pk).update(organisation=one)
        join(one, into)
        together([settle for _ in FOUR])
        settle()
        assert Learner.objects.filter(organisation=into).count() == 9
        moved = AuditEntry.objects.filter(action="people.settle").values_list("data", flat=True)
        assert sum(data["rows"] for data in moved) == 9


def unless_refused(write) -> None:
    """It is done, or refused in words."""
    with suppress(DomainError):
        write()
