"""Writing past the guards of the database, as only who owns it can."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from certificates.papers.guarding import KEPT as PAPERS
from certificates.papers.models import Certificate
from certificates.transparency.guarding import KEPT as LOG
from lms.core.tokens import show_code


@contextmanager
def past_the_guards() -> Iterator[None]:
    """What is done inside is not refused by the guards of papers and of their log."""
    guards = (*PAPERS, *LOG)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
    else:
        for guard in guards:
            guard.remove(connection)
    try:
        yield
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET session_replication_role = DEFAULT")
        else:
            for guard in guards:
                guard.install(connection)


def write_behind(*papers: Certificate, **values: object) -> None:
    """Change issued papers behind the register's back."""
    with past_the_guards():
        Certificate.objects.filter(pk__in=[paper.pk for paper in papers]).update(**values)


def forge(pending: Certificate, like: Certificate, days_ago: int = 0) -> Certificate:
    """A paper that nobody issued: SQL makes it look like another that stands."""
    number = f"HT-{like.year}-999999"
    address = like.facts["check_url"].replace(like.code, pending.code)
    own = {"number": number, "code": show_code(pending.code), "check_url": address}
    Certificate.objects.filter(pk=pending.pk).update(
        state="valid",
        **{"number": number, "series": "HT", "year": like.year, "serial": 999_999},
        facts=like.facts | own,
        issued_at=timezone.now() - timedelta(days=days_ago),
    )
    return Certificate.objects.get(pk=pending.pk)
