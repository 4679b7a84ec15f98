"""Two months of a small province, published; and who reads them."""

from collections.abc import Callable
from datetime import date

import pytest

from learners.publishing import keys
from learners.publishing.models import ApiKey
from learners.publishing.services import publish_due
from lms.core.models import User
from lms.core.roles import Role
from tests.learners.publishing.ways import count_as

SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)


@pytest.fixture
def operator(areas, make_user) -> User:
    return make_user(role=Role.OPERATOR)


@pytest.fixture
def published(areas) -> None:
    """September and October of 2026: a big commune, one that begins, and ninety without anybody."""
    count_as(SEPTEMBER, {"05503": (122, 101, 37, 16)}, trainers=(16, 3))
    count_as(OCTOBER, {"05503": (137, 112, 37, 21), "01906": (15, 14, 3, 1)}, trainers=(27, 0))
    assert publish_due(today=date(2026, 11, 2)) == 2


@pytest.fixture
def make_key(operator) -> Callable[..., tuple[ApiKey, str]]:
    """A key of the API; the whole province and everything, unless said otherwise."""

    def make(**fields) -> tuple[ApiKey, str]:
        told = {
            "name": f"Chương trình {ApiKey.objects.count()}",
            "whole_province": not fields.get("communes"),
            "communes": [],
            "indicators": [],
            "valid_from": date(2020, 1, 1),
            "valid_to": None,
        }
        return keys.give(**told | fields, actor=operator)

    return make
