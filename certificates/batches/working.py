"""The job of a lane: some rows a transaction, each with what came of it, so it may be killed.

A step locks its job first; what a killed worker had not committed, the next one does as if for the
first time. The two lanes of a batch share no row, so two workers go side by side.
"""

from collections.abc import Sequence

from django.db import transaction

from certificates.batches.models import Batch, BatchRow, Lane
from certificates.drawing.facts import Kind
from certificates.papers.models import Certificate
from certificates.papers.problems import NOT_EARNED
from certificates.papers.services import (
    CHUNK,
    Authority,
    end_many,
    issue_many,
    open_certificates,
    open_for_trainers,
)
from lms.core.bulk import bulk_rewrite
from lms.core.jobs import Steps

State = BatchRow.State


def work(steps: Steps) -> None:
    """Do what waits in the lane of the job."""
    found = Lane.objects.filter(job=steps.job).select_related("batch__made_by").first()
    if found is None:
        return
    rows = BatchRow.objects.filter(batch=found.batch, lane=found.number)
    total = rows.count()
    while True:
        with transaction.atomic():
            left = rows.waiting().count()
            steps.move(done=total - left, total=total)
            some = list(rows.waiting().order_by("place")[:CHUNK])
            if not some:
                return
            _do(found.batch, some)
            told = [(row.state, row.words, row.certificate_id, row.pk) for row in some]
            bulk_rewrite(BatchRow, ["state", "words", "certificate_id"], told)


def _do(batch: Batch, rows: Sequence[BatchRow]) -> None:
    if batch.act == Batch.Act.ISSUE:
        _issue(batch, rows)
    else:
        _end(batch, rows)


def _issue(batch: Batch, rows: Sequence[BatchRow]) -> None:
    about = {_about(row): row for row in rows}
    kind = Kind(batch.kind)
    for paper in _issued(kind, list(about)):
        row = about.pop(_thing(paper))
        row.state, row.certificate = State.HAD, paper
    ids = list(about)
    if kind == Kind.TRAINER:
        opened = open_for_trainers(appointment_ids=ids)
    else:
        opened = open_certificates(enrolment_ids=ids, kind=kind)
    refused = issue_many(certificate_ids=[paper.pk for paper in opened])
    for paper in opened:
        row = about.pop(_thing(paper))
        row.certificate = paper
        row.words = refused.get(paper.pk, "")[:250]
        row.state = State.CANNOT if row.words else State.DONE
    for row in about.values():  # an appointment that was taken back meanwhile
        row.state, row.words = State.CANNOT, NOT_EARNED


def _issued(kind: Kind, ids: Sequence[int]) -> list[Certificate]:
    """What was issued before for these, the newest of each last; ended ones too."""
    papers = Certificate.objects.issued().filter(kind=kind).order_by("pk")
    if kind == Kind.TRAINER:
        papers = papers.filter(appointment__in=ids)
    else:
        papers = papers.filter(enrolment__in=ids)
    return list({_thing(paper): paper for paper in papers}.values())


def _about(row: BatchRow) -> int:
    return row.enrolment_id or row.appointment_id or 0


def _thing(paper: Certificate) -> int:
    return paper.enrolment_id or paper.appointment_id or 0


def _end(batch: Batch, rows: Sequence[BatchRow]) -> None:
    refused = end_many(
        certificate_ids=[row.certificate_id or 0 for row in rows],
        with_new=batch.act == Batch.Act.REPLACE,
        reason=batch.reason,
        actor=batch.made_by,
        authority=Authority(batch.decision_number, batch.decided_on),
    )
    for row in rows:
        row.words = refused.get(row.certificate_id or 0, "")[:250]
        row.state = State.CANNOT if row.words else State.DONE
