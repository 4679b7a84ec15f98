"""Lists of people for a class: handed in, taken into the register, everybody of them seated.

The way into the register is the register's own (`imports`): read, planned, confirmed, written, with
a receipt. It is a registrar's: a plan shows whom rows are like, anywhere in the register, and a
list writes hundreds of people. So what a trainer hands in waits as a file until an officer of the
place takes it in; the trainer sees how many got a seat. Until then people come in by the poster or
on the spot.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from learners.classes.locking import check_open, lock_class
from learners.classes.models import ClassList, Seat, TrainingClass
from learners.classes.permissions import check_may_run, oversees
from learners.imports import services as imports
from learners.imports.models import Import
from learners.imports.selectors import people_of_list
from lms.core import audit
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User

_NOT_TAKEN = "Quá 7 ngày chưa có cán bộ nào nhận nên tệp đã được xóa. Hãy gửi lại nếu vẫn cần."
_OFFICERS = "Danh sách do cán bộ xã, phường hoặc cơ quan phụ trách lớp đưa vào sổ."


@transaction.atomic
def hand_in(*, training_class: TrainingClass, file: File, file_name: str, actor: User) -> ClassList:
    """Bring a list for a class: a registrar's goes to the register at once, a trainer's waits.

    Raises DomainError when the file cannot be, the class is not open, or it is not theirs.
    """
    training_class = lock_class(training_class)
    check_may_run(user=actor, training_class=training_class)
    check_open(training_class)
    if oversees(user=actor, training_class=training_class):
        taken = _receive(training_class, file, file_name, actor)
        brought = ClassList(list=taken, file_name=taken.file_name)
    else:
        imports.check_file(file=file)
        name = clean_text(PurePath(file_name.replace("\\", "/")).name)[-200:] or "danh sách"
        brought = ClassList(file_name=name)
        # Named by us: what the sender called it may be anything.
        brought.file.save(f"{timezone.now():%H%M%S}{PurePath(name).suffix[:8]}", file, save=False)
    brought.training_class, brought.handed_in_by = training_class, actor
    brought.save()
    audit.record(actor=actor, action="classes.hand_in", target=training_class, list=brought.pk)
    return brought


@transaction.atomic
def take_in(*, brought: ClassList, actor: User) -> ClassList:
    """An officer of the place takes a handed in list to the register; twice is once.

    Raises DomainError when it is not theirs to take in, or was sent back.
    """
    training_class = lock_class(brought.training_class)
    brought = ClassList.objects.select_for_update(of=("self",)).get(pk=brought.pk)
    _check_officer(training_class, actor)
    if brought.list_id:
        return brought
    if brought.sent_back:
        raise DomainError("Danh sách này đã trả lại cho giảng viên nên không còn tệp.")
    check_open(training_class)
    stored = str(brought.file.name)
    with brought.file.open("rb") as file:
        brought.list = _receive(training_class, file, brought.file_name, actor)
    brought.file = ""
    brought.save()
    transaction.on_commit(lambda: ClassList._meta.get_field("file").storage.delete(stored))
    audit.record(actor=actor, action="classes.take_in", target=training_class, list=brought.pk)
    return brought


@transaction.atomic
def send_back(*, brought: ClassList, reason: str, actor: User) -> ClassList:
    """An officer does not take a list in and says why; the file is deleted.

    Raises DomainError without a reason, or when it was taken in already.
    """
    brought = ClassList.objects.select_for_update(of=("self",)).get(pk=brought.pk)
    _check_officer(brought.training_class, actor)
    if not clean_text(reason):
        raise DomainError("Hãy ghi lý do, để giảng viên biết cần sửa gì.")
    if brought.list_id:
        raise DomainError("Danh sách này đã đưa vào sổ. Nếu cần, hãy hoàn tác ở trang danh sách.")
    if not brought.sent_back:
        _drop(brought, clean_text(reason)[:200])
        audit.record(
            actor=actor, action="classes.send_back", target=brought.training_class, list=brought.pk
        )
    return brought


def forget_lists() -> int:
    """Files that nobody took in for too long are deleted, and say so; returns how many.

    They wait as long as a list that nobody confirms (LIST_UNCONFIRMED_KEPT_DAYS).
    """
    before = timezone.now() - timedelta(days=settings.LIST_UNCONFIRMED_KEPT_DAYS)
    stale = list(ClassList.objects.filter(handed_in_at__lt=before).exclude(file=""))
    for brought in stale:
        _drop(brought, _NOT_TAKEN)
    return len(stale)


@transaction.atomic
def seat_list(*, list_id: int) -> dict[str, int] | None:
    """Give everybody of a written list a seat in its class, new and known; again adds nobody.

    Who was in the class before stays as they are, also who left it; beyond the seats they wait.
    Returns the receipt (also kept in `ClassList.counts`), None for a list of no open class.
    """
    brought = ClassList.objects.select_related("training_class").filter(list=list_id).first()
    if brought is None:
        return None
    training_class = lock_class(brought.training_class)
    if training_class.state != TrainingClass.State.OPEN:
        return None
    taken = Import.objects.get(pk=list_id)
    people = people_of_list(taken)
    inside = set(training_class.seats_taken.values_list("learner", flat=True))
    coming = [pk for pk in people if pk not in inside]
    seated = _seat(training_class, coming, taken.uploaded_by)
    before = brought.counts
    brought.counts = {
        "seated": before.get("seated", 0) + seated,
        "waiting": before.get("waiting", 0) + len(coming) - seated,
        "before": before.get("before", len(people) - len(coming)),
        "read": int(taken.counts.get("read", 0)),
    }
    brought.seated_at = brought.seated_at or timezone.now()
    brought.save(update_fields=["counts", "seated_at"])
    audit.record(
        actor=taken.uploaded_by,
        action="classes.seat_list",
        target=training_class,
        list=list_id,
        people=len(coming),
    )
    return brought.counts


def _seat(training_class: TrainingClass, people: Sequence[int], actor: User) -> int:
    """Seats for people who are not in the class, in their order; returns how many were free."""
    free = max(0, training_class.seats - training_class.seats_taken.seated().count())
    Seat.objects.bulk_create(
        Seat(
            training_class=training_class,
            learner_id=pk,
            state=Seat.State.SEATED if place < free else Seat.State.WAITING,
            via=Seat.Via.IMPORT,
            taken_by=actor,
        )
        for place, pk in enumerate(people)
    )
    return min(free, len(people))


def _receive(training_class: TrainingClass, file: File, name: str, actor: User) -> Import:
    """To the register, for the commune of the class, or for its agency where that is theirs."""
    scope = scope_of(actor)
    unit = training_class.organisation
    return imports.receive(
        file=file,
        file_name=name,
        commune=training_class.commune if scope.covers(training_class.commune_id) else None,
        organisation=unit if unit and unit.pk in scope.organisations else None,
        actor=actor,
    )


def _check_officer(training_class: TrainingClass, actor: User) -> None:
    if not oversees(user=actor, training_class=training_class):
        raise DomainError(_OFFICERS)


def _drop(brought: ClassList, why: str) -> None:
    stored, brought.file, brought.sent_back = str(brought.file.name), "", why
    brought.save(update_fields=["file", "sent_back"])
    transaction.on_commit(lambda: ClassList._meta.get_field("file").storage.delete(stored))
