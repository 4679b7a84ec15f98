"""A commune is merged into another one: two people agree, from a day on, and who may see what."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.core import approvals, merging
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.merged import Mergers, merged_on, parts_of, together
from lms.core.models import Approval, Area, AuditEntry, Organisation, User
from lms.core.roles import Role

A, B, C = "05503", "01906", "05488"
DAY = date(2026, 3, 1)
SOURCE = "Nghị quyết 99/NQ-UBTVQH16"


@pytest.fixture
def asks(areas, make_user) -> User:
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def agrees(areas, make_user) -> User:
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def ask(asks, areas):
    """Ask that Tân Cương be part of Ba Bể, unless said otherwise."""

    def make(area: str = A, into: str = B, **told) -> Approval:
        return merging.ask_merger(
            **{
                "area": Area.objects.get(pk=area),
                "into": Area.objects.get(pk=into),
                "first_day": DAY,
                "source": SOURCE,
                "reason": "Đã có nghị quyết",
                "actor": asks,
                **told,
            }
        )

    return make


@pytest.fixture
def merge(ask, agrees):
    """Two people agree on it."""
    return lambda *places, **told: approvals.agree(approval=ask(*places, **told), actor=agrees)


class TestTwoPeople:
    def test_nothing_has_happened_before_the_second_says_yes(self, ask):
        asked = ask()
        assert merged_on(DAY) == {}
        assert asked.words == (f"Xã Tân Cương nhập vào Xã Ba Bể từ ngày 01/03/2026, theo {SOURCE}")

    def test_from_the_first_day_on_it_belongs_to_the_other_and_not_a_day_before(self, merge):
        merge()
        assert [merged_on(DAY + timedelta(days=n)) for n in (-1, 0, 99)] == [{}, {A: B}, {A: B}]
        area = Area.objects.get(pk=A)
        assert (area.ended_on, area.successor_id, area.end_source) == (
            date(2026, 2, 28),
            B,
            SOURCE,
        )
        entry = AuditEntry.objects.get(action="core.merge_unit")
        assert (entry.target, entry.data["into"]) == (f"core.area:{A}", B)

    def test_who_asked_does_not_agree(self, ask, asks):
        with pytest.raises(DomainError):
            approvals.agree(approval=ask(), actor=asks)
        assert merged_on(DAY) == {}

    @pytest.mark.parametrize(
        "role", [Role.COMMUNE_OFFICER, Role.AUDITOR, Role.OPERATOR, Role.TRAINER]
    )
    def test_only_officers_of_the_province_ask_for_it_and_agree_to_it(self, ask, make_user, role):
        other = make_user(role=role)
        with pytest.raises(DomainError, match="Chỉ cán bộ tỉnh"):
            ask(actor=other)
        with pytest.raises(DomainError):
            approvals.agree(approval=ask(), actor=other)

    def test_what_became_impossible_meanwhile_is_refused_and_goes_on_waiting(self, ask, agrees):
        there, back = ask(A, B), ask(B, A)
        approvals.agree(approval=there, actor=agrees)
        with pytest.raises(DomainError, match="đã được ghi là nhập vào Xã Ba Bể"):
            approvals.agree(approval=back, actor=agrees)
        back.refresh_from_db()
        assert (back.state, merged_on(DAY)) == ("waiting", {A: B})


class TestBadInput:
    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"into": A}, "hai xã, phường khác nhau"),
            ({"into": "19"}, "Chỉ ghi việc sáp nhập của xã, phường"),
            ({"area": "19"}, "Chỉ ghi việc sáp nhập của xã, phường"),
            ({"first_day": date(2025, 7, 1)}, "phải sau 01/07/2025"),
            ({"source": "  "}, "Hãy ghi căn cứ"),
            ({"reason": " "}, "Hãy ghi lý do"),
        ],
    )
    def test_it_says_what_to_do_and_changes_nothing(self, ask, told, words):
        with pytest.raises(DomainError, match=words):
            ask(**told)
        assert (Approval.objects.count(), merged_on(timezone.localdate())) == (0, {})

    def test_what_has_ended_ends_and_takes_in_no_more(self, merge, ask):
        merge(A, B)
        for places in ((A, C), (C, A)):
            with pytest.raises(DomainError, match="Hãy chọn nơi khác"):
                ask(*places)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"ended_on": DAY},
            {"successor_id": B, "end_source": SOURCE},
            {"ended_on": DAY, "successor_id": A, "end_source": SOURCE},
            {"ended_on": DAY, "successor_id": B},
            {"end_source": SOURCE},
        ],
    )
    def test_the_database_keeps_no_half_a_merger(self, areas, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            Area.objects.filter(pk=A).update(**wrong)

    def test_nor_does_it_let_the_province_end(self, areas):
        told = {"ended_on": DAY, "successor_id": B, "end_source": SOURCE}
        with pytest.raises(IntegrityError), transaction.atomic():
            Area.objects.filter(pk="19").update(**told)


class TestCallingOff:
    def test_a_merger_whose_day_has_not_come_is_taken_back_by_one(self, merge, asks):
        merge(first_day=timezone.localdate() + timedelta(days=1))
        for _ in range(2):
            merging.call_off(area=Area.objects.get(pk=A), actor=asks)
        area = Area.objects.get(pk=A)
        assert (area.ended_on, area.successor, area.end_source) == (None, None, "")
        assert AuditEntry.objects.filter(action="core.call_off_merger").count() == 1

    def test_one_that_has_begun_stays(self, merge, asks):
        merge(first_day=timezone.localdate())
        with pytest.raises(DomainError, match="báo người vận hành"):
            merging.call_off(area=Area.objects.get(pk=A), actor=asks)

    def test_it_is_for_the_province(self, merge, make_user):
        merge(first_day=timezone.localdate() + timedelta(days=1))
        with pytest.raises(DomainError, match="Chỉ cán bộ tỉnh"):
            merging.call_off(
                area=Area.objects.get(pk=A), actor=make_user(role=Role.COMMUNE_OFFICER)
            )


class TestWhichBelongsToWhich:
    def test_what_became_part_of_a_part_belongs_to_the_whole(self, merge):
        merge(A, B)
        merge(B, C, first_day=DAY + timedelta(days=9))
        assert merged_on(DAY) == {A: B}
        merged = merged_on(DAY + timedelta(days=9))
        assert (merged, parts_of(C, merged)) == ({A: C, B: C}, [C, B, A])

    def test_a_part_of_what_had_ended_sooner_goes_where_that_went(self, merge):
        merge(A, B, first_day=DAY + timedelta(days=9))
        merge(B, C)
        assert [merged_on(DAY + timedelta(days=n)) for n in (0, 9)] == [{B: C}, {A: C, B: C}]

    def test_pages_of_today_leave_it_out_and_those_of_before_have_it(self, merge):
        merge(A, B)
        codes = [
            set(Area.objects.communes(DAY + timedelta(days=n)).values_list("pk", flat=True))
            for n in (-1, 0)
        ]
        assert (codes[0] - codes[1], Area.objects.communes().count()) == ({A}, 91)
        assert Area.objects.ever_communes().count() == 92

    @given(
        pairs=st.lists(st.tuples(st.integers(0, 9), st.dates(DAY, date(2026, 12, 31)))),
        day=st.dates(DAY, date(2027, 1, 31)),
    )
    def test_nothing_is_lost_or_counted_twice_whatever_was_merged(self, pairs, day):
        rows = [
            (str(number), str(number + 1 + into % 3), last)
            for number, (into, last) in enumerate(pairs)
        ]
        merged = Mergers(rows).on(day)
        values = {str(number): 2**number for number in range(len(rows) + 4)}
        found = together(values, merged)
        assert sum(found.values()) == sum(values.values())
        assert not found.keys() & merged.keys()
        for code, value in found.items():
            assert value == sum(values[part] for part in parts_of(code, merged) if part in values)


class TestScope:
    def test_officers_of_the_one_that_goes_on_see_what_was_written_of_the_other(
        self, merge, make_user, areas
    ):
        merge()
        scope = scope_of(make_user(role=Role.COMMUNE_OFFICER, area=areas[B]))
        assert (scope.communes, scope.places, scope.covers(A)) == ({B}, {A, B}, True)

    def test_officers_of_the_one_that_ended_get_nothing_by_it(self, merge, make_user, areas):
        merge()
        scope = scope_of(make_user(role=Role.COMMUNE_OFFICER, area=areas[A]))
        assert (scope.places, scope.covers(B)) == ({A}, False)

    def test_before_the_day_nothing_changes_for_anybody(self, merge, make_user, areas):
        merge(first_day=timezone.localdate() + timedelta(days=1))
        assert scope_of(make_user(role=Role.COMMUNE_OFFICER, area=areas[B])).places == {B}

    def test_who_teaches_there_teaches_where_it_went_on_and_sees_nobody_more(
        self, merge, make_user, areas
    ):
        merge()
        scope = scope_of(make_user(role=Role.TRAINER, area=areas[A]))
        assert (scope.may_open_class(B, None), scope.may_open_class(A, None)) == (True, False)
        assert scope.places == frozenset()


class TestOrganisations:
    def test_they_stand_where_the_commune_went_on(self, merge, areas):
        school = Organisation.objects.create(name="Trường", kind="school", area=areas[A])
        merge()
        assert merging.move_organisations(area=Area.objects.get(pk=A)) == 1
        school.refresh_from_db()
        assert school.area_id == B

    def test_namesakes_stay_until_somebody_looks(self, merge, areas):
        for code in (A, B):
            Organisation.objects.create(name="Trạm Y tế", kind="agency", area=areas[code])
        merge()
        assert merging.move_organisations(area=Area.objects.get(pk=A)) == 0
        assert Organisation.objects.filter(area=A).count() == 1
