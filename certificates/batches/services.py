"""What drafts a batch, confirms it, lets it pause and go on. Called twice, each counts once."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from certificates.batches import choosing
from certificates.batches.choosing import MOST, Condition, numbered
from certificates.batches.models import Batch, BatchRow, Lane
from certificates.batches.permissions import check_may_end, check_may_issue, takes_two
from certificates.batches.selectors import jobs_of
from certificates.drawing.facts import Kind
from certificates.papers.models import LONGEST_REASON
from certificates.papers.services import NO_DECISION, Authority
from learners.announcing.selectors import class_name
from learners.classes.models import TrainingClass
from lms.core import audit, jobs
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import Area, Job, User

TASK = "batches.work"
# So many workers can share one batch.
LANES = 2
_TOO_MANY = f"Nhiều quá {MOST:,} giấy một lần. Hãy chia theo lớp hoặc theo thời gian.".replace(
    ",", "."
)
_CHANGED = "Đợt này không còn ở bước ấy. Hãy tải lại trang."


@transaction.atomic
def draft_issue(
    *,
    kind: Kind,
    actor: User,
    training_class: TrainingClass | None = None,
    commune: Area | None = None,
) -> Batch:
    """Who would be given a paper of that kind: a class, or a commune; nothing is issued yet.

    Raises DomainError when it is not theirs, or nobody there earned one.
    """
    check_may_issue(
        user=actor, training_class=training_class, commune=commune.pk if commune else None
    )
    if kind == Kind.TRAINER and training_class:
        raise DomainError("Giấy của giảng viên được cấp theo xã, phường, không theo lớp.")
    rows = choosing.rows_to_issue(kind=kind, training_class=training_class, commune=commune)
    if not rows:
        raise DomainError("Ở đó chưa có ai đủ điều kiện nhận giấy này.")
    words = class_name(training_class) if training_class else str(commune)
    return _draft(
        rows,
        actor,
        act=Batch.Act.ISSUE,
        kind=kind,
        training_class=training_class,
        commune=training_class.commune if training_class else commune,
        organisation=training_class.organisation if training_class else None,
        words=words,
    )


@transaction.atomic
def draft_end(
    *,
    act: str,
    condition: Condition,
    reason: str,
    actor: User,
    authority: Authority = NO_DECISION,
) -> Batch:
    """Whose papers would be revoked or replaced; the second step acts on exactly these.

    Raises DomainError without a reason or a condition, and when no paper meets it.
    """
    check_may_end(user=actor)
    told = clean_text(reason)[:LONGEST_REASON]
    if not told:
        raise DomainError("Hãy ghi lý do; lý do hiện trên trang kiểm tra.")
    if not condition.asks_something:
        raise DomainError("Hãy chọn ít nhất một điều kiện: số giấy, lớp, khóa, xã hoặc ngày cấp.")
    found = choosing.standing_papers(user=actor, condition=condition)
    papers = list(found.values_list("pk", flat=True)[: MOST + 1])
    if not papers:
        raise DomainError("Không có giấy nào còn hiệu lực khớp với điều kiện ấy.")
    return _draft(
        choosing.rows_to_end(papers),
        actor,
        act=act,
        kind=condition.kind,
        training_class=condition.training_class,
        commune=condition.commune,
        words=condition.words[:300],
        reason=told,
        decision_number=clean_text(authority.number)[:60],
        decided_on=authority.decided_on,
    )


def _draft(rows: Sequence[BatchRow], actor: User, **told: Any) -> Batch:
    if len(rows) > MOST:
        raise DomainError(_TOO_MANY)
    batch = Batch.objects.create(made_by=actor, **told)
    for row in numbered(rows, LANES):
        row.batch = batch
    BatchRow.objects.bulk_create(rows, batch_size=1_000)
    audit.record(actor=actor, action="batches.draft", target=batch, act=batch.act, rows=len(rows))
    return batch


@transaction.atomic
def confirm(*, batch: Batch, actor: User) -> list[Job]:
    """The yes to exactly the rows that were shown; the jobs to ring for.

    Raises DomainError when a second person must agree first (`acts.ask`), or it was dropped.
    """
    row = _locked(batch)
    if row.state == Batch.State.GOING:
        return jobs_of(row)
    if row.state != Batch.State.DRAFT:
        raise DomainError(_CHANGED)
    if takes_two(row, row.rows.waiting().count()):
        raise DomainError("Việc này cần một người thứ hai đồng ý. Hãy gửi yêu cầu.")
    return _start(row, actor)


@transaction.atomic
def note_asked(*, batch: Batch) -> Batch:
    """A second person was asked: the rows wait for them as they are."""
    row = _locked(batch)
    if row.state not in (Batch.State.DRAFT, Batch.State.ASKED):
        raise DomainError(_CHANGED)
    row.state = Batch.State.ASKED
    row.save(update_fields=["state"])
    return row


@transaction.atomic
def start_agreed(*, batch_id: int, actor: User) -> list[Job]:
    """The second person agreed. Raises DomainError when it was dropped meanwhile."""
    row = _locked(Batch(pk=batch_id))
    if row.state == Batch.State.GOING:
        return jobs_of(row)
    if row.state != Batch.State.ASKED:
        raise DomainError(_CHANGED)
    return _start(row, actor)


def _start(batch: Batch, actor: User) -> list[Job]:
    batch.state = Batch.State.GOING
    batch.save(update_fields=["state"])
    many = batch.rows.waiting().count()
    started = [jobs.start(task=TASK, actor=actor) for _ in range(LANES if many > 1 else 1)]
    if len(started) == 1:
        batch.rows.update(lane=0)
    for number, job in enumerate(started):
        Lane.objects.create(batch=batch, number=number, job=job)
    audit.record(actor=actor, action="batches.confirm", target=batch, act=batch.act, rows=many)
    return started


@transaction.atomic
def drop(*, batch: Batch, actor: User) -> Batch:
    """Nothing is done of what was shown; twice is once. Raises DomainError once it has begun."""
    row = _locked(batch)
    if row.state == Batch.State.DROPPED:
        return row
    if row.state == Batch.State.GOING:
        raise DomainError("Đợt này đã bắt đầu nên không bỏ được nữa; có thể tạm dừng.")
    row.state = Batch.State.DROPPED
    row.save(update_fields=["state"])
    audit.record(actor=actor, action="batches.drop", target=row)
    return row


@transaction.atomic
def pause(*, batch: Batch, actor: User) -> Batch:
    """Stop after the papers that are being made; what is made stays made."""
    row = _locked(batch)
    paused = [job for job in jobs_of(row) if jobs.pause(job=job)]
    if paused:
        audit.record(actor=actor, action="batches.pause", target=row)
    return row


@transaction.atomic
def go_on(*, batch: Batch, actor: User) -> list[Job]:
    """Let a paused batch go on, and a failed lane try again; the jobs to ring for."""
    row = _locked(batch)
    again: list[Job] = []
    for lane in row.lanes.select_related("job").order_by("number"):
        if lane.job.state == Job.State.FAILED:
            lane.job = jobs.again(job=lane.job, actor=actor)
            lane.save(update_fields=["job"])
            again.append(lane.job)
        elif jobs.resume(job=lane.job):
            again.append(lane.job)
    if again:
        audit.record(actor=actor, action="batches.go_on", target=row)
    return again


@transaction.atomic
def try_again(*, batch: Batch, actor: User) -> list[Job]:
    """Those that could not be done wait once more, after their reason was seen to."""
    row = _locked(batch)
    if row.state != Batch.State.GOING or any(jobs.is_open(job) for job in jobs_of(row)):
        raise DomainError("Đợt này đang làm hoặc chưa bắt đầu. Hãy tải lại trang.")
    if not row.rows.filter(state=BatchRow.State.CANNOT).update(
        state=BatchRow.State.WAITING, words=""
    ):
        return []
    for lane in row.lanes.select_related("job"):
        lane.job = jobs.start(task=TASK, actor=actor)
        lane.save(update_fields=["job"])
    audit.record(actor=actor, action="batches.go_on", target=row)
    return jobs_of(row)


def _locked(batch: Batch) -> Batch:
    return Batch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
