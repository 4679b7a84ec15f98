"""A double tap, two clocks, several workers at one moment: everybody is told once."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from learners.announcing import tasks
from learners.announcing.models import Announcement
from learners.announcing.services import Draft, announce, remind_of_tomorrow
from learners.classes.calendar import make_feed
from learners.classes.models import CalendarFeed, Seat
from learners.classes.services import take_seat
from learners.people import consents
from learners.people.models import Consent
from tests.facts import make_person
from tests.learners.announcing import senders

pytestmark = pytest.mark.django_db(transaction=True)
EIGHT = range(8)


@pytest.fixture
def klass(make_class, make_trainer, commune, settings):
    """A class of six with phones, and a gateway that takes messages."""
    senders.TAKEN.clear()
    settings.ANNOUNCEMENT_CHANNELS = ["sms"]
    settings.CODE_SENDERS = {"phone": "tests.learners.announcing.senders.take"}
    trainer = make_trainer().user
    made = make_class(trainer=trainer.learner)
    for place in range(6):
        phone = f"+8491200020{place}"
        one = make_person(commune, name=f"Ma Văn {chr(65 + place)}", phone=phone)
        consents.give(learner=one, purpose=Consent.Purpose.CONTACT, actor=trainer)
        take_seat(training_class=made, learner=one, via=Seat.Via.SEARCH, actor=trainer)
    return made


def test_a_tap_that_trembles_is_one_announcement(klass, together):
    draft, key = Draft("Đổi giờ", "Mai học lúc 8 giờ.", ["sms"]), uuid4()
    say = partial(announce, training_class=klass, draft=draft, key=key, actor=klass.opened_by)
    assert len({made.pk for made in together([say] * 8)}) == 1
    assert Announcement.objects.get().deliveries.filter(channel="sms").count() == 6


def test_eight_workers_send_to_everybody_once(klass, together):
    draft = Draft("Đổi giờ", "Mai học lúc 8 giờ.", ["sms"])
    made = announce(training_class=klass, draft=draft, key=uuid4(), actor=klass.opened_by)
    together([partial(tasks.send, made.job_id) for _ in EIGHT])
    numbers = [recipient for recipient, _ in senders.TAKEN]
    assert (len(numbers), len(set(numbers))) == (6, 6)
    assert made.deliveries.filter(channel="sms", state="sent").count() == 6


def test_two_clocks_remind_once(klass, together):
    klass.sessions.filter(number=2).update(
        starts_at=timezone.now() + timedelta(days=1),
        ends_at=timezone.now() + timedelta(days=1, hours=1),
    )
    together([remind_of_tomorrow] * 4)
    assert klass.announcements.filter(kind="reminder").count() == 1


def test_eight_taps_make_one_address(klass, together):
    found = together([partial(make_feed, actor=klass.opened_by) for _ in EIGHT])
    assert (len({feed.pk for feed in found}), CalendarFeed.objects.count()) == (1, 1)
