"""The product's ground as the floor has it."""

from django.apps import AppConfig


class BareCore(AppConfig):
    """The product's accounts and places without its second factor, which needs allauth."""

    name = "lms.core"
    label = "core"


class BareLearners(AppConfig):
    """The models, and nobody who listens: what listens needs the accounts of the product."""

    name = "learners"


class BareCertificates(AppConfig):
    """The same of papers: whoever signs, logs and shows them needs the settings of the product."""

    name = "certificates"
