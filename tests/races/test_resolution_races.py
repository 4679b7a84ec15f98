"""Two officers take in the sheet of tasks at once: it is written once, and the other is told."""

from functools import partial

import pytest

from learners.resolution.importing import SHOWN_DIFFERS, PlanChanged, take_in
from learners.resolution.models import Objective, ResolutionTask, TaskChange
from learners.resolution.planning import plan_of
from lms.core.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "\n".join(
    [
        "Mục tiêu số\tMục tiêu\tSTT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn",
        *(f"1\tMọi người biết dùng AI\t{n}\tViệc {n}\tSở Nội vụ\t31/12/2026" for n in range(1, 6)),
    ]
)


def taken(text: str, digest: str, actor) -> str:
    """How many were new; or that something else was shown."""
    try:
        return str(take_in(text=text, digest=digest, actor=actor).new)
    except PlanChanged as refusal:
        return refusal.message


def test_two_imports_at_once_write_the_register_once(together, areas, make_user):
    officers = [make_user(role=Role.PROVINCE_OFFICER) for _ in range(2)]
    digest = plan_of(TABLE).digest
    heard = together([partial(taken, TABLE, digest, one) for one in officers * 2])
    assert sorted(heard) == ["5", *[SHOWN_DIFFERS] * 3]
    assert (Objective.objects.count(), ResolutionTask.objects.count()) == (1, 5)
    assert TaskChange.objects.count() == 5
