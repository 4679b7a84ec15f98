"""The database keeps an issued paper as it was issued and its end as it came, whoever writes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from certificates.papers.guarding import ENDED, ISSUED, KEPT
from certificates.papers.models import Certificate
from certificates.papers.services import issue, revoke
from lms.core.tokens import new_code


@pytest.fixture(autouse=True)
def _guarded(db):
    for guard in KEPT:
        guard.install(connection)  # a database made without migrations has no guard yet


@pytest.fixture
def ended(paper, make_user) -> Certificate:
    return revoke(certificate=paper, reason="Cấp nhầm", actor=make_user())


def refused(act) -> bool:
    before = list(Certificate.objects.values())
    with pytest.raises(IntegrityError), transaction.atomic():
        act()
    return list(Certificate.objects.values()) == before


@pytest.mark.parametrize(
    "values",
    [
        {"facts": {"full_name": "Người Khác"}},
        {"number": "HT-2026-999999"},
        {"serial": 7},
        {"code": new_code()},
        {"kind": "attendance"},
        {"design": "tho-cam"},
        {"expires_on": timezone.localdate()},
        {"issued_at": timezone.now() - timedelta(days=9)},
    ],
    ids=lambda values: next(iter(values)),
)
def test_what_was_issued_is_never_changed(paper, values):
    assert refused(lambda: Certificate.objects.update(**values))


def test_what_was_issued_is_never_deleted(paper):
    papers = Certificate.objects.all()
    assert refused(lambda: papers._raw_delete("default"))


def test_what_has_ended_never_stands_again(ended):
    assert refused(lambda: Certificate.objects.update(state="valid", ended_at=None))
    assert refused(lambda: Certificate.objects.update(state="valid"))
    assert refused(lambda: Certificate.objects.update(end_reason="Lý do khác"))


def test_a_paper_that_waits_may_still_change_and_go(pending):
    Certificate.objects.update(design="tho-cam", requested_at=timezone.now())
    Certificate.objects.all().delete()


def test_it_follows_its_owner_and_forgets_the_name_it_is_found_by(paper, make_learner):
    other = make_learner(full_name="Trần Văn Bình")
    Certificate.objects.update(learner=other, name_key="")
    assert Certificate.objects.get().learner == other


def test_every_column_is_kept_or_known_to_be_free():
    free = {
        *("learner_id", "enrolment_id", "appointment_id", "name_key", "requested_at"),
        *("state", "replaced_by_id", "tries", "problem"),
    }
    columns = {field.column for field in Certificate._meta.concrete_fields}
    assert columns == {*ISSUED.columns, *ENDED.columns} | free


def test_the_services_still_do_what_they_may(pending, make_user):
    paper = issue(certificate_id=pending.pk)
    revoke(certificate=paper, reason="Cấp nhầm", actor=make_user())
    paper.refresh_from_db()
    assert (paper.state, paper.end_reason) == ("revoked", "Cấp nhầm")
