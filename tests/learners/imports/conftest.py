"""Who brings lists."""

import pytest

from lms.core.roles import Role


@pytest.fixture
def officer(make_user, areas):
    """An officer of Tân Cương."""
    return make_user(role=Role.COMMUNE_OFFICER)
