"""The calendar of sessions: a month on a page, and a feed with a private address.

What is in it is asked anew each time: whoever's role has ended sees, and is sent, nothing.
"""

import calendar
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.http import urlencode

from learners.classes.ics import Event, calendar_file
from learners.classes.models import CalendarFeed, ClassTrainer, Session
from learners.people.models import Learner
from learners.people.selectors import commune_names
from lms.core import audit
from lms.core.access import scope_of
from lms.core.models import User

MOST_SHOWN = 300
MOST_SENT = 2_000
# How far a feed looks back and ahead.
BACK, AHEAD = timedelta(days=60), timedelta(days=400)
_NONCE = 16
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_SALT = "learners.classes.calendar_feed"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which of the sessions one may see: of a commune, of a trainer."""

    commune: str = ""
    trainer: int | None = None

    @classmethod
    def read(cls, commune: str, trainer: str) -> "Filters":
        """What an address says; what cannot be is left out."""
        is_code = commune.isascii() and commune.isdecimal() and len(commune) == 5
        is_id = trainer.isascii() and trainer.isdecimal() and len(trainer) < 19
        return cls(commune if is_code else "", int(trainer) if is_id else None)

    @property
    def query(self) -> str:
        """The same in an address, with its question mark; nothing for all."""
        told = {"xa": self.commune, "giang-vien": self.trainer}
        asked = {name: value for name, value in told.items() if value}
        return f"?{urlencode(asked)}" if asked else ""


def sessions_for(*, user: User, filters: Filters) -> QuerySet[Session]:
    """The sessions `user` may see today, in the order of time; none for who works here no more."""
    if not scope_of(user).may_teach:
        return Session.objects.none()
    found = Session.objects.visible_to(user)
    if filters.commune:
        found = found.filter(training_class__commune=filters.commune)
    if filters.trainer:
        found = found.taught_by(learner=filters.trainer)
    return found.order_by("starts_at", "id")


@dataclass(frozen=True, slots=True)
class Day:
    """A day and its sessions."""

    day: date
    in_month: bool
    is_today: bool
    sessions: list[Session]


@dataclass(frozen=True, slots=True)
class Month:
    """A month of sessions as whole weeks, and by what else it may be looked at."""

    first: date
    weeks: list[list[Day]]
    total: int
    shown: int
    communes: dict[str, str]
    trainers: list[Learner]

    @property
    def before(self) -> str:
        """The month before, as an address says it."""
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        """The month after."""
        return f"{self.first + timedelta(days=31):%Y-%m}"

    @property
    def is_now(self) -> bool:
        """Whether today is in it."""
        return any(day.is_today and day.in_month for week in self.weeks for day in week)

    @property
    def agenda(self) -> list[Day]:
        """The days on which something is, and today."""
        days = [day for week in self.weeks for day in week if day.in_month]
        return [day for day in days if day.sessions or day.is_today]


def month_asked(text: str) -> date:
    """The first day of "2026-11"; of this month for anything else."""
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else timezone.localdate().replace(day=1)


def month_of(*, user: User, first: date, filters: Filters) -> Month:
    """A month as `user` may see it, at most `MOST_SHOWN` sessions; the same queries for any."""
    end = (first + timedelta(days=31)).replace(day=1)
    inside = {"starts_at__gte": _midnight(first), "starts_at__lt": _midnight(end)}
    trainers = Prefetch(
        "training_class__trainers", ClassTrainer.objects.select_related("learner").order_by("id")
    )
    found = sessions_for(user=user, filters=filters).filter(**inside)
    rows = found.select_related("training_class__course", "training_class__commune")
    shown = list(rows.prefetch_related(trainers)[: MOST_SHOWN + 1])
    total = len(shown) if len(shown) <= MOST_SHOWN else found.count()
    by_day: dict[date, list[Session]] = defaultdict(list)
    for session in shown[:MOST_SHOWN]:
        by_day[timezone.localtime(session.starts_at).date()].append(session)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    today = timezone.localdate()
    return Month(
        first=first,
        weeks=[
            [Day(day, day.month == first.month, day == today, by_day[day]) for day in week]
            for week in weeks
        ],
        total=total,
        shown=min(total, MOST_SHOWN),
        communes=_communes(user, shown, filters),
        trainers=_trainers(shown, filters),
    )


def _communes(user: User, shown: list[Session], filters: Filters) -> dict[str, str]:
    """The communes to choose among: one's own, and those of the month; none when it is one."""
    names, scope = commune_names(), scope_of(user)
    if scope.whole_province:
        return names
    codes = {one.training_class.commune_id for one in shown} | scope.communes
    codes |= {filters.commune} - {""}
    return {code: name for code, name in names.items() if code in codes} if len(codes) > 1 else {}


def _trainers(shown: list[Session], filters: Filters) -> list[Learner]:
    """The trainers of the month, by name; none when there is one and nobody was chosen."""
    found = {one.learner for row in shown for one in row.trainers}
    people = sorted(found, key=lambda person: (person.sort_key, person.pk))
    return people if len(people) > 1 or filters.trainer else []


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# --- the feed -----------------------------------------------------------------------------------


def standing_feed(*, owner: User) -> CalendarFeed | None:
    """The private address that somebody has now."""
    return CalendarFeed.objects.filter(owner=owner, ended_at__isnull=True).first()


@transaction.atomic
def make_feed(*, actor: User, anew: bool = False) -> CalendarFeed:
    """A private address for one's own calendar; one has one. `anew` ends the one before."""
    User.objects.select_for_update().get(pk=actor.pk)  # two taps wait for each other
    standing = standing_feed(owner=actor)
    if standing and not anew:
        return standing
    end_feed(actor=actor)
    made = CalendarFeed.objects.create(owner=actor, nonce=get_random_string(_NONCE))
    audit.record(actor=actor, action="classes.make_feed", target=made)
    return made


@transaction.atomic
def end_feed(*, actor: User) -> None:
    """The private address leads nowhere from now on; twice is once."""
    for feed in CalendarFeed.objects.select_for_update().filter(owner=actor, ended_at=None):
        feed.ended_at = timezone.now()
        feed.save(update_fields=["ended_at"])
        audit.record(actor=actor, action="classes.end_feed", target=feed)


def feed_code(feed: CalendarFeed) -> str:
    """What the address of a feed holds: its nonce, and a proof that only this house can give.

    The database alone opens no calendar: the proof is made from SECRET_KEY.
    """
    return feed.nonce + _proof(feed.nonce, settings.SECRET_KEY)


def feed_address(feed: CalendarFeed, filters: Filters) -> str:
    """The whole private address."""
    return settings.SITE_URL + reverse("calendar_feed", args=[feed_code(feed)]) + filters.query


def feed_of(code: str) -> CalendarFeed | None:
    """The feed behind a code that stands; None for any other."""
    nonce, proof = code[:_NONCE], code[_NONCE:]
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    # Asked of the key first: an invented code costs no query.
    if not any(constant_time_compare(_proof(nonce, key), proof) for key in keys):
        return None
    standing = CalendarFeed.objects.filter(nonce=nonce, ended_at__isnull=True)
    return standing.select_related("owner").first()


def _proof(nonce: str, key: str) -> str:
    return salted_hmac(_SALT, nonce, secret=key, algorithm="sha256").hexdigest()[:32]


def feed_file(*, feed: CalendarFeed, filters: Filters) -> bytes:
    """The calendar as its owner may see it today; no name of a learner is in it."""
    now = timezone.now()
    near = {"starts_at__gte": now - BACK, "starts_at__lt": now + AHEAD}
    found = sessions_for(user=feed.owner, filters=filters).filter(**near)
    rows = found.select_related("training_class__course", "training_class__commune")
    uid = f"lich-{feed.pk}@{_host()}"
    return calendar_file("Lịch lớp Bình dân học AI", uid, map(_event, rows[:MOST_SENT]))


def _event(session: Session) -> Event:
    taken = session.training_class
    place = [taken.hall, taken.hamlet, str(taken.commune)]
    changed = session.changed_at - taken.opened_at
    return Event(
        uid=f"buoi-{session.pk}@{_host()}",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        changed_at=session.changed_at,
        # Grows with every change without being counted: seconds since the class was opened.
        sequence=max(0, int(changed.total_seconds())),
        summary=f"{taken.course.title}, buổi {session.number}",
        location=", ".join(part for part in place if part),
        description=session.topic,
        url=settings.SITE_URL + reverse("classes:class", args=[taken.pk]),
        cancelled=session.state == Session.State.CANCELLED,
    )


def _host() -> str:
    """What makes our names unlike those of other calendars."""
    return settings.SITE_URL.partition("://")[2]
