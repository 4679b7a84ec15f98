"""Reading returns: what each says, what a recount would say, and who is late."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from learners.monitoring.indicators import PROFICIENT, all_indicators, by_code
from learners.monitoring.models import CountedDay, DailyCount, GoalShare, Proof
from learners.monitoring.selectors import shares_in_force
from learners.paper.month import Month, month_from
from learners.returns import content as contents
from learners.returns.content import Content, Denominator
from learners.returns.models import Return, ReturnRule, ReturnStep, checks_returns, moment, name_of
from learners.returns.states import Act, State
from lms.core.access import scope_of
from lms.core.figures import newest
from lms.core.merged import merged_on, parts_of
from lms.core.models import Area, AreaFigure, User

_MONTHS_OF_ONE = 12


def this_month() -> Month:
    """The month of today in Vietnam."""
    today = timezone.localdate()
    return Month(today.year, today.month)


def is_over(month: Month) -> bool:
    """Whether its last day has passed in Vietnam."""
    return month.last_day < timezone.localdate()


def counted_day(month: Month) -> date:
    """The day whose counts a return shows: the last of the month, or today before that."""
    return min(month.last_day, timezone.localdate())


def areas_seen(*, user: User) -> QuerySet[Area]:
    """The communes whose returns `user` may know of, those of before a merger too."""
    scope = scope_of(user)
    communes = Area.objects.ever_communes()
    if scope.whole_province or checks_returns(scope):
        return communes
    return communes.filter(pk__in=scope.places)


def report_seen(*, pk: int, user: User) -> Return | None:
    """A return by its id, as far as `user` may know of it."""
    seen = Return.objects.visible_to(user).select_related("area", "signed_by", "locked_by")
    return seen.filter(pk=pk).first()


def steps_of(report: Return) -> QuerySet[ReturnStep]:
    """What was done to a return, in order, without the frozen texts."""
    return report.steps.select_related("by").defer("content").order_by("id")


def signing_of(report: Return) -> ReturnStep:
    """The signing that stands, with its frozen text."""
    return report.steps.filter(act=Act.SIGN).select_related("by").order_by("-id")[:1].get()


def versions_of(report: Return) -> QuerySet[Return]:
    """The return of a month and its corrections, in order."""
    same = Return.objects.filter(area=report.area_id).of(report.period)
    return same.order_by("number").with_first_signing()


def content_of(report: Return) -> Content:
    """What a return says: as it was signed, or what the counts say while it is with the commune."""
    if not report.is_open:
        return contents.read(signing_of(report).content)
    said = _counted(report)
    if not report.number:
        return said
    before = versions_of(report).get(number=report.number - 1)
    said = replace(said, number=report.number, reason=report.reason)
    return contents.correcting(said, contents.read(signing_of(before).content))


def _counted(report: Return) -> Content:
    month, area = report.period, report.area
    day = counted_day(month)
    merged = merged_on(day)
    values, (before, recounted) = _values(area, day), _month_before(report, merged)
    shares = shares_in_force(area=area, day=day)
    counted = _counted_at(area, day)
    rule = ReturnRule.objects.in_force(month.last_day)
    lines = tuple(
        replace(
            contents.line_of(
                code=one.code,
                name=one.name,
                definition=one.version_on(day).definition,
                numbers=(
                    before.get(one.code),
                    values.get(one.code),
                    shares[one.code].number if one.code in shares else None,
                ),
            ),
            recounted=recounted.get(one.code),
        )
        for one in all_indicators()
    )
    return Content(
        area_code=area.pk,
        area=str(area),
        month=str(month),
        last_day=str(day),
        counted_at=_iso(counted),
        due_on=str(rule.due_on(month)),
        rule=f"bản {rule.version}. {rule.decision}",
        lines=lines,
        denominators=tuple(_denominators(area, day, values.get(PROFICIENT.code))),
        merged=tuple(_merged(parts_of(area.pk, merged)[1:])),
        target_source="; ".join(_source(share) for share in shares.values()),
        receiver=rule.checked_by.name if rule.checked_by else "Ủy ban nhân dân tỉnh",
        difficulties=report.difficulties,
        proposals=report.proposals,
    )


def _month_before(
    report: Return, merged: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, int]]:
    """The numbers at the end of the month before, and those that a recount today finds to differ.

    What was locked is what was reported: its last version, also where facts came to light since.
    Of what has been merged into the commune since its numbers are added: growth is what people did.
    """
    month = report.period.shifted(-1)
    parts = [_stood(area, month) for area in parts_before(report, merged)]
    before: Counter[str] = Counter()
    recounted: Counter[str] = Counter()
    for stood, again in parts:
        before.update(stood)
        recounted.update(stood | again)
    differ = {code for _, again in parts for code in again}
    return dict(before), {code: recounted[code] for code in differ}


def parts_before(report: Return, merged: Mapping[str, str]) -> QuerySet[Area]:
    """The communes whose numbers of the month before make up one: itself, and what joined since."""
    earlier = parts_of(report.area_id, merged_on(report.period.shifted(-1).last_day))
    joined = set(parts_of(report.area_id, merged)) - set(earlier[1:])
    return Area.objects.filter(pk__in=joined)


def _stood(area: Area, month: Month) -> tuple[dict[str, int], dict[str, int]]:
    """What a commune had at the end of a month, and where a recount today finds another number."""
    counted = _values(area, month.last_day)
    locked = Return.objects.filter(area=area, state=State.LOCKED).of(month)
    last = locked.order_by("number").last()
    if last is None:
        return counted, {}
    said = contents.read(signing_of(last).content)
    stood = {line.code: line.value for line in said.lines if line.value is not None}
    return counted | stood, recount(said=said)


def _values(area: Area, day: date) -> dict[str, int]:
    counts = DailyCount.objects.filter(area=area, day=day)
    return dict(counts.values_list("indicator", "value"))


def _counted_at(area: Area, day: date) -> datetime | None:
    """When the numbers of a commune were last counted: with all others, or alone."""
    counted = CountedDay.objects.filter(day=day).values_list("counted_at", flat=True).first()
    alone = Proof.objects.filter(day=day, area=area).aggregate(at=Max("proved_at"))["at"]
    return max(counted, alone or counted) if counted else None


def _source(share: GoalShare) -> str:
    goal = share.goal
    said = [f"{by_code(goal.indicator).name}: {goal.source}", goal.share_rule]
    said.append(f"hạn {goal.deadline:%d/%m/%Y}")
    return ", ".join(part.rstrip(".") for part in said if part)


def _merged(codes: Sequence[str]) -> Iterable[str]:
    """What was merged into a commune, since when and by what, a sentence each."""
    for area in Area.objects.filter(pk__in=codes).order_by("ended_on", "pk"):
        since = f"{area.merged_since:%d/%m/%Y}"
        yield f"Từ {since} gồm cả {area} (mã {area.pk}), theo {area.end_source}."


def _denominators(area: Area, day: date, proficient: int | None) -> Iterable[Denominator]:
    """The newest figure of each kind."""
    known = newest(day)
    for kind in AreaFigure.Kind:
        if figure := known[kind].get(area.pk):
            of_age = kind == AreaFigure.Kind.WORKING_AGE
            yield Denominator(
                name=kind.label.capitalize(),
                value=figure.value,
                as_of=str(figure.as_of),
                source=figure.source,
                tenths=contents.tenths_of(proficient, figure.value) if of_age else None,
            )


def _iso(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A return as it is shown: the page, the PDF and the workbook take everything from here."""

    report: Return
    said: Content
    sha256: str  # empty while nothing is signed
    steps: Sequence[ReturnStep]

    @property
    def title(self) -> str:
        """What it is and of whom."""
        draft = " – bản nháp" if self.report.is_open else ""
        return f"{self.said.title}, {self.said.area}{draft}"

    @property
    def history(self) -> list[tuple[str, str, str, str]]:
        """Step by step: what, who, when, in which words."""
        return [
            (step.get_act_display().capitalize(), name_of(step.by), moment(step.at), step.words)
            for step in self.steps
        ]

    @property
    def last_words(self) -> str:
        """With which words it was sent back last; empty if it never was."""
        return next((step.words for step in reversed(self.steps) if step.words), "")

    @property
    def proof(self) -> str:
        """When it was sent, and whether that was in time, in one sentence."""
        signed = [step.at for step in self.steps if step.act == Act.SIGN]
        due = f"hạn hết ngày {self.said.due:%d/%m/%Y}"
        if not signed:
            return f"Chưa gửi; {due}."
        if self.report.number:
            return f"Đính chính ký gửi lúc {moment(signed[0])}."
        late = (timezone.localdate(signed[0]) - self.said.due).days
        how = f"trễ {late} ngày" if late > 0 else "đúng hạn"
        return f"Gửi lần đầu lúc {moment(signed[0])}, {how} ({due})."


def shown(report: Return) -> Shown:
    """Everything about a return."""
    said = content_of(report)
    frozen = "" if report.is_open else said.sha256
    return Shown(report, said, frozen, list(steps_of(report)))


def recount(*, said: Content) -> dict[str, int]:
    """Indicator → value, where the facts give another value today than was reported.

    Counted from the facts of this commune alone, by the same definitions; nothing is written.
    """
    reported = {line.code: line.value for line in said.lines}
    found = {
        one.code: one.value_of(one.evidence(said.day, said.area_code))
        for one in all_indicators()
        if one.code in reported
    }
    return {code: value for code, value in found.items() if value != reported[code]}


@dataclass(frozen=True, slots=True)
class Standing:
    """A commune and a month: where its return stands, and whether it came in time.

    What counts for "in time" is the first signing: a return sent back later was still in time.
    """

    area: Area
    month: Month
    due: date
    today: date
    report: Return | None  # the newest version
    first_signed_at: datetime | None  # of the return itself, not of a correction

    @property
    def state(self) -> str:
        """The code of where it stands; empty when nothing was drafted."""
        return self.report.state if self.report else ""

    @property
    def words(self) -> str:
        """Where it stands."""
        return self.report.state_words if self.report else "chưa lập"

    @property
    def days_late(self) -> int:
        """Days between the last day and the signing, or today while it was never signed."""
        sent = timezone.localdate(self.first_signed_at) if self.first_signed_at else self.today
        return max(0, (sent - self.due).days)

    @property
    def is_owed(self) -> bool:
        """The commune has to act: nothing sent, or sent back."""
        return self.report is None or (self.report.is_open and not self.report.number)

    @property
    def in_time(self) -> bool:
        """It was signed by the last day."""
        return self.first_signed_at is not None and not self.days_late


def standings(*, months: Sequence[Month], areas: Iterable[Area]) -> list[Standing]:
    """Each commune in each month whose last day it saw: two queries, and one for the rules."""
    places, today = list(areas), timezone.localdate()
    if not months:
        return []
    found: dict[tuple[str, Month], list[Return]] = {}
    asked = reduce(or_, (Q(year=month.year, month=month.number) for month in months))
    rows = Return.objects.filter(asked, area__in=places)
    for report in rows.with_first_signing().order_by("number"):
        found.setdefault((report.area_id, report.period), []).append(report)
    due = {
        month: ReturnRule.objects.in_force(month.last_day).due_on(month) for month in set(months)
    }
    return [
        _standing(area, month, due[month], today, found.get((area.pk, month), []))
        for month in months
        for area in places
        if area.exists_on(month.last_day)
    ]


@dataclass(frozen=True, slots=True)
class Overview:
    """The board of a month; for who sees one commune, its last twelve months."""

    month: Month
    alone: Area | None
    sees_any: bool
    rows: list[Standing]
    choice: str


def overview(*, user: User, asked: Mapping[str, str]) -> Overview:
    """What the address of the list asks for; the month whose returns are due now by itself."""
    typed = asked.get("thang", "")
    month = month_from(typed) if typed else this_month().shifted(-1)
    areas = list(areas_seen(user=user))
    own = [area for area in areas if area.exists_on(timezone.localdate())] or areas
    alone = own[0] if len(own) == 1 else None
    back = [month.shifted(-back) for back in range(_MONTHS_OF_ONE if alone else 1)]
    months = [one for one in back if ReturnRule.objects.ask_for(one)]
    rows = standings(months=months, areas=areas)
    return Overview(month, alone, bool(areas), rows, asked.get("xem", ""))


def _standing(
    area: Area, month: Month, due: date, today: date, versions: Sequence[Return]
) -> Standing:
    first = versions[0].first_signed_at if versions else None  # type: ignore[attr-defined]  # annotated
    return Standing(area, month, due, today, versions[-1] if versions else None, first)


def late_communes(month: Month) -> list[Standing]:
    """The communes that still owe the return of a month after its last day, in their order.

    For whoever reminds them: not drafted, drafted, or sent back.
    """
    if not ReturnRule.objects.ask_for(month):
        return []
    rows = standings(months=[month], areas=Area.objects.ever_communes())
    return [row for row in rows if row.is_owed and row.today > row.due]


# What the list can be narrowed to: word in the address → words.
CHOICES = {
    "chua-gui": "Chưa gửi hoặc bị trả lại",
    "tre": "Gửi trễ hoặc quá hạn",
    "cho-kiem-tra": "Chờ kiểm tra",
    "cho-khoa": "Chờ khóa",
    "da-khoa": "Đã khóa",
}


def narrowed(rows: Sequence[Standing], choice: str) -> list[Standing]:
    """The rows of a choice; all for no choice."""
    fits = {
        "chua-gui": lambda row: row.is_owed,
        "tre": lambda row: row.days_late > 0,
        "cho-kiem-tra": lambda row: row.state == State.SIGNED,
        "cho-khoa": lambda row: row.state == State.ACCEPTED,
        "da-khoa": lambda row: row.state == State.LOCKED,
    }.get(choice, lambda row: True)
    return [row for row in rows if fits(row)]
