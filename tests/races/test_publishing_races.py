"""Two clocks at one moment, two officers at one button: a month is published once a number."""

from datetime import date
from functools import partial

import pytest

from learners.publishing.models import Publication, PublishedCell
from learners.publishing.services import correct, publish_due
from lms.core.errors import DomainError
from lms.core.roles import Role
from tests.facts import enrol_on, make_person
from tests.learners.publishing.ways import count_as

pytestmark = pytest.mark.django_db(transaction=True)
OCTOBER = date(2026, 10, 31)


def test_two_clocks_publish_a_month_once(areas, together):
    count_as(OCTOBER, {"05503": (30, 30, 20, 16)})
    done = together([partial(publish_due, today=date(2026, 11, 2))] * 4)
    assert sorted(done) == [0, 0, 0, 1]
    assert Publication.objects.count() == 1
    assert PublishedCell.objects.count() == 92 * 4 + 2


def test_two_officers_correct_a_month_once(areas, course, make_user, together):
    count_as(OCTOBER, {})
    publish_due(today=date(2026, 11, 2))
    for _ in range(20):
        enrol_on(OCTOBER, make_person(areas["05503"]), course)
    first, officer = Publication.objects.get(), make_user(role=Role.PROVINCE_OFFICER)

    def press() -> str:
        try:
            return str(correct(publication=first, reason="Sổ nộp muộn.", actor=officer).number)
        except DomainError as refusal:
            return refusal.message[:21]

    assert sorted(together([press] * 2)) == ["1", "Kỳ này vừa được đính c"[:21]]
