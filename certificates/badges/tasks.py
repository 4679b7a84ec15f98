"""Background work of badges."""

from celery import shared_task

from certificates.badges import services


@shared_task(name="badges.sign")
def sign() -> int:
    """Sign what waits: lists first, so that no badge points to one that is not there."""
    return services.publish_lists() + services.sign_waiting()
