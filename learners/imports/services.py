"""What people do with a list: bring it, say what its columns mean, confirm, take it back.

The work itself is done by jobs (`reading`, `planning`, `applying`, `undoing`); each of these
functions writes the decision down and starts one. Whoever calls rings the bell for it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from learners.imports.columns import missing
from learners.imports.models import ColumnMemory, Import
from learners.imports.selectors import asking, memory_source, same_file, undo_ends
from lms.core import audit, jobs
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import Area, Job, Organisation, User

# Taking back more people than this takes a second person.
UNDO_ALONE = 1_000
State = Import.State
_BIRTH_PARTS = ("birth_year", "birth_month", "birth_day")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says of a row that asked; what is left out stays as the list has it."""

    commune: Area | None = None
    birth: str = ""  # as it would stand in a list: 05/03/1975, 03/1975 or 1975
    without_number: bool = False

    def cells(self) -> dict[str, str]:
        """Field code → the text that stands for the row's own cell."""
        told: dict[str, str] = {}
        if self.commune:
            told |= {"commune": self.commune.pk, "district": ""}
        if self.birth:
            told |= {"birth_date": self.birth, **dict.fromkeys(_BIRTH_PARTS, "")}
        return told | ({"id_number": ""} if self.without_number else {})


class _Hashed(File):
    """A file whose digest is known once its pieces have been read."""

    def __init__(self, file: File) -> None:
        super().__init__(file.file, file.name)
        self.digest, self.read_bytes = hashlib.sha256(), 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        for piece in super().chunks(chunk_size):
            self.digest.update(piece)
            self.read_bytes += len(piece)
            yield piece


@transaction.atomic
def receive(
    *,
    file: File,
    file_name: str,
    commune: Area | None,
    organisation: Organisation | None,
    actor: User,
) -> Import:
    """Keep an uploaded list as it came, and start reading it.

    Raises DomainError when it is empty or larger than LIST_MAX_BYTES.
    """
    check_file(file=file)
    name = clean_text(PurePath(file_name.replace("\\", "/")).name)[-200:] or "danh sách"
    hashed = _Hashed(file)
    taken = Import(file_name=name, commune=commune, organisation=organisation, uploaded_by=actor)
    # Named by us: what the sender called it may be anything.
    taken.file.save(f"{timezone.now():%H%M%S}{PurePath(name).suffix[:8]}", hashed, save=False)
    taken.file_hash, taken.file_size = hashed.digest.hexdigest(), hashed.read_bytes
    taken.job = jobs.start(task="imports.read", actor=actor)
    taken.save()
    audit.record(actor=actor, action="imports.receive", target=taken, bytes=taken.file_size)
    return taken


def check_file(*, file: File) -> None:
    """Raises DomainError when a list is empty or larger than LIST_MAX_BYTES."""
    if not file.size:
        raise DomainError("Tệp này trống, không có gì bên trong. Hãy chọn lại tệp danh sách.")
    if file.size > settings.LIST_MAX_BYTES:
        raise DomainError(too_large(size=file.size))


def too_large(*, size: int) -> str:
    """What to say of a file over the limit."""
    limit = settings.LIST_MAX_BYTES // 1024 // 1024
    return (
        f"Tệp nặng {size // 1024 // 1024} MB, quá {limit} MB. "
        "Hãy bỏ hình ảnh và trang tính không cần, hoặc chia danh sách thành vài tệp."
    )


@transaction.atomic
def confirm_columns(*, pk: int, columns: Mapping[str, str], actor: User) -> Job:
    """What each column means, as a person confirmed it; remembered for the next list like it.

    `columns` maps column numbers to field codes. Starts the plan, anew when there was one.
    Raises DomainError when what a person cannot do without is missing.
    """
    taken = _locked(pk, State.COLUMNS, State.PLANNED)
    chosen = {number: field for number, field in columns.items() if field}
    if lacking := missing({int(number): field for number, field in chosen.items()}):
        raise DomainError(lacking if isinstance(lacking, str) else " ".join(lacking))
    taken.columns, taken.counts, taken.state = chosen, {}, State.COLUMNS
    if not taken.answers and (earlier := same_file(taken)):
        taken.answers = earlier.answers  # nobody is asked the same again
    ColumnMemory.objects.update_or_create(
        source=memory_source(taken),
        headings_hash=taken.found["headings_hash"],
        defaults={"columns": chosen, "remembered_at": timezone.now()},
    )
    audit.record(actor=actor, action="imports.confirm_columns", target=taken, columns=chosen)
    return _start(taken, "imports.plan", actor)


@transaction.atomic
def answer(*, pk: int, answers: Mapping[int, Answer], actor: User) -> Job:
    """What a person says where rows asked: line → answer. The plan is made anew with it.

    Raises DomainError when nothing was answered, or a row asks nothing (any more).
    """
    taken = _locked(pk, State.PLANNED)
    told = {str(line): cells for line, one in answers.items() if (cells := one.cells())}
    if not told:
        raise DomainError("Hãy trả lời ít nhất một dòng, hoặc quay lại trang xem trước.")
    if asking(taken).filter(line__in=told).count() != len(told):
        raise DomainError("Có dòng không còn phải hỏi nữa. Hãy tải lại trang.")
    for line, cells in told.items():
        taken.answers[line] = taken.answers.get(line, {}) | cells
    taken.counts, taken.state = {}, State.COLUMNS
    audit.record(actor=actor, action="imports.answer", target=taken, lines=sorted(map(int, told)))
    return _start(taken, "imports.plan", actor)


@transaction.atomic
def confirm_plan(*, pk: int, actor: User) -> Job:
    """Write the planned rows into the register; asking twice starts it once."""
    taken = _locked(pk, State.PLANNED)
    audit.record(actor=actor, action="imports.confirm_plan", target=taken, **_numbers(taken))
    return _start(taken, "imports.apply", actor)


@transaction.atomic
def begin_undo(*, pk: int, actor: User) -> Job:
    """Take back what a list wrote, within seven days; `undoing` says what stays and why.

    Whether a second person must agree is decided before (`needs_second_person`).
    """
    taken = _locked(pk, State.APPLIED)
    if timezone.now() > undo_ends(taken):
        raise DomainError(
            "Đã quá 7 ngày kể từ khi ghi vào sổ nên không hoàn tác được nữa. "
            "Hãy sửa từng hồ sơ nếu cần."
        )
    taken.counts.pop("line", None)
    audit.record(actor=actor, action="imports.begin_undo", target=taken)
    return _start(taken, "imports.undo", actor)


def needs_second_person(*, taken: Import) -> bool:
    """Whether taking this list back is an act of weight."""
    return int(taken.counts.get("new", 0)) > UNDO_ALONE


@transaction.atomic
def annotate(*, pk: int, actor: User) -> Job:
    """Make the same file with the result of each row beside it, for a list too large to wait."""
    taken = _locked(pk, State.PLANNED, State.APPLIED, State.UNDONE)
    return _start(taken, "imports.annotate", actor)


@transaction.atomic
def retry(*, pk: int, actor: User) -> Job:
    """Do a failed job of this list again, from where it stopped."""
    taken = _locked(pk, *State)
    if taken.job is None or taken.job.state != Job.State.FAILED:
        raise DomainError("Việc này không cần làm lại. Hãy tải lại trang.")
    taken.job = jobs.again(job=taken.job, actor=actor)
    taken.save(update_fields=["job"])
    return taken.job


def _locked(pk: int, *states: str) -> Import:
    """The list, so that two people who decide at once decide one after the other."""
    # Its job is read after the lock: joined, it would be the one of before the waiting.
    taken = Import.objects.select_for_update().get(pk=pk)
    if taken.state not in states:
        raise DomainError(
            f"Danh sách này {taken.get_state_display()} rồi. Hãy tải lại trang để xem."
        )
    return taken


def _start(taken: Import, task: str, actor: User) -> Job:
    if taken.job and jobs.is_open(taken.job):
        if taken.job.task == task:
            return taken.job
        raise DomainError("Danh sách đang được xử lý. Hãy chờ xong rồi làm tiếp.")
    taken.job = jobs.start(task=task, actor=actor)
    taken.save()
    return taken.job


def _numbers(taken: Import) -> dict[str, int]:
    return {state: int(taken.counts.get(state, 0)) for state in ("new", "known", "doubtful")}


def unconfirmed_before() -> timedelta:
    """How long a list waits to be confirmed."""
    return timedelta(days=settings.LIST_UNCONFIRMED_KEPT_DAYS)
