"""Questions are laid on the desk once, answered once, and their answers are remembered."""

import pytest

from learners.duplicates.models import Merge, Pair
from learners.duplicates.services import NewPair, decide, put_on_desk, scan_learner
from learners.duplicates.signals import pair_decided
from learners.people.matching import Judgement, Verdict
from learners.people.models import Consent, Learner
from learners.people.services import claim_learner
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import make_person
from tests.learners.duplicates.conftest import ask

NEAR = Judgement(Verdict.NEAR, 70, ("Cùng năm sinh.",))
ROW = {"full_name": "Nguyễn Thị Lan", "birth_year": 1975, "commune_id": "05503"}


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def list_box(commune):
    """Whoever brought a candidate: registers the person when all say that it is somebody else."""
    heard: list[tuple[int, str]] = []

    def listen(sender, pair_id, **kwargs):
        pair = Pair.objects.get(pk=pair_id)
        heard.append((pair_id, pair.state))
        if pair.state == "same":
            return pair.left_id
        return make_person(commune, name=pair.candidate["full_name"], birth_year=1975).pk

    pair_decided.connect(listen)
    yield heard
    pair_decided.disconnect(listen)


class TestPutOnDesk:
    def test_the_same_question_is_laid_once_whichever_way_round(self, lan, again):
        for left, right in ((lan, again), (again, lan), (lan, again)):
            put_on_desk(pairs=[NewPair(left.pk, NEAR, right_id=right.pk)])
        assert list(Pair.objects.values_list("left", "right", "score", "reasons")) == [
            (lan.pk, again.pk, 70, ["Cùng năm sinh."])
        ]

    def test_a_row_of_a_list_may_be_asked_about_with_several(self, lan, again):
        asked = [NewPair(left.pk, NEAR, candidate=ROW, origin="test:1") for left in (lan, again)]
        put_on_desk(pairs=asked)
        put_on_desk(pairs=asked)
        assert Pair.objects.filter(origin="test:1", right=None).count() == 2

    def test_what_was_answered_is_not_asked_again(self, pair, lan, again, officer):
        decide(pair=pair, decision="different", actor=officer)
        put_on_desk(pairs=[NewPair(lan.pk, NEAR, right_id=again.pk)])
        assert scan_learner(learner=again) == 1
        assert Pair.objects.get().state == "different"

    def test_however_many_in_the_same_number_of_queries(
        self, lan, commune, django_assert_num_queries
    ):
        others = [make_person(commune, name=f"Lan {n}") for n in range(3)]
        pairs = [NewPair(lan.pk, NEAR, right_id=other.pk) for other in others]
        with django_assert_num_queries(4):  # a savepoint around the pairs and the record of it
            put_on_desk(pairs=pairs[:1])
        with django_assert_num_queries(4):
            put_on_desk(pairs=pairs)
        put_on_desk(pairs=[])


class TestDecide:
    def test_the_same_person_is_merged_into_the_record_that_was_chosen(
        self, pair, lan, again, officer
    ):
        decide(pair=pair, decision="same", kept=again, actor=officer)
        assert fresh(lan).merged_into == again
        assert (fresh(pair).state, fresh(pair).decided_by) == ("same", officer)

    def test_without_a_choice_the_older_one_is_kept(self, pair, lan, again, officer):
        decide(pair=pair, decision="same", actor=officer)
        assert fresh(again).merged_into == lan

    def test_a_third_record_cannot_be_kept(self, pair, commune, officer):
        with pytest.raises(DomainError, match="một trong hai hồ sơ"):
            decide(pair=pair, decision="same", kept=make_person(commune), actor=officer)
        assert (fresh(pair).state, Merge.objects.count()) == ("open", 0)

    def test_two_people_stay_two(self, pair, officer):
        decide(pair=pair, decision="different", actor=officer)
        assert (fresh(pair).state, Merge.objects.count()) == ("different", 0)

    def test_what_was_put_off_is_decided_later(self, pair, officer):
        decide(pair=pair, decision="later", actor=officer)
        assert (fresh(pair).state, fresh(pair).decided_by) == ("later", None)
        decide(pair=pair, decision="different", actor=officer)
        assert fresh(pair).state == "different"

    def test_the_second_officer_is_told(self, pair, officer):
        decide(pair=pair, decision="different", actor=officer)
        with pytest.raises(DomainError, match=r"đã có người quyết định .*: hai người khác nhau"):
            decide(pair=pair, decision="same", actor=officer)
        assert Merge.objects.count() == 0

    def test_of_records_that_stand_no_longer_nothing_is_said(self, pair, lan, again, officer):
        Learner.objects.filter(pk=again.pk).update(merged_into=make_person(lan.commune))
        with pytest.raises(DomainError, match="không còn đứng riêng"):
            decide(pair=pair, decision="same", actor=officer)

    def test_an_officer_of_another_commune_has_no_say(self, pair, other_commune, make_user):
        stranger = make_user(role=Role.COMMUNE_OFFICER, area=other_commune)
        with pytest.raises(DomainError, match="phần sổ mà bạn phụ trách"):
            decide(pair=pair, decision="same", actor=stranger)

    def test_nor_has_one_who_may_see_only_one_of_the_two(
        self, lan, other_commune, make_user, officer
    ):
        across = ask(lan, make_person(other_commune))
        with pytest.raises(DomainError, match="phần sổ mà bạn phụ trách"):
            decide(pair=across, decision="different", actor=officer)
        decide(pair=across, decision="different", actor=make_user(role=Role.PROVINCE_OFFICER))

    def test_it_is_written_down(self, pair, officer):
        decide(pair=pair, decision="different", actor=officer)
        entry = AuditEntry.objects.get(action="duplicates.decide")
        assert (entry.actor, entry.data) == (officer, {"decision": "different"})


class TestCandidates:
    def test_who_is_a_record_is_linked_and_their_data_forgotten(self, lan, officer, list_box):
        asked = ask(lan, None, candidate=ROW, origin="test:1")
        decide(pair=asked, decision="same", actor=officer)
        assert list_box == [(asked.pk, "same")]
        assert (fresh(asked).candidate, Learner.objects.count()) == ({}, 1)

    def test_who_is_nobody_is_registered_once_all_say_so(self, lan, again, officer, list_box):
        first, second = (ask(who, None, candidate=ROW, origin="test:1") for who in (lan, again))
        decide(pair=first, decision="different", actor=officer)
        assert list_box == []
        decide(pair=second, decision="different", actor=officer)
        assert list_box == [(second.pk, "different")]
        made = Learner.objects.latest("pk")
        # Remembered of the record that the row became: it is not asked about them again.
        assert set(Pair.objects.values_list("left", "right", "state")) == {
            (lan.pk, made.pk, "different"),
            (again.pk, made.pk, "different"),
        }
        assert [pair.candidate for pair in Pair.objects.all()] == [{}, {}]

    def test_who_is_one_of_two_raises_the_question_whether_they_are_one(
        self, lan, again, officer, list_box
    ):
        first, _ = (ask(who, None, candidate=ROW, origin="test:1") for who in (lan, again))
        decide(pair=first, decision="same", actor=officer)
        waiting = Pair.objects.undecided().values_list("left", "right", "origin")
        assert list(waiting) == [(lan.pk, again.pk, "")]


class TestSigningUp:
    def test_a_new_record_that_may_be_another_goes_on_the_desk(
        self, lan, make_user, commune, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            new = sign_up(make_user(), commune)
        assert list(Pair.objects.values_list("left", "right")) == [(lan.pk, new.pk)]

    def test_who_finds_their_record_raises_no_question(
        self, again, make_user, commune, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            found = sign_up(make_user(phone=again.phone), commune)
        assert (found, Pair.objects.count()) == (again, 0)

    def test_who_stands_no_longer_is_not_asked_about(self, lan, again):
        Learner.objects.filter(pk=again.pk).update(merged_into=lan)
        assert scan_learner(learner=again) == 0


def sign_up(user, commune) -> Learner:
    return claim_learner(
        user=user,
        full_name="Nguyễn Thị Lan",
        birth_year=1975,
        commune=commune,
        consents=[Consent.Purpose.STUDY],
        actor=user,
    )
