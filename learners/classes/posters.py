"""The way into a class from a wall: its address, its QR, its code."""

import segno
from django.conf import settings
from django.urls import reverse

from learners.classes.models import TrainingClass


def address_of(training_class: TrainingClass) -> str:
    """Where somebody joins the class: what stands in the QR and goes round in messages."""
    return settings.SITE_URL + reverse("joining:join", args=[training_class.code])


def code_address() -> str:
    """Where the short code is typed, as people read it off paper: without "https://"."""
    return (settings.SITE_URL + reverse("joining:code")).partition("://")[2]


def draw(address: str) -> str:
    """The QR for `<img>`: black on white whatever the theme, readable from across a room."""
    symbol = segno.make(address, error="q", micro=False)
    return str(symbol.svg_data_uri(border=4, light="#fff", omitsize=True))
