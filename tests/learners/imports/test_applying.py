"""Writing a planned list: new, known and doubtful people; once, however often it is run."""

from functools import partial

import pytest
from django.utils import timezone

from learners.duplicates.models import Pair
from learners.duplicates.services import decide
from learners.imports import applying, services, tasks
from learners.imports.models import Import
from learners.people.models import Consent, Learner
from lms.core.identity import hash_personal_id
from lms.core.models import AuditEntry, Job, Organisation, User
from lms.core.roles import Role
from tests.facts import make_person
from tests.learners.imports.lists import (
    AN,
    BINH,
    HEADINGS,
    NAMELESS,
    SAY,
    again,
    applied,
    apply,
    as_csv,
    counts,
    plan,
    planned,
    row,
    states,
    upload,
)
from tests.learners.monitoring.mergers import join

pytestmark = pytest.mark.django_db
State = Import.State


def people() -> list[tuple]:
    told = ("full_name", "birth_year", "birth_month", "birth_day", "phone", "hamlet", "commune")
    return list(Learner.objects.order_by("sort_key", "id").values_list(*told))


def test_new_people_come_onto_the_register_with_all_that_the_list_says(officer, commune, settings):
    card = "019080001234"
    taken = applied(officer, (*AN[:5], card), commune=commune)
    person = Learner.objects.get()
    assert people() == [("Nguyễn Văn An", 1980, 2, 1, "+84912345678", "Y Na", "05503")]
    assert (person.id_hash, person.id_last3, person.id_seen) == (
        hash_personal_id(card, settings.ID_HASH_KEY),
        "234",
        Learner.IdSeen.DECLARED,
    )
    assert (person.source, person.user, person.address_mapping) == ("import", None, "name")
    assert person.address_mapped_on == timezone.localdate()
    assert (taken.state, row(taken, 2).learner, row(taken, 2).made) == ("applied", person, True)


def test_the_keys_are_those_that_every_other_way_gives(officer, commune):
    applied(officer, AN, commune=commune)
    imported = Learner.objects.get()
    named = ("search_key", "slip_key", "sort_key", "phone_tail")
    before = [getattr(imported, name) for name in named]
    imported.save()
    assert [getattr(imported, name) for name in named] == before


def test_nobody_gets_an_account_or_a_consent_from_a_list(officer, commune):
    """Legal ground is state management, Law 91/2025 art. 19.1.c: no consent is invented."""
    accounts = User.objects.count()
    applied(officer, AN, BINH, commune=commune)
    assert (User.objects.count(), Consent.objects.count()) == (accounts, 0)


def test_the_receipt_counts_every_row_once(officer, commune):
    make_person(commune, name="Lý Thị Sáy", birth_year=1990, phone="+84987654321")
    slip = ("Nguyễn Văn Ân", "01/02/1980", "", "", "", "")
    taken = applied(officer, AN, BINH, SAY, slip, NAMELESS, AN, commune=commune)
    assert counts(taken) == (6, 2, 2, 1, 1)
    assert states(taken) == ["new", "new", "known", "doubtful", "invalid", "known"]
    entry = AuditEntry.objects.get(action="imports.apply")
    assert (entry.actor, entry.data["new"]) == (officer, 2)


class TestKnownPeople:
    def test_what_is_empty_is_filled_and_nothing_else_is_touched(self, officer, commune):
        person = make_person(commune, name="Lý Thị Sáy", birth_year=1990, phone="+84987654321")
        Learner.objects.filter(pk=person.pk).update(hamlet="Nà Pài")
        told = ("Lý Thị Sáy", "05/06/1990", "0987654321", "", "Bản Mới", "019190001234")
        taken = applied(officer, told, commune=commune)
        person.refresh_from_db()
        assert (person.hamlet, person.birth, person.id_last3) == ("Nà Pài", "05/06/1990", "234")
        assert (Learner.objects.count(), taken.counts["filled"]) == (1, 1)
        assert sorted(row(taken, 2).filled) == [
            "birth_day",
            "birth_month",
            "id_hash",
            "id_last3",
        ]

    def test_the_second_line_of_somebody_fills_what_the_first_left_empty(self, officer, commune):
        first = ("Nguyễn Văn An", "01/02/1980", "", "", "", "")
        applied(officer, first, AN, commune=commune)
        assert people() == [("Nguyễn Văn An", 1980, 2, 1, "+84912345678", "Y Na", "05503")]

    def test_nobody_out_of_the_officers_reach_is_changed(self, officer, commune, other_commune):
        person = make_person(
            other_commune, name="Lý Thị Sáy", birth_year=1990, phone="+84987654321"
        )
        told = ("Lý Thị Sáy", "05/06/1990", "0987654321", "", "Bản Mới", "")
        taken = applied(officer, told, commune=commune)
        person.refresh_from_db()
        assert (states(taken), person.hamlet, person.birth_day) == (["known"], "", None)

    def test_an_officer_of_an_agency_brings_its_people_into_it(self, make_user, commune):
        unit = Organisation.objects.create(name="Sở Nội vụ", kind="agency", area=commune)
        officer = make_user(role=Role.AGENCY_OFFICER, organisation=unit)
        applied(officer, AN, organisation=unit)
        assert Learner.objects.get().organisation == unit

    def test_a_list_that_names_one_that_was_merged_brings_people_into_the_other(
        self, make_user, commune
    ):
        here, there = (
            Organisation.objects.create(name=name, kind="agency", area=commune)
            for name in ("Sở Kế hoạch", "Sở Tài chính")
        )
        join(here, there)
        headings = (*HEADINGS, "Cơ quan")
        brought = upload(
            make_user(role=Role.PROVINCE_OFFICER),
            as_csv([(*AN, "sở kế hoạch"), (*BINH, "")], headings),
            organisation=here,
        )
        apply(plan(brought))
        assert [one.organisation for one in Learner.objects.all()] == [there, there]

    def test_who_answers_for_the_merged_one_brings_nobody_into_the_other(self, make_user, commune):
        here, there = (
            Organisation.objects.create(name=name, kind="agency", area=commune)
            for name in ("Sở Kế hoạch", "Sở Tài chính")
        )
        officer = make_user(role=Role.AGENCY_OFFICER, organisation=here)
        join(here, there)
        taken = applied(officer, AN, organisation=here)
        assert (states(taken), Learner.objects.count()) == (["invalid"], 0)


class TestDoubtfulRows:
    SLIP = ("Nguyễn Văn Ân", "01/02/1980", "", "", "", "")

    @pytest.fixture
    def doubtful(self, officer, commune):
        taken = applied(officer, AN, self.SLIP, commune=commune)
        return taken, Pair.objects.get()

    def test_they_wait_at_the_desk_and_nobody_is_registered(self, doubtful):
        taken, pair = doubtful
        assert (Learner.objects.count(), pair.left, pair.right) == (1, Learner.objects.get(), None)
        assert pair.candidate["full_name"] == "Nguyễn Văn Ân"
        assert pair.origin == f"import_row:{row(taken, 3).pk}"

    def test_the_same_person_is_linked(self, doubtful, officer):
        taken, pair = doubtful
        decide(pair=pair, decision="same", actor=officer)
        assert (Learner.objects.count(), row(taken, 3).learner) == (1, pair.left)
        assert counts(again(taken)) == (2, 1, 1, 0, 0)

    def test_another_person_is_registered(self, doubtful, officer):
        taken, pair = doubtful
        decide(pair=pair, decision="different", actor=officer)
        assert Learner.objects.filter(full_name="Nguyễn Văn Ân").count() == 1
        assert (row(taken, 3).made, counts(again(taken))) == (True, (2, 2, 0, 0, 0))

    def test_another_list_with_the_same_row_asks_nothing_twice(self, doubtful, officer, commune):
        applied(officer, AN, self.SLIP, SAY, commune=commune)
        assert Pair.objects.count() == 1

    def test_whom_nothing_tells_apart_is_not_laid_on_the_desk(self, officer, commune):
        bare = ("Ma Thị Bình", "1975", "", "", "", "")
        applied(officer, bare, commune=commune)
        taken = applied(officer, bare, SAY, commune=commune)
        assert (states(taken), Pair.objects.count()) == (["doubtful", "new"], 0)
        assert row(taken, 2).reason.startswith("Giống hệt một hồ sơ đã có")


class TestTwice:
    def test_the_same_file_twice_changes_nothing(self, officer, commune):
        rows = (AN, BINH, SAY, NAMELESS, ("Nguyễn Văn Ân", "01/02/1980", "", "", "", ""))
        applied(officer, *rows, commune=commune)
        before = (list(Learner.objects.values_list()), list(Pair.objects.values_list()))
        second = applied(officer, *rows, commune=commune)
        assert (list(Learner.objects.values_list()), list(Pair.objects.values_list())) == before
        assert counts(second) == (5, 0, 3, 1, 1)

    def test_a_job_that_is_delivered_twice_is_done_once(self, officer, commune):
        taken = applied(officer, AN, commune=commune)
        tasks.apply(taken.job_id)
        assert (Learner.objects.count(), counts(again(taken))) == (1, (1, 1, 0, 0, 0))

    def test_two_who_say_yes_start_it_once(self, officer, commune):
        taken = planned(officer, AN, commune=commune)
        first = services.confirm_plan(pk=taken.pk, actor=officer)
        assert services.confirm_plan(pk=taken.pk, actor=officer) == first


def test_somebody_registered_between_plan_and_yes_is_not_made_twice(officer, commune):
    taken = planned(officer, SAY, commune=commune)
    person = make_person(commune, name="Lý Thị Sáy", birth_year=1990, phone="+84987654321")
    taken = apply(taken)
    assert (Learner.objects.count(), row(taken, 2).learner) == (1, person)
    assert counts(taken) == (1, 0, 1, 0, 0)


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_killed_after_any_step_it_ends_as_if_never_killed(
    officer, commune, monkeypatch, settings, after
):
    names = ("Hùng", "Lan", "Đạt", "Páo", "Ước", "Yến", "Khánh", "Oanh")
    rows = [(f"Ma Văn {name}", "01/02/1980", "", "", "", "") for name in names]
    rows += [rows[0], ("Ma Văn Lản", "01/02/1980", "", "", "", ""), NAMELESS]
    settings.LIST_CHUNK = 3
    whole = apply(plan(upload(officer, as_csv(rows), commune=commune)))
    expected = (people(), counts(whole), list(Pair.objects.values_list("candidate", "score")))
    Import.objects.all().delete()
    Pair.objects.all().delete()
    Learner.objects.all().delete()

    taken = plan(upload(officer, as_csv(rows), commune=commune))
    job = services.confirm_plan(pk=taken.pk, actor=officer)
    write, written = applying._write, []

    def dies(*arguments):
        if len(written) == after:
            raise KeyboardInterrupt
        written.append(write(*arguments))

    with monkeypatch.context() as patch:
        patch.setattr(applying, "_write", dies)
        with pytest.raises(KeyboardInterrupt):
            tasks.apply(job.pk)
    assert Job.objects.get(pk=job.pk).state == Job.State.RUNNING
    Job.objects.filter(pk=job.pk).update(lease="")
    partial(tasks.apply, job.pk)()
    pairs = list(Pair.objects.values_list("candidate", "score"))
    assert (people(), counts(again(taken)), pairs) == expected
