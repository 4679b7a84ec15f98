"""A candidate of Tân Cương, who keeps the files there, and who may judge."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from learners.people.models import Learner
from learners.trainers.appointing import Decision, appoint
from learners.trainers.loading import load_rules
from learners.trainers.models import Appointment, Tier, TrainerFile, Trial
from learners.trainers.services import confirm, move, open_file
from learners.trainers.states import State
from learners.trainers.trials import open_trial, score
from lms.core.models import User
from lms.core.roles import Role
from tests.facts import assess_on


@pytest.fixture
def officer(areas, make_user) -> User:
    """Who keeps the files of Tân Cương."""
    load_rules()
    return make_user(role=Role.COMMUNE_OFFICER, area=areas["05503"])


@pytest.fixture
def province(areas, make_user) -> User:
    """Who keeps all files."""
    load_rules()
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def file(officer, learner) -> TrainerFile:
    """Nguyễn Thị Lan is a candidate."""
    return open_file(learner=learner, tier=Tier.CORE, words="Hội Phụ nữ giới thiệu", actor=officer)


@pytest.fixture
def assessors(make_trainer) -> list[User]:
    """Two who may judge."""
    return [make_trainer(name).user for name in ("Ma Văn Páo", "Bế Thị Sao")]


def a_decision(area, *, number: str = "12/QĐ-UBND", since: date | None = None, days: int = 364):
    """A decision in force from `since` (today) for a year."""
    since = since or timezone.localdate()
    return Decision(
        number=number,
        decided_on=min(since, timezone.localdate()),
        issuer="Ủy ban nhân dân xã Tân Cương",
        area=area,
        valid_from=since,
        valid_to=since + timedelta(days=days),
    )


@pytest.fixture
def appointed(file, officer, commune) -> TrainerFile:
    """The candidate was appointed today, by a decision older than this register."""
    appoint(file=file, decision=a_decision(commune), words="Quyết định đã có", actor=officer)
    file.refresh_from_db()
    return file


@pytest.fixture
def waiting(file, officer) -> TrainerFile:
    """The candidate waits for the assessment."""
    for to in (State.TRAINING, State.WAITING):
        file = move(file=file, to=to, words="Đã học ở lớp của tỉnh", actor=officer)
    return file


@pytest.fixture
def trial(waiting, assessors, officer) -> Trial:
    """A trial lesson of today, judged by two."""
    return open_trial(
        file=waiting,
        held_on=timezone.localdate(),
        topic="Năm thứ không bao giờ gõ vào AI",
        assessors=assessors,
        actor=officer,
    )


@pytest.fixture
def say(officer) -> Callable[..., None]:
    """The officer confirms a condition of a file."""

    def told(file: TrainerFile, measure: str, number: int = 1) -> None:
        confirm(
            file=file,
            measure=measure,
            number=Decimal(number),
            held_on=timezone.localdate(),
            words="Đã làm",
            evidence="Giấy giới thiệu số 3",
            actor=officer,
        )

    return told


def meet_entry(file: TrainerFile, say) -> None:
    """Everything that stands before a candidate."""
    assess_on(timezone.localdate(), file.learner)
    say(file, "introduced")


def both_score(trial: Trial, assessors: list[User], *sheets: list[int]) -> Trial:
    """Both hand in their sheets."""
    for user, scores in zip(assessors, sheets, strict=True):
        trial = score(trial=trial, scores=scores, notes="", actor=user)
    return trial


def standing(learner: Learner) -> list[Appointment]:
    """The appointments that count today."""
    return list(Appointment.objects.active_on(timezone.localdate()).filter(learner=learner))
