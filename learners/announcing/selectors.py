"""Reading announcements: who can be reached, what came of a message, one's own messages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from learners.announcing.channels import BY_CODE, Channel, Person, channels_on
from learners.announcing.models import Announcement, Delivery
from learners.announcing.texts import Unsendable, Words, sms_length
from learners.classes.models import Seat, TrainingClass
from learners.people.consents import yes_to_messages
from learners.people.models import Learner
from lms.core.models import User

PAGE_SIZE = 20
LOG_SIZE = 100
State = Delivery.State


def class_name(training_class: TrainingClass) -> str:
    """What a class is called in a message: its course and where it sits."""
    where = training_class.hall or training_class.hamlet or str(training_class.commune)
    return f"Lớp {training_class.course.title}, {where}"


def about(announcement: Announcement) -> str:
    """What an announcement is about, as a message names it: its class, or else its own words."""
    of_class = announcement.training_class
    return class_name(of_class) if of_class else announcement.about


def people(learners: QuerySet[Learner], *, of_a_class: bool = True) -> list[Person]:
    """How these people can be reached, in the order of the register: one query.

    Who may be written to depends on whether it is about their class: so say the agreed words.
    """
    agreed = yes_to_messages(of_a_class=of_a_class).filter(learner=OuterRef("pk"))
    found = learners.select_related("user").annotate(may_contact=Exists(agreed))
    return [
        Person(
            learner_id=one.pk,
            name=one.full_name,
            account=one.user_id if one.user and one.user.is_active else None,
            email=(one.user and one.user.email) or one.email,
            phone=one.phone or (one.user and one.user.phone) or "",
            may_contact=one.may_contact,
        )
        for one in found.order_by("sort_key", "id")
    ]


def people_of(
    training_class: TrainingClass, learners: Collection[int] | None = None
) -> list[Person]:
    """Those who have a seat in a class, or of them only `learners`."""
    seats = Seat.objects.filter(training_class=training_class).seated()
    if learners is not None:
        seats = seats.filter(learner__in=learners)
    return people(Learner.objects.standing().filter(pk__in=seats.values("learner")))


@dataclass(frozen=True, slots=True)
class Reach:
    """A way, how many of a class it reaches, and why not the others."""

    channel: Channel
    people: int
    lacking: dict[str, int]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an announcement would reach: by each way, by any, and who must be told by mouth."""

    total: int
    reached: int
    by_mouth: list[Person]
    ways: list[Reach]


def audience(everybody: Sequence[Person], codes: Collection[str] | None = None) -> Audience:
    """Who of a class is reached by the ways `codes`, or by all that are on."""
    ways = [way for way in channels_on() if codes is None or way.code in codes]
    unreached = [one for one in everybody if not any(way.can_reach(one) for way in ways)]
    return Audience(
        total=len(everybody),
        reached=len(everybody) - len(unreached),
        by_mouth=unreached,
        ways=[_reach(way, everybody) for way in ways],
    )


def _reach(way: Channel, everybody: Sequence[Person]) -> Reach:
    reasons: dict[str, int] = {}
    for one in everybody:
        if not way.can_reach(one):
            reasons[way.why_not(one)] = reasons.get(way.why_not(one), 0) + 1
    return Reach(way, len(everybody) - sum(reasons.values()), reasons)


@dataclass(frozen=True, slots=True)
class Preview:
    """What people would get by one way, or why it cannot go."""

    channel: Channel
    text: str
    problem: str

    @property
    def length(self) -> int:
        """Of an SMS: how many of its places it takes; nothing for ways without a limit."""
        return sms_length(self.text) if self.channel.code == "sms" else 0


def previews(words: Words, codes: Collection[str]) -> list[Preview]:
    """The message as each of the ways would carry it."""
    return [_preview(way, words) for way in channels_on() if way.code in codes]


def _preview(way: Channel, words: Words) -> Preview:
    try:
        return Preview(way, way.prepare(words), "")
    except Unsendable as refusal:
        return Preview(way, refusal.draft, str(refusal))


def words_of(announcement: Announcement) -> Words:
    """An announcement as the ways take it; one query unless class, course, commune are read."""
    return Words(
        class_name=about(announcement),
        sender=announcement.sender,
        subject=announcement.subject,
        text=announcement.text,
    )


def made_today(*, training_class: TrainingClass | None = None, author: User | None = None) -> int:
    """How many announcements people wrote today, to a class or by somebody."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    made = Announcement.objects.filter(kind=Announcement.Kind.WORDS, made_at__gte=start)
    if training_class:
        made = made.filter(training_class=training_class)
    return (made.filter(author=author) if author else made).count()


def announcements_page(
    *, training_class: TrainingClass, after: str = ""
) -> tuple[list[Announcement], str]:
    """What was said to a class, newest first, with counts; and the key of the next page."""
    rows = Announcement.objects.filter(training_class=training_class)
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after[:18]))
    found = list(
        rows.annotate(
            told=Count("deliveries__learner", filter=_in(State.SENT), distinct=True),
            failed=Count("deliveries", filter=_in(State.FAILED)),
            open=Count("deliveries", filter=_in(State.WAITING, State.SENDING)),
        ).order_by("-pk")[: PAGE_SIZE + 1]
    )
    more = len(found) > PAGE_SIZE
    return found[:PAGE_SIZE], str(found[PAGE_SIZE - 1].pk) if more else ""


def _in(*states: str) -> Q:
    return Q(deliveries__state__in=states)


@dataclass(frozen=True, slots=True)
class Line:
    """What one way did with an announcement."""

    channel: Channel
    sent: int
    open: int
    failed: int
    no_way: int


def result_of(announcement: Announcement) -> list[Line]:
    """What came of an announcement by each way: one query."""
    counted: dict[str, dict[str, int]] = {}
    rows = announcement.deliveries.order_by().values_list("channel", "state")
    for code, state, number in rows.annotate(Count("pk")):
        counted.setdefault(code, {})[state] = number
    return [
        Line(
            way,
            sent=by_state.get(State.SENT, 0),
            open=by_state.get(State.WAITING, 0) + by_state.get(State.SENDING, 0),
            failed=by_state.get(State.FAILED, 0),
            no_way=by_state.get(State.NOT_POSSIBLE, 0),
        )
        for code, way in BY_CODE.items()
        if (by_state := counted.get(code))
    ]


def log_page(
    *, announcement: Announcement, state: str = "", after: str = ""
) -> tuple[list[Delivery], str]:
    """To whom an announcement went and what came of it, and the key of the next page."""
    rows = announcement.deliveries.select_related("learner")
    if state in State.values:
        rows = rows.filter(state=state)
    if after.isdecimal():
        rows = rows.filter(pk__gt=int(after[:18]))
    found = list(rows.order_by("pk")[: LOG_SIZE + 1])
    for row in found:
        row.way = BY_CODE[row.channel]  # type: ignore[attr-defined]
    more = len(found) > LOG_SIZE
    return found[:LOG_SIZE], str(found[LOG_SIZE - 1].pk) if more else ""


def untold(announcement: Announcement) -> list[Learner]:
    """Those whom no way reaches: to be told by mouth."""
    others = announcement.deliveries.exclude(state=State.NOT_POSSIBLE)
    lost = announcement.deliveries.filter(state=State.NOT_POSSIBLE)
    found = Learner.objects.filter(pk__in=lost.values("learner")).exclude(
        pk__in=others.values("learner")
    )
    return list(found.order_by("sort_key", "id"))


def inbox_page(*, learner: Learner, after: str = "") -> tuple[list[Delivery], str]:
    """Somebody's messages, newest first, and the key of the next page."""
    rows = Delivery.objects.in_inbox_of(learner).select_related(
        "announcement__training_class__course"
    )
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after[:18]))
    found = list(rows[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    return found[:PAGE_SIZE], str(found[PAGE_SIZE - 1].pk) if more else ""


def unread(*, learner: Learner) -> int:
    """How many messages somebody has not opened."""
    return Delivery.objects.in_inbox_of(learner).filter(read_at__isnull=True).count()


def told_people(announcement: Announcement) -> int:
    """How many people it has reached by any way."""
    sent = announcement.deliveries.filter(state=State.SENT)
    return sent.order_by().values("learner").distinct().count()
