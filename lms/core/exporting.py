"""Tables written as files: short ones at once, long ones by a job, all by the same lines."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from lms.core import audit, jobs
from lms.core.access import Scope, scope_of
from lms.core.bulk import reading_whole
from lms.core.errors import DomainError
from lms.core.jobs import Steps
from lms.core.models import Export, Job, User
from lms.core.sheets import CSV, XLSX, as_csv, write_xlsx
from lms.core.tables import Extract, Table, Words, all_tables

CONTENT_TYPES = {Export.Form.XLSX: XLSX, Export.Form.CSV: CSV}
_TASK = "core.write_export"
_STEP = 20_000
_CLOSED = (
    "Quyền của bạn đã đổi, hoặc phần dữ liệu này không còn, nên không có tệp. "
    "Hãy mở lại bảng và tải lần nữa."
)


def write_file(out: IO[bytes], *, extract: Extract, form: str) -> None:
    """The table as a file of that form; what stands beside it comes in a workbook only."""
    if form == Export.Form.CSV:
        for piece in as_csv(extract.sheet):
            out.write(piece)
    else:
        write_xlsx(out, (extract.sheet, *extract.beside))


def is_long(extract: Extract) -> bool:
    """Whether a job writes it: more rows would keep a browser waiting for seconds."""
    return extract.rows > settings.EXPORT_AT_ONCE


def record(*, table: Table, extract: Extract, rows: int, actor: User) -> None:
    """Write down that a table was taken, and how much of it."""
    target = extract.target or f"table:{table.code}"
    audit.record(actor=actor, action=table.action, target=target, rows=rows, **extract.facts)


@transaction.atomic
def ask(*, table: Table, asked: Words, form: str, actor: User) -> Export:
    """A file of a long table, to be written by a job; asked for twice while it is made, it is one.

    Whoever calls this rings the bell of its job after the commit.
    """
    User.objects.select_for_update().get(pk=actor.pk)  # one after the other
    same = Export.objects.filter(
        owner=actor, table=table.code, form=form, asked=dict(asked), made_at__isnull=True
    )
    for there in same.select_related("job"):
        if jobs.is_open(there.job):
            return there
    job = jobs.start(task=_TASK, actor=actor)
    made = Export.objects.create(
        owner=actor, job=job, table=table.code, asked=dict(asked), form=form
    )
    audit.record(actor=actor, action="core.ask_export", target=made, table=table.code)
    return made


@transaction.atomic
def again(*, export: Export, actor: User) -> Job:
    """A job that failed once more; raises DomainError when there is nothing to do again."""
    kept = Export.objects.select_for_update().select_related("job").get(pk=export.pk)
    if kept.job.state != Job.State.FAILED:
        raise DomainError("Tệp này đang được làm hoặc đã xong. Hãy tải lại trang.")
    kept.job = jobs.again(job=kept.job, actor=actor)
    kept.save(update_fields=["job"])
    audit.record(actor=actor, action="core.ask_export", target=kept, table=kept.table)
    return kept.job


def write(steps: Steps) -> None:
    """Write the file of a job, from one reading of the database.

    A worker that was killed leaves nothing: the next begins the file anew, since a file half of
    yesterday and half of today would be true of no moment. What its owner may see is asked now.
    """
    export = Export.objects.filter(job=steps.job).select_related("owner").first()
    if export is None or export.made_at:
        return
    table, scope = all_tables().get(export.table), scope_of(export.owner)
    if table is None or not getattr(scope, table.gate):
        raise DomainError(_CLOSED)
    try:
        extract = table.read(export.owner, export.asked)
    except Http404:
        raise DomainError(_CLOSED) from None
    rows = _Counted(extract.sheet.rows, steps, extract.rows)
    path = path_of(export)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{steps.lease}.part")
    try:
        with unfinished.open("wb") as out, reading_whole():
            counted = replace(extract, sheet=replace(extract.sheet, rows=rows))
            write_file(out, extract=counted, form=export.form)
        with transaction.atomic():
            steps.move(done=rows.count, total=rows.count)
            unfinished.replace(path)
            export.name, export.rows = f"{extract.name}.{export.form}", rows.count
            export.made_at, export.scope = timezone.now(), mark_of(scope)
            export.save(update_fields=["name", "rows", "made_at", "scope"])
            record(table=table, extract=extract, rows=rows.count, actor=export.owner)
    finally:
        unfinished.unlink(missing_ok=True)


def open_file(*, export: Export, actor: User) -> IO[bytes]:
    """The file of an export that is made; raises DomainError when it is not to be had any more."""
    if not export.made_at or export.scope != mark_of(scope_of(actor)):
        raise DomainError(_CLOSED)
    try:
        file = path_of(export).open("rb")
    except FileNotFoundError:
        raise DomainError("Tệp đã được xóa theo thời hạn lưu. Hãy tải lại từ bảng.") from None
    audit.record(actor=actor, action="core.fetch_export", target=export, table=export.table)
    return file


def gone_on(export: Export) -> datetime:
    """When the file is deleted."""
    return export.asked_at + timedelta(days=settings.EXPORT_KEPT_DAYS)


def forget() -> int:
    """Delete files whose time is over, and what killed workers left; returns how many exports."""
    before = timezone.now() - timedelta(days=settings.EXPORT_KEPT_DAYS)
    old = list(Export.objects.filter(asked_at__lt=before).select_related("job"))
    for export in old:
        path_of(export).unlink(missing_ok=True)
        with transaction.atomic():
            export.delete()
            export.job.delete()
    for path in _folder().glob("*"):
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
    return len(old)


def path_of(export: Export) -> Path:
    """Where the file lies: out of reach of the web."""
    return _folder() / f"{export.pk}.{export.form}"


def mark_of(scope: Scope) -> str:
    """A mark of what somebody watches over; another one as soon as that changes."""
    seen = (
        sorted(scope.roles),
        scope.whole_province,
        sorted(scope.places),
        sorted(scope.organisations),
    )
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _folder() -> Path:
    return Path(settings.PRIVATE_ROOT) / "exports"


class _Counted:
    """Rows that move their job on while they are taken."""

    def __init__(self, rows: Iterable[Sequence[object]], steps: Steps, total: int) -> None:
        self._rows, self._steps, self._total = rows, steps, total
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[object]]:
        for row in self._rows:
            if self.count % _STEP == 0:
                self._steps.move(done=min(self.count, self._total), total=self._total)
            self.count += 1
            yield row
