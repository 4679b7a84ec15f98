"""The Celery app and the ONE table of periodic jobs.

The broker is only the doorbell: whatever must happen is a row in the database first, written in
the same transaction as its cause, and a periodic job finds what the bell missed.
"""

import os
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.schedules import crontab
from django.db import transaction
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.development")


class Doorbell(DjangoTask):
    """A task whose ring may be lost: a broker that is down never fails the person's request."""

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Ring once the transaction is committed; a failure is logged, never raised."""
        transaction.on_commit(lambda: self.delay(*args, **kwargs), robust=True)


# Wherever a queue in a folder is asked for, it is ours: kombu's own can hand out half a message.
TRANSPORT_ALIASES["filesystem"] = "lms.folder_queue:Transport"

app = Celery("lms", task_cls=Doorbell)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    ["certificates", "learners.duplicates", "learners.imports", "learners.monitoring", "lms.core"]
)


@app.on_after_configure.connect
def tell_the_clock(sender: Celery, **_: object) -> None:
    """Every periodic job of the product: when, and why then."""
    from django.conf import settings

    # What comes round again soon is dropped when no worker took it meanwhile: late workers would
    # find a heap of the same work.
    now_or_never = {"expires": settings.RECONCILE_SECONDS}
    sender.conf.beat_schedule = {
        # Papers whose bell was lost (worker killed, broker down) are made within a minute.
        "certificates.issue_pending": {
            "task": "certificates.issue_pending",
            "schedule": settings.RECONCILE_SECONDS,
            "options": now_or_never,
        },
        # The province's numbers are never older than this while anything changes.
        "monitoring.refresh_today": {
            "task": "monitoring.refresh_today",
            "schedule": settings.COUNTS_REFRESH_SECONDS,
            "options": {"expires": settings.COUNTS_REFRESH_SECONDS},
        },
        # Yesterday is counted once more after it has ended, so that it is whole.
        "monitoring.close_yesterday": {
            "task": "monitoring.close_yesterday",
            "schedule": crontab(hour=0, minute=20),
        },
        # Long jobs whose worker was killed, or whose bell was lost, go on.
        "core.resume_jobs": {
            "task": "core.resume_jobs",
            "schedule": settings.RECONCILE_SECONDS,
            "options": now_or_never,
        },
        # Lists nobody confirmed, and rows past their time, are not kept.
        "imports.forget": {"task": "imports.forget", "schedule": crontab(hour=3, minute=30)},
        # Sessions past their end, and accounts whose code was never entered, are not kept.
        "core.forget_expired": {"task": "core.forget_expired", "schedule": crontab(hour=3)},
    }
