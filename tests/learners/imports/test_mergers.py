"""Lists that name communes as they were before they were merged: people go where it went on."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from learners.imports.models import Import
from learners.imports.places import Places
from learners.people.forms import CommuneField
from learners.people.models import Learner
from learners.people.settling import settle
from lms.core.models import Area
from lms.core.roles import Role
from tests.learners.imports.lists import AN, BINH, SAY, applied, planned, row, states
from tests.learners.imports.test_places import COMMUNES, FORMER
from tests.learners.monitoring.mergers import unite

FIRST_DAY = date(2026, 3, 1)
A, B = "05503", "01906"
MERGED = Places(COMMUNES, FORMER, {A: B})


@pytest.mark.parametrize("said", ["05503", "5503", "Tân Cương", "Xã Tân Cương", "X. TAN CUONG"])
def test_the_name_and_the_code_of_the_one_that_ended_lead_where_it_went_on(said):
    assert MERGED.read(said).code == B


def test_an_old_unit_that_belonged_to_it_leads_there_too():
    old = {row["old_name"] for row in FORMER if row["new_code"] == A}
    codes = {row["old_code"] for row in FORMER if row["new_code"] == A}
    assert len(old) >= 2
    assert {MERGED.read(code).code for code in codes} == {B}


def test_a_unit_whose_halves_are_in_one_commune_again_is_asked_no_more():
    parts: dict[str, set[str]] = {}
    for one in FORMER:
        parts.setdefault(one["old_code"], set()).add(one["new_code"])
    split, (first, second) = next((code, sorted(of)) for code, of in parts.items() if len(of) == 2)
    assert Places(COMMUNES, FORMER).read(split).code is None
    assert Places(COMMUNES, FORMER, {first: second}).read(split).code == second


@pytest.fixture
def successor(make_user, areas):
    """The officer of Ba Bể, of which Tân Cương is a part."""
    assert unite(areas[A], areas[B], FIRST_DAY)
    settle()
    return make_user(role=Role.COMMUNE_OFFICER, area=areas[B])


@pytest.mark.django_db
class TestAList:
    def test_who_is_written_down_with_the_old_name_lives_in_the_new_place(self, successor, areas):
        taken = applied(successor, AN, SAY, commune=areas[B])
        assert states(taken) == ["new", "new"]
        assert set(Learner.objects.values_list("commune", flat=True)) == {B}

    def test_who_came_with_an_earlier_list_is_known_again(self, officer, areas, make_user):
        applied(officer, AN, SAY, commune=areas[A])
        assert unite(areas[A], areas[B], FIRST_DAY)
        settle()
        own = make_user(role=Role.COMMUNE_OFFICER, area=areas[B])
        taken = planned(own, AN, commune=areas[B])
        assert states(taken) == ["known"]
        assert Learner.objects.count() == 2

    def test_a_list_for_the_one_that_ended_is_read_for_where_it_went_on(
        self, officer, successor, areas
    ):
        """One of a class there, say: rows without a place are of the other."""
        taken = planned(successor, BINH, commune=areas[A])
        assert row(taken, 2).commune_id == B
        assert states(taken) == ["new"]

    def test_the_officer_of_the_one_that_ended_brings_nobody_there(self, officer, successor, areas):
        taken = planned(officer, AN, BINH, commune=areas[A])
        assert states(taken) == ["invalid", "invalid"]

    def test_an_old_list_opens_for_the_officer_of_where_it_went_and_for_no_third(
        self, officer, areas, make_user
    ):
        taken = applied(officer, AN, commune=areas[A])
        assert unite(areas[A], areas[B], FIRST_DAY)
        settle()
        own = make_user(role=Role.COMMUNE_OFFICER, area=areas[B])
        third = make_user(role=Role.COMMUNE_OFFICER, area=areas["05488"])
        assert list(Import.objects.visible_to(own)) == [taken]
        assert list(Import.objects.visible_to(third)) == []


@pytest.mark.django_db
class TestWhoeverTypesTheName:
    def test_is_told_where_it_went(self, successor):
        with pytest.raises(ValidationError) as refusal:
            CommuneField().clean("Xã Tân Cương")
        assert refusal.value.messages == ["Xã Tân Cương đã nhập vào Xã Ba Bể. Hãy chọn Xã Ba Bể."]

    def test_may_choose_it_until_its_last_day(self, areas):
        assert unite(areas[A], areas[B], timezone.localdate() + timedelta(days=30))
        assert CommuneField().clean("Xã Tân Cương") == areas[A]

    def test_finds_of_several_mergers_the_last(self, successor, areas):
        assert unite(Area.objects.get(pk=B), areas["05488"], date(2026, 4, 1))
        with pytest.raises(ValidationError) as refusal:
            CommuneField().clean("tan cuong")
        assert "Hãy chọn Xã" in refusal.value.messages[0]
        assert str(areas["05488"]) in refusal.value.messages[0]
