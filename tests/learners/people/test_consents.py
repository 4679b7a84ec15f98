"""The ledger of consents: the words, the yes, the guardian's name, and the yes taken back."""

from datetime import date

import pytest
from django.utils import timezone

from learners.people import consents
from learners.people.models import Consent, ConsentText, Learner
from learners.people.services import claim_learner
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from tests.facts import make_person

pytestmark = pytest.mark.django_db

STUDY, CONTACT = Consent.Purpose.STUDY, Consent.Purpose.CONTACT


@pytest.fixture
def child(commune) -> Learner:
    """Somebody on the register who becomes fifteen this year."""
    return make_person(commune, birth_year=timezone.localdate().year - 15)


class TestTheWords:
    def test_they_are_loaded_once(self, areas):
        assert (consents.load_texts(), ConsentText.objects.count()) == (0, 4)

    def test_what_an_operator_wrote_is_not_overwritten(self, areas):
        ConsentText.objects.filter(purpose=STUDY).update(words="Lời khác")
        consents.load_texts()
        assert ConsentText.objects.get(purpose=STUDY).words == "Lời khác"

    def test_the_newest_that_is_in_force_is_asked(self, areas):
        today = timezone.localdate()
        for version, since in (("moi", today), ("sau", today.replace(year=today.year + 1))):
            ConsentText.objects.create(
                purpose=CONTACT, version=version, valid_from=since, words=f"Lời {version}"
            )
        found = consents.current_texts()
        assert {purpose: text.version for purpose, text in found.items()} == {
            "study": "2026-11",
            "contact": "moi",
        }

    def test_the_form_shows_just_the_stored_words(self, client, make_user, areas):
        ConsentText.objects.create(
            purpose=CONTACT, version="moi", valid_from=timezone.localdate(), words="Lời rất mới"
        )
        client.force_login(make_user())
        page = client.get("/hoc/ghi-ten/").content.decode()
        stored = consents.current_texts()
        assert [page.count(text.words) for text in stored.values()] == [1, 1]
        assert page.count(ConsentText.objects.get(purpose=CONTACT, version="2026-12-2").words) == 0

    def test_a_yes_stays_a_yes_to_the_words_it_was_given_to(self, learner):
        ConsentText.objects.create(
            purpose=STUDY, version="moi", valid_from=timezone.localdate(), words="Mới"
        )
        assert learner.consents.get().text_version == "2026-11"
        assert consents.standing_purposes(learner=learner) == {"study"}


class TestAYes:
    def test_ticked_by_oneself_nobody_took_it(self, learner):
        given = consents.give(learner=learner, purpose=CONTACT, actor=learner.user)
        assert (given.method, given.paper, given.taken_by) == ("web", "", None)

    def test_on_paper_it_is_known_who_took_it_and_where_the_sheet_lies(self, commune, make_user):
        officer = make_user()
        given = consents.give(
            learner=make_person(commune), purpose=STUDY, actor=officer, paper="  tờ 12,  sổ 3 "
        )
        assert (given.method, given.paper, given.taken_by) == ("paper", "tờ 12, sổ 3", officer)

    def test_twice_is_once(self, learner):
        first = consents.give(learner=learner, purpose=CONTACT, actor=learner.user)
        assert consents.give(learner=learner, purpose=CONTACT, actor=learner.user) == first

    def test_a_yes_to_older_words_is_replaced_by_one_to_the_new_and_kept(self, learner):
        old = consents.give(learner=learner, purpose=CONTACT, actor=learner.user)
        ConsentText.objects.create(
            purpose=CONTACT, version="moi", valid_from=timezone.localdate(), words="Mới"
        )
        new = consents.give(learner=learner, purpose=CONTACT, actor=learner.user)
        old.refresh_from_db()
        assert (new.text_version, new.withdrawn_at) == ("moi", None)
        assert (old.withdrawn_by, old.withdrawn_at is None) == (learner.user, False)

    def test_an_unknown_purpose_is_refused(self, learner):
        with pytest.raises(DomainError) as refusal:
            consents.give(learner=learner, purpose="spam", actor=learner.user)
        assert refusal.value.message == "Không có mục đồng ý này. Hãy tải lại trang."

    def test_it_is_written_down_without_names(self, learner):
        consents.give(learner=learner, purpose=CONTACT, actor=learner.user)
        entry = AuditEntry.objects.filter(action="people.give_consent").latest("pk")
        assert (entry.target, entry.data) == (
            f"learners.learner:{learner.pk}",
            {"purpose": "contact", "how": "web"},
        )


class TestAChild:
    @pytest.mark.parametrize(
        ("birth", "answer"),
        [
            ({"years": 15}, True),
            ({"years": 17}, False),
            ({"years": 16}, True),  # only the year is known: not sixteen before its end
            ({"years": 16, "birth_month": 1, "birth_day": 1}, False),
        ],
    )
    def test_what_is_not_known_of_a_birthday_counts_as_late_as_it_can(self, birth, answer):
        year = timezone.localdate().year - birth.pop("years")
        assert consents.may_be_child(birth_year=year, **birth) is answer

    def test_without_a_guardian_nothing_is_written(self, child, make_user):
        with pytest.raises(DomainError) as refusal:
            consents.give(learner=child, purpose=STUDY, actor=make_user())
        assert (refusal.value.message, child.consents.count()) == (consents.NEEDS_GUARDIAN, 0)

    def test_the_guardian_stands_beside_each_yes(self, child, make_user):
        for purpose in (STUDY, CONTACT):
            consents.give(
                learner=child, purpose=purpose, actor=make_user(), guardian_name=" Lê Thị  Mai"
            )
        assert [one.guardian_name for one in child.consents.all()] == ["Lê Thị Mai"] * 2

    def test_a_name_that_is_none_is_refused(self, child, make_user):
        with pytest.raises(DomainError) as refusal:
            consents.give(learner=child, purpose=STUDY, actor=make_user(), guardian_name="Mẹ 1")
        assert refusal.value.message == (
            "Tên người giám hộ: Họ và tên chỉ gồm chữ cái. Hãy bỏ các ký tự: 1"
        )

    def test_of_a_grown_up_no_guardian_is_kept(self, learner):
        given = consents.give(
            learner=learner, purpose=CONTACT, actor=learner.user, guardian_name="Lê Thị Mai"
        )
        assert given.guardian_name == ""

    def test_signing_up_without_a_guardian_writes_nobody(self, make_user, commune):
        user = make_user()
        with pytest.raises(DomainError):
            claim_learner(
                user=user,
                full_name="Ma Văn Bình",
                birth_year=timezone.localdate().year - 15,
                commune=commune,
                consents=[STUDY],
                actor=user,
            )
        assert Learner.objects.count() == 0


class TestSigningUpAsAChild:
    ADDRESS = "/hoc/ghi-ten/"

    def said(self, **otherwise) -> dict[str, str]:
        return {
            "full_name": "Ma Văn Bình",
            "birth_year": str(timezone.localdate().year - 15),
            "commune": "Tân Cương",
            "consent_study": "on",
            **otherwise,
        }

    def test_the_field_is_not_there_before_it_is_needed(self, client, make_user, areas):
        client.force_login(make_user())
        assert client.get(self.ADDRESS).content.decode().count('name="guardian_name"') == 0

    def test_the_form_comes_back_with_the_field_and_all_that_was_typed(
        self, client, make_user, areas
    ):
        client.force_login(make_user())
        page = client.post(self.ADDRESS, self.said()).content.decode()
        assert (page.count('name="guardian_name"'), page.count('value="Ma Văn Bình"')) == (1, 1)
        assert page.count(consents.NEEDS_GUARDIAN) == 2  # in the summary and at the field

    def test_with_the_guardian_one_is_on_the_register(self, client, make_user, areas):
        client.force_login(make_user())
        answer = client.post(self.ADDRESS, self.said(guardian_name="Lê Thị Mai"))
        assert (answer["Location"], Consent.objects.get().guardian_name) == ("/hoc/", "Lê Thị Mai")


class TestTakingItBack:
    def test_it_ends_and_who_ended_it_is_known(self, learner):
        withdrawn = consents.withdraw(learner=learner, purpose=STUDY, actor=learner.user)
        assert (withdrawn.withdrawn_by, withdrawn.withdrawn_at is None) == (learner.user, False)
        assert consents.standing_purposes(learner=learner) == set()

    def test_twice_is_once(self, learner):
        consents.withdraw(learner=learner, purpose=STUDY, actor=learner.user)
        before = list(learner.consents.values())
        assert consents.withdraw(learner=learner, purpose=STUDY, actor=learner.user) is None
        assert list(learner.consents.values()) == before

    def test_a_new_yes_is_a_new_row(self, learner):
        consents.withdraw(learner=learner, purpose=STUDY, actor=learner.user)
        consents.give(learner=learner, purpose=STUDY, actor=learner.user)
        rows = learner.consents.order_by("pk").values_list("withdrawn_at", flat=True)
        assert [moment is None for moment in rows] == [False, True]
        assert consents.study_withdrawn(learner=learner) is False

    def test_who_was_never_asked_has_taken_nothing_back(self, commune):
        assert consents.study_withdrawn(learner=make_person(commune)) is False

    def test_another_purpose_stays(self, learner):
        consents.give(learner=learner, purpose=CONTACT, actor=learner.user)
        consents.withdraw(learner=learner, purpose=CONTACT, actor=learner.user)
        assert consents.standing_purposes(learner=learner) == {"study"}
        assert consents.study_withdrawn(learner=learner) is False


def test_a_child_is_grown_on_its_birthday(monkeypatch):
    """Sixteen years after 15 March 2010 is 15 March 2026."""
    born = {"birth_year": 2010, "birth_month": 3, "birth_day": 15}
    answers = []
    for today in (date(2026, 3, 14), date(2026, 3, 15)):
        monkeypatch.setattr(timezone, "localdate", lambda today=today: today)
        answers.append(consents.may_be_child(**born))
    assert answers == [True, False]
