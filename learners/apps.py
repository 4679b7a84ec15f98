from django.apps import AppConfig


class LearnersConfig(AppConfig):
    """One app of boxes with a one-way order: monitoring → classes → trainers, study → people."""

    name = "learners"
    verbose_name = "Người học"

    def ready(self) -> None:
        from learners.announcing import receivers as notices  # noqa: F401  (listens to classes)
        from learners.assessing import receivers as proofs  # noqa: F401  (listens to completions)
        from learners.campaigns import receivers as campaigns  # noqa: F401  (listens to lists)
        from learners.classes import receivers as rosters  # noqa: F401  (listens to written lists)
        from learners.duplicates import receivers  # noqa: F401  (listens to sign-ups)
        from learners.flags import receivers as oddities  # noqa: F401  (listens to classes that end)
        from learners.imports import receivers as lists  # noqa: F401  (listens to the desk)
        from learners.monitoring import receivers as counts  # noqa: F401  (listens to mergers)
        from learners.people import receivers as homes  # noqa: F401  (listens to mergers)
        from learners.trainers import receivers as files  # noqa: F401  (listens to mergers)
