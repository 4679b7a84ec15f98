from django.apps import AppConfig


class LearnersConfig(AppConfig):
    """One app of sub-packages with a one-way order: monitoring → trainers → study → people."""

    name = "learners"
    verbose_name = "Người học"
