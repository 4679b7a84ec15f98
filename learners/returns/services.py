"""Drafting, signing, checking, locking and correcting. Each may come twice and counts once."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from learners.monitoring.indicators import all_indicators
from learners.monitoring.models import CountedDay, DailyCount
from learners.monitoring.proving import prove_day
from learners.monitoring.services import refresh_counts
from learners.paper.month import Month
from learners.returns import content as contents
from learners.returns.models import (
    LONGEST_REASON,
    LONGEST_WORDS,
    Return,
    ReturnRule,
    ReturnStep,
    name_of,
)
from learners.returns.permissions import may, may_correct, may_draft
from learners.returns.selectors import (
    content_of,
    counted_day,
    is_over,
    parts_before,
    signing_of,
    this_month,
)
from learners.returns.states import WAYS, Act, State, after
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text, fold
from lms.core.merged import merged_on, standing_on
from lms.core.models import PROVINCE_CODE, Area, Organisation, User

_NOT_THEIRS = {
    Act.WORD: "Báo cáo này do cán bộ xã, phường đó ghi. Hãy liên hệ xã, phường.",
    Act.SIGN: "Báo cáo này do cán bộ xã, phường đó ký. Hãy liên hệ xã, phường.",
    Act.SEND_BACK: "Việc trả lại là của cơ quan kiểm tra hoặc cán bộ tỉnh, không phải người đã ký.",
    Act.ACCEPT: "Việc kiểm tra là của cơ quan kiểm tra hoặc cán bộ tỉnh, không phải người đã ký.",
    Act.LOCK: "Việc khóa là của cán bộ tỉnh, không phải người đã ký. Hãy nhờ cán bộ tỉnh khác.",
}
_CHANGED = "Báo cáo vừa thay đổi so với trang bạn đang xem. Hãy tải lại trang, xem lại rồi bấm."


def draft(*, month: Month, areas: Iterable[Area], actor: User) -> int:
    """Open the returns of a month that are not there yet; returns how many are new.

    The numbers are there at once: a day that was not counted to its end is counted first. A commune
    that did not see the last day is part of another one's return. Raises DomainError for a month
    that has not begun, a commune that is not theirs, or when none saw the last day.
    """
    places = _there_on(month.last_day, list(areas))
    if month > this_month():
        raise DomainError("Tháng này chưa tới. Hãy chọn tháng này hoặc tháng đã qua.")
    if not ReturnRule.objects.ask_for(month):
        raise DomainError("Tháng này chưa phải báo cáo. Hãy chọn tháng sau đó.")
    if not all(may_draft(user=actor, area=area) for area in places):
        raise DomainError("Bạn chỉ lập báo cáo cho xã, phường của mình. Hãy chọn lại.")
    _count_if_missing(month)
    with transaction.atomic():
        named = {"year": month.year, "month": month.number}
        Return.objects.bulk_create(
            [Return(area=area, **named) for area in places], ignore_conflicts=True
        )
        new = list(Return.objects.filter(area__in=places, number=0, steps=None, **named))
        ReturnStep.objects.bulk_create(
            ReturnStep(report=report, act=Act.DRAFT, by=actor) for report in new
        )
        if new:
            audit.record(
                actor=actor, action="returns.draft", target=f"returns:{month}", rows=len(new)
            )
    return len(new)


def _there_on(day: date, areas: Sequence[Area]) -> list[Area]:
    there = [area for area in areas if area.exists_on(day)]
    if areas and not there:
        into = standing_on(areas[0], day)
        raise DomainError(
            f"{areas[0]} nhập vào {into} trước khi hết tháng: "
            "số liệu tháng này nằm trong báo cáo của nơi ấy."
        )
    return there


@transaction.atomic
def word(*, report: Return, difficulties: str, proposals: str, actor: User) -> Return:
    """Write the commune's own words. The same words again change nothing."""
    report = _under_lock(report)
    said = {"difficulties": _lines(difficulties), "proposals": _lines(proposals)}
    if all(getattr(report, name) == words for name, words in said.items()):
        return report
    _check(report, Act.WORD, actor)
    report.difficulties, report.proposals = said["difficulties"], said["proposals"]
    report.save(update_fields=list(said))
    return _step(report, Act.WORD, actor)


def count_again(*, report: Return, actor: User) -> int:
    """Count the month's end anew for a return that is with the commune; returns what changed.

    Of this commune alone, and what differed stays written down (`proving`).
    Raises DomainError when what was sent would not follow.
    """
    if not report.is_open or not may_draft(user=actor, area=report.area):
        raise DomainError("Báo cáo đã gửi thì số giữ nguyên. Muốn sửa, hãy lập đính chính.")
    changed = _count_again(report)
    audit.record(actor=actor, action="returns.count_again", target=report, changed=changed)
    return changed


def sign(*, report: Return, seen: str, actor: User) -> Return:
    """Sign off: freeze what the return says, with its hash, and hand it to whoever checks.

    `seen` is the hash of what the page showed; whoever signs has seen what is signed. Raises
    DomainError when the month is not over, or somebody else was first. A day that was not counted
    stays counted, also when the signing is refused.
    """
    if not is_over(report.period):
        raise DomainError(
            f"Chưa hết {report.period.words} nên chưa ký được. "
            f"Hãy ký từ ngày {report.period.moments[1]:%d/%m/%Y}."
        )
    _count_if_missing(report.period)
    with transaction.atomic():
        report = _under_lock(report)
        if report.signed_by_id == actor.pk and content_of(report).unsigned.sha256 == seen:
            return report  # the second tap
        _there_on(report.period.last_day, [report.area])  # a merger may have been written down
        _check(report, Act.SIGN, actor)
        said = content_of(report)
        if not said.is_whole or said.sha256 != seen:
            raise DomainError(_CHANGED)
        now = timezone.localtime().replace(microsecond=0)
        text = said.signed(by=name_of(actor), at=now).canonical()
        report.signed_by = actor
        told = {"at": now, "content": text, "sha256": contents.sha256_of(text)}
        return _step(report, Act.SIGN, actor, **told)


@transaction.atomic
def send_back(*, report: Return, seen: str, words: str, actor: User) -> Return:
    """Give a return back to the commune with what is to be set right."""
    words = _lines(words)
    if not words:
        raise DomainError("Hãy ghi cần sửa gì, để xã, phường biết.")
    return _judge(report, Act.SEND_BACK, seen, actor, words=words)


@transaction.atomic
def accept(*, report: Return, seen: str, actor: User) -> Return:
    """Say that a return was checked and is right."""
    return _judge(report, Act.ACCEPT, seen, actor)


@transaction.atomic
def lock(*, report: Return, seen: str, actor: User) -> Return:
    """Close a return for good; from now on only a numbered correction says otherwise."""
    return _judge(report, Act.LOCK, seen, actor)


def correct(*, report: Return, reason: str, actor: User) -> Return:
    """Open the next correction of a locked return, from a new count; the old one stays as it was.

    The same reason twice opens one. Raises DomainError without a reason, or while another
    correction is open.
    """
    reason = clean_text(reason)[:LONGEST_REASON]
    if not reason:
        raise DomainError("Hãy ghi lý do đính chính.")
    if not may_correct(user=actor, report=report):
        raise DomainError("Chỉ đính chính báo cáo đã khóa, của xã, phường mình phụ trách.")
    _count_again(report)
    with transaction.atomic():
        _under_lock(report)  # two who correct wait for each other
        named = {"area": report.area, "year": report.year, "month": report.month}
        number, words = report.number + 1, _words_of(report)
        new, made = Return.objects.get_or_create(
            **named, number=number, defaults={"reason": reason, **words}
        )
        if made:
            ReturnStep.objects.create(report=new, act=Act.DRAFT, by=actor)
            audit.record(actor=actor, action="returns.correct", target=new, number=number)
        elif not new.is_open or new.reason != reason:
            raise DomainError(f"Đã có đính chính số {number}. Hãy mở bản đó để xem.")
    return new


@transaction.atomic
def load_return_rule() -> None:
    """The first rule: due on the fifth, checked by the department that leads the programme.

    The first month that is asked for is this one: nobody is late on the day of installing.
    """
    if ReturnRule.objects.exists():
        return
    name, province = "Sở Khoa học và Công nghệ", Area.objects.get(pk=PROVINCE_CODE)
    leads = Organisation.objects.filter(area=province, search_key=fold(name)).first()
    ReturnRule.objects.create(
        version="1",
        valid_from=this_month().moments[0].date(),
        decision="Mặc định của hệ thống; số quyết định: đang cập nhật.",
        checked_by=leads or Organisation.objects.create(name=name, kind="agency", area=province),
    )


def _judge(report: Return, act: Act, seen: str, actor: User, words: str = "") -> Return:
    """An act about what was signed: `seen` is its hash, which the page showed."""
    report = _under_lock(report)
    last = report.steps.order_by("-id")[:1].get()
    if (last.act, last.by_id, last.sha256, last.words) == (act, actor.pk, seen, words):
        return report
    _check(report, act, actor)
    if signing_of(report).sha256 != seen:
        raise DomainError(_CHANGED)
    if act == Act.SEND_BACK:
        report.signed_by = None
    if act == Act.LOCK:
        report.locked_by = actor
    return _step(report, act, actor, sha256=seen, words=words)


def _under_lock(report: Return) -> Return:
    rows = Return.objects.select_for_update(of=("self",)).select_related("area")
    return rows.get(pk=report.pk)


def _check(report: Return, act: Act, actor: User) -> None:
    if after(State(report.state), act) is None:
        raise DomainError(
            f"Báo cáo {report.state_words} nên không {act.words} được nữa. Hãy tải lại trang."
        )
    if not may(user=actor, report=report, act=act):
        raise DomainError(_NOT_THEIRS[act])


def _step(report: Return, act: Act, actor: User, **told: object) -> Return:
    """Go where the act leads, and write down who did it."""
    report.state = WAYS[State(report.state), act]
    report.save(update_fields=["state", "signed_by", "locked_by"])
    ReturnStep.objects.create(report=report, act=act, by=actor, **told)
    audit.record(actor=actor, action=f"returns.{act}", target=report)
    return report


def _words_of(report: Return) -> dict[str, str]:
    """The commune's own words, for the version that follows."""
    return {"difficulties": report.difficulties, "proposals": report.proposals}


def _lines(words: str) -> str:
    """What somebody wrote, line by line, without empty ones."""
    lines = (clean_text(line) for line in words.splitlines())
    return "\n".join(line for line in lines if line)[:LONGEST_WORDS]


def _count_if_missing(month: Month) -> None:
    """Count the ends of the month and of the one before, where a count was missed or cut short."""
    for day in (counted_day(month.shifted(-1)), counted_day(month)):
        if not _is_counted(day):
            refresh_counts(day=day)


def _is_counted(day: date) -> bool:
    """The day was counted after its end (today: at all), with every indicator there is."""
    counted = CountedDay.objects.filter(day=day).values_list("counted_at", flat=True).first()
    if counted is None:
        return False
    known = set(DailyCount.objects.filter(day=day).values_list("indicator", flat=True).distinct())
    whole = day == timezone.localdate() or timezone.localdate(counted) > day
    return whole and known >= {one.code for one in all_indicators()}


def _count_again(report: Return) -> int:
    before, day = counted_day(report.period.shifted(-1)), counted_day(report.period)
    proofs = [prove_day(day=before, area=one) for one in parts_before(report, merged_on(day))]
    proofs.append(prove_day(day=day, area=report.area))
    return sum(len(proof.differences) + len(proof.explained) for proof in proofs)
