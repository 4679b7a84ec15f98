"""The register page by page: everybody once, in order, whatever is looked for."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.people.listing import Filters, register_page, register_rows
from learners.people.models import Learner
from lms.core.identity import fold
from lms.core.roles import Role
from tests.facts import make_person

SIZE = 3
SURNAMES = st.sampled_from(["Ma", "Nguyễn", "Đỗ", "Lân"])
MIDDLES = st.sampled_from(["", "Thị", "Văn", "Lan", "Thị Lan", "Lan Thị"])
GIVEN = st.sampled_from(["An", "Ánh", "Lan", "Lân", "Lành", "Dũng", "Dung", "Đung", "Yến"])
PEOPLE = st.lists(st.tuples(SURNAMES, MIDDLES, GIVEN), max_size=20)
TYPED = st.sampled_from(
    ["", "lan", "Lân", "thi", "ma", "nguyen lan", "đỗ thị dung", "do lan an", "l", "y", "d"]
)


@pytest.fixture
def officer(make_user, commune):
    return make_user(role=Role.COMMUNE_OFFICER, area=commune)


def register(commune, names) -> None:
    people = [
        Learner(full_name=name, birth_year=1980, commune=commune, source="demo") for name in names
    ]
    for person in people:
        person.set_keys()
    Learner.objects.all().delete()
    Learner.objects.bulk_create(people)


def all_pages(officer, filters: Filters) -> list:
    """Everybody, page by page, as an officer goes on."""
    first = page = register_page(user=officer, filters=filters, size=SIZE)
    seen = list(page.rows)
    asked = Filters(text=filters.text, wide=first.wide)
    while page.next_key:
        page = register_page(user=officer, filters=asked, key=page.next_key, size=SIZE)
        assert 0 < len(page.rows) <= SIZE
        seen += page.rows
    return seen


def fits(full_name: str, words: list[str]) -> bool:
    parts = fold(full_name).split()
    return all(any(part.startswith(word) for part in parts) for word in words)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(people=PEOPLE, typed=TYPED)
def test_page_by_page_everybody_comes_once(officer, commune, people, typed):
    register(commune, [" ".join(filter(None, parts)) for parts in people])
    seen = [person.pk for person in all_pages(officer, Filters(text=typed))]
    assert len(seen) == len(set(seen))
    words = fold(typed).split()
    expected = {p.pk for p in Learner.objects.all() if fits(p.full_name, words)}
    called_so = {
        p.pk
        for p in Learner.objects.all()
        if words
        and fold(p.full_name).split()[-1] == words[-1]
        and (len(words) == 1 or fold(p.full_name).split()[0] == words[0])
        and fits(p.full_name, words)
    }
    just_so = {p.pk for p in Learner.objects.all() if fold(p.full_name) == fold(typed)}
    assert set(seen) == ((len(words) > 2 and just_so) or called_so or expected)


def test_a_whole_name_finds_whoever_bears_it_and_the_wider_search_the_others(officer, commune):
    register(commune, ["Đỗ Thị Dung", "Do Thi Dung", "Đỗ Thị Lan Dung", "Đỗ Lan Dung"])

    def found(text: str, *, wide: bool = False) -> list[str]:
        page = register_page(user=officer, filters=Filters(text=text, wide=wide))
        return [person.full_name for person in page.rows]

    assert found("Đỗ Thị Dung") == ["Đỗ Thị Dung", "Do Thi Dung"]
    assert found("do thi dung") == ["Do Thi Dung", "Đỗ Thị Dung"]
    assert found("do thi lan dung") == ["Đỗ Thị Lan Dung"]
    assert found("do thi dung", wide=True) == ["Do Thi Dung", "Đỗ Thị Dung", "Đỗ Thị Lan Dung"]
    # Nobody is called just so: whoever has one word more between.
    Learner.objects.filter(full_name="Đỗ Lan Dung").delete()
    assert found("do lan dung") == ["Đỗ Thị Lan Dung"]
    assert set(found("do dung")) == {"Do Thi Dung", "Đỗ Thị Dung", "Đỗ Thị Lan Dung"}


@pytest.mark.parametrize("name", ["Dung", "Đỗ Dung", "Đỗ Thị Dung", "Đỗ Thị Lan Dung"])
def test_a_name_of_any_length_is_found_by_itself(officer, commune, name):
    register(commune, [name, "Ma Văn Yến"])
    rows = register_page(user=officer, filters=Filters(text=fold(name))).rows
    assert [person.full_name for person in rows] == [name]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(people=PEOPLE, typed=TYPED)
def test_a_wide_search_finds_every_name_that_holds_the_words(officer, commune, people, typed):
    register(commune, [" ".join(filter(None, parts)) for parts in people])
    filters = Filters(text=typed, wide=True)
    seen = [person.pk for person in all_pages(officer, filters)]
    words = fold(typed).split()
    assert sorted(seen) == [
        p.pk for p in Learner.objects.order_by("pk") if fits(p.full_name, words)
    ]


def test_without_a_search_the_order_is_that_of_a_class_register(officer, commune):
    names = ["Ma Ánh", "Đỗ An", "Ma An", "Ma Lân", "Ma Lành", "Ma Lan"]
    register(commune, names)
    seen = [person.full_name for person in all_pages(officer, Filters())]
    assert seen == ["Đỗ An", "Ma An", "Ma Ánh", "Ma Lan", "Ma Lành", "Ma Lân"]


def test_just_the_typed_marks_stand_first_though_they_come_later_in_the_alphabet(officer, commune):
    register(commune, ["Ma Thị Lan", "Ma Thị Lân", "Ma Thị Lan", "Ma Thị Làn"])
    seen = [person.full_name for person in all_pages(officer, Filters(text="lân"))]
    assert seen == ["Ma Thị Lân", "Ma Thị Lan", "Ma Thị Lan", "Ma Thị Làn"]


def test_many_of_one_name_are_told_apart_by_their_ids(officer, commune):
    register(commune, ["Ma Thị Lan"] * 10)
    for typed in ("", "lan", "Lan", "ma thi lan"):
        seen = [person.pk for person in all_pages(officer, Filters(text=typed))]
        assert seen == sorted(seen)
        assert len(seen) == 10


def test_an_export_holds_the_people_of_the_pages(officer, commune, areas):
    register(commune, ["Ma Thị Lan", "Lan Văn An", "Đỗ Lân", "Ma Văn An"])
    make_person(areas["01906"], name="Người Nơi Khác")
    for text, wide in (("", False), ("lan", False), ("lan", True), ("123", False)):
        filters = Filters(text=text, wide=wide)
        pages = {person.pk for person in all_pages(officer, filters)}
        rows = register_rows(user=officer, filters=filters)
        assert {person.pk for person in rows} == pages


def test_an_index_gives_the_order_of_each_search(officer, commune):
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'learners_learner'")
        names = {name for (name,) in cursor}
    assert {"learner_by_search", "learner_by_commune_search", "learner_by_name"} <= names
