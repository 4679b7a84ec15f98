"""Two assessors, two officers, and a circle, at the same moment."""

from contextlib import suppress
from functools import partial

import pytest
from django.utils import timezone

from learners.trainers.appointing import appoint
from learners.trainers.loading import load_rules
from learners.trainers.models import Appointment, StateChange, Tier, TrainerFile, Trial, TrialSheet
from learners.trainers.services import move, open_file, tell_trained_by, trainers_above
from learners.trainers.states import State
from learners.trainers.tasks import review
from learners.trainers.trials import open_trial, score
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import appoint as appointed_on
from tests.facts import make_person
from tests.learners.trainers.conftest import a_decision

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT = range(8)


@pytest.fixture
def officers(areas, make_user):
    load_rules()
    return [make_user(role=Role.PROVINCE_OFFICER) for _ in EIGHT]


@pytest.fixture
def file(officers, learner) -> TrainerFile:
    return open_file(learner=learner, tier=Tier.CORE, words="", actor=officers[0])


def told(call):
    """What came of a call: its result, or the sentence it was refused with."""
    try:
        return call()
    except DomainError as refusal:
        return str(refusal)


def test_two_assessors_at_once_give_one_result(together, officers, file):
    for to in (State.TRAINING, State.WAITING):
        file = move(file=file, to=to, words="Đã học", actor=officers[0])
    trial = open_trial(
        file=file,
        held_on=timezone.localdate(),
        topic="Bài 1",
        assessors=officers[1:3],
        actor=officers[0],
    )
    sheets = [(officers[1], [4, 4, 4, 4, 4]), (officers[2], [2, 2, 3, 2, 3])] * 4
    together(
        [
            partial(told, partial(score, trial=trial, scores=scores, notes="", actor=user))
            for user, scores in sheets
        ]
    )
    trial.refresh_from_db()
    assert (str(trial.average), trial.passed) == ("3.20", True)
    assert TrialSheet.objects.filter(scored_at__isnull=False).count() == 2
    assert AuditEntry.objects.filter(action="trainers.score").count() == 2


def test_a_person_is_added_eight_times_at_once_and_has_one_file(together, officers, learner):
    calls = [
        partial(open_file, learner=learner, tier=Tier.CORE, words="", actor=one) for one in officers
    ]
    assert len({file.pk for file in together(calls)}) == 1
    assert StateChange.objects.count() == 1


def test_one_decision_written_eight_times_at_once_is_one_appointment(
    together, officers, file, commune
):
    decision = a_decision(commune)
    calls = [
        partial(appoint, file=file, decision=decision, words="Đã có quyết định", actor=one)
        for one in officers
    ]
    assert len({made.pk for made in together(calls)}) == 1
    assert AuditEntry.objects.filter(action="trainers.appoint").count() == 1


def test_of_eight_decisions_for_one_day_one_counts_and_the_others_are_told(
    together, officers, file, commune
):
    calls = [
        partial(
            told,
            partial(
                appoint,
                file=file,
                decision=a_decision(commune, number=f"{number}/QĐ"),
                words="Đã có",
                actor=one,
            ),
        )
        for number, one in enumerate(officers)
    ]
    answers = together(calls)
    assert sum(isinstance(answer, Appointment) for answer in answers) == 1
    assert {answer for answer in answers if isinstance(answer, str)} == {
        "Đã có một quyết định có hiệu lực từ đúng ngày này. Hãy kiểm tra lại."
    }


def test_two_who_trained_each_other_at_once_make_no_circle(together, officers, commune):
    files = [
        open_file(learner=make_person(commune), tier=Tier.CORE, words="", actor=officers[0])
        for _ in range(3)
    ]
    people = [file.learner for file in files]

    def tell(number: int, officer):
        with suppress(DomainError):
            tell_trained_by(file=files[number], trained_by=people[(number + 1) % 3], actor=officer)

    together([partial(tell, number % 3, officer) for number, officer in enumerate(officers)])
    assert all(person.pk not in trainers_above(learner_id=person.pk) for person in people)


def test_one_trial_is_open_though_eight_officers_open_it_at_once(together, officers, file):
    for to in (State.TRAINING, State.WAITING):
        file = move(file=file, to=to, words="Đã học", actor=officers[0])
    calls = [
        partial(
            told,
            partial(
                open_trial,
                file=file,
                held_on=timezone.localdate(),
                topic="Bài 1",
                assessors=officers[:2],
                actor=one,
            ),
        )
        for one in officers
    ]
    assert sum(isinstance(answer, Trial) for answer in together(calls)) == 1
    assert Trial.objects.count() == 1


def test_the_night_may_run_four_times_at_once(together, officers, commune):
    today = timezone.localdate()
    for _ in range(3):
        appointed_on(
            make_person(commune),
            commune,
            today.replace(year=today.year - 2),
            today.replace(year=today.year - 1),
        )
    together([review] * 4)
    assert list(TrainerFile.objects.values_list("state", flat=True)) == ["expired"] * 3
    assert StateChange.objects.filter(to_state="expired").count() == 3
