"""The sheet of a month: what a trainer taught, or a digital team helped, as evidence for payment.

The page and the document are drawn from the same `MonthSheet`. A session counts in the month in
which it begins in Vietnam, and only once it was held: somebody was there.
"""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from learners.attendance.models import THERE
from learners.classes.helping import counting
from learners.classes.models import ClassTrainer, Help, Session, stood_at
from learners.people.models import DigitalTeam, Learner
from learners.people.teams import headed_by, teams_in
from lms.core.access import scope_of
from lms.core.models import Area, User


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of Vietnam's calendar."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def words(self) -> str:
        """As people say it."""
        return f"tháng {self.number} năm {self.year}"

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def shifted(self, by: int) -> "Month":
        """The month `by` months later."""
        count = self.year * 12 + self.number - 1 + by
        return Month(count // 12, count % 12 + 1)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Its first moment, and the first of the next, on Vietnam's clock."""
        after = self.shifted(1)
        first, end = date(self.year, self.number, 1), date(after.year, after.number, 1)
        start_of = lambda day: timezone.make_aware(datetime.combine(day, time()))  # noqa: E731
        return start_of(first), start_of(end)


def month_from(text: str) -> Month:
    """The month that an address names ("2026-11"); this month when it names none."""
    year, _, number = text.partition("-")
    if re.fullmatch(r"20[2-9][0-9]-(0[1-9]|1[0-2])", text, re.ASCII):
        return Month(int(year), int(number))
    today = timezone.localdate()
    return Month(today.year, today.month)


@dataclass(frozen=True, slots=True)
class Line:
    """A session taught, or what one helper did in it."""

    who: str  # the helper, or the part of the trainer
    training_class: str
    session: int
    day: date
    minutes: int
    people: int  # who was there, or who was helped
    session_id: int
    may_open: bool = False  # whether the register of the session opens for whoever looks


@dataclass(frozen=True, slots=True)
class MonthSheet:
    """A month of a trainer or a team."""

    kind: str  # "trainer" or "team"
    key: int
    name: str
    month: Month
    signer: str  # the trainer, or the head of the team today; empty for a team without one
    place: Area | None  # the one commune of all lines; None for several or none
    lines: list[Line]

    @property
    def minutes(self) -> int:
        """All minutes."""
        return sum(line.minutes for line in self.lines)

    @property
    def minutes_by_part(self) -> dict[str, int]:
        """The minutes of a trainer, as they are credited: taught, assisted."""
        found: dict[str, int] = {}
        for line in self.lines:
            found[line.who] = found.get(line.who, 0) + line.minutes
        return found

    @property
    def people(self) -> int:
        """All who were there; somebody in two sessions counts in both (lượt)."""
        return sum(line.people for line in self.lines)

    @property
    def sessions(self) -> int:
        """How many sessions; two helpers in one session are in one session."""
        return len({line.session_id for line in self.lines})


def _held(month: Month) -> dict[str, Any]:
    first, end = month.moments
    return {"state": Session.State.HELD, "starts_at__gte": first, "starts_at__lt": end}


def _held_sessions(user: User, month: Month) -> QuerySet[Session]:
    """What was held in a month of what one sees; officers also see what they taught themselves.

    A trainer looks at nobody but themself: also at what they taught in classes given away since.
    """
    held = Session.objects.filter(**_held(month))
    if not scope_of(user).may_watch:
        return held.taught_by(learner__user=user)
    return held.visible_to(user) | held.taught_by(learner__user=user)


def trainers_of(*, user: User, month: Month) -> QuerySet[Learner]:
    """Who taught in a month, as far as one sees: officers their scope, trainers themselves."""
    taught = ClassTrainer.objects.filter(
        stood_at(F("training_class__sessions__starts_at")),
        training_class__sessions__in=_held_sessions(user, month),
    )
    people = Learner.objects.standing().filter(pk__in=taught.values("learner"))
    if not scope_of(user).may_watch:
        people = people.filter(user=user)
    return people.order_by("sort_key", "pk")


def teams_of(*, user: User) -> QuerySet[DigitalTeam]:
    """The teams whose sheet opens: of the communes watched over, and the one that one heads."""
    scope = scope_of(user)
    watched = teams_in(scope) if scope.may_watch else DigitalTeam.objects.none()
    keys = Q(pk__in=watched.values("pk")) | Q(pk__in=headed_by(user).values("pk"))
    teams = DigitalTeam.objects.filter(keys).select_related("commune")
    return teams.order_by("commune__sort_key", "hamlet", "pk")


def trainer_month(*, user: User, learner: Learner, month: Month) -> MonthSheet:
    """The sessions a trainer held in a month, with their part, as far as `user` sees them."""
    stood = ClassTrainer.objects.filter(
        stood_at(OuterRef("starts_at")), training_class=OuterRef("training_class"), learner=learner
    )
    sessions = (
        _held_sessions(user, month)
        .annotate(
            part=Subquery(stood.order_by("-part").values("part")[:1]),
            there=Count("attendances", filter=Q(attendances__presence__in=THERE)),
        )
        .filter(part__isnull=False)
        .select_related("training_class__course", "training_class__commune")
        .order_by("starts_at", "pk")
    )
    found: list[Any] = list(sessions)
    open_to = Session.objects.visible_to(user).filter(pk__in=[one.pk for one in found])
    seen = set(open_to.values_list("pk", flat=True))
    lines = [
        replace(
            _line(one, ClassTrainer.Part(one.part).label, one.minutes, one.there),
            may_open=one.pk in seen,
        )
        for one in found
    ]
    place = _one_place(session.training_class.commune for session in found)
    name = learner.full_name
    return MonthSheet("trainer", learner.pk, name, month, name, place, lines)


def team_month(*, team: DigitalTeam, month: Month) -> MonthSheet:
    """What the members of a team helped in a month, while they were members, as far as it counts.

    Of one session a helper's minutes are never more than it lasted, however many they helped.
    """
    members = {
        "helper__teams__team": team,
        "helper__teams__valid_from__lte": F("session__starts_at__date"),
    }
    still = Q(helper__teams__valid_to__isnull=True) | Q(
        helper__teams__valid_to__gte=F("session__starts_at__date")
    )
    held = {f"session__{name}": value for name, value in _held(month).items()}
    given = Help.objects.filter(still, **members, **held).distinct()
    together: dict[tuple[int, int], list[Help]] = {}
    ordered = given.select_related("helper", "session__training_class__course").order_by(
        "session__starts_at", "session", "helper__sort_key", "helper", "pk"
    )
    for one in counting(ordered):
        together.setdefault((one.session_id, one.helper_id), []).append(one)
    lines = [_helper_line(helps) for helps in together.values()]
    heads = team.members.filter(is_head=True, valid_to__isnull=True)
    head = heads.values_list("learner__full_name", flat=True).first() or ""
    return MonthSheet("team", team.pk, str(team), month, head, team.commune, lines)


def _helper_line(helps: list[Help]) -> Line:
    session = helps[0].session
    minutes = min(sum(one.minutes for one in helps), session.minutes)
    return _line(session, helps[0].helper.full_name, minutes, len(helps))


def _line(session: Session, who: str, minutes: int, people: int) -> Line:
    training_class = session.training_class
    return Line(
        who=who,
        training_class=f"Lớp {training_class.pk}: {training_class.course.title}",
        session=session.number,
        day=timezone.localtime(session.starts_at).date(),
        minutes=minutes,
        people=people,
        session_id=session.pk,
    )


def _one_place(places: Iterable[Area]) -> Area | None:
    found = {place.pk: place for place in places}
    return next(iter(found.values())) if len(found) == 1 else None
