"""Taking over a record that others wrote: on the way in, and by a slip of paper."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from learners.duplicates.models import Merge
from learners.duplicates.services import merge
from learners.people import claims
from learners.people.models import Consent, Learner, PaperCode
from learners.rights.claiming import claim_by_slip
from learners.study.models import Enrolment
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from lms.core.tokens import SLIP_LENGTH, new_code
from tests.core.door import code_sent_to, heading, wrong
from tests.factories import finish_lessons
from tests.facts import make_person

pytestmark = pytest.mark.django_db

REGISTER, OFFER, SLIP = "/hoc/ghi-ten/", "/hoc/ghi-ten/ho-so/", "/hoc/nhan-ho-so/"
PHONE = "+84987654678"
MAI = {
    "full_name": "Nông Thị Mai",
    "birth_year": "1970",
    "commune": "Tân Cương",
    "consent_study": "on",
    "next": "/hoc/giay/",
}


@pytest.fixture
def record(commune) -> Learner:
    """Somebody whom their class wrote onto the register, with their phone."""
    return make_person(commune, name="Nông Thị Mai", birth_year=1970, phone=PHONE)


@pytest.fixture
def newcomer(make_user, browser_of) -> Client:
    """Somebody who came in by e-mail."""
    return browser_of(make_user(email="mai@vidu.vn"))


class TestOnTheWayIn:
    def test_one_is_asked_before_a_second_record_is_made(self, newcomer, record):
        answer = newcomer.post(REGISTER, MAI)
        assert (answer["Location"], Learner.objects.count()) == (OFFER, 1)
        page = newcomer.get(OFFER)
        text = page.content.decode()
        assert heading(page) == "Có phải bạn đã được ghi tên?"
        assert (text.count("09•• ••• 678"), text.count("0987"), text.count("654")) == (1, 0, 0)

    def test_with_the_code_the_record_is_theirs_and_they_go_on(self, newcomer, record):
        newcomer.post(REGISTER, MAI)
        newcomer.post(OFFER, {"act": "send"})
        answer = newcomer.post(OFFER, {"act": "check", "code": code_sent_to(PHONE)})
        record.refresh_from_db()
        assert (answer["Location"], record.user.email, Learner.objects.count()) == (
            "/hoc/giay/",
            "mai@vidu.vn",
            1,
        )
        assert list(record.consents.values_list("purpose", flat=True)) == ["study"]
        assert "claim_offer" not in newcomer.session

    def test_a_wrong_code_is_said_to_be_wrong(self, newcomer, record):
        newcomer.post(REGISTER, MAI)
        newcomer.post(OFFER, {"act": "send"})
        answer = newcomer.post(OFFER, {"act": "check", "code": wrong(code_sent_to(PHONE))})
        record.refresh_from_db()
        assert (answer.status_code, answer.content.decode().count(claims.WRONG_CODE)) == (422, 1)
        assert record.user is None

    def test_who_is_somebody_else_is_registered_as_somebody_new(self, newcomer, record):
        newcomer.post(REGISTER, MAI)
        answer = newcomer.post(OFFER, {"act": "new"})
        record.refresh_from_db()
        assert (answer["Location"], Learner.objects.count(), record.user) == ("/hoc/giay/", 2, None)

    def test_without_an_offer_there_is_no_such_page(self, newcomer, areas):
        assert newcomer.get(OFFER)["Location"] == REGISTER
        assert newcomer.post(OFFER, {"act": "new"})["Location"] == REGISTER

    def test_a_code_is_worth_nothing_in_another_session(
        self, newcomer, record, make_user, browser_of
    ):
        newcomer.post(REGISTER, MAI)
        newcomer.post(OFFER, {"act": "send"})
        thief = browser_of(make_user())
        thief.post(REGISTER, MAI)
        thief.post(OFFER, {"act": "check", "code": code_sent_to(PHONE)})
        record.refresh_from_db()
        assert record.user is None

    def test_a_record_that_somebody_took_meanwhile_is_no_longer_offered(
        self, newcomer, record, make_user
    ):
        newcomer.post(REGISTER, MAI)
        Learner.objects.filter(pk=record.pk).update(user=make_user())
        assert newcomer.post(OFFER, {"act": "send"})["Location"] == REGISTER

    def test_who_asks_too_often_today_is_told_so_on_the_page(self, newcomer, record):
        newcomer.post(REGISTER, MAI)
        answers = [newcomer.post(OFFER, {"act": "send"}).status_code for _ in range(4)]
        assert answers == [302, 302, 302, 422]

    def test_the_search_never_says_who_is_on_the_register_to_one_account_for_long(
        self, newcomer, commune
    ):
        names = ["Ma Văn A", "Ma Văn Ba", "Ma Văn Ca", "Ma Văn Da"]
        for name in names:
            make_person(commune, name=name, birth_year=1970, phone=PHONE)
        led = [newcomer.post(REGISTER, MAI | {"full_name": n})["Location"] for n in names]
        assert led == [OFFER, OFFER, OFFER, "/hoc/giay/"]


class TestMakingASlip:
    def address(self, record: Learner) -> str:
        return f"/theo-doi/so/{record.pk}/phieu/"

    def test_it_is_shown_once(self, officer, browser_of, record):
        answer = browser_of(officer).post(self.address(record))
        groups = re.findall(r"<span>([0-9A-Z]{4})</span>", answer.content.decode())
        assert (len(groups), PaperCode.objects.get().made_by) == (3, officer)
        assert answer["Cache-Control"] == "private, no-cache"
        assert claims.use_slip(typed=" ".join(groups)) == record

    def test_looking_makes_none_and_is_written_down(self, officer, browser_of, record):
        answer = browser_of(officer).get(self.address(record))
        assert (answer.status_code, PaperCode.objects.count()) == (200, 0)
        assert AuditEntry.objects.filter(action="people.open", actor=officer).count() == 1

    def test_only_for_ones_own_people(self, make_user, areas, browser_of, record):
        stranger = make_user(role=Role.COMMUNE_OFFICER, area=areas["01906"])
        auditor = make_user(role=Role.AUDITOR)
        answers = [
            browser_of(u).post(self.address(record)).status_code for u in (stranger, auditor)
        ]
        assert (answers, PaperCode.objects.count()) == ([404, 403], 0)

    def test_for_somebody_with_an_account_it_says_why_not(self, officer, browser_of, learner):
        assert browser_of(officer).post(self.address(learner)).status_code == 409


class TestTypingASlipIn:
    @pytest.fixture
    def slip(self, record, officer) -> str:
        """A slip for the record."""
        return claims.make_slip(learner=record, actor=officer)

    def test_somebody_new_sees_the_record_and_is_asked_for_consent(self, newcomer, slip):
        page = newcomer.post(SLIP, {"ma": slip.lower()}).content.decode()
        assert (page.count("Nông Thị Mai"), page.count("checked")) == (1, 0)
        assert PaperCode.objects.get().used_at is None

    def test_agreeing_makes_it_theirs(self, newcomer, slip, record):
        answer = newcomer.post(SLIP, {"ma": slip, "consents": "1", "consent_study": "on"})
        record.refresh_from_db()
        assert (answer["Location"], record.user.email) == ("/toi/", "mai@vidu.vn")
        assert PaperCode.objects.get().used_at is not None

    def test_without_the_first_consent_the_slip_stays_good(self, newcomer, slip, record):
        answer = newcomer.post(SLIP, {"ma": slip, "consents": "1"})
        assert (answer.status_code, PaperCode.objects.get().used_at) == (422, None)

    def test_a_child_needs_a_guardian_here_too(self, newcomer, commune, officer):
        child = make_person(commune, birth_year=timezone.localdate().year - 15)
        slip = claims.make_slip(learner=child, actor=officer)
        said = {"ma": slip, "consents": "1", "consent_study": "on"}
        first = newcomer.post(SLIP, said)
        second = newcomer.post(SLIP, said | {"guardian_name": "Lê Thị Mai"})
        assert (first.status_code, second.status_code) == (422, 302)
        assert Consent.objects.get().guardian_name == "Lê Thị Mai"

    def test_a_mistyped_one_is_told_at_once(self, newcomer, areas):
        page = newcomer.post(SLIP, {"ma": "ABCD"})
        assert (page.status_code, "Hãy xem lại từng nhóm" in page.content.decode()) == (422, True)

    def test_an_unknown_one_says_no_more_than_a_used_one(self, newcomer, slip, make_user, areas):
        user = make_user()
        claim_by_slip(user=user, typed=slip, consents=["study"], actor=user)
        pages = [
            re.findall(
                r'class="field__error"[^>]*>.*?<span>(.*?)</span>',
                newcomer.post(SLIP, {"ma": code}).content.decode(),
                re.DOTALL,
            )
            for code in (slip, new_code(SLIP_LENGTH))
        ]
        assert (pages[0] == pages[1], len(pages[0])) == (True, 1)

    def test_who_stands_there_already_gets_both_as_one(
        self, slip, record, learner, browser_of, course
    ):
        finish_lessons(learner, course)
        browser = browser_of(learner.user)
        page = browser.post(SLIP, {"ma": slip}).content.decode()
        browser.post(SLIP, {"ma": slip, "consents": "1"})
        record.refresh_from_db()
        assert page.count("gộp hai hồ sơ") == 1
        assert (record.merged_into, Merge.objects.get().kept) == (learner, learner)
        assert Enrolment.objects.get().learner == learner
        entry = AuditEntry.objects.get(action="rights.merge_own")
        assert (entry.target, entry.data) == (
            f"learners.learner:{learner.pk}",
            {"merged": record.pk},
        )

    def test_a_record_that_was_merged_meanwhile_is_followed(
        self, slip, record, commune, officer, make_user
    ):
        kept = make_person(commune, name="Nông Thị Mai", birth_year=1970)
        merge(kept=kept, merged=record, actor=officer)
        user = make_user()
        assert claim_by_slip(user=user, typed=slip, consents=["study"], actor=user) == kept

    def test_a_record_that_somebody_has_is_not_taken_from_them(
        self, slip, record, make_user, learner
    ):
        Learner.objects.filter(pk=record.pk).update(user=make_user())
        with pytest.raises(DomainError) as refusal:
            claim_by_slip(user=learner.user, typed=slip, consents=[], actor=learner.user)
        assert refusal.value.message == (
            "Hồ sơ này đã có người nhận. Hãy báo cho cán bộ đã đưa phiếu mã."
        )
        assert PaperCode.objects.get().used_at is None

    def test_a_visitor_is_led_to_the_door(self, client):
        assert client.get(SLIP)["Location"] == f"/tai-khoan/vao/?next={SLIP}"
