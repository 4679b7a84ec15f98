"""Coming onto the register: once, with consent, and finding the record that is already there."""

import unicodedata
from datetime import date

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from learners.people.consents import give, load_texts
from learners.people.models import Consent, Learner
from learners.people.services import OLDEST, YOUNGEST, claim_learner
from lms.core.errors import DomainError
from lms.core.identity import name_sort_key
from lms.core.models import Area, AuditEntry, User
from lms.core.places import load_areas

PHONE = "+84912345678"
STUDY, REMINDERS = Consent.Purpose.STUDY, Consent.Purpose.CONTACT


@pytest.fixture
def user(make_user) -> User:
    """Somebody who has just proved to hold a phone."""
    return make_user(phone=PHONE)


@pytest.fixture
def claim(user, commune):
    """Say who one is; everything can be said otherwise."""

    def say(**otherwise) -> Learner:
        said = {
            "user": user,
            "full_name": "Nguyễn Thị Lan",
            "birth_year": 1975,
            "commune": commune,
            "consents": [STUDY],
            "actor": user,
        }
        return claim_learner(**{**said, **otherwise})

    return say


@pytest.fixture
def unclaimed(commune):
    """Write somebody onto the register who has no account."""

    def write(**fields) -> Learner:
        known = {
            "full_name": "Nguyễn Thị Lan",
            "birth_year": 1975,
            "commune": commune,
            "phone": PHONE,
            "source": Learner.Source.DEMO,
        }
        return Learner.objects.create(**{**known, **fields})

    return write


def written() -> tuple[int, int, int]:
    """How much is on the register."""
    claims = AuditEntry.objects.filter(action="people.claim_learner")
    return Learner.objects.count(), Consent.objects.count(), claims.count()


class TestANewPerson:
    def test_they_stand_on_the_register_with_what_they_said(self, claim, user, commune):
        person = claim()
        user.refresh_from_db()
        assert (
            person.user,
            person.full_name,
            person.birth_year,
            person.commune,
            person.phone,
            person.source,
            user.full_name,
        ) == (user, "Nguyễn Thị Lan", 1975, commune, PHONE, "sign_up", "Nguyễn Thị Lan")

    def test_they_are_found_and_ordered_by_their_name(self, claim):
        person = claim()
        assert (person.search_key, person.sort_key) == (
            "nguyen thi lan",
            name_sort_key("Nguyễn Thị Lan"),
        )

    def test_a_mailbox_is_kept_as_a_way_to_reach_them(self, claim, make_user):
        other = make_user(email="lan@vidu.vn")
        person = claim(user=other, actor=other)
        assert (person.email, person.phone) == ("lan@vidu.vn", "")

    def test_saying_it_twice_changes_nothing(self, claim):
        first, before = claim(), written()
        again = claim(full_name="Tên khác", birth_year=1980, consents=[STUDY, REMINDERS])
        assert (again, again.full_name, written()) == (first, "Nguyễn Thị Lan", before)

    def test_a_decomposed_name_is_kept_composed(self, claim):
        person = claim(full_name=unicodedata.normalize("NFD", "Nguyễn  Thị Hồng"))
        person.refresh_from_db()
        assert person.full_name == "Nguyễn Thị Hồng"

    def test_it_is_written_down_without_names(self, claim, user):
        person = claim()
        entry = AuditEntry.objects.get(action="people.claim_learner")
        assert (entry.actor, entry.action, entry.target, entry.data) == (
            user,
            "people.claim_learner",
            f"learners.learner:{person.pk}",
            {},
        )

    def test_age_is_counted_by_the_year(self, claim):
        assert claim().age_on(date(2026, 1, 1)) == 51


class TestSomebodyWhoIsAlreadyThere:
    @pytest.mark.parametrize("spelt", ["Nguyễn Thị Lan", "nguyen thi lan", "NGUYỄN THỊ LÁN"])
    def test_phone_name_and_birth_year_together_take_over_the_record(
        self, claim, unclaimed, user, spelt
    ):
        known = unclaimed()
        taken = claim(full_name=spelt)
        assert (taken, taken.user, taken.full_name) == (known, user, "Nguyễn Thị Lan")
        assert Learner.objects.count() == 1

    @pytest.mark.parametrize(
        "different",
        [
            {"phone": "+84987654321"},
            {"phone": ""},
            {"full_name": "Nguyễn Thị Loan"},
            {"full_name": "Lan"},
            {"birth_year": 1976},
        ],
    )
    def test_less_than_all_three_takes_over_nothing(self, claim, unclaimed, different):
        known = unclaimed(**different)
        person = claim()
        known.refresh_from_db()
        assert (person == known, known.user, Learner.objects.count()) == (False, None, 2)

    def test_somebody_elses_record_is_never_taken_over(self, claim, unclaimed, make_user):
        other = make_user()
        known = unclaimed(user=other)
        assert (claim() == known, Learner.objects.get(pk=known.pk).user) == (False, other)

    def test_two_records_that_agree_are_left_to_people(self, claim, unclaimed):
        unclaimed()
        unclaimed()
        claim()
        assert Learner.objects.filter(user=None).count() == 2

    def test_a_mailbox_proves_no_phone(self, claim, unclaimed, make_user):
        unclaimed()
        other = make_user(email="lan@vidu.vn")
        claim(user=other, actor=other)
        assert Learner.objects.count() == 2

    def test_the_commune_on_the_register_stays(self, claim, unclaimed, other_commune):
        unclaimed(commune=other_commune)
        assert claim().commune == other_commune


class TestRefusals:
    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            (
                {"consents": []},
                "Để ghi nhận việc học và cấp giấy, chúng tôi cần bạn đồng ý ở ô thứ nhất dưới đây. "
                "Bạn vẫn học được mà không cần ghi tên.",
            ),
            (
                {"consents": [REMINDERS]},
                "Để ghi nhận việc học và cấp giấy, chúng tôi cần bạn đồng ý ở ô thứ nhất dưới đây. "
                "Bạn vẫn học được mà không cần ghi tên.",
            ),
            ({"full_name": ""}, "Hãy nhập họ và tên như trên giấy tờ của bạn."),
            ({"full_name": "Lan 9"}, "Họ và tên chỉ gồm chữ cái. Hãy bỏ các ký tự: 9"),
            ({"full_name": "a" * 121}, "Họ và tên dài quá 120 ký tự. Hãy kiểm tra lại."),
        ],
    )
    def test_it_is_said_in_words_and_nothing_is_written(self, claim, user, wrong, sentence):
        with pytest.raises(DomainError) as refusal:
            claim(**wrong)
        user.refresh_from_db()
        assert (refusal.value.message, written(), user.full_name) == (sentence, (0, 0, 0), "")

    @pytest.mark.parametrize(
        ("age", "sentence"),
        [
            (
                YOUNGEST - 1,
                "Chương trình dành cho người từ 15 tuổi. "
                "Bạn vẫn học được các bài mà không cần ghi tên.",
            ),
            (
                -1,
                "Chương trình dành cho người từ 15 tuổi. "
                "Bạn vẫn học được các bài mà không cần ghi tên.",
            ),
            (OLDEST + 1, "Năm sinh chưa đúng. Hãy nhập đủ 4 số, ví dụ 1975."),
        ],
    )
    def test_too_young_and_too_old_are_told_so(self, claim, age, sentence):
        with pytest.raises(DomainError) as refusal:
            claim(birth_year=timezone.localdate().year - age)
        assert (refusal.value.message, written()) == (sentence, (0, 0, 0))

    @pytest.mark.parametrize("age", [YOUNGEST, OLDEST])
    def test_the_youngest_and_the_oldest_are_welcome(self, claim, age):
        year = timezone.localdate().year - age
        assert claim(birth_year=year, guardian_name="Lê Thị Mai").birth_year == year


class TestConsent:
    def test_every_purpose_has_a_row_of_its_own_that_can_be_proved(self, claim):
        person = claim(consents=[STUDY, REMINDERS])
        given_consents = person.consents.order_by("purpose").values_list(
            "purpose", "text_version", "method", "taken_by", "withdrawn_at"
        )
        assert list(given_consents) == [
            ("contact", "2026-12-2", "web", None, None),
            ("study", "2026-11", "web", None, None),
        ]

    def test_what_was_not_agreed_to_is_not_written(self, claim):
        assert [c.purpose for c in claim(consents=[STUDY]).consents.all()] == ["study"]

    def test_a_standing_yes_stays_as_it_is(self, claim, user):
        person = claim()
        first = person.consents.get()
        again = give(learner=person, purpose=STUDY, actor=user)
        assert (again, again.given_at) == (first, first.given_at)

    def test_after_a_withdrawal_a_new_yes_is_a_new_row(self, claim, user):
        person = claim()
        person.consents.update(withdrawn_at=timezone.now())
        give(learner=person, purpose=STUDY, actor=user)
        assert [c.withdrawn_at is None for c in person.consents.order_by("pk")] == [False, True]

    def test_who_ticked_for_somebody_else_is_kept(self, claim, make_user):
        helper = make_user()
        consent = give(learner=claim(), purpose=REMINDERS, actor=helper)
        assert consent.taken_by == helper


class TestAnyName(TestCase):
    """A rule for every name, not for a few."""

    @given(st.text(max_size=130), st.integers(1850, 2100))
    def test_a_claim_writes_one_person_or_nothing_at_all(self, name, year):
        load_areas()
        load_texts()
        user = User.objects.create_user(phone=PHONE)
        try:
            claim_learner(
                user=user,
                full_name=name,
                birth_year=year,
                commune=Area.objects.get(pk="05503"),
                consents=[STUDY],
                actor=user,
            )
        except DomainError:
            expected = (0, 0, 0)
        else:
            expected = (1, 1, 1)
        assert written() == expected
