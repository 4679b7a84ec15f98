"""Two officers at one desk, and two sign-ups of one person, at the same moment."""

from functools import partial

import pytest

from learners.duplicates.merging import merge, undo_merge
from learners.duplicates.models import Merge, Pair
from learners.duplicates.services import NewPair, decide, put_on_desk, scan_learner
from learners.people.matching import Judgement, Verdict
from learners.people.models import Learner
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import assess_on, make_person

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT = range(8)


@pytest.fixture
def officers(areas, make_user):
    return [make_user(role=Role.PROVINCE_OFFICER) for _ in EIGHT]


@pytest.fixture
def records(commune) -> list[Learner]:
    """Three records of one person."""
    return [make_person(commune, name="Nguyễn Thị Lan", birth_year=1975) for _ in range(3)]


def pair_of(left, right) -> Pair:
    return Pair.objects.create(left=left, right=right, score=70, reasons=[])


def told(call):
    """What came of a call: its result, or the sentence it was refused with."""
    try:
        return call()
    except DomainError as refusal:
        return str(refusal)


def test_of_eight_answers_to_one_pair_one_counts_and_the_others_are_told(
    together, officers, records
):
    pair = pair_of(*records[:2])
    answers = together(
        [
            partial(told, partial(decide, pair=pair, decision=decision, actor=officer))
            for officer, decision in zip(officers, ["same", "different"] * 4, strict=True)
        ]
    )
    decided = [answer for answer in answers if isinstance(answer, Pair)]
    refused = [answer for answer in answers if isinstance(answer, str)]
    assert (len(decided), len(refused)) == (1, 7)
    assert all("đã có người quyết định" in words for words in refused)
    kept = Pair.objects.get()
    assert (kept.state, kept.decided_by) == (decided[0].state, decided[0].decided_by)
    assert Merge.objects.count() == int(kept.state == "same")
    assert AuditEntry.objects.filter(action="duplicates.decide").count() == 1


def test_three_records_of_one_person_merged_at_once_are_one(together, officers, records):
    """A into B, B into C and C into A: no circle, nobody waits for ever, nothing is lost."""
    first, second, third = records
    for record in records:
        assess_on(record.registered_at.date(), record)
    pairs = [pair_of(first, second), pair_of(second, third), pair_of(first, third)]
    calls = [
        partial(told, partial(decide, pair=pair, decision="same", actor=officer))
        for pair, officer in zip(pairs, officers, strict=False)
    ]
    together(calls * 2)
    while waiting := Pair.objects.undecided().first():  # who was told so looks again
        decide(pair=waiting, decision="same", actor=officers[0])
    assert Learner.objects.standing().count() == 1
    kept = Learner.objects.standing().get()
    assert set(Learner.objects.exclude(pk=kept.pk).values_list("merged_into", flat=True)) == {
        kept.pk
    }
    assert Merge.objects.count() == 2


def test_a_merge_taken_back_eight_times_at_once_is_taken_back_once(together, officers, records):
    done = merge(kept=records[0], merged=records[1], actor=officers[0])
    answers = together(
        [partial(told, partial(undo_merge, merge=done, actor=officer)) for officer in officers]
    )
    assert sum(isinstance(answer, Merge) for answer in answers) == 1
    assert Learner.objects.standing().count() == 3


def test_one_question_laid_eight_times_at_once_lies_there_once(together, records):
    near = Judgement(Verdict.NEAR, 70, ("Cùng năm sinh.",))
    asked = [NewPair(records[0].pk, near, right_id=records[1].pk)]
    together([partial(put_on_desk, pairs=asked) for _ in EIGHT])
    together([partial(scan_learner, learner=record) for record in records * 3])
    assert Pair.objects.count() == 3  # each with each, once
