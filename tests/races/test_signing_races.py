"""Signatures asked for at once: one a paper, whoever asks."""

from functools import partial

import pytest
from django.utils import timezone

from certificates.papers.services import issue
from certificates.signing.models import SignedFile, SigningCertificate
from certificates.signing.services import sign, sign_waiting
from lms.core.models import AuditEntry
from tests.certificates.conftest import signing
from tests.factories import open_certificate
from tests.facts import enrol_on, make_person

__all__ = ["signing"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("signing")]


@pytest.fixture
def waiting(signing, commune, course, monkeypatch) -> list[int]:
    """Five papers that wait for a signature; no bell has rung."""
    monkeypatch.setattr("certificates.signing.tasks.sign.ring_for", lambda keys: None)
    today = timezone.localdate()
    for _ in range(5):
        done = enrol_on(today, make_person(commune), course, finished=today)
        issue(certificate_id=open_certificate(enrolment_id=done.pk).pk)
    return list(SignedFile.objects.order_by("pk").values_list("pk", flat=True))


def test_the_same_signature_asked_for_twenty_times_at_once_is_one_file(together, waiting, settings):
    done = together([partial(sign, file_id=waiting[0])] * 20)
    assert sorted(done) == [False] * 19 + [True]
    kept = SignedFile.objects.get(pk=waiting[0])
    files = [path.stem for path in settings.SIGNED_ROOT.rglob("*") if path.is_file()]
    assert files == [kept.sha256]
    assert AuditEntry.objects.filter(action="certificates.sign").count() == 1


def test_clocks_and_bells_together_sign_each_paper_once(together, waiting, settings):
    bells = [partial(sign, file_id=pk) for pk in waiting]
    together([sign_waiting, sign_waiting, *bells])
    sign_waiting()
    files = {path.stem for path in settings.SIGNED_ROOT.rglob("*") if path.is_file()}
    assert files == set(SignedFile.objects.values_list("sha256", flat=True))
    assert AuditEntry.objects.filter(action="certificates.sign").count() == 5
    assert SigningCertificate.objects.count() == 1
