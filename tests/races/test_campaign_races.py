"""Many at one campaign: one result, one reminder a person, one letter a week."""

from datetime import timedelta
from functools import partial

import pytest
from django.core import mail

from learners.campaigns import reminding, rosters, signing, weekly
from learners.campaigns.models import Campaign, Letter, Member, Reminder, SignOff
from tests.learners.campaigns.conftest import (
    agency,
    aim,
    campaign,
    make_campaign,
    officer,
    today,
    works_at,
)

__all__ = ["agency", "aim", "campaign", "make_campaign", "officer", "today", "works_at"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def led(campaign, works_at, agency, today) -> Campaign:
    """Three people, seven days left."""
    for name in ("Lý An", "Lý Bình", "Lý Chi"):
        works_at(agency, name)
    Campaign.objects.update(
        deadline=today + timedelta(days=7), opened_on=today - timedelta(days=30)
    )
    return Campaign.objects.get()


def test_the_register_taken_over_six_times_at_once_means_everybody_once(together, led, officer):
    added = together([partial(rosters.take_register, campaign=led, actor=officer)] * 6)
    assert (sum(added), Member.objects.count()) == (3, 3)


def test_six_clocks_remind_everybody_once(together, led, officer):
    rosters.take_register(campaign=led, actor=officer)
    together([partial(reminding.remind, campaign=led)] * 6)
    assert Reminder.objects.count() == 3


def test_signed_by_six_taps_there_is_one_result(together, led, officer):
    rosters.take_register(campaign=led, actor=officer)
    signed = together([partial(signing.sign_off, campaign=led, actor=officer)] * 6)
    assert len({one.pk for one in signed}) == 1
    assert SignOff.objects.count() == 1


def test_two_workers_on_monday_send_one_letter_each(together, officer, settings):
    settings.CODE_SENDERS = {"email": "lms.core.senders.by_email"}
    weekly.subscribe(user=officer)
    together([weekly.send_all] * 6)
    assert (len(mail.outbox), Letter.objects.get().state) == (1, "sent")
