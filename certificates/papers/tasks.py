"""Background work of certificates."""

from celery import shared_task

from certificates.papers import services


@shared_task(name="certificates.issue")
def issue(*certificate_ids: int) -> None:
    """Make these papers, now; what cannot be made keeps none of the others."""
    services.issue_many(certificate_ids=certificate_ids)


@shared_task(name="certificates.issue_pending")
def issue_pending() -> int:
    """Make the papers whose bell was lost."""
    return services.issue_pending()
