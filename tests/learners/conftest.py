"""Staff in their browsers."""

from collections.abc import Callable

import pytest
from django.test import Client

from lms.core.models import Area
from lms.core.roles import Role


@pytest.fixture
def signed_in(make_user) -> Callable[..., Client]:
    """The browser of somebody who holds a role."""

    def sign_in(role: Role | None, area: Area | None = None) -> Client:
        browser = Client()
        browser.force_login(make_user(role=role, area=area))
        return browser

    return sign_in
