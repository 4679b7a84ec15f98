"""Reading flags with their evidence, and the calls with their rates."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from learners.classes.models import Seat, Session, TrainingClass
from learners.flags.models import CallBack, CallDraw, Flag
from learners.flags.sentences import seen, to_find_out
from learners.paper.models import SheetScan
from learners.people.models import Consent, Learner
from learners.study.models import Proficiency
from lms.core.identity import mask_name
from lms.core.models import User

PAGE_SIZE = 30
_ALL = "tat-ca"
_SHOWN = (
    "training_class__course",
    "training_class__commune",
    "other_class__course",
    "other_class__commune",
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What part of the flags is asked for; empty means all."""

    state: str = Flag.State.OPEN
    kind: str = ""
    commune: str = ""


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag in a list: what was seen, in a sentence."""

    flag: Flag
    seen: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands beside a flag: what was seen, what to find out, and the rows it is about."""

    seen: str
    to_find_out: str
    sessions: list[Session] = field(default_factory=list)
    trainer: Learner | None = None
    people: list[Learner] = field(default_factory=list)
    call: CallBack | None = None
    pictures: list[SheetScan] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rate:
    """What came of the calls of one class."""

    training_class: TrainingClass
    drawn: int
    spoken: int
    confirms: int
    denies: int

    @property
    def share(self) -> str:
        """How many in a hundred of those spoken to confirm; nothing while nobody was."""
        return str(round(100 * self.confirms / self.spoken)) if self.spoken else ""


@dataclass(frozen=True, slots=True)
class CallRow:
    """Somebody to call in a list: the name in part, since the whole stands on one page only."""

    call: CallBack
    name: str


def flags_page(*, user: User, filters: Filters, after: str = "") -> tuple[list[FlagRow], str]:
    """A page of flags of one's scope, the newest first, and the key of the next page."""
    found, key = _page(flags_of(user=user, filters=filters), "pk__lt", after)
    return list(flag_rows(found)), key


def flag_rows(flags: Iterable[Flag]) -> Iterator[FlagRow]:
    """Each flag with what was seen, in a sentence."""
    for flag in flags:
        yield FlagRow(flag, seen(flag.kind, flag.evidence))


def filters_of(asked: Mapping[str, str]) -> Filters:
    """What an address asks for; a place outside the scope shows nothing."""
    state, kind, commune = (asked.get(name, "") for name in ("xem", "loai", "xa"))
    return Filters(
        state="" if state == _ALL else state if state in Flag.State.values else Flag.State.OPEN,
        kind=kind if kind in Flag.Kind.values else "",
        commune=commune[:5] if commune.isdecimal() else "",
    )


def flags_of(*, user: User, filters: Filters) -> QuerySet[Flag]:
    """All the flags of the list, the newest first."""
    flags = Flag.objects.visible_to(user)
    if filters.state:
        flags = flags.filter(state=filters.state)
    if filters.kind:
        flags = flags.filter(kind=filters.kind)
    if filters.commune:
        flags = flags.filter(training_class__commune=filters.commune)
    return flags.select_related(*_SHOWN).order_by("-pk")


def open_flags(*, user: User) -> dict[str, int]:
    """Kind → how many wait; one query."""
    waiting = Flag.objects.visible_to(user).filter(state=Flag.State.OPEN).order_by()
    return dict(waiting.values_list("kind").annotate(Count("pk")))


def flag_seen(*, pk: int, user: User) -> Flag | None:
    """A flag that `user` may see; any other is not known to exist."""
    flags = Flag.objects.visible_to(user).select_related(*_SHOWN, "decided_by")
    return flags.filter(pk=pk).first()


def evidence_of(flag: Flag, *, user: User) -> Evidence:
    """The evidence with the rows behind its ids; what is gone meanwhile is left out.

    Pictures show names: of two classes an officer sees those of the one they watch over.
    """
    told: dict[str, Any] = flag.evidence
    keys = told.get("sessions") or ([told["session"]] if "session" in told else [])
    sessions = Session.objects.filter(pk__in=keys).select_related(
        "training_class__course", "training_class__commune"
    )
    seats = Seat.objects.filter(pk__in=told.get("seats", ())).select_related("learner")
    call = CallBack.objects.filter(pk=told["call"]).first() if "call" in told else None
    scans = SheetScan.objects.visible_to(user).exclude(flat="")
    pictures = scans.filter(pk__in=told.get("scans", ())).select_related("sheet__session")
    return Evidence(
        seen(flag.kind, told),
        to_find_out(flag.kind),
        list(sessions.order_by("starts_at", "pk")) if keys else [],
        Learner.objects.filter(pk=told["trainer"]).first() if "trainer" in told else None,
        [seat.learner for seat in seats.order_by("learner__sort_key", "pk")],
        call,
        list(pictures.order_by("pk")) if "scans" in told else [],
    )


def pool_of(*, training_class: TrainingClass) -> list[int]:
    """Whom a draw may hit: who finished through this class, or proved proficient while in it.

    Whoever was in an earlier draw's list of the class is left out, as are merged and erased people.
    """
    through = Q(
        enrolments__course=training_class.course_id,
        enrolments__completed_at__isnull=False,
        enrolments__rule__class=training_class.pk,
    )
    seated = Seat.objects.filter(training_class=training_class).seated()
    opened = timezone.localdate(training_class.opened_at)
    proved = Proficiency.objects.filter(
        learner__in=seated.values("learner"), assessed_on__gte=opened
    )
    finished = Learner.objects.standing().filter(through).values_list("pk", flat=True)
    proficient = Learner.objects.standing().filter(pk__in=proved.values("learner"))
    before = CallDraw.objects.filter(closing__training_class=training_class)
    known = {pk for pool in before.values_list("pool", flat=True) for pk in pool}
    return sorted({*finished, *proficient.values_list("pk", flat=True)} - known)


def calls_page(*, user: User, state: str = "", after: str = "") -> tuple[list[CallRow], str]:
    """A page of people to call back, or of those with a result; oldest first."""
    calls = _calls(user)
    calls = calls.filter(result=state) if state else calls.waiting()
    found, key = _page(calls.order_by("pk"), "pk__gt", after)
    return [CallRow(one, _in_part(one.learner.full_name)) for one in found], key


def call_seen(*, pk: int, user: User) -> CallBack | None:
    """A call that `user` may see, with `may_contact`: whether the person agreed to be called."""
    agreed = Consent.objects.filter(
        learner=OuterRef("learner"), purpose=Consent.Purpose.CONTACT, withdrawn_at__isnull=True
    )
    calls = _calls(user).select_related("called_by").annotate(may_contact=Exists(agreed))
    return calls.filter(pk=pk).first()


def rates(*, user: User) -> list[Rate]:
    """What came of the calls, class by class, those closed last first; one page of them."""
    counted = (
        CallBack.objects.watched_by(user)
        .order_by()
        .values("draw__closing__training_class")
        .annotate(
            drawn=Count("pk"),
            spoken=Count("pk", filter=Q(result__in=("reached", "confirms", "denies"))),
            confirms=Count("pk", filter=Q(result="confirms")),
            denies=Count("pk", filter=Q(result="denies")),
        )
        .order_by("-draw__closing__training_class")[:PAGE_SIZE]
    )
    rows = list(counted)
    keys = [row["draw__closing__training_class"] for row in rows]
    classes = TrainingClass.objects.select_related("course", "commune").in_bulk(keys)
    return [
        Rate(
            classes[row["draw__closing__training_class"]],
            row["drawn"],
            row["spoken"],
            row["confirms"],
            row["denies"],
        )
        for row in rows
    ]


def _calls(user: User) -> Any:
    return CallBack.objects.watched_by(user).select_related(
        "learner__commune",
        "draw__closing__training_class__course",
        "draw__closing__training_class__commune",
    )


def _in_part(name: str) -> str:
    return mask_name(name) if name else "hồ sơ đã xóa"


def _page(rows: QuerySet[Any], behind: str, after: str) -> tuple[list[Any], str]:
    """A page of rows read by key, and the key of the next one."""
    if after[:18].isdecimal():
        rows = rows.filter(**{behind: int(after[:18])})
    found = list(rows[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    return found[:PAGE_SIZE], str(found[PAGE_SIZE - 1].pk) if more else ""
