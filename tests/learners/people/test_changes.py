"""What staff change about somebody: added, corrected, moved, identified; by whom, and written."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from learners.people.changes import Facts, add_person, correct, identify, move
from learners.people.models import Learner, Move
from lms.core.errors import DomainError
from lms.core.models import AuditEntry, Organisation
from lms.core.roles import Role
from tests.facts import make_person

LAN = Facts("Nguyễn Thị Lan", 1975)


@pytest.fixture
def officer(make_user, commune):
    return make_user(role=Role.COMMUNE_OFFICER, area=commune)


@pytest.fixture
def other_officer(make_user, other_commune):
    return make_user(role=Role.COMMUNE_OFFICER, area=other_commune)


def acts(action: str) -> list[dict]:
    return list(AuditEntry.objects.filter(action=action).values_list("data", flat=True))


class TestAdding:
    def test_somebody_is_put_on_the_register(self, officer, commune):
        facts = Facts(" nguyễn  thị lan", 1975, 3, 5, "female", "Xóm 1", "0912 345 678")
        person = add_person(facts=facts, commune=commune, actor=officer)
        person.refresh_from_db()
        assert (person.full_name, person.birth, person.phone) == (
            "nguyễn thị lan",
            "05/03/1975",
            "+84912345678",
        )
        assert (person.source, person.user) == ("staff", None)

    def test_a_second_tap_gives_the_same_person(self, officer, commune):
        people = [add_person(facts=LAN, commune=commune, actor=officer) for _ in range(2)]
        assert (people[0] == people[1], len(acts("people.add"))) == (True, 1)

    def test_only_people_of_ones_place(self, officer, other_commune):
        with pytest.raises(DomainError):
            add_person(facts=LAN, commune=other_commune, actor=officer)
        assert not Learner.objects.exists()

    def test_an_auditor_puts_nobody_on_it(self, make_user, commune):
        with pytest.raises(DomainError):
            add_person(facts=LAN, commune=commune, actor=make_user(role=Role.AUDITOR))

    @pytest.mark.parametrize(
        "facts",
        [
            Facts("", 1975),
            Facts("Lan 123", 1975),
            Facts("Lan", 1800),
            Facts("Lan", timezone.localdate().year - 14),
            Facts("Lan", 1975, None, 5),
            Facts("Lan", 1975, 2, 30),
            Facts("Lan", 1975, phone="123"),
            Facts("Lan", 1975, email="lan"),
            Facts("Lan", 1975, sex="x"),
        ],
    )
    def test_what_cannot_be_is_refused_in_words(self, officer, commune, facts):
        with pytest.raises(DomainError):
            add_person(facts=facts, commune=commune, actor=officer)


class TestCorrecting:
    def test_what_changed_is_written_down_by_name_and_never_by_value(self, officer, commune):
        person = make_person(commune, name="Ma Văn Binh", birth_year=1980)
        facts = Facts("Ma Văn Bình", 1981)
        changed = correct(learner=person, facts=facts, reason="paper", actor=officer)
        person.refresh_from_db()
        assert (changed, person.full_name) == (["full_name", "birth_year"], "Ma Văn Bình")
        assert person.search_key == "ma van binh"
        assert acts("people.correct") == [
            {"fields": ["full_name", "birth_year"], "reason": "paper"}
        ]

    def test_nothing_new_is_nothing_done(self, officer, commune):
        person = make_person(commune, name="Ma Văn Bình", birth_year=1980)
        same = Facts("Ma Văn Bình", 1980)
        assert correct(learner=person, facts=same, reason="", actor=officer) == []
        assert acts("people.correct") == []

    def test_a_reason_is_needed(self, officer, commune):
        with pytest.raises(DomainError):
            correct(learner=make_person(commune), facts=LAN, reason="", actor=officer)

    def test_it_is_for_those_of_the_place(self, other_officer, commune):
        person = make_person(commune)
        with pytest.raises(DomainError):
            correct(learner=person, facts=LAN, reason="paper", actor=other_officer)

    def test_the_account_is_greeted_by_the_new_name(self, officer, learner):
        correct(learner=learner, facts=Facts("Nguyễn Thị Làn", 1975), reason="asked", actor=officer)
        learner.user.refresh_from_db()
        assert learner.user.full_name == "Nguyễn Thị Làn"


class TestMoving:
    def test_where_somebody_lived_is_kept(self, officer, commune, other_commune):
        person, day = make_person(commune), date(2026, 3, 1)
        move(learner=person, commune=other_commune, moved_on=day, actor=officer, hamlet="Xóm 2")
        person.refresh_from_db()
        step = Move.objects.get()
        assert (person.commune, person.hamlet) == (other_commune, "Xóm 2")
        assert (step.from_commune, step.to_commune, step.moved_on) == (commune, other_commune, day)
        assert acts("people.move") == [{"from_commune": "05503", "to_commune": "01906"}]

    def test_the_new_place_takes_in_as_the_old_one_hands_over(
        self, other_officer, commune, other_commune
    ):
        person = make_person(commune)
        move(
            learner=person,
            commune=other_commune,
            moved_on=date(2026, 3, 1),
            actor=other_officer,
        )
        assert Move.objects.count() == 1

    def test_nobody_else_moves_somebody(self, other_officer, areas):
        with pytest.raises(DomainError):
            move(
                learner=make_person(areas["05503"]),
                commune=areas["05488"],
                moved_on=date(2026, 3, 1),
                actor=other_officer,
            )

    def test_to_where_they_live_is_no_move(self, officer, commune):
        person = make_person(commune)
        today = timezone.localdate()
        assert move(learner=person, commune=commune, moved_on=today, actor=officer) is None

    def test_the_day_has_come_and_follows_the_last_move(self, make_user, areas):
        person, today = make_person(areas["05503"]), timezone.localdate()
        province = make_user(role=Role.PROVINCE_OFFICER)

        def to(code: str, day: date) -> None:
            move(learner=person, commune=areas[code], moved_on=day, actor=province)

        with pytest.raises(DomainError):
            to("01906", today + timedelta(days=1))
        to("01906", today)
        for day in (today, today - timedelta(days=1)):
            with pytest.raises(DomainError):
                to("05488", day)
        assert Move.objects.count() == 1


class TestIdentifying:
    NUMBER = "019180001234"  # a woman born in 1980

    def test_only_a_hash_and_the_last_three_digits_are_kept(self, officer, commune):
        person = make_person(commune, birth_year=1980)
        assert identify(learner=person, number=self.NUMBER, seen="paper", actor=officer)
        person.refresh_from_db()
        assert (len(person.id_hash), person.id_last3, person.id_seen) == (64, "234", "paper")
        stored = str(Learner.objects.values().get()) + str(acts("people.identify"))
        assert self.NUMBER not in stored

    def test_seen_worse_never_replaces_seen_better(self, officer, commune):
        person = make_person(commune, birth_year=1980)
        seen = ("paper", "declared", "paper", "vneid")
        changed = [
            identify(learner=person, number=self.NUMBER, seen=how, actor=officer) for how in seen
        ]
        person.refresh_from_db()
        assert (changed, person.id_seen) == ([True, False, False, True], "vneid")

    def test_digits_that_disagree_are_for_a_person_to_look_at(self, officer, commune):
        person = make_person(commune, birth_year=1981)
        with pytest.raises(DomainError) as refusal:
            identify(learner=person, number=self.NUMBER, seen="paper", actor=officer)
        assert "1980" in refusal.value.message
        Learner.objects.update(birth_year=1980, sex="male")
        with pytest.raises(DomainError):
            identify(learner=person, number=self.NUMBER, seen="paper", actor=officer)

    def test_two_records_never_share_a_number(self, officer, commune):
        for _ in range(2):
            person = make_person(commune, birth_year=1980)
            if Learner.objects.count() == 1:
                identify(learner=person, number=self.NUMBER, seen="paper", actor=officer)
        with pytest.raises(DomainError):
            identify(learner=person, number=self.NUMBER, seen="paper", actor=officer)


def test_an_agency_registers_its_own_people_wherever_they_live(make_user, areas):
    from lms.core.services import grant_role

    agency = Organisation.objects.create(name="Sở Nội vụ", kind="agency", area=areas["19"])
    user = make_user()
    grant_role(
        user=user, role=Role.AGENCY_OFFICER, area=areas["19"], organisation=agency, actor=None
    )
    facts = Facts("Nguyễn Thị Lan", 1975, organisation=agency)
    assert add_person(facts=facts, commune=areas["05503"], actor=user).organisation == agency
    with pytest.raises(DomainError):
        add_person(facts=LAN, commune=areas["05503"], actor=user)
