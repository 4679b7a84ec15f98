"""A finished course, its paper, and the browser of its owner."""

import pytest
from django.test import Client

from certificates.models import Certificate
from certificates.services import issue
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
