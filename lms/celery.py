"""The Celery app and the ONE table of periodic jobs.

The broker is only the doorbell: whatever must happen is a row in the database first, written in
the same transaction as its cause, and a periodic job finds what the bell missed.
"""

import os
from collections.abc import Iterable
from typing import Any

from celery import Celery
from celery.contrib.django.task import DjangoTask
from celery.schedules import crontab
from django.db import transaction
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.development")


_ROWS_A_RING = 20


class Doorbell(DjangoTask):
    """A task whose ring may be lost: a broker that is down never fails the person's request."""

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Ring once the transaction is committed; a failure is logged, never raised."""
        transaction.on_commit(lambda: self.delay(*args, **kwargs), robust=True)

    def ring_for(self, keys: Iterable[int]) -> None:
        """Ring on commit for many rows, twenty a time: few rings, and other work comes between."""
        rows = list(keys)
        for start in range(0, len(rows), _ROWS_A_RING):
            self.delay_on_commit(*rows[start : start + _ROWS_A_RING])


# Wherever a queue in a folder is asked for, it is ours: kombu's own can hand out half a message.
TRANSPORT_ALIASES["filesystem"] = "lms.folder_queue:Transport"

app = Celery("lms", task_cls=Doorbell)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        *("certificates.batches", "certificates.papers", "certificates.printing"),
        *("certificates.badges", "certificates.signing", "certificates.transparency"),
        "certificates.keys",
        *("learners.duplicates", "learners.imports", "learners.monitoring"),
        *("learners.attendance", "learners.paper", "learners.announcing", "learners.flags"),
        *("learners.trainers", "learners.assessing", "learners.classes"),
        *("learners.people", "learners.publishing", "learners.campaigns"),
        "lms.core",
    ]
)


def _of_papers(soon: float) -> dict[str, float | crontab]:
    """The part of the table that is about papers."""
    return {
        # Papers whose bell was lost (worker killed, broker down) are made soon (`papers.quiet`).
        "certificates.issue_pending": soon,
        # Signatures likewise.
        "certificates.sign_waiting": soon,
        # That the key to sign with is gone is told before many people wait for their papers.
        "keys.look_for_file": 300.0,
        # Badges and lists of revoked ones whose bell was lost are signed within a minute.
        "badges.sign": soon,
        # What happened to papers stands in the public log's tree within a minute.
        "transparency.append": soon,
        # Its head is published at the end of the day; a worker that was down catches up.
        "transparency.sign_head": crontab(hour="22,23", minute=30),
    }


def every_job(*, soon: float, counts: float) -> dict[str, float | crontab]:
    """Every periodic job of the product: when, and why then."""
    return {
        **_of_papers(soon),
        # Long jobs whose worker was killed, or whose bell was lost, go on.
        "core.resume_jobs": soon,
        # What did not go at first is tried again when its time has come.
        "announcing.go_on": soon,
        # The province's numbers are never older than this while anything changes.
        "monitoring.refresh_today": counts,
        # The count of alerts in the menu is not much older than the numbers behind them.
        "campaigns.look_for_alerts": 300.0,
        # Mergers whose first day has come: whoever lived there lives where it went on.
        "people.settle": crontab(hour=0, minute=5),
        # Yesterday is counted once more after it has ended, so that it is whole.
        "monitoring.close_yesterday": crontab(hour=0, minute=20),
        # What pages showed of yesterday is proved against the facts, after it was counted whole.
        "monitoring.prove": crontab(hour=0, minute=50),
        # Whose appointment ended yesterday, and what each trainer misses, stands there by morning.
        "trainers.review": crontab(hour=1, minute=30),
        # Who met the rule when the bell was lost is found proficient in the night.
        "assessing.prove_missed": crontab(hour=2, minute=40),
        # What looks odd about classes stands there by morning; a night cut short goes on.
        "flags.look_at_all": crontab(hour="1-4", minute=50),
        # The month before is published from the 2nd on; a worker that was down catches up.
        "publishing.publish_due": crontab(hour=5, minute=10),
        **_what_is_not_kept(),
        # The week begins with its summary; a round that was cut short goes on an hour later.
        "campaigns.send_weekly": crontab(day_of_week="mon", hour="6-9", minute=40),
        # In the morning people plan their day; whoever was told today of a campaign is passed over.
        "campaigns.remind": crontab(hour="7-10", minute=10),
        # In the evening people plan their next day; a worker that was down has hours to catch up.
        "announcing.remind": crontab(hour="17-20", minute=5),
    }


def _what_is_not_kept() -> dict[str, float | crontab]:
    """What is forgotten in the night, when and why then."""
    return {
        # Sessions past their end, accounts without a code, files of long tables are not kept.
        "core.forget_expired": crontab(hour=3),
        # Lists nobody confirmed, and rows past their time, are not kept.
        "imports.forget": crontab(hour=3, minute=30),
        # Files for the printer are not kept; what was printed is known all the same.
        "printing.forget": crontab(hour=3, minute=45),
        # Lists for a class that no officer took in are not kept.
        "classes.forget_lists": crontab(hour=3, minute=35),
        # Pictures of sign-in sheets past their time are not kept.
        "paper.forget": crontab(hour=3, minute=40),
        # Signed files that a killed worker left without a row take room for nothing.
        "certificates.sweep_signed": crontab(hour=3, minute=45),
    }


@app.on_after_configure.connect
def tell_the_clock(sender: Celery, **_: object) -> None:
    """Give the clock its table."""
    from django.conf import settings

    periodic = every_job(soon=settings.RECONCILE_SECONDS, counts=settings.COUNTS_REFRESH_SECONDS)
    sender.conf.beat_schedule = {
        task: {"task": task, "schedule": when, "options": _now_or_never(when)}
        for task, when in periodic.items()
    }


def _now_or_never(when: float | crontab) -> dict[str, float]:
    """What comes round again soon is dropped when no worker took it meanwhile.

    Late workers would otherwise find a heap of the same work.
    """
    return {} if isinstance(when, crontab) else {"expires": when}
