"""Whoever lives where the class's commune went on lives where the class is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.flags.models import Flag
from learners.flags.services import look_at
from learners.people.settling import settle
from lms.core.roles import Role
from tests.learners.monitoring.mergers import unite
from tests.screens import page_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("moved", [True, False])
def test_a_class_of_the_one_that_ended_is_not_far_from_its_people(
    klass, fill, commune, other_commune, moved
):
    fill(klass.sessions.get(number=1), 6)
    assert unite(commune, other_commune, timezone.localdate())
    if moved:
        settle()
    assert look_at(class_id=klass.pk) == 0


def test_people_of_a_third_are_still_far(klass, fill, commune, other_commune, areas):
    fill(klass.sessions.get(number=1), 6, home=areas["05488"])
    assert unite(commune, other_commune, timezone.localdate())
    settle()
    assert look_at(class_id=klass.pk) == 1
    assert Flag.objects.get().kind == "far_from_home"


def test_the_list_is_narrowed_to_what_was_written_of_the_one_that_ended(
    klass, commune, other_commune, signed_in
):
    assert unite(commune, other_commune, timezone.localdate() - timedelta(days=1))
    page = page_of(signed_in(Role.COMMUNE_OFFICER, other_commune).get("/theo-doi/bat-thuong/"))
    offered = {option["value"] for option in page.select("select[name=xa] option")} - {""}
    assert offered == {commune.pk, other_commune.pk}
