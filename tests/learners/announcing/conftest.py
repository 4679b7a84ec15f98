"""A class of three: one with a mailbox, one with a phone alone, one with neither nor an account."""

from uuid import uuid4

import pytest

from learners.announcing.services import Draft, announce
from learners.classes.models import Seat
from learners.classes.services import take_seat
from learners.people import consents
from learners.people.models import Consent
from tests.facts import make_person
from tests.learners.announcing import senders


@pytest.fixture(autouse=True)
def gateway(settings):
    """Every way out of the house works; what it took is in a list."""
    senders.TAKEN.clear()
    take = "tests.learners.announcing.senders.take"
    settings.CODE_SENDERS = {"phone": take, "email": take, "zalo": take}
    settings.ANNOUNCEMENT_CHANNELS = ["email", "sms"]
    return senders.TAKEN


@pytest.fixture
def through(settings):
    """All messages from now on go through a gateway of that name."""

    def change(name: str) -> None:
        path = f"tests.learners.announcing.senders.{name}"
        settings.CODE_SENDERS = {"phone": path, "email": path, "zalo": path}

    return change


def agree(learner, actor):
    """They agree to be contacted."""
    return consents.give(learner=learner, purpose=Consent.Purpose.CONTACT, actor=actor)


@pytest.fixture
def klass(make_class, trainer):
    return make_class(trainer=trainer)


@pytest.fixture
def sit(klass, trainer):
    """Give people a seat in the class."""

    def take(*people):
        for one in people:
            take_seat(training_class=klass, learner=one, via=Seat.Via.SEARCH, actor=trainer.user)

    return take


@pytest.fixture
def lan(make_learner, make_user):
    """Has an account with a mailbox, and agreed to be contacted."""
    user = make_user(email="lan@vidu.vn")
    found = make_learner("Nguyễn Thị Lan", user=user)
    agree(found, user)
    return found


@pytest.fixture
def binh(commune, trainer):
    """Has a phone and no account, and agreed to be contacted."""
    found = make_person(commune, name="Trần Văn Bình")
    found.phone = "+84912345678"
    found.save()
    agree(found, trainer.user)
    return found


@pytest.fixture
def chu(commune):
    """Has neither account nor phone."""
    return make_person(commune, name="Hoàng Thị Chư")


@pytest.fixture
def three(sit, lan, binh, chu):
    sit(lan, binh, chu)
    return lan, binh, chu


@pytest.fixture
def say(klass, trainer):
    """The trainer says something to the class."""

    def announcement(text="Sáng mai học lúc 8 giờ.", channels=("email", "sms"), **told):
        draft = Draft("Đổi giờ học", text, channels)
        asked = {"training_class": klass, "key": uuid4(), "actor": trainer.user} | told
        return announce(draft=draft, **asked)

    return announcement
