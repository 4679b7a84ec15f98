"""A finished course, its paper, and the browser of its owner."""

import pytest
from asn1crypto import pem, x509
from django.test import Client

from certificates.papers.models import Certificate
from certificates.papers.services import issue
from certificates.papers.signals import paper_ended, paper_issued
from certificates.signing import signers
from certificates.signing.authority import ROOT_FILE, ensure_authority
from certificates.signing.models import SignedFile
from certificates.signing.services import sign
from learners.study.models import Enrolment
from tests.factories import finish_course


@pytest.fixture
def finished(learner, course) -> Enrolment:
    """An enrolment completed just now; its paper is pending."""
    return finish_course(learner, course)


@pytest.fixture
def pending(finished) -> Certificate:
    return Certificate.objects.get(enrolment=finished)


@pytest.fixture
def paper(pending) -> Certificate:
    """A paper that has been issued."""
    return issue(certificate_id=pending.pk)


@pytest.fixture
def owner(learner) -> Client:
    """The browser of the one who earned the paper."""
    browser = Client()
    browser.force_login(learner.user)
    return browser


@pytest.fixture
def announced():
    """What papers announced, in order: ("issued" or "ended", ids)."""
    heard: list[tuple[str, list[int]]] = []

    def issued(sender: object, certificate_ids: list[int], **kwargs: object) -> None:
        heard.append(("issued", list(certificate_ids)))

    def ended(sender: object, certificate_ids: list[int], **kwargs: object) -> None:
        heard.append(("ended", list(certificate_ids)))

    paper_issued.connect(issued)
    paper_ended.connect(ended)
    yield heard
    paper_issued.disconnect(issued)
    paper_ended.disconnect(ended)


@pytest.fixture
def signing(settings, tmp_path) -> x509.Certificate:
    """Papers are signed by the development authority, whose root this is."""
    settings.SIGNER = "development"
    settings.SIGNED_ROOT = tmp_path / "signed"
    # Of its own: one made by a test in another year would not be valid in this one.
    folder = settings.SIGNING_DEVELOPMENT_FOLDER = tmp_path / "authority"
    signers._made.cache_clear()
    ensure_authority(folder)
    return x509.Certificate.load(pem.unarmor((folder / ROOT_FILE).read_bytes())[2])


@pytest.fixture
def waiting(signing, pending) -> SignedFile:
    """A paper that was issued and waits for its signature."""
    return SignedFile.objects.get(paper=issue(certificate_id=pending.pk))


@pytest.fixture
def signed(waiting) -> SignedFile:
    """The same, signed."""
    assert sign(file_id=waiting.pk)
    waiting.refresh_from_db()
    return waiting
