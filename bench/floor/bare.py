"""The product's ground as the floor has it."""

from django.apps import AppConfig


class BareCore(AppConfig):
    """The product's accounts and places without its second factor, which needs allauth."""

    name = "lms.core"
    label = "core"
