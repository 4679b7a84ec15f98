"""Proving that a record is one's own: a code to the phone on it, or a slip of paper."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from learners.people import claims
from learners.people.claims import Challenge
from learners.people.models import Consent, Learner, PaperCode
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.tokens import SLIP_LENGTH, new_code, parse_code
from tests.core.door import code_sent_to, wrong
from tests.facts import make_person

pytestmark = pytest.mark.django_db

PHONE = "+84987654678"
STUDY = Consent.Purpose.STUDY


@pytest.fixture
def record(commune) -> Learner:
    """Somebody whom their class wrote onto the register, with their phone."""
    return make_person(commune, name="Nông Thị Mai", birth_year=1970, phone=PHONE)


@pytest.fixture
def user(make_user):
    """Somebody who came in by e-mail."""
    return make_user(email="mai@vidu.vn")


@pytest.fixture
def ask(user, commune):
    """Look for the record of somebody; everything can be said otherwise."""

    def look(**otherwise) -> Learner | None:
        said = {"user": user, "full_name": "nong thi mai", "birth_year": 1970, "commune": commune}
        return claims.unclaimed_namesake(**said | otherwise)

    return look


class TestLooking:
    def test_name_birth_year_and_commune_together_find_it(self, ask, record):
        assert ask() == record

    @pytest.mark.parametrize(
        "otherwise", [{"full_name": "Nông Thị Mười"}, {"birth_year": 1971}], ids=str
    )
    def test_less_than_all_three_finds_nothing(self, ask, record, otherwise):
        assert ask(**otherwise) is None

    def test_nor_does_another_commune(self, ask, record, other_commune):
        assert ask(commune=other_commune) is None

    def test_a_record_without_a_phone_cannot_be_asked_about(self, ask, commune):
        make_person(commune, name="Nông Thị Mai", birth_year=1970)
        assert ask() is None

    def test_two_of_one_name_are_left_to_people(self, ask, record, commune):
        make_person(commune, name="Nông Thị Mai", birth_year=1970, phone="+84911111111")
        assert ask() is None

    def test_somebody_elses_is_not_found(self, ask, record, make_user):
        Learner.objects.filter(pk=record.pk).update(user=make_user())
        assert ask() is None

    def test_the_phone_one_holds_needs_no_code(self, ask, record, make_user):
        assert ask(user=make_user(phone=PHONE)) is None

    def test_merged_and_erased_records_are_not_found(self, ask, record, commune):
        Learner.objects.filter(pk=record.pk).update(merged_into=make_person(commune))
        assert ask() is None

    def test_one_account_may_not_search_through_the_register(self, ask, commune):
        names = ["Ma Văn A", "Ma Văn Ba", "Ma Văn Ca", "Ma Văn Da"]
        for name in names:
            make_person(commune, name=name, birth_year=1970, phone=PHONE)
        assert [ask(full_name=name) is not None for name in names] == [True, True, True, False]

    def test_of_the_phone_five_digits_are_shown(self):
        assert claims.hide_phone(PHONE) == "09•• ••• 678"


class TestTheCode:
    def test_it_goes_to_the_phone_on_the_record(self, record, user):
        challenge = claims.send_claim_code(learner=record, user=user)
        after, right = claims.try_code(challenge=challenge, typed=code_sent_to(PHONE), user=user)
        assert (right, after.tries) == (True, 1)

    def test_it_is_kept_nowhere_as_it_is(self, record, user):
        challenge = claims.send_claim_code(learner=record, user=user)
        assert json.dumps(challenge.to_json()).count(code_sent_to(PHONE)) == 0
        assert Challenge.from_json(challenge.to_json()) == challenge

    def test_typed_with_spaces_it_is_right_too(self, record, user):
        challenge = claims.send_claim_code(learner=record, user=user)
        code = code_sent_to(PHONE)
        typed = f" {code[:3]} {code[3:]} "
        assert claims.try_code(challenge=challenge, typed=typed, user=user)[1] is True

    def test_for_another_account_it_opens_nothing(self, record, user, make_user):
        challenge = claims.send_claim_code(learner=record, user=user)
        right = claims.try_code(challenge=challenge, typed=code_sent_to(PHONE), user=make_user())[1]
        assert right is False

    def test_for_another_record_it_opens_nothing(self, record, user, commune):
        challenge = claims.send_claim_code(learner=record, user=user)
        turned = replace(challenge, learner_id=make_person(commune).pk)
        assert claims.try_code(challenge=turned, typed=code_sent_to(PHONE), user=user)[1] is False

    def test_after_five_tries_even_the_right_one_is_refused(self, record, user):
        challenge = claims.send_claim_code(learner=record, user=user)
        code = code_sent_to(PHONE)
        for _ in range(5):
            challenge, right = claims.try_code(challenge=challenge, typed=wrong(code), user=user)
            assert right is False
        with pytest.raises(DomainError):
            claims.try_code(challenge=challenge, typed=code, user=user)

    def test_tries_in_several_sessions_at_once_count_together(self, record, user):
        challenge = claims.send_claim_code(learner=record, user=user)
        code = code_sent_to(PHONE)
        for _ in range(5):  # each session still believes it is the first try
            claims.try_code(challenge=challenge, typed=wrong(code), user=user)
        with pytest.raises(DomainError):
            claims.try_code(challenge=challenge, typed=code, user=user)

    def test_after_ten_minutes_it_is_too_late(self, record, user):
        challenge = claims.send_claim_code(learner=record, user=user)
        ten_minutes = timezone.now() + timedelta(minutes=10)
        lives = datetime.fromisoformat(challenge.expires_at)
        late = replace(challenge, expires_at=timezone.now().isoformat())
        with pytest.raises(DomainError) as refusal:
            claims.try_code(challenge=late, typed=code_sent_to(PHONE), user=user)
        assert (lives <= ten_minutes, refusal.value.message) == (
            True,
            "Mã đã hết hạn hoặc đã nhập sai nhiều lần. Hãy bấm gửi mã mới.",
        )

    def test_a_phone_gets_three_a_day_whoever_asks(self, record, make_user):
        for _ in range(3):
            claims.send_claim_code(learner=record, user=make_user())
        with pytest.raises(DomainError) as refusal:
            claims.send_claim_code(learner=record, user=make_user())
        assert refusal.value.message == claims.TOO_OFTEN

    def test_sending_is_written_down_without_the_code(self, record, user):
        claims.send_claim_code(learner=record, user=user)
        entry = AuditEntry.objects.get(action="people.send_claim_code")
        assert (entry.actor, entry.target, entry.data) == (
            user,
            f"learners.learner:{record.pk}",
            {},
        )


class TestTakingARecordOver:
    def test_it_is_theirs_with_its_name_and_their_consent(self, record, user):
        taken = claims.claim_record(user=user, record=record, consents=[STUDY], actor=user)
        assert (taken, taken.user, taken.full_name, taken.phone, taken.email) == (
            record,
            user,
            "Nông Thị Mai",
            PHONE,
            "mai@vidu.vn",
        )
        assert Learner.objects.count() == Consent.objects.count() == 1

    def test_the_second_is_told_that_somebody_was_quicker(self, record, user, make_user):
        claims.claim_record(user=user, record=record, consents=[STUDY], actor=user)
        other = make_user()
        with pytest.raises(DomainError) as refusal:
            claims.claim_record(user=other, record=record, consents=[STUDY], actor=other)
        assert refusal.value.message == (
            "Hồ sơ này vừa có người nhận. Nếu đó không phải là bạn, "
            "hãy báo cho cán bộ xã, phường nơi bạn ở."
        )


class TestASlip:
    def test_it_is_typed_off_in_three_groups_of_four(self, record, make_user):
        shown = claims.make_slip(learner=record, actor=make_user())
        assert [len(group) for group in shown.split("-")] == [4, 4, 4]
        assert len(parse_code(shown, SLIP_LENGTH)) == 12  # 55 random bits and a check character

    def test_only_its_hash_is_kept_for_thirty_days(self, record, make_user):
        shown = claims.make_slip(learner=record, actor=make_user())
        slip = PaperCode.objects.get()
        assert slip.code_hash.upper().count(shown.replace("-", "")) == 0
        assert (len(slip.code_hash), slip.expires_at - slip.made_at) == (64, timedelta(days=30))

    def test_it_opens_its_record_once(self, record, user, make_user):
        shown = claims.make_slip(learner=record, actor=make_user())
        assert claims.open_slip(typed=shown.lower(), user=user).learner == record
        assert claims.use_slip(typed=shown) == record
        with pytest.raises(DomainError):
            claims.use_slip(typed=shown)

    def test_a_new_one_makes_the_older_void(self, record, make_user):
        old = claims.make_slip(learner=record, actor=make_user())
        new = claims.make_slip(learner=record, actor=make_user())
        with pytest.raises(DomainError):
            claims.use_slip(typed=old)
        assert claims.use_slip(typed=new) == record

    def test_a_late_one_is_void(self, record, make_user):
        shown = claims.make_slip(learner=record, actor=make_user())
        past = timezone.now() - timedelta(days=31)
        PaperCode.objects.update(made_at=past, expires_at=past + timedelta(days=30))
        with pytest.raises(DomainError):
            claims.use_slip(typed=shown)

    def test_wrong_used_and_late_are_told_apart_by_nobody(self, record, user, make_user):
        used = claims.make_slip(learner=record, actor=make_user())
        claims.use_slip(typed=used)
        sentences = set()
        for typed in (used, new_code(SLIP_LENGTH), "ABC", ""):
            with pytest.raises(DomainError) as refusal:
                claims.open_slip(typed=typed, user=user)
            sentences.add(refusal.value.message)
        assert len(sentences) == 1

    def test_one_account_may_not_try_slip_after_slip(self, user):
        for _ in range(claims.SLIPS_A_DAY):
            with pytest.raises(DomainError):
                claims.open_slip(typed=new_code(SLIP_LENGTH), user=user)
        with pytest.raises(DomainError) as refusal:
            claims.open_slip(typed=new_code(SLIP_LENGTH), user=user)
        assert refusal.value.message == claims.TOO_OFTEN

    def test_for_somebody_with_an_account_none_is_made(self, learner, make_user):
        with pytest.raises(DomainError) as refusal:
            claims.make_slip(learner=learner, actor=make_user())
        assert refusal.value.message == (
            "Người này đã có tài khoản: họ đăng nhập là thấy hồ sơ của mình."
        )
