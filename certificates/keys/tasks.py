"""Background work of the issuer's keys."""

from celery import shared_task

from certificates.keys import services


@shared_task(name="keys.look_for_file")
def look_for_file() -> None:
    """Whether the worker can sign: it alone knows."""
    services.look_for_file()
