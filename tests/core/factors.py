"""Showing a second factor, as a browser does it."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpResponse
from django.test import Client

from lms.core.factors import MFAAdapter
from lms.core.models import User
from tests.core.door import ask_for_code, code_sent_to, enter

FACTORS = "/tai-khoan/xac-thuc/"
SECOND_STEP, AGAIN = f"{FACTORS}ma/", f"{FACTORS}lai/"
APP, RECOVERY = f"{FACTORS}ung-dung/", f"{FACTORS}ma-du-phong/"


def app_code(user: User, *, steps: int = 0) -> str:
    """What the app on the phone shows; `steps` later (each half a minute)."""
    factor = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return code_of(MFAAdapter().decrypt(factor.data["secret"]), steps=steps)


def code_of(secret: str, *, steps: int = 0) -> str:
    """The code of a secret at this moment."""
    now = list(totp.yield_hotp_counters_from_time())[1]
    return totp.format_hotp_value(totp.hotp_value(secret, now + steps))


def come_in(client: Client, contact: str, **more: str) -> HttpResponse:
    """Through the one door with the code that was sent: the first factor."""
    ask_for_code(client, contact, **more)
    return enter(client, code_sent_to(contact), **more)


def show(client: Client, code: str) -> HttpResponse:
    """The second step of signing in, filled in."""
    return client.post(SECOND_STEP, {"code": code})
