"""What is not kept: pictures nobody confirmed, and pictures whose time as evidence is over."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from learners.paper.models import SheetScan
from lms.core import audit


def forget() -> int:
    """Delete the files of pictures past their time; what they said stays. Returns how many."""
    now = timezone.now()
    waited = now - timedelta(days=settings.SCAN_UNCONFIRMED_KEPT_DAYS)
    kept = now - timedelta(days=settings.SCAN_KEPT_DAYS)
    old = SheetScan.objects.filter(
        Q(confirmed_at__isnull=True, uploaded_at__lt=waited) | Q(confirmed_at__lt=kept)
    ).exclude(picture="")
    count = 0
    for scan in old.iterator():
        delete_files(scan)
        audit.record(actor=None, action="paper.forget", target=scan)
        count += 1
    return count


def delete_files(scan: SheetScan) -> None:
    """The pictures are gone, the small ones of signatures too; killed midway it is done again."""
    for file in (scan.picture, scan.flat):
        if file:
            file.delete(save=False)
    scan.picture = scan.flat = ""
    scan.read = [row | {"hand": ""} for row in scan.read]
    scan.save(update_fields=["picture", "flat", "read"])
