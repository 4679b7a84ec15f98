"""Erasing a person: two people, every box, nothing left that names them but the paper's facts."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone

from certificates.drawing.facts import Kind
from certificates.papers.models import Certificate
from certificates.papers.services import issue, open_certificates
from learners.duplicates.models import Pair
from learners.duplicates.services import merge
from learners.imports.models import Import, ImportRow
from learners.monitoring.indicators import FOUR
from learners.people import claims, consents
from learners.people.models import Consent, Learner, PaperCode
from learners.rights import erasing, services
from learners.rights.selectors import subject_of
from learners.study.models import Attempt, Enrolment, LessonDone
from learners.trainers.models import Appointment
from lms.core import approvals
from lms.core.errors import DomainError
from lms.core.holdings import all_holdings
from lms.core.identity import fold
from lms.core.models import Approval, AuditEntry, User
from tests.factories import finish_course
from tests.facts import appoint, assess_on, make_person
from tests.learners.rights.dump import everywhere

pytestmark = pytest.mark.django_db

NAME, GUARDIAN = "Hoàng Thị Xuyến", "Lường Văn Khoát"
PHONE, EMAIL = "+84977123654", "xuyen.hoang@vidu.vn"
# However a name, a number or an address may stand there.
TRACES = (NAME, fold(NAME), GUARDIAN, PHONE[3:], "0977 123 654", EMAIL)


@pytest.fixture
def person(make_user, commune, course) -> Learner:
    """Somebody whose name has reached every table that it can reach."""
    user = make_user(phone=PHONE, full_name=NAME)
    kept = make_person(commune, name=NAME, birth_year=1961, phone=PHONE)
    Learner.objects.filter(pk=kept.pk).update(
        user=user,
        email=EMAIL,
        hamlet="Xóm Soi Vàng",
        address_recorded=f"nhà bà {NAME}",
        birth_month=3,
        birth_day=5,
        id_hash="a" * 64,
        id_last3="123",
        id_seen="declared",
    )
    kept.refresh_from_db()
    consents.give(learner=kept, purpose="study", actor=user)
    Consent.objects.filter(learner=kept).update(
        method="paper", paper=f"tờ của {NAME}", guardian_name=GUARDIAN
    )
    finish_course(kept, course)
    issue(certificate_id=Certificate.objects.get().pk)
    assess_on(timezone.localdate(), kept)
    kept.proficiency.evidence = {"nhận xét": f"{NAME} làm tốt"}
    kept.proficiency.save()
    appoint(kept, commune, timezone.localdate().replace(month=1, day=1))
    return kept


@pytest.fixture
def listed(person, officer, commune, settings, tmp_path) -> Import:
    """A list that the person came from, with a row that was refused."""
    taken = Import(
        file_name="lop.csv",
        file_hash="b" * 64,
        file_size=10,
        commune=commune,
        uploaded_by=officer,
        state=Import.State.APPLIED,
        applied_at=timezone.now(),
        found={"rows": 2, "sample": [[NAME, "1961"]]},
    )
    taken.file.save("lop.csv", ContentFile(NAME.encode()))
    row = {"list": taken, "full_name": NAME, "search_key": fold(NAME), "birth_year": 1961}
    ImportRow.objects.create(
        **row, line=2, state="known", learner=person, phone=PHONE, filled={"phone": PHONE}
    )
    ImportRow.objects.create(
        **row, line=3, state="invalid", reason=f"“{NAME}” thiếu xã", email=EMAIL
    )
    return taken


@pytest.fixture
def wanted(person, officer, ask):
    """The request to erase, with words that name the person."""
    asked = ask("delete", about=person, words=f"Tôi là {NAME}, xin xóa")
    services.reply(asked=asked, answer=f"Chào bà {NAME}", actor=officer)
    return asked


@pytest.fixture
def erase(wanted, officer, second):
    """Ask for the erasure, and have the second person agree."""

    def carry_out() -> Learner:
        approval = erasing.ask_erasure(
            asked=wanted, reason=f"{NAME} đến tận nơi, đã xem giấy tờ", actor=officer
        )
        approvals.agree(approval=approval, actor=second)
        return Learner.objects.get(pk=wanted.learner_id)

    return carry_out


class TestTwoPeople:
    def test_asking_erases_nothing(self, wanted, officer, person):
        erasing.ask_erasure(asked=wanted, reason="Đã xem giấy tờ", actor=officer)
        person.refresh_from_db()
        wanted.refresh_from_db()
        assert (person.full_name, wanted.state) == (NAME, "replied")

    def test_who_asked_may_not_agree(self, wanted, officer, person):
        approval = erasing.ask_erasure(asked=wanted, reason="Đã xem giấy tờ", actor=officer)
        with pytest.raises(DomainError):
            approvals.agree(approval=approval, actor=officer)
        person.refresh_from_db()
        assert person.erased_at is None

    def test_an_officer_of_another_commune_may_not(self, wanted, officer, make_user, areas):
        approval = erasing.ask_erasure(asked=wanted, reason="Đã xem giấy tờ", actor=officer)
        stranger = make_user(role="commune_officer", area=areas["01906"])
        auditor = make_user(role="auditor")
        decide = [
            approvals.may_decide(approval=approval, user=user) for user in (stranger, auditor)
        ]
        assert decide == [False, False]

    def test_what_the_second_person_reads_names_the_person_only_while_it_waits(
        self, wanted, officer, person
    ):
        approval = erasing.ask_erasure(asked=wanted, reason="Đã xem giấy tờ", actor=officer)
        act = approvals.ACTS[approval.act]
        assert approval.words == (
            f"Xóa vĩnh viễn dữ liệu cá nhân của học viên số {person.pk}, "
            f"theo yêu cầu số {wanted.pk}"
        )
        assert act.about(approval.data) == f"{NAME}, sinh 05/03/1961, Xã Tân Cương"

    def test_a_request_taken_back_meanwhile_erases_nothing(self, wanted, officer, second, person):
        approval = erasing.ask_erasure(asked=wanted, reason="Đã xem giấy tờ", actor=officer)
        services.take_back(asked=wanted, actor=person.user)
        with pytest.raises(DomainError):
            approvals.agree(approval=approval, actor=second)
        person.refresh_from_db()
        assert (person.full_name, Approval.objects.get().state) == (NAME, "waiting")

    def test_only_a_request_to_delete_leads_there(self, ask, person, officer):
        with pytest.raises(DomainError):
            erasing.ask_erasure(asked=ask("copy", about=person), reason="x", actor=officer)

    def test_without_a_reason_nobody_is_asked(self, wanted, officer):
        with pytest.raises(DomainError):
            erasing.ask_erasure(asked=wanted, reason=" ", actor=officer)

    def test_carried_out_twice_it_is_carried_out_once(self, erase, wanted, officer, second):
        erased = erase()
        again = erasing.erase(
            learner_id=erased.pk, request_id=wanted.pk, actor=officer, second=second
        )
        assert again.erased_at == erased.erased_at
        assert AuditEntry.objects.filter(action="rights.erase").count() == 1


class TestNothingIsLeft:
    def test_before_it_they_are_named_all_over(self, person, listed, wanted):
        assert len(everywhere(*TRACES)) > 15

    def test_after_it_only_the_paper_names_them(
        self, person, listed, wanted, erase, officer, commune, make_user, browser_of
    ):
        claims.make_slip(learner=make_person(commune, name=NAME), actor=officer)
        double = Learner.objects.get(source="demo", user=None)
        merge(kept=person, merged=double, actor=officer)
        neighbour = make_person(commune, name="Ma Văn Bình")
        Pair.objects.create(
            left=person, right=neighbour, score=80, reasons=[f"tên gần giống: {NAME}"]
        )
        Pair.objects.create(
            left=neighbour,
            candidate={"full_name": NAME},
            origin=f"import_row:{ImportRow.objects.get(line=3).pk}",
            score=70,
        )
        LogEntry.objects.create(
            user=officer,
            content_type=ContentType.objects.get_for_model(User),
            object_id=str(person.user_id),
            object_repr=NAME,
            action_flag=CHANGE,
            change_message="",
        )
        browser = browser_of(person.user)
        browser.get("/toi/")
        path = listed.file.path
        erase()
        assert everywhere(*TRACES) == {("certificates_certificate", "facts")}
        assert [p for p in (path,) if _holds(p, NAME)] == []

    def test_the_record_is_an_empty_row_that_keeps_birth_year_and_commune(self, erase, commune):
        row = erase()
        assert (row.full_name, row.search_key, row.sort_key, row.phone, row.phone_tail) == ("",) * 5
        assert (row.email, row.hamlet, row.address_recorded, row.id_hash, row.id_last3) == ("",) * 5
        assert (row.birth_year, row.birth_month, row.birth_day, row.commune, row.user) == (
            1961,
            None,
            None,
            commune,
            None,
        )

    def test_what_was_merged_into_them_goes_with_them(self, person, commune, officer, erase):
        double = make_person(commune, name=NAME, phone="+84911222333")
        merge(kept=person, merged=double, actor=officer)
        erase()
        double.refresh_from_db()
        assert (double.full_name, double.phone, double.erased_at is None) == ("", "", False)

    def test_a_request_that_stayed_with_a_merged_record_erases_the_whole_person(
        self, person, commune, officer, second, ask
    ):
        double = make_person(commune, name=NAME, phone=PHONE)
        asked = ask("delete", about=double, actor=officer)
        Learner.objects.filter(pk=double.pk).update(merged_into=person)
        erasing.erase(learner_id=double.pk, request_id=asked.pk, actor=officer, second=second)
        assert Learner.objects.filter(pk__in=(person.pk, double.pk), erased_at=None).count() == 0

    def test_the_account_opens_nothing_any_more(self, person, erase, browser_of):
        account = person.user
        browser = browser_of(account)
        before = browser.get("/toi/").status_code
        erase()
        account.refresh_from_db()
        assert (before, browser.get("/toi/").status_code, account.is_active) == (200, 302, False)
        assert (account.phone, account.full_name, account.contact) == (
            None,
            "",
            f"da-xoa-{account.pk}@khong-con.invalid",
        )

    def test_with_the_number_one_may_begin_anew_as_somebody_new(self, person, erase, make_user):
        erase()
        assert make_user(phone=PHONE).pk != person.user_id

    def test_a_slip_of_paper_opens_nothing_any_more(self, person, officer, erase):
        Learner.objects.filter(pk=person.pk).update(user=None)
        claims.make_slip(learner=person, actor=officer)
        erase()
        assert PaperCode.objects.count() == 0

    def test_the_list_that_is_still_read_says_why_its_file_is_gone(self, listed, erase):
        Import.objects.filter(pk=listed.pk).update(state="planned", applied_at=None)
        erase()
        listed.refresh_from_db()
        assert (listed.state, bool(listed.file), listed.found) == ("refused", False, {})

    def test_a_namesake_in_a_list_keeps_their_row(self, listed, erase):
        other = ImportRow.objects.create(
            list=listed, line=4, state="doubtful", full_name=NAME, search_key=fold(NAME)
        )
        erase()
        other.refresh_from_db()
        assert other.full_name == NAME

    def test_every_box_can_be_asked_twice(self, person, listed, wanted, erase):
        subject = subject_of(person)
        erase()
        before = everywhere("đã xóa")
        for holding in all_holdings():
            holding.erase(subject)
        assert everywhere("đã xóa") == before


def _holds(path: str, text: str) -> bool:
    try:
        with open(path, encoding="utf-8") as file:
            return text in file.read()
    except FileNotFoundError:
        return False


class TestWhatStays:
    def test_every_number_of_every_day_is_counted_as_before(self, person, erase):
        today = timezone.localdate()
        before = {indicator.code: indicator.count_by_area(today) for indicator in FOUR}
        erase()
        after = {indicator.code: indicator.count_by_area(today) for indicator in FOUR}
        assert before == after
        assert set(before["finishers"].values()) == {1}

    def test_the_facts_stay_and_what_was_answered_goes(self, erase):
        erase()
        counts = [model.objects.count() for model in (Enrolment, LessonDone, Attempt)]
        assert counts == [1, 0, 0]

    def test_the_paper_is_still_found_to_be_genuine_with_a_masked_name(self, person, erase, client):
        paper = Certificate.objects.get()
        erase()
        page = client.get(f"/xac-minh/{paper.code}/").content.decode()
        assert (page.count("H. T. Xuyến"), page.count(NAME), paper.number in page) == (1, 0, True)

    def test_a_paper_that_was_never_handed_out_is_not_made_any_more(self, person, erase):
        issued = Certificate.objects.get()
        open_certificates(enrolment_ids=[issued.enrolment_id], kind=Kind.ATTENDANCE)
        erase()
        assert Certificate.objects.get() == issued

    def test_that_there_was_a_yes_stays_provable_without_names(self, person, erase):
        erase()
        consent = Consent.objects.get()
        assert (consent.text_version, consent.paper, consent.guardian_name) == (
            "2026-11",
            "đã xóa",
            "",
        )
        assert consent.withdrawn_at is not None

    def test_an_appointment_ends_with_the_day(self, person, erase):
        erase()
        assert Appointment.objects.get().valid_to == timezone.localdate()

    def test_that_the_law_was_kept_stays_provable(self, wanted, erase, officer, second):
        erase()
        wanted.refresh_from_db()
        entry = AuditEntry.objects.get(action="rights.erase")
        assert (wanted.state, wanted.words, wanted.answer) == ("done", "", "")
        assert (entry.actor, entry.data) == (
            officer,
            {"request": wanted.pk, "second_person": second.pk},
        )
