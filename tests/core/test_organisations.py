"""The short register of organisations: found without marks, one name in a place, by whose right."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.models import AuditEntry, Organisation
from lms.core.organisations import found_by_name, organisations_of, save_organisation, set_active
from lms.core.roles import Role
from lms.core.services import grant_role


@pytest.fixture
def province(make_user, areas):
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def officer(make_user, commune):
    return make_user(role=Role.COMMUNE_OFFICER, area=commune)


@pytest.fixture
def add(province, areas):
    def make(name, code="19", parent=None, actor=province, kind="agency"):
        return save_organisation(
            organisation=None, name=name, kind=kind, area=areas[code], parent=parent, actor=actor
        )

    return make


def agency_officer(make_user, organisation):
    user = make_user()
    grant_role(
        user=user,
        role=Role.AGENCY_OFFICER,
        area=organisation.area,
        organisation=organisation,
        actor=None,
    )
    return user


def test_a_name_stands_once_in_a_place_marks_aside(add):
    add("Trường Hòa Bình", "05503")
    with pytest.raises(DomainError):
        add("trường hoà  binh", "05503")
    assert add("Trường Hòa Bình", "01906").pk
    assert AuditEntry.objects.filter(action="core.add_organisation").count() == 2


@pytest.mark.parametrize(("name", "kind"), [("", "agency"), ("...", "agency"), ("Sở", "x")])
def test_what_is_no_organisation_is_refused(add, name, kind):
    with pytest.raises(DomainError):
        add(name, kind=kind)


def test_an_officer_keeps_those_of_the_commune(add, officer, areas):
    school = add("Trường Tân Cương", "05503", actor=officer)
    with pytest.raises(DomainError):
        add("Trường Ba Bể", "01906", actor=officer)
    with pytest.raises(DomainError):
        save_organisation(
            organisation=school,
            name="Trường",
            kind="school",
            area=areas["01906"],
            parent=None,
            actor=officer,
        )


def test_an_agency_keeps_its_units(add, make_user):
    head = add("Sở Nội vụ")
    clerk = agency_officer(make_user, head)
    unit = add("Trung tâm Lưu trữ", parent=head, actor=clerk)
    assert unit.parent == head
    with pytest.raises(DomainError):
        add("Sở Xây dựng", actor=clerk)


def test_an_auditor_changes_nothing(add, make_user):
    auditor = make_user(role=Role.AUDITOR)
    with pytest.raises(DomainError):
        add("Sở Nội vụ", actor=auditor)
    one = add("Sở Xây dựng")
    with pytest.raises(DomainError):
        set_active(organisation=one, is_active=False, actor=auditor)


def test_nothing_stands_above_itself(add, province):
    top = add("Sở")
    middle = add("Chi cục", parent=top)
    low = add("Trạm", parent=middle)
    for parent in (top, middle, low):
        with pytest.raises(DomainError):
            save_organisation(
                organisation=top,
                name="Sở",
                kind="agency",
                area=top.area,
                parent=parent,
                actor=province,
            )


def test_closing_twice_is_once_and_a_closed_one_is_not_offered(add, province):
    one = add("Sở Nội vụ")
    for _ in range(2):
        set_active(organisation=one, is_active=False, actor=province)
    assert (AuditEntry.objects.filter(action="core.close_organisation").count()) == 1
    assert found_by_name("so noi vu") == []
    set_active(organisation=one, is_active=True, actor=province)
    assert found_by_name("so noi vu") == [one]


def test_namesakes_are_told_apart_by_marks_and_by_place(add):
    one, other = add("Trường Hòa Bình", "05503"), add("Trường Hoa Binh", "01906")
    assert found_by_name("trường hòa bình") == [one]
    assert sorted(o.pk for o in found_by_name("TRUONG HOA  BINH")) == [one.pk, other.pk]
    assert found_by_name("truong hoa binh (Xã Ba Bể)") == [other]


def test_everyone_sees_those_that_concern_them(add, officer, make_user, province):
    here, head = add("Trường Tân Cương", "05503"), add("Sở Nội vụ")
    unit = add("Trung tâm Lưu trữ", parent=head)
    clerk = agency_officer(make_user, head)
    seen = [list(organisations_of(scope=scope_of(user))) for user in (officer, clerk, province)]
    assert seen == [[here], [head, unit], [head, unit, here]]
    assert list(organisations_of(scope=scope_of(province), text="tan cuong")) == [here]


def test_a_list_costs_one_query_whatever_its_length(add, province):
    scope = scope_of(province)
    for name in ("A", "B", "C"):
        add(name)
        with CaptureQueriesContext(connection) as queries:
            assert [(o.area.name, o.parent) for o in organisations_of(scope=scope)]
        assert len(queries) == 1
    assert Organisation.objects.count() == 3
