"""Background work of certificates."""

from celery import shared_task

from certificates import services


@shared_task(name="certificates.issue")
def issue(certificate_id: int) -> None:
    """Make one paper, now."""
    services.issue(certificate_id=certificate_id)


@shared_task(name="certificates.issue_pending")
def issue_pending() -> int:
    """Make the papers whose bell was lost."""
    return services.issue_pending()
