"""An organisation is merged into another one: two people agree, and what may still be done."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from lms.core import approvals
from lms.core.access import scope_of, with_units
from lms.core.errors import DomainError
from lms.core.forms import AskForRoleForm
from lms.core.models import Approval, AuditEntry, Organisation, RoleGrant, User
from lms.core.organisations import (
    ask_merger,
    found_by_name,
    organisations_of,
    save_organisation,
    set_active,
)
from lms.core.roles import Role
from lms.core.services import ask_for_role, grant_role


@pytest.fixture
def asks(areas, make_user) -> User:
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def agrees(areas, make_user) -> User:
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def add(areas):
    def make(name: str, parent: Organisation | None = None, code: str = "19") -> Organisation:
        return Organisation.objects.create(
            name=name, kind="agency", area=areas[code], parent=parent
        )

    return make


@pytest.fixture
def planning(add) -> Organisation:
    """The department that will be no more."""
    return add("Sở Kế hoạch và Đầu tư")


@pytest.fixture
def finance(add) -> Organisation:
    """The department that it is merged into."""
    return add("Sở Tài chính")


@pytest.fixture
def ask(asks):
    def make(one: Organisation, into: Organisation, **told) -> Approval:
        told = {"reason": "Nghị quyết 45/NQ-HĐND", "actor": asks} | told
        return ask_merger(
            organisation=Organisation.objects.get(pk=one.pk),
            into=Organisation.objects.get(pk=into.pk),
            **told,
        )

    return make


@pytest.fixture
def merge(ask, agrees):
    """Two people agree on it."""
    return lambda one, into: approvals.agree(approval=ask(one, into), actor=agrees)


def state_of(one: Organisation) -> tuple[str | None, str | None, bool]:
    """What it stands under, what it was merged into, whether it works."""
    one = Organisation.objects.get(pk=one.pk)
    return one.parent and one.parent.name, one.successor and one.successor.name, one.is_active


def fresh(user: User) -> User:
    """The account as the next request finds it."""
    return User.objects.get(pk=user.pk)


class TestTwoPeople:
    def test_nothing_has_happened_before_the_second_says_yes(self, ask, planning, finance):
        asked = ask(planning, finance)
        assert state_of(planning) == (None, None, True)
        assert asked.words == (
            "Sở Kế hoạch và Đầu tư (Tỉnh Thái Nguyên) nhập vào Sở Tài chính (Tỉnh Thái Nguyên)"
        )

    def test_it_is_closed_and_stands_under_the_other_one(self, merge, agrees, planning, finance):
        merge(planning, finance)
        assert state_of(planning) == ("Sở Tài chính", "Sở Tài chính", False)
        assert state_of(finance) == (None, None, True)
        entry = AuditEntry.objects.get(action="core.merge_organisation")
        assert entry.target == f"core.organisation:{planning.pk}"
        assert entry.data == {"into": finance.pk, "second": agrees.pk}

    def test_who_asked_does_not_agree(self, ask, asks, planning, finance):
        with pytest.raises(DomainError):
            approvals.agree(approval=ask(planning, finance), actor=asks)
        assert state_of(planning) == (None, None, True)

    def test_who_keeps_both_may_ask_and_only_the_province_agrees(
        self, ask, add, make_user, planning, finance
    ):
        one, other = add("Trung tâm A", planning), add("Trung tâm B", planning)
        officers = [make_user(role=Role.AGENCY_OFFICER, organisation=planning) for _ in range(2)]
        with pytest.raises(DomainError, match="phụ trách cả hai"):
            ask(one, finance, actor=officers[0])
        with pytest.raises(DomainError, match="phụ trách cả hai"):
            ask(finance, one, actor=officers[0])
        asked = ask(one, other, actor=officers[0])
        with pytest.raises(DomainError):
            approvals.agree(approval=asked, actor=officers[1])
        assert state_of(one) == ("Sở Kế hoạch và Đầu tư", None, True)

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.OPERATOR, Role.TRAINER, Role.AUTHOR])
    def test_others_neither_ask_nor_agree(self, ask, make_user, role, planning, finance):
        other = make_user(role=role)
        with pytest.raises(DomainError, match="phụ trách cả hai"):
            ask(planning, finance, actor=other)
        with pytest.raises(DomainError):
            approvals.agree(approval=ask(planning, finance), actor=other)

    def test_asked_twice_it_is_one_and_another_one_waits_for_its_turn(
        self, ask, add, planning, finance
    ):
        assert ask(planning, finance) == ask(planning, finance)
        with pytest.raises(DomainError, match="Đang chờ người thứ hai việc khác: Sở Kế hoạch"):
            ask(planning, add("Sở Nội vụ"))
        assert Approval.objects.count() == 1


class TestWhatCannotBe:
    def test_what_makes_no_sense_is_refused_in_words(self, ask, merge, add, planning, finance):
        closed = Organisation.objects.get(pk=add("Sở Cũ").pk)
        Organisation.objects.filter(pk=closed.pk).update(is_active=False)
        merge(planning, finance)
        for one, into, why in (
            (finance, finance, "khác để nhập vào"),
            (finance, closed, "Sở Cũ đã đóng. Hãy mở lại trước"),
            (finance, planning, "đã nhập vào Sở Tài chính. Hãy chọn cơ quan khác"),
            (planning, finance, "đã nhập vào Sở Tài chính. Hãy chọn cơ quan khác"),
        ):
            with pytest.raises(DomainError, match=why):
                ask(one, into)

    def test_one_that_was_closed_by_hand_may_still_be_merged(self, merge, planning, finance):
        Organisation.objects.filter(pk=planning.pk).update(is_active=False)
        merge(planning, finance)
        assert state_of(planning) == ("Sở Tài chính", "Sở Tài chính", False)

    def test_what_is_agreed_to_is_judged_again(self, ask, agrees, planning, finance):
        there, back = ask(planning, finance), ask(finance, planning)
        approvals.agree(approval=there, actor=agrees)
        with pytest.raises(DomainError, match="đã nhập vào Sở Tài chính"):
            approvals.agree(approval=back, actor=agrees)
        assert state_of(finance) == (None, None, True)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"successor": F("pk"), "is_active": False, "parent": None},
            {"successor": F("parent"), "is_active": True},
        ],
    )
    def test_the_database_knows_none_that_works_on_or_is_part_of_itself(self, add, finance, wrong):
        unit = add("Trung tâm", finance)
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.filter(pk=unit.pk).update(**wrong)

    def test_it_is_neither_opened_again_nor_put_elsewhere(
        self, merge, asks, add, planning, finance
    ):
        merge(planning, finance)
        with pytest.raises(DomainError, match=r"không mở lại được\. Hãy dùng Sở Tài chính"):
            set_active(organisation=planning, is_active=True, actor=asks)
        set_active(organisation=planning, is_active=False, actor=asks)
        told = {"kind": "agency", "area": planning.area, "actor": asks}
        for parent in (None, add("Sở Nội vụ")):
            with pytest.raises(DomainError, match="Hãy ghi Sở Tài chính ở ô Thuộc cơ quan"):
                save_organisation(organisation=planning, name="Sở KH", parent=parent, **told)
        with pytest.raises(DomainError, match="Hãy ghi tên nơi mới"):
            save_organisation(
                organisation=None,
                name="Phòng",
                parent=Organisation.objects.get(pk=planning.pk),
                **told,
            )
        assert state_of(planning) == ("Sở Tài chính", "Sở Tài chính", False)

    def test_its_name_becomes_free_for_the_one_that_goes_on(self, merge, asks, planning, finance):
        merge(planning, finance)
        told = {"kind": "agency", "area": planning.area, "actor": asks}
        save_organisation(
            organisation=planning, name="Sở Kế hoạch và Đầu tư (cũ)", parent=finance, **told
        )
        save_organisation(organisation=finance, name="Sở Kế hoạch và Đầu tư", parent=None, **told)
        assert found_by_name("so ke hoach va dau tu") == [finance]

    def test_an_older_page_does_not_take_the_merger_back(self, merge, asks, planning, finance):
        before = Organisation.objects.get(pk=planning.pk)
        merge(planning, finance)
        save_organisation(
            organisation=before,
            name="Sở Kế hoạch",
            kind="agency",
            area=before.area,
            parent=finance,
            actor=asks,
        )
        assert state_of(planning) == ("Sở Tài chính", "Sở Tài chính", False)


class TestTheTree:
    def test_what_stood_below_stands_below_the_other_one(self, merge, add, planning, finance):
        unit = add("Trung tâm Xúc tiến", planning)
        room = add("Phòng Một cửa", unit)
        merge(planning, finance)
        assert state_of(unit) == ("Sở Tài chính", None, True)
        assert state_of(room) == ("Trung tâm Xúc tiến", None, True)

    def test_one_that_absorbs_what_it_stood_under_takes_its_place(self, merge, add):
        top = add("Ủy ban")
        head = add("Sở", top)
        middle = add("Chi cục", head)
        low, beside = add("Trạm", middle), add("Phòng", head)
        merge(head, low)
        found = [state_of(one)[0] for one in (low, head, middle, beside)]
        assert found == ["Ủy ban", "Trạm", "Trạm", "Trạm"]
        assert with_units({low.pk}) == {low.pk, head.pk, middle.pk, beside.pk}

    def test_one_that_stood_below_the_other_one_is_part_of_it(self, merge, add, finance):
        unit = add("Chi cục", finance)
        room = add("Phòng", unit)
        merge(unit, finance)
        assert [state_of(one)[0] for one in (unit, room)] == ["Sở Tài chính", "Sở Tài chính"]

    def test_merged_on_and_on_all_are_part_of_the_last_one(self, merge, add, planning, finance):
        third = add("Sở Tổng hợp")
        merge(planning, finance)
        merge(finance, third)
        assert state_of(planning) == state_of(finance) == ("Sở Tổng hợp", "Sở Tổng hợp", False)


class TestScopes:
    def test_an_officer_of_the_one_that_goes_on_sees_the_other_and_not_the_other_way_round(
        self, merge, add, make_user, planning, finance
    ):
        unit = add("Trung tâm Xúc tiến", planning)
        officers = [
            make_user(role=Role.AGENCY_OFFICER, organisation=one) for one in (planning, finance)
        ]
        merge(planning, finance)
        of_planning, of_finance = (scope_of(fresh(user)).organisations for user in officers)
        assert of_planning == {planning.pk}
        assert of_finance == {planning.pk, finance.pk, unit.pk}

    def test_who_stood_above_it_before_does_so_no_more(self, merge, add, make_user, finance):
        ministry = add("Bộ")
        unit = add("Chi cục", ministry)
        officer = make_user(role=Role.AGENCY_OFFICER, organisation=ministry)
        merge(unit, finance)
        assert scope_of(fresh(officer)).organisations == {ministry.pk}

    def test_no_role_is_given_there_any_more(
        self, merge, ask, agrees, asks, make_user, planning, finance
    ):
        told = {"role": Role.AGENCY_OFFICER, "area": planning.area}
        waiting = ask_for_role(
            user=make_user(), organisation=planning, actor=asks, reason="QĐ 1", **told
        )
        merge(planning, finance)
        why = "nay là phần của Sở Tài chính. Hãy giao vai trò ở Sở Tài chính"
        with pytest.raises(DomainError, match=why):
            approvals.agree(approval=waiting, actor=agrees)
        gone = Organisation.objects.get(pk=planning.pk)
        with pytest.raises(DomainError, match=why):
            grant_role(user=make_user(), organisation=gone, actor=None, **told)
        assert not RoleGrant.objects.filter(organisation=planning).exists()


class TestNames:
    def test_its_name_tells_where_it_went(self, merge, planning, finance):
        merge(planning, finance)
        with pytest.raises(DomainError) as refusal:
            found_by_name("so ke hoach va dau tu (Tỉnh Thái Nguyên)")
        assert refusal.value.message == (
            "Sở Kế hoạch và Đầu tư (Tỉnh Thái Nguyên) nay là phần của Sở Tài chính "
            "(Tỉnh Thái Nguyên). Hãy ghi tên nơi mới."
        )
        assert found_by_name("so tai chinh") == [finance]

    def test_a_namesake_elsewhere_is_found_unless_the_place_says_otherwise(self, merge, add):
        here, there = add("Trạm Y tế", code="05503"), add("Trạm Y tế", code="01906")
        merge(here, there)
        assert found_by_name("trạm y tế") == [there]
        with pytest.raises(DomainError, match=r"nay là phần của Trạm Y tế \(Xã Ba Bể\)"):
            found_by_name("Trạm Y tế (Xã Tân Cương)")

    def test_the_form_of_roles_says_so_too(self, merge, asks, planning, finance):
        merge(planning, finance)
        form = AskForRoleForm({"organisation": "sở kế hoạch và đầu tư"}, scope=scope_of(asks))
        assert "nay là phần của Sở Tài chính" in form.errors["organisation"][0]

    def test_the_list_of_organisations_costs_one_query_all_the_same(
        self, merge, asks, add, finance, django_assert_num_queries
    ):
        for number in (1, 3):
            merge(add(f"Sở {number}"), finance)
            with django_assert_num_queries(1):
                rows = organisations_of(scope=scope_of(asks))
                assert [str(one.successor) for one in rows].count("Sở Tài chính") > 0
