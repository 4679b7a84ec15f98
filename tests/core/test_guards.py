"""The database refuses to change or delete what was written into the record of acts."""

import pytest
from django.db import IntegrityError, connection, transaction

from lms.core import audit
from lms.core.guards import RECORD_OF_ACTS
from lms.core.models import AuditEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(make_user) -> AuditEntry:
    """One line in a guarded record."""
    RECORD_OF_ACTS.install(connection)  # a database made without migrations has no guard yet
    audit.record(actor=make_user(), action="core.end_role", target="core.user:1")
    return AuditEntry.objects.get()


def raw(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "act",
    [
        lambda: AuditEntry.objects.update(action="x"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.get().delete(),
        lambda: AuditEntry.objects.get().save(),
        lambda: raw("UPDATE core_auditentry SET address = NULL"),
        lambda: raw("DELETE FROM core_auditentry WHERE action = 'core.end_role'"),
    ],
)
def test_it_can_only_be_added_to(entry, act):
    before = AuditEntry.objects.values().get()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        act()
    assert RECORD_OF_ACTS.refusal in str(refusal.value)
    assert AuditEntry.objects.values().get() == before


def test_adding_goes_on(entry):
    audit.record(actor=None, action="core.grant_role", target="core.user:2")
    assert AuditEntry.objects.count() == 2


def test_setting_the_guard_twice_changes_nothing(entry):
    RECORD_OF_ACTS.install(connection)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.update(action="x")


def test_an_account_goes_and_its_acts_stay(entry):
    actor = entry.actor_id
    User.objects.get(pk=actor).delete()
    assert AuditEntry.objects.values_list("actor_id", flat=True).get() == actor


def test_the_guard_can_be_taken_away_by_whoever_owns_the_database(entry):
    RECORD_OF_ACTS.remove(connection)
    try:
        assert AuditEntry.objects.update(action="x") == 1
    finally:
        RECORD_OF_ACTS.install(connection)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", [1, 2])
def test_tests_that_commit_find_an_empty_record_and_leave_one(_again):
    RECORD_OF_ACTS.install(connection)
    assert AuditEntry.objects.count() == 0
    audit.record(actor=None, action="core.end_role", target="core.user:1")
