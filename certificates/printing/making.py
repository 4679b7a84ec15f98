"""The job of a print run: the whole file, drawn in seconds and stored under the name of its run.

A worker that is killed leaves nothing behind but time: the next one draws the same papers anew.
"""

from collections.abc import Iterator

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from certificates.drawing.archive import About
from certificates.drawing.facts import CertificateFacts
from certificates.drawing.labels import Label, draw_labels
from certificates.drawing.render import render_together
from certificates.drawing.setting import Setting
from certificates.printing.models import PrintRun
from certificates.printing.selectors import printable
from lms.core.errors import DomainError
from lms.core.jobs import Steps

NOTHING_LEFT = "Không còn giấy nào trong lần in này có hiệu lực, nên không có gì để in."
# Drawing a ream takes seconds; a slow machine with other work to do may take minutes.
_SECONDS = 600


def make(steps: Steps) -> None:
    """Draw the file of the job's run."""
    run = PrintRun.objects.filter(job=steps.job).first()
    if run is None:
        return
    total = printable().filter(prints__run=run).count()
    if not total:
        raise DomainError(NOTHING_LEFT)
    with transaction.atomic():
        steps.move(done=0, total=total, seconds=_SECONDS)
    title = f"{run.get_what_display().capitalize()}: {run.words}"
    if run.what == PrintRun.What.LABELS:
        drawn = draw_labels([_label(facts, run) for facts, _ in _papers(run)], title)
    else:
        drawn = render_together(_papers(run), _about(run, title))
    name = f"prints/{run.pk}.pdf"
    with transaction.atomic():
        steps.move(done=total, total=total)
        run.file.storage.delete(name)  # of a worker that was killed before it could say so
        kept = run.file.storage.save(name, ContentFile(drawn))
        PrintRun.objects.filter(pk=run.pk).update(file=kept, size=len(drawn))


def _papers(run: PrintRun) -> Iterator[tuple[CertificateFacts, Setting]]:
    """Frozen facts and look of each, page by page; not all of them at once.

    What has ended since the order, or is of somebody erased, is not drawn.
    """
    papers = printable().filter(prints__run=run).order_by("prints__place")
    for paper in papers.select_related("design_version").iterator(chunk_size=200):
        yield paper.frozen, paper.look


def _about(run: PrintRun, title: str) -> About:
    """A sheet for the printer says nothing of its people beside what the pages say."""
    return About(
        title=title,
        author=settings.CERTIFICATE_ISSUER,
        subject=title,
        keywords="",
        day=timezone.localdate(run.made_at),
        identity=f"print:{run.pk}".encode(),
    )


def _label(facts: CertificateFacts, run: PrintRun) -> Label:
    about = run.words if run.training_class_id else facts.course_title
    return Label(facts.full_name, about, facts.number)
