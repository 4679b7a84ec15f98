"""Reading campaigns: their numbers, who is in which state, what became of the lists.

The state of a person follows from the facts, as of a day; numbers and lists come from the same
queryset, so they cannot disagree.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from learners.announcing.models import Announcement, Delivery
from learners.campaigns.models import (
    Campaign,
    CampaignList,
    Letter,
    Member,
    MemberQuerySet,
    Reminder,
)
from learners.campaigns.reckoning import Numbers
from learners.imports.models import Import, ImportRow
from learners.monitoring.indicators import FINISHERS
from learners.study.models import Enrolment, LessonDone, Proficiency
from lms.core.access import scope_of, with_units
from lms.core.models import Organisation, RoleGrant, User
from lms.core.roles import Role

PAGE_SIZE, ROSTER_SIZE = 30, 50
_LONGEST_KEY = 420
_COUNTED = ("roster", "done", "late")
# Word in the address → what it shows.
MISSING = "chua"
STATES = {
    MISSING: "Chưa xong",
    "xong": "Đã xong đúng hạn",
    "tre": "Xong sau hạn",
    "ra": "Đã ra khỏi danh sách",
}


def campaign_seen(*, pk: int, user: User) -> Campaign | None:
    """A campaign that `user` may see; any other is not known to exist."""
    shown = ("organisation", "course", "responsible", "opened_by")
    return Campaign.objects.watched_by(user).select_related(*shown).filter(pk=pk).first()


def organisations_for(user: User) -> QuerySet[Organisation]:
    """Whose campaigns are theirs to open."""
    scope = scope_of(user)
    found = Organisation.objects.filter(is_active=True)
    return found if scope.whole_province else found.filter(pk__in=scope.organisations)


def officers_for(user: User) -> QuerySet[User]:
    """Who may answer for a campaign of one's scope: officers of the agencies, and oneself."""
    units = organisations_for(user).values("pk")
    holding = RoleGrant.objects.valid_on(timezone.localdate()).filter(
        role=Role.AGENCY_OFFICER, organisation__in=units
    )
    officers = Q(pk__in=holding.values("user"), is_active=True)
    return User.objects.filter(officers | Q(pk=user.pk)).order_by("full_name", "pk")


def with_state(members: MemberQuerySet, day: date) -> QuerySet[Any]:
    """`members` who are meant on `day`, with `finished` by then and `in_time`, by the deadline."""
    of_person = {"learner": OuterRef("learner")}
    finishes = FINISHERS.facts(day).filter(**of_person)
    proofs = Proficiency.objects.filter(assessed_on__lte=day, **of_person)
    until = OuterRef("campaign__deadline")
    return members.on(day).alias(
        finished=_did(finishes, proofs),
        in_time=_did(
            finishes.filter(completed_at__date__lte=until), proofs.filter(assessed_on__lte=until)
        ),
    )


def _did(finishes: QuerySet[Any], proofs: QuerySet[Any]) -> Case:
    """Whether somebody did what their campaign counts."""
    of_course = finishes.filter(course=OuterRef("campaign__course"))
    counts = Campaign.Counts
    return Case(
        When(campaign__counts=counts.COURSE, then=Exists(of_course)),
        When(campaign__counts=counts.ANY, then=Exists(finishes)),
        default=Exists(proofs),
        output_field=BooleanField(),
    )


def numbers_of(campaigns: Sequence[Campaign], day: date | None = None) -> dict[int, Numbers]:
    """Campaign → its numbers at the end of `day`, or by now: one query for all of them."""
    day = day or timezone.localdate()
    members = with_state(Member.objects.filter(campaign__in=[one.pk for one in campaigns]), day)
    counted = members.order_by().values("campaign").annotate(
        roster=Count("pk"),
        done=Count("pk", filter=Q(in_time=True)),
        late=Count("pk", filter=Q(finished=True, in_time=False)),
    )  # fmt: skip
    found = {row["campaign"]: row for row in counted}
    nobody = dict.fromkeys(_COUNTED, 0)
    return {
        one.pk: Numbers(
            **{name: found.get(one.pk, nobody)[name] for name in _COUNTED},
            number=one.number,
            by_percent=one.unit == Campaign.Unit.PERCENT,
            deadline=one.deadline,
            day=day,
        )
        for one in campaigns
    }


def numbers(campaign: Campaign, day: date | None = None) -> Numbers:
    """The numbers of one campaign at the end of `day`, or by now."""
    return numbers_of([campaign], day)[campaign.pk]


def in_state(campaign: Campaign, state: str, unit: str = "") -> QuerySet[Any]:
    """The people of one of STATES as of today, perhaps of one unit."""
    return _in_unit(in_state_on(campaign, state, timezone.localdate()), unit)


def in_state_on(campaign: Campaign, state: str, day: date) -> QuerySet[Any]:
    """The people of one of STATES; of an unknown word, those who are still missing."""
    members = Member.objects.filter(campaign=campaign)
    if state == "ra":
        return members.filter(left_on__lte=day, learner__merged_into__isnull=True)
    people = with_state(members, day)
    if state == "xong":
        return people.filter(in_time=True)
    if state == "tre":
        return people.filter(finished=True, in_time=False)
    return people.filter(finished=False)


def _in_unit(people: QuerySet[Any], unit: str) -> QuerySet[Any]:
    known = unit.isascii() and unit.isdecimal()
    return people.filter(learner__organisation=int(unit[:18])) if known else people


@dataclass(frozen=True, slots=True)
class Row:
    """A person in a list of a campaign; of who is missing, how far they are, in words."""

    member: Member
    name: str
    unit: str
    so_far: str


def page_of(
    *, campaign: Campaign, state: str, unit: str = "", key: str = ""
) -> tuple[list[Row], str]:
    """A page of people of one state in register order, and the key of the next page."""
    people = _ordered(campaign, state, unit)
    if key and (behind := _behind(key)):
        people = people.filter(behind)
    found = list(people[: ROSTER_SIZE + 1])
    rows = [_row(campaign, one, state) for one in found[:ROSTER_SIZE]]
    if len(found) <= ROSTER_SIZE:
        return rows, ""
    last = found[ROSTER_SIZE - 1]
    return rows, f"{last.pk}.{last.learner.sort_key}"


def rows_of(*, campaign: Campaign, state: str, unit: str = "") -> Iterator[Row]:
    """Everybody of one state, as on the pages: for a file."""
    for one in _ordered(campaign, state, unit).iterator(chunk_size=1_000):
        yield _row(campaign, one, state)


def _ordered(campaign: Campaign, state: str, unit: str) -> QuerySet[Any]:
    people = in_state(campaign, state, unit)
    runs = Enrolment.objects.filter(learner=OuterRef("learner"))
    if campaign.course_id:
        runs = runs.filter(course=campaign.course_id)
    done = LessonDone.objects.filter(
        enrolment__learner=OuterRef("learner"), enrolment__course=campaign.course_id
    ).order_by()
    counted = done.values("enrolment__learner").annotate(n=Count("lesson", distinct=True))
    lessons = Subquery(counted.values("n"), output_field=IntegerField())
    return (
        people.annotate(
            begun=Exists(runs),
            completed=Exists(runs.filter(completed_at__isnull=False)),
            lessons=Coalesce(lessons, 0),
        )
        .select_related("learner__organisation", "left_by")
        .order_by("learner__sort_key", "pk")
    )


def _row(campaign: Campaign, member: Any, state: str) -> Row:
    person = member.learner
    unit = person.organisation.name if person.organisation else ""
    so_far = _so_far(campaign, member) if state == MISSING else ""
    return Row(member, person.full_name or "Hồ sơ đã xóa", unit, so_far)


def _so_far(campaign: Campaign, member: Any) -> str:
    if campaign.counts == Campaign.Counts.PROFICIENT:
        return "Chưa đạt sát hạch" if member.completed else "Chưa hoàn thành khóa nào"
    if not member.begun:
        return "Chưa bắt đầu học"
    if campaign.counts == Campaign.Counts.ANY:
        return "Đang học, chưa xong khóa nào"
    return f"Đã học {member.lessons} bài, chưa xong khóa"


def _behind(key: str) -> Q | None:
    pk, _, name = key[:_LONGEST_KEY].replace("\x00", "").partition(".")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        return None
    return Q(learner__sort_key__gt=name) | Q(learner__sort_key=name, pk__gt=int(pk))


@dataclass(frozen=True, slots=True)
class Card:
    """A campaign in a list, with its numbers."""

    campaign: Campaign
    numbers: Numbers


def campaigns_page(*, user: User, after: str = "") -> tuple[list[Card], str]:
    """A page of the campaigns of one's scope, the newest first, and the key of the next."""
    found = Campaign.objects.watched_by(user).select_related("organisation", "course")
    if after.isascii() and after[:18].isdecimal():
        found = found.filter(pk__lt=int(after[:18]))
    rows = list(found[: PAGE_SIZE + 1])
    next_key = str(rows[PAGE_SIZE - 1].pk) if len(rows) > PAGE_SIZE else ""
    counted = numbers_of(rows[:PAGE_SIZE])
    return [Card(one, counted[one.pk]) for one in rows[:PAGE_SIZE]], next_key


def all_campaigns(*, user: User) -> list[Card]:
    """The campaigns of one's scope, the newest first; two queries."""
    found = list(Campaign.objects.watched_by(user).select_related("organisation", "course"))
    counted = numbers_of(found)
    return [Card(one, counted[one.pk]) for one in found]


def units_of(campaign: Campaign) -> list[Organisation]:
    """The organisation and everything under it, by name."""
    found = Organisation.objects.filter(pk__in=with_units({campaign.organisation_id}))
    return list(found.order_by("search_key", "pk"))


@dataclass(frozen=True, slots=True)
class Match:
    """How the lists of a campaign were matched with the register; nothing of it is stored."""

    matched: int
    doubtful: int
    not_there: int
    lists: list[CampaignList]


def match_of(campaign: Campaign) -> Match:
    """Who of the lists is matched, doubtful, or not on the register yet; three queries.

    Not there are rows that were refused, and all rows of a list that is not written yet.
    """
    lists = list(campaign.lists.select_related("list"))
    brought = ImportRow.objects.filter(list__for_campaign__campaign=campaign)
    written = brought.filter(list__state__in=(Import.State.APPLIED, Import.State.UNDONE))
    counted = dict(written.order_by().values_list("state").annotate(Count("pk")))
    waiting = brought.exclude(list__state__in=(Import.State.APPLIED, Import.State.UNDONE)).count()
    return Match(
        matched=Member.objects.filter(campaign=campaign, via=Member.Via.LIST).count(),
        doubtful=counted.get(ImportRow.State.DOUBTFUL, 0),
        not_there=counted.get(ImportRow.State.INVALID, 0) + waiting,
        lists=lists,
    )


def reminders_of(campaign: Campaign) -> list[Announcement]:
    """The reminders of a campaign, the newest first, each with its step and what came of it."""
    made = Announcement.objects.filter(reminders__campaign=campaign)
    step = Reminder.objects.filter(announcement=OuterRef("pk")).values("step")[:1]
    return list(
        made.order_by().distinct().annotate(
            step=Subquery(step),
            people=_deliveries("learner"),
            told=_deliveries("learner", state=Delivery.State.SENT),
            failed=_deliveries("pk", state=Delivery.State.FAILED),
        ).order_by("-pk")
    )  # fmt: skip


def _deliveries(what: str, **which: str) -> Coalesce:
    """How many different ones of the deliveries of an announcement."""
    rows = Delivery.objects.filter(announcement=OuterRef("pk"), **which).order_by()
    counted = rows.values("announcement").annotate(n=Count(what, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def letters_of(campaign: Campaign) -> list[Letter]:
    """The letters to who answers for it, after the deadline."""
    found = Letter.objects.filter(key__startswith=f"overdue:{campaign.pk}:")
    return list(found.select_related("user").order_by("pk"))
