"""Taking a list back: everybody it made goes again, but for those who have done something since."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.duplicates.models import Pair
from learners.imports import acts, services, tasks, undoing
from learners.imports.models import Import
from learners.people.models import Learner
from lms.core import approvals
from lms.core.errors import DomainError
from lms.core.models import Approval, AuditEntry
from lms.core.roles import Role
from tests.facts import enrol_on, make_person
from tests.learners.imports.lists import AN, BINH, SAY, again, applied, counts, row, states, undo

pytestmark = pytest.mark.django_db
SLIP = ("Nguyễn Văn Ân", "01/02/1980", "", "", "", "")


def names() -> list[str]:
    return list(Learner.objects.order_by("sort_key").values_list("full_name", flat=True))


def test_everybody_the_list_made_goes_and_nobody_else(officer, commune):
    make_person(commune, name="Hoàng Thị Páo")
    taken = applied(officer, AN, BINH, AN, SLIP, commune=commune)
    assert Pair.objects.count() == 1
    taken = undo(taken)
    assert (names(), Pair.objects.count()) == (["Hoàng Thị Páo"], 0)
    assert (taken.state, taken.counts["removed"], taken.counts["stays"]) == ("undone", 2, 0)
    assert set(taken.rows.values_list("learner", "made")) == {(None, False)}
    assert AuditEntry.objects.get(action="imports.undo").data == {"removed": 2}


def test_after_it_the_list_can_come_again(officer, commune):
    undo(applied(officer, AN, BINH, commune=commune))
    assert counts(applied(officer, AN, BINH, commune=commune)) == (2, 2, 0, 0, 0)


class TestWhoStays:
    @pytest.fixture
    def taken(self, officer, commune) -> Import:
        return applied(officer, AN, BINH, commune=commune)

    def stays(self, taken: Import, reason: str) -> bool:
        foreseen = undoing.foresee(taken)
        assert foreseen == undoing.Undoing(removed=1, stays=1, reasons=[(reason, 1)])
        person = row(taken, 2).learner
        taken = undo(taken)
        assert (names(), row(taken, 2).learner) == ([person.full_name], person)
        return (taken.counts["removed"], taken.counts["stays"]) == (1, 1)

    def test_whoever_has_begun_to_learn(self, taken, course):
        enrol_on(timezone.localdate(), row(taken, 2).learner, course)
        assert self.stays(taken, "đã vào học")

    def test_whoever_has_signed_in(self, taken, make_user):
        Learner.objects.filter(pk=row(taken, 2).learner_id).update(user=make_user())
        assert self.stays(taken, "đã đăng nhập và nhận hồ sơ")

    def test_whoever_stands_in_another_list_too(self, taken, officer, commune):
        applied(officer, AN, commune=commune)
        assert self.stays(taken, "có trong danh sách khác")

    def test_whose_record_somebody_has_corrected(self, taken):
        person = row(taken, 2).learner
        person.full_name = "Nguyễn Văn Ân"
        person.save()
        assert self.stays(taken, "đã được sửa hồ sơ")

    def test_whom_a_row_of_another_list_waits_to_be_compared_with(self, taken, officer, commune):
        applied(officer, SLIP, commune=commune)
        assert self.stays(taken, "đang chờ so với danh sách khác")


class TestWhatItFilled:
    TOLD = ("Lý Thị Sáy", "05/06/1990", "0987654321", "", "Bản Mới", "019190001234")

    @pytest.fixture
    def person(self, commune) -> Learner:
        return make_person(commune, name="Lý Thị Sáy", birth_year=1990, phone="+84987654321")

    def test_is_empty_again(self, officer, commune, person):
        before = Learner.objects.values().get()
        taken = applied(officer, self.TOLD, commune=commune)
        assert Learner.objects.values().get() != before
        undo(taken)
        assert Learner.objects.values().get() == before

    def test_stays_where_somebody_has_changed_it_since(self, officer, commune, person):
        taken = applied(officer, self.TOLD, commune=commune)
        Learner.objects.filter(pk=person.pk).update(hamlet="Nà Pài")
        undo(taken)
        person.refresh_from_db()
        assert (person.hamlet, person.birth, person.id_hash) == ("Nà Pài", "1990", "")


def test_it_ends_after_seven_days(officer, commune):
    taken = applied(officer, AN, commune=commune)
    late = timezone.now() - timedelta(days=7, minutes=1)
    Import.objects.filter(pk=taken.pk).update(applied_at=late)
    with pytest.raises(DomainError, match="Đã quá 7 ngày"):
        services.begin_undo(pk=taken.pk, actor=officer)
    assert names() == ["Nguyễn Văn An"]


def test_twice_is_once(officer, commune):
    taken = undo(applied(officer, AN, commune=commune))
    tasks.undo(taken.job_id)
    with pytest.raises(DomainError, match="đã hoàn tác rồi"):
        services.begin_undo(pk=taken.pk, actor=officer)
    assert again(taken).counts["removed"] == 1


def test_killed_midway_it_ends_as_if_never_killed(officer, commune, monkeypatch, settings):
    taken = applied(officer, AN, BINH, SAY, SLIP, commune=commune)
    settings.LIST_CHUNK = 1
    job = services.begin_undo(pk=taken.pk, actor=officer)
    take_back, taken_back = undoing._take_back, []

    def dies(*arguments):
        if len(taken_back) == 2:
            raise KeyboardInterrupt
        taken_back.append(take_back(*arguments))
        return taken_back[-1]

    with monkeypatch.context() as patch:
        patch.setattr(undoing, "_take_back", dies)
        with pytest.raises(KeyboardInterrupt):
            tasks.undo(job.pk)
    assert (len(names()), again(taken).state) == (1, "applied")
    type(job).objects.filter(pk=job.pk).update(lease="")
    tasks.undo(job.pk)
    assert (names(), again(taken).counts["removed"]) == ([], 3)


class TestALargeList:
    @pytest.fixture
    def taken(self, officer, commune, monkeypatch) -> Import:
        monkeypatch.setattr(services, "UNDO_ALONE", 1)
        return applied(officer, AN, BINH, commune=commune)

    def test_takes_a_second_person(
        self, taken, officer, make_user, django_capture_on_commit_callbacks
    ):
        assert services.needs_second_person(taken=taken)
        asked = acts.ask_undo(taken=taken, reason="Nhầm tệp", actor=officer)
        assert (asked.words, len(names())) == (
            f"Hoàn tác danh sách số {taken.pk}, đã ghi 2 người mới",
            2,
        )
        second = make_user(role=Role.PROVINCE_OFFICER)
        with django_capture_on_commit_callbacks(execute=True):
            approvals.agree(approval=asked, actor=second)
        assert (names(), again(taken).state) == ([], "undone")

    def test_whoever_asked_may_not_agree(self, taken, officer):
        asked = acts.ask_undo(taken=taken, reason="Nhầm tệp", actor=officer)
        with pytest.raises(DomainError):
            approvals.agree(approval=asked, actor=officer)
        assert (Approval.objects.get().state, len(names())) == ("waiting", 2)

    def test_nor_an_officer_of_another_commune(self, taken, officer, make_user, areas):
        asked = acts.ask_undo(taken=taken, reason="Nhầm tệp", actor=officer)
        other = make_user(role=Role.COMMUNE_OFFICER, area=areas["01906"])
        assert not approvals.may_decide(approval=asked, user=other)


def test_a_list_with_nobody_new_is_undone_all_the_same(officer, commune):
    applied(officer, AN, commune=commune)
    second = undo(applied(officer, AN, SAY, commune=commune))
    assert (names(), states(second)) == (["Nguyễn Văn An"], ["known", "new"])
