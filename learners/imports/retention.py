"""What is not kept: lists nobody confirmed, and files and rows whose time is over."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from learners.imports.models import Import, ImportRow
from learners.imports.selectors import annotated_path, rows_path
from lms.core import audit

_TOO_OLD = (
    "Quá 7 ngày không ai xác nhận nên tệp đã được xóa, chưa ghi gì vào sổ. "
    "Nếu vẫn cần, hãy tải tệp lên lại."
)
State = Import.State


def forget() -> int:
    """Delete what is past its time, and say so on the list; returns how many lists had some.

    A row that still waits at the duplicates desk is kept until it is decided.
    """
    now = timezone.now()
    waited = now - timedelta(days=settings.LIST_UNCONFIRMED_KEPT_DAYS)
    unconfirmed = Import.objects.filter(uploaded_at__lt=waited).exclude(file="")
    stale = list(unconfirmed.exclude(state__in=(State.APPLIED, State.UNDONE)))
    for taken in stale:
        if taken.state != State.REFUSED:
            taken.state, taken.refusal = State.REFUSED, _TOO_OLD
        _forget(taken)
    kept = now - timedelta(days=settings.LIST_ROWS_KEPT_DAYS)
    old = list(Import.objects.filter(applied_at__lt=kept).exclude(file=""))
    for taken in old:
        _forget(taken)
    return len(stale) + len(old)


def _forget(taken: Import) -> None:
    pending = taken.rows.filter(state=ImportRow.State.DOUBTFUL, learner__isnull=True)
    waits = taken.state == State.APPLIED
    gone = taken.rows.exclude(pk__in=pending.values("pk")) if waits else taken.rows.all()
    gone._raw_delete(gone.db)
    for path in (rows_path(taken), annotated_path(taken)):
        path.unlink(missing_ok=True)
    taken.file.delete(save=False)
    taken.file, taken.found = "", {}
    taken.save(update_fields=["file", "found", "state", "refusal"])
    audit.record(actor=None, action="imports.forget", target=taken)
