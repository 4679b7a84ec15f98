"""The province and its 92 communes."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.core.errors import DomainError
from lms.core.models import Area, AreaTitle
from lms.core.places import (
    PROVINCE_CODE,
    align_titles,
    all_titles,
    as_on,
    change_title,
    load_areas,
    reported_changes,
)
from lms.core.roles import Role

pytestmark = pytest.mark.django_db


def test_there_are_ninety_two_communes_in_one_province():
    AreaTitle.objects.all().delete()
    Area.objects.communes().delete()
    Area.objects.all().delete()
    assert load_areas() == 93
    assert Counter(Area.objects.values_list("level", flat=True)) == {"commune": 92, "province": 1}


def test_loading_again_adds_nothing(areas):
    assert load_areas() == 0
    assert (Area.objects.count(), AreaTitle.objects.count()) == (93, 93)


def test_what_an_operator_changed_is_kept(areas, commune):
    Area.objects.filter(pk=commune.pk).update(kind=Area.Kind.WARD, former_place="sửa tay")
    load_areas()
    commune.refresh_from_db()
    assert (commune.kind, commune.former_place) == ("phuong", "sửa tay")


def test_a_commune_that_is_missing_comes_back(areas, commune):
    AreaTitle.objects.filter(area=commune).delete()
    commune.delete()
    assert load_areas() == 1
    assert str(Area.objects.get(pk="05503")) == "Xã Tân Cương"


def test_codes_are_five_digits_with_their_leading_zero(areas):
    codes = Area.objects.communes().values_list("code", flat=True)
    assert [code for code in codes if not re.fullmatch(r"0\d{4}", code)] == []


def test_every_commune_says_where_it_was_before(areas):
    assert [a.name for a in Area.objects.communes() if not a.former_place] == []


def test_namesakes_are_told_apart_by_their_old_district(areas):
    namesakes = Area.objects.filter(search_key="van lang")
    assert {area.name for area in namesakes} == {"Văn Lang", "Văn Lăng"}
    assert len({area.former_place for area in namesakes}) == 2


def test_communes_stand_in_the_order_of_the_alphabet(areas):
    first = [area.name for area in Area.objects.communes()[:4]]
    assert first == ["An Khánh", "Ba Bể", "Bá Xuyên", "Bách Quang"]


def test_each_kind_is_dated_and_has_its_source(areas, commune):
    kind = commune.titles.get()
    assert (kind.kind, kind.valid_from) == ("xa", date(2025, 7, 1))
    assert kind.source == "Nghị quyết 1683/NQ-UBTVQH15 ngày 16/6/2025"


@pytest.mark.parametrize(
    "wrong", [{"level": "commune", "parent_id": None}, {"level": "province", "parent_id": "19"}]
)
def test_a_commune_belongs_to_a_province_and_a_province_to_none(areas, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.create(code="00001", name="X", kind="xa", search_key="x", **wrong)
    assert Area.objects.get(pk=PROVINCE_CODE).parent is None


class TestKinds:
    @pytest.fixture
    def actor(self, make_user, areas):
        return make_user(role=Role.PROVINCE_OFFICER)

    def change(self, actor, area, day, kind="phuong", source="Nghị quyết 12/NQ-HĐND", name=""):
        told = {"kind": kind, "valid_from": day, "source": source, "name": name}
        return change_title(area=area, actor=actor, **told)

    def test_a_commune_becomes_a_ward_from_a_day_on_and_keeps_its_code(self, actor, areas):
        self.change(actor, areas["05569"], date(2026, 7, 1))
        area = Area.objects.get(pk="05569")
        kinds = list(area.titles.order_by("valid_from").values_list("kind", "valid_from"))
        assert (str(area), kinds) == (
            "Phường Định Hóa",
            [("xa", date(2025, 7, 1)), ("phuong", date(2026, 7, 1))],
        )

    def test_a_day_to_come_waits(self, actor, areas):
        later = timezone.localdate() + timedelta(days=1)
        self.change(actor, areas["05569"], later)
        assert Area.objects.get(pk="05569").kind == "xa"
        AreaTitle.objects.filter(valid_from=later).update(valid_from=timezone.localdate())
        assert (align_titles(), align_titles()) == (1, 0)
        assert Area.objects.get(pk="05569").kind == "phuong"

    def test_the_same_day_again_is_set_right(self, actor, areas):
        for source in ("Báo", "Nghị quyết 12/NQ-HĐND"):
            self.change(actor, areas["05569"], date(2026, 7, 1), source=source)
        assert areas["05569"].titles.get(valid_from=date(2026, 7, 1)).source[:9] == "Nghị quyế"

    @pytest.mark.parametrize("wrong", [{"source": " "}, {"kind": "tinh"}])
    def test_it_needs_a_source_and_a_kind(self, actor, areas, wrong):
        with pytest.raises(DomainError):
            self.change(actor, areas["05569"], date(2026, 7, 1), **wrong)

    def test_a_name_is_dated_and_found_by_its_letters(self, actor, areas):
        for day, name in ((date(2026, 7, 1), "Chợ Chu"), (date(2026, 8, 1), "An Toàn")):
            self.change(actor, areas["05569"], day, kind="", name=name)
        area = Area.objects.get(pk="05569")
        assert (str(area), area.search_key) == ("Xã An Toàn", "an toan")
        titles = all_titles()
        told = [str(as_on(date(2026, month, 15), [area], titles)[0]) for month in (6, 7, 8)]
        assert told == ["Xã Định Hóa", "Xã Chợ Chu", "Xã An Toàn"]
        assert str(area) == "Xã An Toàn"  # shown so, not changed

    def test_what_is_left_out_stays_as_it_is_on_that_day(self, actor, areas):
        self.change(actor, areas["05569"], date(2026, 7, 1), kind="phuong")
        self.change(actor, areas["05569"], date(2026, 8, 1), kind="", name="Chợ Chu")
        assert str(Area.objects.get(pk="05569")) == "Phường Chợ Chu"
        with pytest.raises(DomainError, match="Hãy ghi tên mới, hoặc chọn loại mới"):
            self.change(actor, areas["05569"], date(2026, 9, 1), kind="")

    def test_the_province_stays_a_province(self, actor, areas):
        with pytest.raises(DomainError):
            self.change(actor, areas["19"], date(2026, 7, 1))

    def test_eight_changes_are_reported_until_a_decision_is_there(self, actor, areas):
        assert len(reported_changes()) == 8
        self.change(actor, areas["05569"], date(2026, 7, 1))
        assert len(reported_changes()) == 7
