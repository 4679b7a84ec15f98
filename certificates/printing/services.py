"""What orders a file for the printer, prints one paper again, and forgets files."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from certificates.drawing.facts import Kind
from certificates.papers.copies import file_of
from certificates.papers.models import Certificate
from certificates.printing.models import PrintedPaper, PrintRun
from certificates.printing.selectors import ended_since, papers_to_print, printable
from learners.announcing.selectors import class_name
from learners.classes.models import TrainingClass
from learners.classes.permissions import oversees
from lms.core import audit, jobs
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import Area, User

TASK = "printing.make"
# A ream of paper: more is printed commune by commune, class by class.
MOST = 2_000
KEPT = timedelta(days=7)
NOT_YOURS = "In giấy của một lớp, một xã do cán bộ của nơi ấy hoặc cán bộ tỉnh làm."


@transaction.atomic
def order(
    *,
    what: str,
    kind: Kind,
    actor: User,
    training_class: TrainingClass | None = None,
    commune: Area | None = None,
) -> PrintRun:
    """A file of the papers, or labels, of a class or commune; drawn by the job, which is rung for.

    Which papers, and in which order, is written down now: what is printed is what was counted.
    Raises DomainError when it is not theirs, there is nothing to print, or too much.
    """
    _check(actor, training_class, commune)
    found = papers_to_print(kind=kind, training_class=training_class, commune=commune)
    ids = list(found.values_list("pk", flat=True)[: MOST + 1])
    if not ids:
        raise DomainError("Ở đó chưa có giấy nào thuộc loại này đang có hiệu lực.")
    if len(ids) > MOST:
        raise DomainError("Nhiều hơn 2.000 giấy một lần. Hãy in theo từng lớp hoặc từng xã.")
    run = PrintRun.objects.create(
        what=what,
        kind=kind,
        training_class=training_class,
        commune=training_class.commune if training_class else commune,
        organisation=training_class.organisation if training_class else None,
        words=class_name(training_class) if training_class else str(commune),
        job=jobs.start(task=TASK, actor=actor),
        made_by=actor,
    )
    rows = [PrintedPaper(run=run, certificate_id=pk, place=n) for n, pk in enumerate(ids, start=1)]
    PrintedPaper.objects.bulk_create(rows, batch_size=1_000)
    audit.record(actor=actor, action="printing.order", target=run, what=what, papers=len(ids))
    return run


@transaction.atomic
def print_again(*, certificate: Certificate, reason: str, actor: User) -> bytes:
    """One paper for whoever lost theirs, byte for byte their own; written down with its reason.

    Raises DomainError without a reason, for a paper that no longer holds, and of somebody erased.
    """
    told = clean_text(reason)[:250]
    if not told:
        raise DomainError("Hãy ghi lý do in lại, ví dụ: bà Lan báo mất giấy.")
    if not printable().filter(pk=certificate.pk).exists():
        raise DomainError("Chỉ in lại được giấy đang có hiệu lực, của người còn hồ sơ.")
    run = PrintRun.objects.create(
        what=PrintRun.What.AGAIN,
        kind=certificate.kind,
        commune=certificate.learner.commune,
        organisation=certificate.learner.organisation,
        words=f"Giấy số {certificate.number}",
        reason=told,
        made_by=actor,
    )
    PrintedPaper.objects.create(run=run, certificate=certificate, place=1)
    audit.record(actor=actor, action="printing.again", target=certificate)
    return file_of(certificate)


@transaction.atomic
def make_again(*, run: PrintRun, actor: User) -> PrintRun:
    """The file of a run once more, of those of its papers that still hold.

    One that is being made stays as it is, and so does one whose papers all hold.

    Raises DomainError when it is not theirs.
    """
    row = PrintRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    _check(actor, row.training_class, row.commune)
    if row.what == PrintRun.What.AGAIN:
        raise DomainError("Một giấy được in lại ở trang của giấy ấy.")
    if jobs.is_open(row.job) or (row.file and not ended_since(row)):
        return row
    row.job, row.file = jobs.start(task=TASK, actor=actor), ""
    row.save(update_fields=["job", "file"])
    audit.record(actor=actor, action="printing.order", target=row, what=row.what)
    return row


def forget() -> int:
    """Files past their time are not kept; the log of what was printed is. Returns how many."""
    old = PrintRun.objects.filter(made_at__lt=timezone.now() - KEPT).exclude(file="")
    forgotten = 0
    for run in old:
        run.file.delete(save=False)
        forgotten += PrintRun.objects.filter(pk=run.pk).update(file="")
    return forgotten


def _check(user: User, training_class: TrainingClass | None, commune: Area | None) -> None:
    scope = scope_of(user)
    if training_class:
        allowed = oversees(user=user, training_class=training_class)
    else:
        allowed = scope.may_register and commune is not None and scope.covers(commune.pk)
    if not allowed:
        raise DomainError(NOT_YOURS)
