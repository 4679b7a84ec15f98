"""Background work of certificates."""

from celery import shared_task

from certificates import services


@shared_task(name="certificates.issue")
def issue(*certificate_ids: int) -> None:
    """Make these papers, now, each for itself."""
    for certificate_id in certificate_ids:
        services.issue(certificate_id=certificate_id)


@shared_task(name="certificates.issue_pending")
def issue_pending() -> int:
    """Make the papers whose bell was lost."""
    return services.issue_pending()
