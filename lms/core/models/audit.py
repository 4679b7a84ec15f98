"""The record of acts."""

from django.db import models
from django.db.models.functions import Now

from lms.core.models.accounts import User


class AuditEntry(models.Model):
    """One act or one look at somebody's data; only ever added, by `audit.record`.

    The database itself refuses to change or delete a row (`guards`). Personal data: who acted,
    and from which address. `data` never holds names or numbers of people.
    """

    at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)
    actor = models.ForeignKey(
        User, models.DO_NOTHING, null=True, blank=True, db_constraint=False, related_name="+"
    )
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=80, db_index=True)
    data = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at} {self.action} {self.target}"
