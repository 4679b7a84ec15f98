"""Whom officers see after their commune was merged: those who live where they answer, no others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.people.models import DigitalTeam, Learner
from learners.people.settling import settle
from lms.core.access import scope_of
from lms.core.models import Organisation, RoleGrant
from lms.core.roles import Role
from lms.core.services import end_role
from tests.facts import make_person
from tests.learners.monitoring.mergers import SOURCE, unite
from tests.learners.registry.screens import names_of, page_of, table_of, words

pytestmark = pytest.mark.django_db
ENDED, INTO, THIRD = "05503", "01906", "05488"
ADDRESS, MERGERS = "/theo-doi/so/", "/theo-doi/dan-so/sap-nhap/"


@pytest.fixture
def people(areas) -> dict[str, Learner]:
    """One in each."""
    return {
        ENDED: make_person(areas[ENDED], name="Ma Văn An"),
        INTO: make_person(areas[INTO], name="Nông Thị Bé"),
        THIRD: make_person(areas[THIRD], name="Trần Thị Cúc"),
    }


@pytest.fixture
def merged(people, areas) -> None:
    """Tân Cương is part of Ba Bể since yesterday, and everybody moved."""
    assert unite(areas[ENDED], areas[INTO], timezone.localdate() - timedelta(days=1))
    settle()


class TestPeople:
    @pytest.mark.parametrize(
        ("code", "seen"),
        [(INTO, ["Ma Văn An", "Nông Thị Bé"]), (ENDED, []), (THIRD, ["Trần Thị Cúc"])],
    )
    def test_each_officer_sees_who_lives_where_they_answer(
        self, merged, signed_in, areas, people, code, seen
    ):
        browser = signed_in(Role.COMMUNE_OFFICER, areas[code])
        assert names_of(browser.get(ADDRESS)) == seen
        for person in people.values():
            status = 200 if person.full_name in seen else 404
            assert browser.get(f"{ADDRESS}{person.pk}/").status_code == status

    def test_the_page_of_a_person_tells_that_they_did_not_move_house(
        self, merged, signed_in, areas, people
    ):
        page = page_of(
            signed_in(Role.COMMUNE_OFFICER, areas[INTO]).get(f"{ADDRESS}{people[ENDED].pk}/")
        )
        assert "từ Xã Tân Cương đến Xã Ba Bể (sáp nhập)" in words(page.main)

    def test_the_province_narrows_to_places_where_somebody_can_live(self, merged, province_officer):
        page = page_of(province_officer.get(ADDRESS))
        offered = {option["value"] for option in page.select("select[name=xa] option")} - {""}
        assert (len(offered), ENDED in offered) == (91, False)
        found = province_officer.get(ADDRESS, {"xa": INTO})
        assert names_of(found) == ["Ma Văn An", "Nông Thị Bé"]
        assert province_officer.get(ADDRESS, {"xa": ENDED}).status_code == 404

    def test_until_its_last_day_it_is_offered_with_that_day(self, areas, province_officer):
        last = timezone.localdate() + timedelta(days=9)
        assert unite(areas[ENDED], areas[INTO], last + timedelta(days=1))
        page = page_of(province_officer.get(ADDRESS))
        offered = {one["value"]: words(one) for one in page.select("select[name=xa] option")}
        assert offered[ENDED] == f"Xã Tân Cương (đến hết {last:%d/%m/%Y})"

    def test_the_book_of_papers_offers_no_place_where_nobody_lives(self, merged, province_officer):
        page = page_of(province_officer.get("/theo-doi/giay/"))
        offered = {option["value"] for option in page.select("select[name=xa] option")} - {""}
        assert (len(offered), ENDED in offered) == (91, False)


class TestTeamsAndOrganisations:
    def test_they_are_those_of_who_answers_now(self, people, areas, signed_in):
        DigitalTeam.objects.create(commune=areas[ENDED], hamlet="Xóm Gò Móc")
        Organisation.objects.create(name="Trường Tân Cương", kind="school", area=areas[ENDED])
        assert unite(areas[ENDED], areas[INTO], timezone.localdate())
        settle()
        for code, seen in ((INTO, True), (ENDED, False), (THIRD, False)):
            browser = signed_in(Role.COMMUNE_OFFICER, areas[code])
            for address, name in (("to-so/", "Xóm Gò Móc"), ("co-quan/", "Trường Tân Cương")):
                said = words(page_of(browser.get(f"/theo-doi/{address}")).main)
                assert (code, address, name in said) == (code, address, seen)


class TestRoles:
    def test_who_answers_now_ends_the_role_of_a_trainer_of_the_one_that_ended(
        self, merged, make_user, areas
    ):
        make_user(role=Role.TRAINER, area=areas[ENDED])
        grant = RoleGrant.objects.get(role=Role.TRAINER)
        today = timezone.localdate()
        own = make_user(role=Role.COMMUNE_OFFICER, area=areas[INTO])
        assert end_role(grant=grant, valid_to=today, actor=own).valid_to == today

    def test_what_is_former_follows_from_the_day(self, people, make_user, areas):
        own = make_user(role=Role.COMMUNE_OFFICER, area=areas[INTO])
        assert unite(areas[ENDED], areas[INTO], timezone.localdate() + timedelta(days=1))
        assert scope_of(own).places == {INTO}
        own = own.__class__.objects.get(pk=own.pk)
        RoleGrant.objects.filter(user=own).update(valid_from="2020-01-01")
        areas[ENDED].__class__.objects.filter(pk=ENDED).update(ended_on="2026-01-01")
        assert scope_of(own).places == {INTO, ENDED}
        assert scope_of(own).communes == {INTO}


class TestThePageOfMergers:
    def test_everybody_who_watches_reads_it_and_sees_who_is_still_to_move(
        self, people, areas, signed_in
    ):
        assert unite(areas[ENDED], areas[INTO], timezone.localdate() - timedelta(days=1))
        browser = signed_in(Role.COMMUNE_OFFICER, areas[THIRD])
        for words_of_state in ("Đang chuyển người: còn 1", "Đã chuyển hết người"):
            (row,) = table_of(browser.get(MERGERS))
            first_day = timezone.localdate() - timedelta(days=1)
            assert row == [
                *("Xã Tân Cương (05503)", "Xã Ba Bể", f"{first_day:%d/%m/%Y}", SOURCE),
                words_of_state,
            ]
            settle()
        assert page_of(browser.get(MERGERS)).main.find_all("form") == []
