"""Reading classes: those of one's own, those one watches over, a class, and who sits in it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.core.cache import caches
from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from courses.models import CoursePage
from learners.classes.models import (
    ClassTrainer,
    Seat,
    Session,
    TrainingClass,
    TrainingClassQuerySet,
)
from learners.people.models import Learner
from lms.core.access import Scope
from lms.core.identity import clean_text, fold
from lms.core.merged import merged_on
from lms.core.models import PROVINCE_CODE, Area, RoleGrant, User
from lms.core.roles import Role

PAGE_SIZE, ROSTER_SIZE, SOON = 30, 50, timedelta(days=14)
MOST_SESSIONS, MOST_TRAINERS = 20, 60
_LONGEST_KEY = 420
_SHOWN = ("course", "commune", "organisation")
_READ = ("course__title", "commune__name", "commune__kind", "organisation__name")


@dataclass(frozen=True, slots=True)
class ClassPage:
    """Classes and, when there are more, the one before which to go on."""

    rows: list[TrainingClass]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class RosterPage:
    """Seats in register order and, when there are more, the key behind which to go on."""

    rows: list["Seated"]
    next_key: str


class Seated(NamedTuple):
    """What a roster shows of a seat; plain values, since a page of models costs twice as much."""

    pk: int
    via: str
    taken_on: date
    full_name: str
    birth_year: int
    hamlet: str
    commune_id: str
    phone: str
    order: str | datetime  # where they stand: in the register of names, or among those who wait


# The day and not the moment: fifty moments cost as much as a query.
_SEATED: tuple[str | Combinable, ...] = (
    *("pk", "via", TruncDate("taken_at")),
    *(f"learner__{name}" for name in ("full_name", "birth_year", "hamlet", "commune_id", "phone")),
)


def taught_by(user: User) -> TrainingClassQuerySet:
    """The classes that somebody teaches now."""
    own = ClassTrainer.objects.present().filter(learner__user=user).values("training_class")
    return TrainingClass.objects.filter(pk__in=own)


def coming_sessions(*, user: User) -> list[Session]:
    """One's own sessions of today and of the next two weeks, called off ones left out."""
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    found = Session.objects.filter(
        training_class__in=taught_by(user).open(),
        starts_at__gte=today,
        starts_at__lt=today + SOON,
    ).exclude(state=Session.State.CANCELLED)
    shown = [f"training_class__{name}" for name in _SHOWN]
    return list(found.select_related(*shown).order_by("starts_at", "id")[:MOST_SESSIONS])


def own_classes(*, user: User) -> list[TrainingClass]:
    """The open classes one teaches, newest first."""
    return list(_with_numbers(taught_by(user).open())[:MOST_SESSIONS])


def class_page(*, user: User, state: str = "", before: str = "") -> ClassPage:
    """A page of the classes `user` may see, newest first, perhaps of one state."""
    found = TrainingClass.objects.visible_to(user)
    if state in TrainingClass.State:
        found = found.filter(state=state)
    if before.isascii() and before.isdecimal() and len(before) < 19:
        found = found.filter(pk__lt=int(before))
    rows = list(_with_numbers(found)[: PAGE_SIZE + 1])
    more = len(rows) > PAGE_SIZE
    return ClassPage(rows[:PAGE_SIZE], rows[PAGE_SIZE - 1].pk if more else None)


def class_of(*, pk: int, user: User) -> TrainingClass | None:
    """A class that `user` may see, with how many have a seat and wait; None for any other."""
    return _with_numbers(TrainingClass.objects.visible_to(user)).filter(pk=pk).first()


def _with_numbers(classes: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
    """With `seated`, `waiting` and `next_at`, the next session: counted for the page alone."""
    coming = Session.objects.filter(
        training_class=OuterRef("pk"), state=Session.State.PLANNED, ends_at__gte=timezone.now()
    )
    own = [field.name for field in TrainingClass._meta.concrete_fields]
    # Of a course its title is shown: the forty columns of a page cost as much as a roster.
    return (
        classes.select_related(*_SHOWN)
        .only(*own, *_READ)
        .annotate(
            seated=_seats(Seat.State.SEATED),
            waiting=_seats(Seat.State.WAITING),
            next_at=Subquery(coming.order_by("starts_at").values("starts_at")[:1]),
        )
    )


def _seats(state: str) -> Coalesce:
    seats = Seat.objects.filter(training_class=OuterRef("pk"), state=state).order_by()
    counted = seats.values("training_class").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def roster_of(*, pk: int, user: User) -> TrainingClass | None:
    """A class that `user` may see, with how many are `seated` and `waiting`; None for any other.

    What a roster tells of its class and no more, in one query: each further column and each
    further question costs as much as rows of the roster do.
    """
    read = ("state", "seats", "course_id", "commune_id", "organisation_id")
    counted = {
        name: Count("seats_taken", filter=Q(seats_taken__state=state))
        for name, state in (("seated", Seat.State.SEATED), ("waiting", Seat.State.WAITING))
    }
    seen = TrainingClass.objects.visible_to(user).filter(pk=pk).order_by()
    return next(iter(seen.only(*read).annotate(**counted)), None)


def roster_page(
    *, training_class: TrainingClass, state: str = Seat.State.SEATED, text: str = "", key: str = ""
) -> RosterPage:
    """A page of the people of a class in register order; who waits, in the order of waiting.

    `text` is looked for in names, marks aside, or among the last digits of phones.
    """
    inside = Seat.objects.filter(training_class=training_class, state=state)
    seats = _searched(inside, text)
    order = "taken_at" if state == Seat.State.WAITING else "learner__sort_key"
    if key and (behind := _behind(key, order)):
        seats = seats.filter(behind)
    found = seats.order_by(order, "id").values_list(*_SEATED, order)
    rows = [Seated(*row) for row in found[: ROSTER_SIZE + 1]]
    if len(rows) <= ROSTER_SIZE:
        return RosterPage(rows, "")
    last = rows[ROSTER_SIZE - 1]
    at = last.order.isoformat() if isinstance(last.order, datetime) else last.order
    return RosterPage(rows[:ROSTER_SIZE], f"{last.pk}.{at}")


def _searched(seats: QuerySet[Seat], text: str) -> QuerySet[Seat]:
    typed = clean_text(text.replace("\x00", ""))[:80]
    digits = typed.replace(" ", "")
    if digits.isascii() and digits.isdecimal() and len(digits) >= 3:
        return seats.filter(learner__phone__endswith=digits.lstrip("0"))
    for word in fold(typed).split():
        seats = seats.filter(learner__search_key__contains=word)
    return seats


def _behind(key: str, order: str) -> Q | None:
    pk, _, told = key[:_LONGEST_KEY].replace("\x00", "").partition(".")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    at: object = told
    if order == "taken_at":
        try:
            at = datetime.fromisoformat(told)
        except ValueError:
            return None
    return Q(**{f"{order}__gt": at}) | Q(**{order: at, "pk__gt": int(pk)})


def seat_of(*, training_class: TrainingClass, learner: Learner) -> Seat | None:
    """Somebody's seat in a class, whatever its state."""
    return Seat.objects.filter(training_class=training_class, learner=learner).first()


def place_in_line(seat: Seat) -> int:
    """Which place somebody has among those who wait, from one."""
    waiting = Seat.objects.filter(training_class=seat.training_class_id, state=Seat.State.WAITING)
    earlier = Q(taken_at__lt=seat.taken_at) | Q(taken_at=seat.taken_at, pk__lt=seat.pk)
    return waiting.filter(earlier).count() + 1


def course_titles() -> dict[int, str]:
    """Id → title of every course, published or not; kept as long as a published page."""
    return caches["pages"].get_or_set("course_titles", _read_titles) or {}


def _read_titles() -> dict[int, str]:
    return dict(CoursePage.objects.order_by().values_list("pk", "title"))


def courses() -> QuerySet[CoursePage]:
    """The courses that may be taught."""
    return CoursePage.objects.live().order_by("number")


def places_of(scope: Scope) -> QuerySet[Area]:
    """The communes in which classes are theirs to open."""
    communes = Area.objects.communes()
    if scope.whole_province or PROVINCE_CODE in scope.teaching:
        return communes
    codes = scope.teaching | (scope.communes if scope.may_register else frozenset())
    if scope.organisations and scope.may_register:  # an agency's classes meet anywhere
        return communes
    return communes.filter(pk__in=codes)


def trainers_around(scope: Scope) -> QuerySet[Learner]:
    """The trainers of those communes, and those of the whole province, by name."""
    holding = RoleGrant.objects.valid_on(timezone.localdate()).filter(role=Role.TRAINER)
    if not scope.whole_province:
        codes = {*scope.teaching, *scope.communes, PROVINCE_CODE}
        merged = merged_on(timezone.localdate())
        codes |= {code for code, into in merged.items() if into in codes}
        holding = holding.filter(area__in=codes)
    people = Learner.objects.standing().filter(user__in=holding.values("user"))
    return people.order_by("sort_key", "id")


def last_class_of(*, user: User) -> TrainingClass | None:
    """The class that somebody opened last: the next one is mostly like it."""
    opened = TrainingClass.objects.filter(opened_by=user).select_related(*_SHOWN)
    return opened.order_by("-pk").first()


def sessions_of(training_class: TrainingClass) -> QuerySet[Session]:
    """The sessions of a class in the order of time."""
    return training_class.sessions.order_by("starts_at", "id")


def trainers_of(training_class: TrainingClass) -> list[ClassTrainer]:
    """Who teaches a class now, the leading one first."""
    found = training_class.trainers.present().select_related("learner")
    return sorted(found, key=lambda one: (one.part != ClassTrainer.Part.LEAD, one.pk))


def own_seats(*, learner: Learner) -> list[Seat]:
    """The classes that somebody sits in or waits for and that go on, newest first."""
    seats = learner.seats.exclude(state=Seat.State.LEFT).filter(
        training_class__state=TrainingClass.State.OPEN
    )
    shown = ("training_class__course", "training_class__commune")
    return list(seats.select_related(*shown).order_by(F("taken_at").desc())[:MOST_SESSIONS])
