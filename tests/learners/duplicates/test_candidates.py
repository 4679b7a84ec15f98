"""Finding those who may be somebody: in the register and in a list, by the same keys."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.duplicates.candidates import Pool, find
from learners.people.matching import Traits, Verdict, judge, traits_of
from learners.people.models import Learner
from tests.facts import make_person

SAME, NEAR = Verdict.SAME, Verdict.NEAR
PHONE = "+84912345678"


@pytest.fixture
def lan(commune) -> Learner:
    """Nguyễn Thị Lan, born on 5/3/1975, reached by a phone."""
    person = make_person(commune, name="Nguyễn Thị Lan", birth_year=1975, phone=PHONE)
    person.birth_month, person.birth_day = 3, 5
    person.save()
    return person


def found(*people: Traits) -> list[list[tuple[int, Verdict]]]:
    return [
        [(match.learner_id, match.judgement.verdict) for match in matches]
        for matches in find(people)
    ]


def wanted(lan: Learner, **otherwise) -> Traits:
    """Lan as a list tells of her."""
    as_told = {"phone": "", "id_hash": "", **otherwise}
    return replace(traits_of(lan), **as_told)


@pytest.mark.parametrize(
    ("otherwise", "verdict"),
    [
        ({"phone": PHONE, "birth_month": None, "birth_day": None}, SAME),
        ({"phone": PHONE, "birth_year": 1976}, NEAR),
        ({}, SAME),
        ({"commune": "01906"}, NEAR),
        ({"birth_month": 5, "birth_day": 3}, NEAR),
        ({"birth_month": 5, "birth_day": 3, "commune": "01906"}, NEAR),
        ({"birth_month": None, "birth_day": None}, NEAR),
        ({"birth_year": 1976}, NEAR),
        ({"full_name": "Nguyễn Thị Lnan", "search_key": "nguyen thi lnan", "slip_key": "x"}, NEAR),
    ],
)
def test_every_key_leads_to_her(lan, otherwise, verdict):
    assert found(wanted(lan, **otherwise)) == [[(lan.pk, verdict)]]


def test_an_id_number_leads_to_her_whatever_else_is_told(lan):
    Learner.objects.filter(pk=lan.pk).update(id_hash="a" * 64, id_last3="123", id_seen="paper")
    other = replace(wanted(lan), id_hash="a" * 64, commune="01906", birth_year=1990, slip_key="x")
    assert found(other) == [[(lan.pk, SAME)]]


def test_each_is_answered_in_its_place(lan):
    stranger = Traits("Ma Văn Bình", "ma van binh", "mavanbinh", 1990, commune="05503")
    assert found(stranger, wanted(lan), stranger) == [[], [(lan.pk, SAME)], []]
    assert found() == []


def test_one_query_however_many_are_asked_about(lan, django_assert_num_queries):
    with django_assert_num_queries(1):
        find([wanted(lan)])
    with django_assert_num_queries(1):
        find([wanted(lan)] * 500)


def test_of_two_that_are_surely_her_none_is(lan, commune):
    twice = make_person(commune, name="Nguyễn Thị Lan", birth_year=1975, phone=PHONE)
    asked = wanted(lan, phone=PHONE)
    assert found(asked) == [[(lan.pk, NEAR), (twice.pk, NEAR)]]
    reason = find([asked])[0][0].judgement.reasons[-1]
    assert reason == "Có từ hai hồ sơ giống như vậy trở lên, nên cần người xem."


def test_a_merged_record_answers_for_the_one_that_was_kept(lan, commune):
    """Its phone, its spelling, its number: the same list again raises no question."""
    kept = make_person(commune, name="Nguyễn Thị Lan", birth_year=1974)
    Learner.objects.filter(pk=lan.pk).update(
        merged_into=kept, id_hash="a" * 64, id_last3="123", id_seen="paper"
    )
    assert found(wanted(lan, phone=PHONE)) == [[(kept.pk, SAME)]]
    by_number = replace(wanted(lan), id_hash="a" * 64, birth_year=1999, slip_key="x")
    assert found(by_number) == [[(kept.pk, SAME)]]


def test_who_was_erased_is_nobody(lan):
    Learner.objects.filter(pk=lan.pk).update(
        full_name="", phone="", email="", erased_at=timezone.now()
    )
    assert found(wanted(lan)) == [[]]


def test_who_stood_on_the_register_before_is_found_too(lan):
    """Their key is filled in by a migration."""
    Learner.objects.update(slip_key="")
    import_module("learners.migrations.0004_fill_slip_keys").fill(apps, None)
    assert Learner.objects.get().slip_key == lan.slip_key
    assert found(wanted(lan)) == [[(lan.pk, SAME)]]


NAMES = ["Nguyễn Thị Lan", "Nguyen Thi Lan", "Nguyễn Thị Nan", "Nguyễn Thị Lân", "Ma Hoa"]
people = st.tuples(
    st.sampled_from(NAMES),
    st.sampled_from([(1975, None, None), (1975, 3, 5), (1975, 5, 3), (1976, 3, 5)]),
    st.sampled_from(["05503", "01906"]),
    st.sampled_from(["", PHONE]),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=st.lists(people, max_size=6), asked=people)
def test_a_list_and_the_register_find_the_same(areas, told, asked):
    pool = Pool()
    Learner.objects.all().delete()
    for one in told:
        learner = _written(areas, *one)
        pool.add(learner.pk, traits_of(learner))
    person = traits_of(_written(areas, *asked, save=False))
    in_list = pool.find(person)
    assert in_list == [(match.learner_id, match.judgement) for match in find([person])[0]]
    surely = {
        learner.pk
        for learner in Learner.objects.all()
        if judge(person, traits_of(learner)).verdict is SAME
    }
    assert surely <= {key for key, _ in in_list}


def _written(areas, name, birth, code, phone, *, save=True) -> Learner:
    year, month, day = birth
    learner = Learner(
        full_name=name,
        birth_year=year,
        birth_month=month,
        birth_day=day,
        commune=areas[code],
        phone=phone,
        source="demo",
    )
    learner.set_keys()
    if save:
        learner.save()
    return learner
