"""Where the numbers of a return come from: its own commune, and the goal that is worked for."""

from datetime import date

import pytest
from django.utils import timezone

from learners.monitoring.goals import set_shares
from learners.monitoring.models import DailyCount, Goal, Proof
from learners.monitoring.selectors import province
from learners.returns import services
from learners.returns.selectors import content_of

pytestmark = pytest.mark.django_db


def test_counting_again_is_of_this_commune_alone_and_is_written_down(
    report, people, commune, one_more
):
    one_more()
    others = DailyCount.objects.filter(area="01906", indicator="participants")
    others.update(value=7)  # a difference elsewhere is not hidden by it
    services.count_again(report=report, actor=people.officer)
    assert set(others.values_list("value", flat=True)) == {7}
    before, after = Proof.objects.order_by("pk")
    assert (before.day, after.day) == (date(2026, 9, 30), date(2026, 10, 31))
    assert {before.area, after.area} == {commune}
    assert ["05503", "participants", 14, 15] in after.differences
    assert content_of(report).counted == timezone.now()


def test_the_target_is_that_of_the_goal_which_is_worked_for_and_shown(report, commune, areas):
    """A new goal is set, then the old one is divided anew: the new one still counts."""
    old = Goal.objects.get(indicator="proficient")
    new = Goal.objects.create(
        indicator="proficient", number=9_000, deadline=date(2027, 6, 30), source="QĐ mới"
    )
    for goal, part in ((new, 5_000), (old, 4_321)):
        shares = {commune.pk: part, "01906": goal.number - part}
        set_shares(goal=goal, shares=shares, rule="chia lại", actor=None)
    said = content_of(report)
    (line,) = [line for line in said.lines if line.code == "proficient"]
    row = next(row for row in province().rows if row.area == commune)
    assert line.target == row.target == 5_000
    assert "QĐ mới" in said.target_source
