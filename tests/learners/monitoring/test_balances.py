"""What was reported before the register: approved by another, and moved person by person."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from learners.duplicates.merging import merge
from learners.imports.models import Import
from learners.monitoring import balances
from learners.monitoring.goals import load_goals
from learners.monitoring.models import CarriedPerson, OpeningBalance
from learners.monitoring.services import refresh_counts
from learners.people.models import Learner
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.factories import make_course
from tests.facts import enrol_on
from tests.learners.imports.lists import AN, BINH, applied
from tests.learners.monitoring.screens import page_of, words

PAGE = "/theo-doi/ky-truoc/"
TYPED = {
    "title": "Báo cáo quý I",
    "area": "05503",
    "number": "100",
    "unit": "people",
    "source": "Báo cáo 12/BC-UBND",
    "reported_on": "31/03/2026",
    "confidence": "named",
    "evidence": "Danh sách kèm theo",
}


@pytest.fixture
def officer(make_user):
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def second(make_user):
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def balance(areas, officer) -> OpeningBalance:
    one = OpeningBalance(
        title="Kỳ trước", area=areas["05503"], number=10, unit="people", source="Báo cáo 1"
    )
    return balances.write_down(balance=one, actor=officer)


@pytest.fixture
def taken(officer, commune) -> Import:
    """A list of one person, written to the register."""
    return applied(officer, AN, commune=commune)


def approve(balance: OpeningBalance, actor) -> OpeningBalance:
    """Approved as the page shows it now."""
    seen = next(band for band in balances.bands() if band.balance.pk == balance.pk).digest
    return balances.approve(balance=balance, seen=seen, actor=actor)


def the_band() -> balances.Band:
    (found,) = balances.bands()
    return found


class TestApproving:
    def test_who_wrote_it_down_does_not_approve_it(self, balance, officer, second):
        with pytest.raises(DomainError, match="cán bộ tỉnh khác duyệt"):
            approve(balance, officer)
        first = approve(balance, second).approved_at
        assert approve(balance, second).approved_at == first

    def test_the_database_refuses_it_too(self, balance, officer):
        for written_by in (officer, None):
            with pytest.raises(IntegrityError), transaction.atomic():
                OpeningBalance.objects.filter(pk=balance.pk).update(
                    written_by=written_by, approved_by=officer, approved_at=timezone.now()
                )

    def test_what_came_with_the_programme_takes_two_officers_as_well(self, areas, officer, second):
        """Nobody wrote the 350.845 down: one stands for its source first, another approves."""
        load_goals()
        loaded = OpeningBalance.objects.get()
        with pytest.raises(DomainError, match="Chưa có ai đứng tên"):
            approve(loaded, officer)
        balances.write_down(balance=loaded, actor=officer)
        with pytest.raises(DomainError, match="cán bộ tỉnh khác duyệt"):
            approve(loaded, officer)
        assert approve(loaded, second).approved_by == second

    def test_nobody_approves_a_number_they_have_not_seen(self, client, balance, officer, second):
        client.force_login(second)
        page = page_of(client.get(PAGE))
        seen = page.select_one("form input[name=da-xem]")["value"]
        balance.number = 99_999
        balances.write_down(balance=balance, actor=officer)
        client.post(f"{PAGE}{balance.pk}/duyet/", {"da-xem": seen})
        balance.refresh_from_db()
        assert (balance.number, balance.approved_at) == (99_999, None)
        page = page_of(client.get(PAGE))
        assert "vừa được sửa sau khi bạn mở trang" in words(page.main)
        seen = page.select_one("form input[name=da-xem]")["value"]
        client.post(f"{PAGE}{balance.pk}/duyet/", {"da-xem": seen})
        balance.refresh_from_db()
        assert balance.approved_by == second

    def test_a_changed_number_is_to_be_approved_again(self, balance, officer, second):
        approved = approve(balance, second)
        approved.number = 12
        balances.write_down(balance=approved, actor=officer)
        balance.refresh_from_db()
        assert (balance.number, balance.approved_by) == (12, None)

    def test_nobody_else_approves(self, balance, make_user):
        for role in (Role.COMMUNE_OFFICER, Role.AUDITOR):
            with pytest.raises(DomainError, match="do cán bộ tỉnh"):
                approve(balance, make_user(role=role))


class TestMatching:
    def test_the_band_shrinks_by_who_is_named_and_counted(self, balance, taken, officer, course):
        assert balances.link_list(balance=balance, taken=taken, actor=officer) == 1
        band = the_band()
        assert (band.named, band.counted, band.left) == (1, 0, 10)
        enrol_on(timezone.localdate(), Learner.objects.get(), course)
        band = the_band()
        assert (band.named, band.counted, band.left, band.share) == (1, 1, 9, 0.1)

    def test_attendances_are_matched_by_attendances_and_the_page_says_which(
        self, client, balance, taken, officer, course, catalog
    ):
        OpeningBalance.objects.update(unit="attendances")
        balances.link_list(balance=balance, taken=taken, actor=officer)
        person, other = Learner.objects.get(), make_course(catalog, number=2, lessons=0)
        for one in (course, other):
            enrol_on(timezone.localdate(), person, one)
        band = the_band()
        assert (band.named, band.counted, band.left) == (1, 2, 8)
        client.force_login(officer)
        card = words(page_of(client.get(PAGE)).select_one("section.card"))
        assert "Có tên trong sổ (người) 1 Đã đếm được (lượt) 2 Còn lại (lượt) 8" in card
        refresh_counts(day=timezone.localdate())
        band = words(page_of(client.get("/theo-doi/")).select_one("section.band"))
        assert "Đã có tên trong sổ 1 người, đã đếm được 2 lượt; còn 8 lượt chưa đối soát." in band

    def test_a_list_linked_by_mistake_is_taken_away_again(self, client, balance, taken, officer):
        balances.link_list(balance=balance, taken=taken, actor=officer)
        client.force_login(officer)
        page = page_of(client.get(f"{PAGE}{balance.pk}/danh-sach/"))
        form = page.select_one(f"form[action='{PAGE}{balance.pk}/bo-danh-sach/']")
        told = {"danh-sach": form.select_one("[name=danh-sach]")["value"]}
        answer = client.post(form["action"], told, follow=True)
        assert "Đã bỏ nối danh sách: bớt 1 người có tên." in words(page_of(answer).main)
        assert (the_band().named, balance.lists.count()) == (0, 0)
        entry = AuditEntry.objects.get(action="monitoring.unlink_list")
        assert entry.data == {"list": taken.pk, "people": 1}
        client.post(form["action"], told)  # twice is once
        assert AuditEntry.objects.filter(action="monitoring.unlink_list").count() == 1
        assert balances.link_list(balance=balance, taken=taken, actor=officer) == 1

    def test_who_is_on_another_list_of_the_number_stays(self, balance, taken, officer, commune):
        again = applied(officer, AN, BINH, commune=commune)
        for one in (taken, again):
            balances.link_list(balance=balance, taken=one, actor=officer)
        assert balances.unlink_list(balance=balance, taken=taken.pk, actor=officer) == 0
        assert (the_band().named, balance.lists.get().taken) == (2, again)

    def test_a_list_linked_twice_names_nobody_twice(self, balance, taken, officer):
        assert balances.link_list(balance=balance, taken=taken, actor=officer) == 1
        assert balances.link_list(balance=balance, taken=taken, actor=officer) == 0

    def test_a_list_belongs_to_one_number(self, balance, taken, officer, areas):
        balances.link_list(balance=balance, taken=taken, actor=officer)
        other = OpeningBalance(
            title="Khác", area=areas["01906"], number=5, unit="people", source="Báo cáo 2"
        )
        other = balances.write_down(balance=other, actor=officer)
        with pytest.raises(DomainError, match="đã nối với “Kỳ trước”"):
            balances.link_list(balance=other, taken=taken, actor=officer)

    def test_who_is_named_in_two_numbers_leaves_only_the_first(
        self, balance, officer, areas, course, make_learner
    ):
        person = make_learner()
        enrol_on(timezone.localdate(), person, course)
        other = OpeningBalance(
            title="Khác", area=areas["01906"], number=5, unit="people", source="Báo cáo 2"
        )
        other = balances.write_down(balance=other, actor=officer)
        for one in (balance, other):
            CarriedPerson.objects.create(balance=one, learner=person)
        assert [(band.named, band.counted) for band in balances.bands()] == [(1, 1), (1, 0)]

    def test_two_records_made_one_are_one_person(self, balance, officer, course, make_learner):
        kept, merged = make_learner("Ma Văn An"), make_learner("Ma Văn Ân")
        for person in (kept, merged):
            CarriedPerson.objects.create(balance=balance, learner=person)
            enrol_on(timezone.localdate(), person, course)
        merge(kept=kept, merged=merged, actor=officer)
        assert (the_band().named, the_band().counted) == (1, 1)

    def test_a_list_that_is_not_written_is_not_linked(self, balance, taken, officer):
        taken.state = Import.State.PLANNED
        with pytest.raises(DomainError, match="chưa ghi vào sổ"):
            balances.link_list(balance=balance, taken=taken, actor=officer)


class TestScreens:
    def test_written_on_the_page_approved_by_another_linked_and_shown(
        self, client, officer, second, taken
    ):
        client.force_login(officer)
        file = SimpleUploadedFile("bao-cao.pdf", b"%PDF-1.7 ...")
        assert client.post(f"{PAGE}them/", TYPED | {"file": file}).status_code == 302
        one = OpeningBalance.objects.get()
        card = words(page_of(client.get(PAGE)).select_one("section.card"))
        assert ("chưa duyệt" in card, "một cán bộ tỉnh khác duyệt" in card) == (True, True)
        assert client.post(f"{PAGE}{one.pk}/danh-sach/", {"taken": taken.pk}).status_code == 302
        stored = b"".join(client.get(f"{PAGE}{one.pk}/minh-chung/").streaming_content)
        assert stored == b"%PDF-1.7 ..."
        client.force_login(second)
        seen = page_of(client.get(PAGE)).select_one("form input[name=da-xem]")["value"]
        client.post(f"{PAGE}{one.pk}/duyet/", {"da-xem": seen})
        card = words(page_of(client.get(PAGE)).select_one("section.card"))
        assert ("chưa duyệt" in card, "Có tên trong sổ (người) 1" in card) == (False, True)

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"source": ""}, "Hãy ghi nguồn"),
            ({"number": "-1"}, "Số đã báo cáo phải từ 0 trở lên."),
            ({"unit": ""}, "Hãy chọn đơn vị tính: lượt hay người."),
            ({"file": SimpleUploadedFile("x.pdf", b"<html>")}, "không phải là PDF"),
        ],
    )
    def test_bad_input_is_said_and_changes_nothing(self, client, officer, changed, sentence):
        client.force_login(officer)
        answer = client.post(f"{PAGE}them/", TYPED | changed)
        assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
        assert OpeningBalance.objects.count() == 0

    def test_others_see_the_bands_and_change_nothing(self, signed_in, balance):
        for role in (Role.COMMUNE_OFFICER, Role.AUDITOR):
            browser = signed_in(role)
            assert "Kỳ trước" in browser.get(PAGE).content.decode()
            assert browser.get(f"{PAGE}them/").status_code == 403
            assert browser.get(f"{PAGE}{balance.pk}/danh-sach/").status_code == 403
            assert browser.get(f"{PAGE}{balance.pk}/minh-chung/").status_code == 404
            browser.post(f"{PAGE}{balance.pk}/duyet/", {"da-xem": the_band().digest})
            browser.post(f"{PAGE}{balance.pk}/bo-danh-sach/", {"danh-sach": "1"})
        balance.refresh_from_db()
        assert balance.approved_at is None
