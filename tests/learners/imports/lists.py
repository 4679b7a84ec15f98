"""Lists brought through the same doors that officers use, step by step."""

import csv
import io
from collections.abc import Sequence

from django.core.files.base import ContentFile

from learners.imports import services, tasks
from learners.imports.columns import guess_columns
from learners.imports.models import Import, ImportRow
from lms.core.models import Area, Organisation, User

HEADINGS = ("Họ và tên", "Ngày sinh", "Điện thoại", "Xã/phường", "Thôn, xóm", "Số CCCD")
AN = ("Nguyễn Văn An", "01/02/1980", "0912345678", "Tân Cương", "Y Na", "")
BINH = ("Ma Thị Bình", "1975", "", "", "", "")
SAY = ("Lý Thị Sáy", "05/06/1990", "0987654321", "", "", "")
NAMELESS = ("", "1975", "", "", "", "")
Row = Sequence[str]


def as_csv(rows: Sequence[Row], headings: Row = HEADINGS) -> bytes:
    """A list as a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode()


def upload(
    officer: User,
    content: bytes,
    *,
    name: str = "danh sach.csv",
    commune: Area | None = None,
    organisation: Organisation | None = None,
) -> Import:
    """A file is brought and read."""
    taken = services.receive(
        file=ContentFile(content),
        file_name=name,
        commune=commune,
        organisation=organisation,
        actor=officer,
    )
    tasks.read(taken.job_id)
    return again(taken)


def plan(taken: Import, columns: dict[str, str] | None = None) -> Import:
    """Its columns are confirmed as they were guessed, and every row is compared."""
    guessed = guess_columns(taken.found["headings"], taken.found["sample"])
    chosen = columns or {str(number): code for number, code in guessed.items()}
    job = services.confirm_columns(pk=taken.pk, columns=chosen, actor=taken.uploaded_by)
    tasks.plan(job.pk)
    return again(taken)


def apply(taken: Import) -> Import:
    """The plan is confirmed and written."""
    job = services.confirm_plan(pk=taken.pk, actor=taken.uploaded_by)
    tasks.apply(job.pk)
    return again(taken)


def undo(taken: Import) -> Import:
    """The list is taken back."""
    job = services.begin_undo(pk=taken.pk, actor=taken.uploaded_by)
    tasks.undo(job.pk)
    return again(taken)


def planned(officer: User, *rows: Row, **place) -> Import:
    """A list of these rows, read and planned."""
    return plan(upload(officer, as_csv(rows), **place))


def applied(officer: User, *rows: Row, **place) -> Import:
    """A list of these rows, written into the register."""
    return apply(planned(officer, *rows, **place))


def again(taken: Import) -> Import:
    """The list as it stands now."""
    return Import.objects.select_related("job", "uploaded_by", "commune").get(pk=taken.pk)


def states(taken: Import) -> list[str]:
    """The state of each row, in order."""
    return list(taken.rows.order_by("line").values_list("state", flat=True))


def reasons(taken: Import) -> list[str]:
    """The reason beside each row, in order."""
    return list(taken.rows.order_by("line").values_list("reason", flat=True))


def row(taken: Import, line: int) -> ImportRow:
    """The row of a line."""
    return taken.rows.get(line=line)


def counts(taken: Import) -> tuple[int, ...]:
    """Read, new, known, doubtful, refused: the numbers of the receipt."""
    names = ("read", "new", "known", "doubtful", "invalid")
    return tuple(taken.counts[name] for name in names)
