"""The province and its 92 communes."""

import re
from collections import Counter
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from lms.core.models import Area, AreaKind
from lms.core.places import PROVINCE_CODE, load_areas

pytestmark = pytest.mark.django_db


def test_there_are_ninety_two_communes_in_one_province():
    assert load_areas() == 93
    assert Counter(Area.objects.values_list("level", flat=True)) == {"commune": 92, "province": 1}


def test_loading_again_adds_nothing(areas):
    assert load_areas() == 0
    assert (Area.objects.count(), AreaKind.objects.count()) == (93, 93)


def test_what_an_operator_changed_is_kept(areas, commune):
    Area.objects.filter(pk=commune.pk).update(kind=Area.Kind.WARD, former_place="sửa tay")
    load_areas()
    commune.refresh_from_db()
    assert (commune.kind, commune.former_place) == ("phuong", "sửa tay")


def test_a_commune_that_is_missing_comes_back(areas, commune):
    AreaKind.objects.filter(area=commune).delete()
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
    kind = commune.kinds.get()
    assert (kind.kind, kind.valid_from) == ("xa", date(2025, 7, 1))
    assert kind.source == "Nghị quyết 1683/NQ-UBTVQH15 ngày 16/6/2025"


@pytest.mark.parametrize(
    "wrong", [{"level": "commune", "parent_id": None}, {"level": "province", "parent_id": "19"}]
)
def test_a_commune_belongs_to_a_province_and_a_province_to_none(areas, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.create(code="00001", name="X", kind="xa", search_key="x", **wrong)
    assert Area.objects.get(pk=PROVINCE_CODE).parent is None
