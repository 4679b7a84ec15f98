"""An export of the register, taken in again, changes nothing."""

import pytest

from learners.duplicates.models import Pair
from learners.people.exports import table
from learners.people.listing import Filters
from learners.people.models import Learner
from lms.core.models import Organisation
from lms.core.roles import Role
from lms.core.sheets import as_csv, write_workbook
from lms.messy import make_list
from tests.facts import make_person
from tests.learners.imports.lists import applied, apply, counts, plan, upload
from tests.learners.imports.lists import as_csv as list_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(make_user, areas):
    return make_user(role=Role.PROVINCE_OFFICER)


def register() -> list[tuple]:
    return list(Learner.objects.order_by("pk").values_list())


def exported(officer, kind: str) -> bytes:
    sheet = table(user=officer, filters=Filters())
    return b"".join(as_csv(sheet)) if kind == "csv" else write_workbook(sheet).getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_messy_list_goes_out_and_comes_in_as_nothing_new(officer, kind):
    made = make_list(rows=400, seed=7)
    taken = apply(plan(upload(officer, list_csv(made.rows, headings=made.headings))))
    before, pairs = register(), Pair.objects.count()
    assert taken.counts["new"] > 300
    again = apply(plan(upload(officer, exported(officer, kind), name=f"sổ.{kind}")))
    assert (again.counts["new"], again.counts["filled"]) == (0, 0)
    assert register() == before
    # Whoever looks like two people is asked about once, not again by every export.
    assert Pair.objects.count() - pairs <= again.counts["doubtful"]


def test_people_of_every_kind_go_out_and_come_in_as_nothing_new(officer, areas, make_learner):
    unit = Organisation.objects.create(name="Sở Nội vụ", kind="agency", area=areas["19"])
    make_learner("Nguyễn Thị Lan", 1975)
    make_person(areas["05503"], name="Ma Văn Bình", birth_year=1980, phone="+84912345678")
    make_person(areas["02143"], name="Lò Văn Páo", birth_year=1961)  # Văn Lang
    make_person(areas["05665"], name="Lò Văn Páo", birth_year=1961)  # Văn Lăng
    person = make_person(areas["01906"], name="D'Arc-Nguyễn Ước", birth_year=1999)
    person.birth_month, person.birth_day, person.organisation = 12, 31, unit
    person.save()
    before = register()
    again = apply(plan(upload(officer, exported(officer, "xlsx"), name="sổ.xlsx")))
    assert (again.counts["new"], again.counts["invalid"], again.counts["filled"]) == (0, 0, 0)
    assert (register(), Pair.objects.count()) == (before, 0)


def test_an_empty_register_gives_a_list_with_nobody(officer):
    taken = upload(officer, exported(officer, "csv"))
    assert (taken.state, Learner.objects.count()) == ("refused", 0)
    assert applied(officer, ("Ma Văn An", "1980", "", "Tân Cương", "", "")).counts["new"] == 1
    assert counts(taken := plan(upload(officer, exported(officer, "csv"))))[:2] == (1, 0)
