"""What was printed: which papers, when, by whom, and the file while it is kept."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certificates.drawing.facts import Kind
from certificates.papers.models import Certificate
from learners.classes.models import TrainingClass
from lms.core.access import ScopedQuerySet
from lms.core.models import Area, Job, Organisation, User
from lms.core.storage import private_storage


class PrintRunQuerySet(ScopedQuerySet["PrintRun"]):
    """Print runs: seen by whose place or agency they are of, and by who ordered them."""

    owner_path = "made_by"


class PrintRun(models.Model):
    """One file for the printer (lần in): the papers of a class or commune, their labels, or one.

    Ordered by `services.order`, drawn by its job (`making`), and forgotten as a file, not as a
    fact, by `services.forget`. A single paper printed again (`services.print_again`) keeps no file.
    Personal data: the file holds names and birth years; `reason` may say why somebody lost a paper.
    """

    class What(models.TextChoices):
        PAPERS = "papers", "giấy"
        LABELS = "labels", "nhãn dán"
        AGAIN = "again", "in lại một giấy"

    what = models.CharField("in gì", max_length=8, choices=What)
    kind = models.CharField("loại giấy", max_length=10, choices=[(k, k.heading) for k in Kind])
    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, null=True, blank=True, related_name="+"
    )
    commune = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField("của ai", max_length=300)
    reason = models.CharField("lý do in lại", max_length=250, blank=True)
    job = models.OneToOneField(Job, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.FileField(storage=private_storage, upload_to="prints", blank=True)
    size = models.PositiveIntegerField("byte", default=0)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("lúc", default=timezone.now)

    objects = PrintRunQuerySet.as_manager()

    class Meta:
        verbose_name = "lần in giấy"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(what="again", job__isnull=True, file="")
                | (~Q(what="again") & Q(job__isnull=False)),
                name="many_are_printed_by_a_job",
            )
        ]

    def __str__(self) -> str:
        return f"lần in {self.pk}"


class PrintedPaper(models.Model):
    """A paper that stands in a print run, in the order of its pages.

    Written by `services`, never changed. Personal data: whose paper was printed.
    """

    run = models.ForeignKey(PrintRun, models.CASCADE, related_name="papers")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="prints")
    place = models.PositiveIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["run", "place"], name="one_paper_a_page"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.place}"
