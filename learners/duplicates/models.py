"""Records that may be one person, what was decided, and merges that can be undone."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from learners.people.models import Learner
from lms.core.access import ScopedQuerySet, scope_of
from lms.core.models import User


class PairQuerySet(ScopedQuerySet["Pair"]):
    """Pairs; who may see them must be allowed to see both records."""

    commune_path = "left__commune"
    organisation_path = "left__organisation"
    owner_path = "left__user"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The pairs of the user's area or organisation; what reaches beyond is the province's."""
        seen = super().visible_to(user)
        if scope_of(user).whole_province:
            return seen
        return seen.filter(Q(right=None) | Q(right__in=Learner.objects.visible_to(user)))

    def undecided(self) -> Self:
        """What waits on the desk: both records still stand on the register."""
        return self.filter(
            Q(right=None) | Q(right__merged_into=None, right__erased_at=None),
            state__in=(Pair.State.OPEN, Pair.State.LATER),
            left__merged_into=None,
            left__erased_at=None,
        )


class Pair(models.Model):
    """Two people who may be one: a record on the register, and another or a row of a list.

    `left` stands on the register. `right` is the other record; while it is None the other is
    `candidate`, the fields of a person who waits to be registered (a doubtful row of a list, whose
    box hears of the decision by `signals.pair_decided`). `reasons` are sentences. Decided at the
    duplicates desk (`services`). Personal data: who may be whom, and the candidate's fields.
    """

    class State(models.TextChoices):
        OPEN = "open", "chờ xem"
        LATER = "later", "để sau"
        SAME = "same", "cùng một người"
        DIFFERENT = "different", "hai người khác nhau"

    left = models.ForeignKey(Learner, models.CASCADE, related_name="pairs_left")
    right = models.ForeignKey(
        Learner, models.CASCADE, null=True, blank=True, related_name="pairs_right"
    )
    candidate = models.JSONField(null=True, blank=True)
    # Whoever brought the candidate knows it by this: "import_row:123".
    origin = models.CharField(max_length=60, blank=True)
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = "cặp hồ sơ có thể trùng"
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["left", "right"], condition=Q(right__isnull=False), name="one_pair"
            ),
            models.UniqueConstraint(
                fields=["left", "origin"], condition=~Q(origin=""), name="one_pair_an_origin"
            ),
            models.CheckConstraint(
                condition=Q(right__isnull=True) | Q(right__gt=F("left")), name="pair_in_order"
            ),
            models.CheckConstraint(
                condition=Q(right__isnull=False) | Q(candidate__isnull=False) & ~Q(origin=""),
                name="pair_of_two",
            ),
        ]
        indexes = [models.Index(fields=["state", "-score", "id"], name="pair_by_state")]

    def __str__(self) -> str:
        return f"cặp {self.pk}"


class MergeQuerySet(ScopedQuerySet["Merge"]):
    """Merges; the record that was kept says who may see them."""

    commune_path = "kept__commune"
    organisation_path = "kept__organisation"
    owner_path = "kept__user"


class Merge(models.Model):
    """One record merged into another, with all that moved: enough to take it back exactly.

    `journal` lists what moved as [model label, primary key, field] and the names of the fields of
    the kept record that were empty and were filled. Written by `merging`. Personal data: which
    records are one person; the journal holds ids and names of fields only.
    """

    kept = models.ForeignKey(Learner, models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Learner, models.PROTECT, related_name="+")
    journal = models.JSONField(default=dict)
    merged_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    merged_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "lần gộp hồ sơ"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="merged_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"gộp {self.merged_id} vào {self.kept_id}"
