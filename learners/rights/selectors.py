"""Reading what is kept about a person, who looked at it, and what was asked about it."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, F, QuerySet, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from learners.people.models import Learner
from learners.rights.clocks import say_left
from learners.rights.models import DataRequest, DayOff
from lms.core.holdings import Facts, Holding, Subject, Trait, all_holdings
from lms.core.models import AuditEntry, RoleGrant, User
from lms.core.roles import Role

LOOKS_KEPT_DAYS = 90
State = DataRequest.State
OPEN = (State.RECEIVED, State.REPLIED)


def subject_of(learner: Learner) -> Subject:
    """The person behind a record: with all that was merged into it, and all their accounts."""
    while learner.merged_into:
        learner = learner.merged_into
    people, found = [learner], {learner.pk}
    while people:
        under = list(Learner.objects.filter(merged_into__in=people).exclude(pk__in=found))
        found |= {person.pk for person in under}
        people = under
    records = Learner.objects.filter(pk__in=found).order_by("pk")
    return Subject(
        learners=frozenset(found),
        accounts=frozenset(person.user_id for person in records if person.user_id),
        traits=tuple(_trait(person) for person in records if person.search_key),
    )


def _trait(person: Learner) -> Trait:
    return Trait(person.search_key, person.birth_year, person.phone, person.email, person.id_hash)


def holdings_of(subject: Subject) -> list[tuple[Holding, Facts]]:
    """All that is kept about somebody, box by box; a kind of which nothing is kept is left out."""
    found = [(holding, holding.collect(subject)) for holding in all_holdings()]
    return [(holding, facts) for holding, facts in found if facts]


def is_bound(subject: Subject) -> bool:
    """Whether a paper states who the person is, so that name and birth change by request only."""
    return any(holding.states_who(subject) for holding in all_holdings())


@dataclass(frozen=True, slots=True)
class Look:
    """How often an office dealt with somebody's data on a day; no clerk is named."""

    day: date
    office: str
    what: str
    times: int


def looks_at(learner: Learner) -> list[Look]:
    """Who looked at the person's record, or opened a list that they may stand in; newest first.

    Their own visits are left out, and clerks are shown as the office they acted for.
    """
    subject = subject_of(learner)
    records = {f"learners.learner:{pk}" for pk in subject.learners}
    lists = [f"core.area:{learner.commune_id}"]
    if learner.organisation_id:
        lists.append(f"core.organisation:{learner.organisation_id}")
    since = timezone.now() - timedelta(days=LOOKS_KEPT_DAYS)
    rows = (
        AuditEntry.objects.filter(target__in=[*records, *lists], at__gte=since)
        .exclude(actor__isnull=True)
        .exclude(actor__in=subject.accounts)
        .annotate(day=TruncDate("at"))
        .order_by()
        .values_list("day", "actor", "target", "action")
        .annotate(times=Count("pk"))
    )
    seen = [row for row in rows if row[2] in records or row[3] in _LIST_ACTS]
    offices = _Offices({actor for _, actor, *_ in seen})
    counted: Counter[tuple[date, str, str]] = Counter()
    for day, actor, target, action, times in seen:
        what = _what(action) if target in records else "mở danh sách có thể có tên bạn"
        counted[day, offices.of(actor, day), what] += times
    looks = [Look(day, office, what, times) for (day, office, what), times in counted.items()]
    return sorted(looks, key=lambda look: (-look.day.toordinal(), look.office, look.what))


_LIST_ACTS = {"people.look", "people.export"}
_ACTS = {
    "people.open": "xem hồ sơ",
    "rights.look": "xem yêu cầu về dữ liệu",
    "rights.hand_copy": "lấy bản sao dữ liệu theo yêu cầu",
}


def _what(action: str) -> str:
    return _ACTS.get(action, "sửa hoặc ghi vào hồ sơ")


class _Offices:
    """Who held which office on a day: one query for all."""

    def __init__(self, actors: Iterable[int]) -> None:
        grants = RoleGrant.objects.filter(user__in=set(actors)).exclude(role=Role.AUTHOR)
        self.grants = list(grants.select_related("area", "organisation").order_by("-valid_from"))

    def of(self, actor: int, day: date) -> str:
        """The office in words; somebody without one acted as a helper of the system."""
        for grant in self.grants:
            ended = grant.valid_to is not None and grant.valid_to < day
            if grant.user_id == actor and grant.valid_from <= day and not ended:
                place = grant.organisation or grant.area
                return f"{grant.get_role_display().capitalize()}, {place}"
        return "Người khác"


def days_off(since: date) -> frozenset[date]:
    """The holidays from a day on, as far as they are known."""
    return frozenset(DayOff.objects.filter(day__gte=since).values_list("day", flat=True))


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock that runs for a request: until when, and how much is left in words."""

    due: date
    left: str
    overdue: bool


def clock_of(asked: DataRequest, today: date, off: Collection[date]) -> Clock | None:
    """The next thing due: the reply first, then the doing; None once it has ended."""
    if asked.state not in OPEN:
        return None
    due = asked.reply_due_on if asked.state == State.RECEIVED else asked.due_on
    return Clock(due, say_left(today, due, off), due < today)


def requests_for(user: User, *, ended: bool = False) -> QuerySet[DataRequest]:
    """The requests of the people `user` watches over: what is due first on top, or what ended."""
    rows = DataRequest.objects.visible_to(user).select_related("learner__commune")
    if ended:
        return rows.exclude(state__in=OPEN).order_by("-ended_at", "-id")
    next_due = Case(When(state=State.RECEIVED, then=F("reply_due_on")), default=F("due_on"))
    return rows.filter(state__in=OPEN).annotate(next_due=next_due).order_by("next_due", "id")


def own_requests(learner: Learner) -> QuerySet[DataRequest]:
    """What a person asked, the newest first."""
    return learner.data_requests.order_by("-received_at", "-id")
