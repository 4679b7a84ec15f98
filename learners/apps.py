from django.apps import AppConfig


class LearnersConfig(AppConfig):
    """One app of sub-packages with a one-way order: monitoring → trainers, study → people."""

    name = "learners"
    verbose_name = "Người học"

    def ready(self) -> None:
        from learners.duplicates import receivers  # noqa: F401  (listens to sign-ups)
        from learners.imports import receivers as lists  # noqa: F401  (listens to the desk)
