"""The QR on the screen of a hall: what stands in it at a moment, and how it is drawn."""

import segno
from django.conf import settings
from django.urls import reverse

from learners.attendance import codes
from learners.classes.models import Session


def address_now(session: Session, seconds: float) -> str:
    """The address in the QR at a moment, given in seconds since 1970."""
    step = codes.step_of(seconds)
    code = codes.make(session=session.pk, secret=session.secret, step=step)
    return settings.SITE_URL + reverse("scan:scan", args=[code])


def draw(address: str) -> str:
    """The QR as a picture for `<img>`: black on white whatever the theme, with its quiet zone."""
    symbol = segno.make(address, error="m", micro=False)
    return str(symbol.svg_data_uri(border=4, light="#fff", omitsize=True))
