"""Background work of signing."""

from celery import shared_task

from certificates.signing import services


@shared_task(name="certificates.sign")
def sign(*file_ids: int) -> None:
    """Sign these files, now, each for itself."""
    for file_id in file_ids:
        services.sign(file_id=file_id)


@shared_task(name="certificates.sign_waiting")
def sign_waiting() -> int:
    """Sign what waits though its bell was lost, and drop what needs no signature any more."""
    return services.sign_waiting()


@shared_task(name="certificates.sweep_signed")
def sweep_signed() -> int:
    """Remove files that a killed worker left behind without a row."""
    return services.sweep()
