"""A class that is being taught."""

import pytest


@pytest.fixture
def lesson(make_class, trainer):
    return make_class(trainer=trainer)
