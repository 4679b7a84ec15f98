"""The ways by which an announcement reaches people: ONE table, those of it that are on by settings.

What carries a message out of the house is a sender of `lms.core.senders`, the same that carries
sign-in codes: whoever plugs in an SMS gateway does it once. On the site and by mail are built in;
SMS and Zalo wait for a gateway and are off until ANNOUNCEMENT_CHANNELS names them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from learners.announcing.models import IN_APP
from learners.announcing.texts import Words, letter_of, mask_email, note_of, sms_of
from lms.core.identity import mask_phone
from lms.core.senders import send_text


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a class and how they can be reached; `may_contact` is their standing consent."""

    learner_id: int
    name: str
    account: int | None
    email: str
    phone: str
    may_contact: bool


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to somebody. `carrier` is a key of settings.CODE_SENDERS; "" is the site itself."""

    code: str
    words: str
    contact: Callable[[Person], str]
    prepare: Callable[[Words], str]
    lacking: str
    carrier: str = ""
    mask: Callable[[str], str] = lambda address: ""

    def can_reach(self, person: Person) -> str:
        """Their address, or "" when there is none or they did not agree to be contacted."""
        if self.carrier and not person.may_contact:
            return ""
        return self.contact(person)

    def why_not(self, person: Person) -> str:
        """Why somebody whom this cannot reach is not reached, in words."""
        if self.carrier and not person.may_contact:
            return "chưa đồng ý nhận tin nhắn, thư về việc này"
        return self.lacking

    def send(self, address: str, text: str, subject: str) -> None:
        """Hand a prepared text to the sender; raises DomainError when it surely did not go."""
        headline = f"Bình dân học AI: {subject}"
        send_text(channel=self.carrier, recipient=address, text=text, subject=headline)


def _letter(words: Words) -> str:
    return letter_of(words, settings.SITE_URL + reverse("inbox:list"))


CHANNELS = (
    Channel(
        code=IN_APP,
        words="Trên trang này",
        contact=lambda person: str(person.account or ""),
        prepare=lambda words: words.text,
        lacking="chưa có tài khoản",
    ),
    Channel(
        code="email",
        words="Email",
        contact=lambda person: person.email,
        prepare=_letter,
        lacking="không có email",
        carrier="email",
        mask=mask_email,
    ),
    Channel(
        code="sms",
        words="Tin nhắn SMS",
        contact=lambda person: person.phone,
        prepare=sms_of,
        lacking="không có số điện thoại",
        carrier="phone",
        mask=mask_phone,
    ),
    Channel(
        code="zalo",
        words="Zalo",
        contact=lambda person: person.phone,
        prepare=note_of,
        lacking="không có số điện thoại",
        carrier="zalo",
        mask=mask_phone,
    ),
)
BY_CODE = {channel.code: channel for channel in CHANNELS}


def channels_on() -> tuple[Channel, ...]:
    """The ways this installation uses; the site itself is always one."""
    on = {IN_APP, *settings.ANNOUNCEMENT_CHANNELS}
    return tuple(channel for channel in CHANNELS if channel.code in on)
