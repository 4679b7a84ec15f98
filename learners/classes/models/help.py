"""Who sat beside whom."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from learners.classes.models.classes import ClassScoped, Session
from learners.people.models import Learner
from lms.core.models import User


class HelpQuerySet(ClassScoped["Help"]):
    """Help given."""

    class_path = "session__training_class"
    commune_path = "session__training_class__commune"
    organisation_path = "session__training_class__organisation"

    def own(self, user: User) -> Q:
        """One's own help, and that in the classes one teaches."""
        return super().own(user) | Q(helper__user=user)


class Help(models.Model):
    """Somebody sat beside somebody: the learning is the learner's, the minutes are the helper's.

    A note is a claim; which notes count says `helping.counting`. Who runs the class confirms a note
    by writing it or afterwards, and may strike it: it stays, and counts nowhere. Written by
    `helping`. Personal data: who helped whom.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="help")
    helper = models.ForeignKey(Learner, models.PROTECT, related_name="help_given")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="help_taken")
    minutes = models.PositiveSmallIntegerField("số phút")
    noted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    struck_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    struck_at = models.DateTimeField("bỏ lúc", null=True, blank=True)

    objects = HelpQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt giúp học"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "helper", "learner"], name="helped_once_a_session"
            ),
            models.CheckConstraint(
                condition=~Q(helper=F("learner")), name="nobody_helps_themselves"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=600), name="help_lasts_a_day_at_most"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(struck_at__isnull=True),
                name="help_is_not_confirmed_and_struck",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper_id} giúp {self.learner_id}"
