"""Notes of progress: never changed; a wrong one is followed by one that corrects it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from learners.resolution.evidence import NotEvidence, clean_file, is_page
from learners.resolution.models import (
    LONGEST_REASON,
    LONGEST_TITLE,
    ProgressNote,
    ResolutionTask,
    TaskIndicator,
)
from learners.resolution.permissions import may_note
from learners.resolution.states import ALL_OF_IT
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User

NOT_YOURS = (
    "Tiến độ do cơ quan chủ trì, cơ quan phối hợp và cán bộ tỉnh ghi. "
    "Hãy báo một trong các nơi đó nếu thấy chưa đúng."
)


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of a task on a day, and what there is to show for it."""

    day: date
    words: str
    percent: int | None = None
    indicator: TaskIndicator | None = None
    value: Decimal | None = None
    page: str = ""
    document: str = ""
    file: bytes = b""


@transaction.atomic
def add_note(*, task: ResolutionTask, note: Note, key: str, actor: User) -> ProgressNote:
    """Write down how far a task is. `key` names the form, so that sending it twice is once."""
    return _added(task, note, key, actor)


@transaction.atomic
def correct_note(
    *, wrong: ProgressNote, note: Note | None, reason: str, key: str, actor: User
) -> ProgressNote:
    """Follow a wrong note with what is right, and why; without `note` it is only taken back.

    The wrong one stays to be read and counts no more. Raises DomainError when it was corrected
    already.
    """
    reason = clean_text(reason)[:LONGEST_REASON]
    if not reason:
        raise DomainError("Hãy ghi vì sao lần ghi trước chưa đúng.")
    counts = note is not None
    note = note or Note(day=wrong.day, words="Ghi nhầm, không tính lần ghi này.")
    return _added(wrong.task, note, key, actor, corrects=wrong, reason=reason, counts=counts)


def _added(
    task: ResolutionTask,
    note: Note,
    key: str,
    actor: User,
    *,
    corrects: ProgressNote | None = None,
    reason: str = "",
    counts: bool = True,
) -> ProgressNote:
    # Two who write of one task wait for each other: a note is corrected once.
    task = ResolutionTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if not may_note(actor, task):
        raise DomainError(NOT_YOURS)
    if there := ProgressNote.objects.filter(key=key, task=task, written_by=actor).first():
        return there
    _check(task, note, corrects)
    made = ProgressNote(
        task=task,
        key=key,
        day=note.day,
        words=clean_text(note.words),
        percent=note.percent,
        indicator=note.indicator,
        value=note.value,
        page=note.page,
        document=clean_text(note.document),
        written_by=actor,
        corrects=corrects,
        reason=reason,
        counts=counts,
    )
    if note.file:
        _attach(made, note.file)
    made.save(force_insert=True)
    action = "resolution.correct_note" if corrects else "resolution.add_note"
    audit.record(actor=actor, action=action, target=made, task=task.pk)
    return made


def _check(task: ResolutionTask, note: Note, corrects: ProgressNote | None) -> None:
    if task.dropped_at:
        raise DomainError("Nhiệm vụ này đã thôi theo dõi. Hãy báo cán bộ tỉnh nếu cần ghi tiếp.")
    if corrects and ProgressNote.objects.filter(corrects=corrects).exists():
        raise DomainError("Lần ghi này đã có người sửa. Hãy tải lại trang để xem.")
    if note.day > timezone.localdate():
        raise DomainError("Ngày này chưa tới. Hãy ghi ngày đã làm xong việc, hoặc hôm nay.")
    if not clean_text(note.words):
        raise DomainError("Hãy ghi đã làm được gì.")
    if len(clean_text(note.words)) > LONGEST_TITLE:
        raise DomainError(f"Phần ghi dài quá {LONGEST_TITLE} chữ. Hãy viết gọn lại.")
    if note.percent is not None and not 0 <= note.percent <= ALL_OF_IT:
        raise DomainError("Tiến độ là số từ 0 đến 100.")
    _check_value(task, note)
    if note.page and not is_page(note.page):
        raise DomainError("Đường dẫn phải là trang trong hệ thống này, bắt đầu bằng dấu /.")
    if note.percent == ALL_OF_IT and not (note.page or note.document or note.file):
        raise DomainError(
            "Ghi 100 % thì cần minh chứng: số văn bản, đường dẫn trong hệ thống, hoặc một tệp."
        )


def _check_value(task: ResolutionTask, note: Note) -> None:
    if (note.indicator is None) != (note.value is None):
        raise DomainError("Chọn chỉ tiêu thì ghi cả số đạt được; không có số thì bỏ chọn chỉ tiêu.")
    if note.indicator and note.indicator.task_id != task.pk:
        raise DomainError("Chỉ tiêu này không thuộc nhiệm vụ. Hãy chọn lại.")
    if note.indicator and note.indicator.feed:
        raise DomainError("Chỉ tiêu này tự lấy số của hệ thống, không cần ghi.")


def _attach(made: ProgressNote, data: bytes) -> None:
    try:
        ending, kept = clean_file(data)
    except NotEvidence as refusal:
        raise DomainError(str(refusal)) from refusal
    made.file.save(f"{made.key}.{ending}", ContentFile(kept), save=False)
