"""Background work of the ground floor."""

from celery import shared_task
from django.core.management import call_command

from lms.core import services


@shared_task(name="core.forget_expired")
def forget_expired() -> None:
    """Sessions past their end, roles that ended, accounts without a code are not kept."""
    call_command("clearsessions")
    services.align_all_rights()
    services.forget_unverified_accounts()
