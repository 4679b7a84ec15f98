"""A browser in which somebody on the register is signed in."""

import pytest
from django.test import Client


@pytest.fixture
def browser(learner) -> Client:
    """The browser of `learner`."""
    client = Client()
    client.force_login(learner.user)
    return client
