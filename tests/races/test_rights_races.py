"""Rights and claims at the same moment: one record has one owner, one yes ends once."""

from contextlib import suppress
from functools import partial

import pytest

from learners.people import claims, consents
from learners.people.models import Consent, Learner, PaperCode
from learners.rights.claiming import claim_by_slip
from learners.rights.erasing import erase
from learners.rights.models import DataRequest
from learners.rights.services import extend, receive, take_back
from lms.core.errors import DomainError
from lms.core.models import AuditEntry, User
from tests.facts import make_person

pytestmark = pytest.mark.django_db(transaction=True)
FOUR = range(4)
PHONE = "+84987654678"


@pytest.fixture
def record(commune) -> Learner:
    """Somebody whom others wrote onto the register."""
    return make_person(commune, name="Nông Thị Mai", birth_year=1970, phone=PHONE)


def refused(call) -> bool:
    """Whether a rule said no."""
    with suppress(DomainError):
        call()
        return False
    return True


def test_of_four_who_claim_one_record_one_gets_it(together, record, make_user):
    def claim(user: User) -> bool:
        return refused(
            partial(claims.claim_record, user=user, record=record, consents=["study"], actor=user)
        )

    answers = together([partial(claim, make_user()) for _ in FOUR])
    assert (sorted(answers), Learner.objects.count()) == ([False, True, True, True], 1)
    assert Consent.objects.count() == 1


def test_one_slip_in_four_hands_opens_one_record(together, record, make_user):
    slip = claims.make_slip(learner=record, actor=make_user())

    def claim(user: User) -> bool:
        return refused(
            partial(claim_by_slip, user=user, typed=slip, consents=["study"], actor=user)
        )

    answers = together([partial(claim, make_user()) for _ in FOUR])
    assert (sorted(answers), PaperCode.objects.filter(used_at=None).count()) == (
        [False, True, True, True],
        0,
    )
    assert Learner.objects.exclude(user=None).count() == 1


def test_four_slips_made_at_once_leave_one_that_works(together, record, make_user):
    officer = make_user()
    slips = together([partial(claims.make_slip, learner=record, actor=officer) for _ in FOUR])
    assert (len(set(slips)), PaperCode.objects.count()) == (4, 1)


def test_a_consent_taken_back_four_times_at_once_ends_once(together, learner):
    withdraw = partial(consents.withdraw, learner=learner, purpose="study", actor=learner.user)
    done = together([withdraw for _ in FOUR])
    assert sum(consent is not None for consent in done) == 1
    assert AuditEntry.objects.filter(action="people.withdraw_consent").count() == 1


def test_a_consent_given_four_times_at_once_stands_once(together, learner):
    give = partial(consents.give, learner=learner, purpose="contact", actor=learner.user)
    assert len({consent.pk for consent in together([give for _ in FOUR])}) == 1


def test_a_request_sent_four_times_at_once_is_one(together, learner):
    ask = partial(receive, learner=learner, kind="delete", actor=learner.user)
    assert {asked.pk for asked in together([ask for _ in FOUR])} == {DataRequest.objects.get().pk}


def test_a_request_is_extended_once_whoever_is_quicker(together, learner, make_user):
    asked = receive(learner=learner, kind="copy", actor=learner.user)
    more = partial(extend, asked=asked, days=5, reason="Bận", actor=make_user())
    answers = together([partial(refused, more) for _ in FOUR])
    assert sorted(answers) == [False, True, True, True]
    assert (DataRequest.objects.get().due_on - asked.due_on).days == 5


def test_taken_back_while_it_is_carried_out_it_is_one_or_the_other(together, learner, make_user):
    asked = receive(learner=learner, kind="delete", actor=learner.user)
    officer, second, user = make_user(), make_user(), learner.user
    carry_out = partial(
        erase, learner_id=learner.pk, request_id=asked.pk, actor=officer, second=second
    )
    back = partial(take_back, asked=asked, actor=user)
    answers = together([partial(refused, carry_out), partial(refused, back)])
    asked.refresh_from_db()
    learner.refresh_from_db()
    erased = learner.erased_at is not None
    assert answers.count(True) == 1
    assert asked.state == ("done" if erased else "taken_back")
