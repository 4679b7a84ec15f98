"""What this box says to officers: communes behind or silent, trainers lapsing, open flags.

It stands above the boxes whose facts it reads. A box above it has a module `alerts` of its own.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from learners.campaigns import rules
from learners.campaigns.rules import Behind, Commune
from learners.classes.models import Session
from learners.flags.models import Flag
from learners.monitoring.indicator import end_of
from learners.monitoring.selectors import Province, province
from learners.study.models import Enrolment
from learners.trainers.models import Appointment
from lms.core.alerting import Alert, Bounds
from lms.core.merged import merged_on, parts_of
from lms.core.models import Area
from lms.core.numbers import show_number, tenths


def alerts_on(day: date, bounds: Bounds) -> Iterator[Alert]:
    """All of it, as of `day`; a fixed number of queries."""
    yield from _behind(province(), day, bounds)
    yield from _silent(day, bounds)
    yield from _lapsing(day, bounds)
    yield from _flags()


def _behind(found: Province, day: date, bounds: Bounds) -> Iterator[Alert]:
    goal = found.shared_goal
    if goal is None:
        return
    rows = {row.area.pk: row for row in found.rows}
    communes = [
        Commune(code, row.area.kind, row.target or 0, row.proficient, row.weekly)
        for code, row in rows.items()
    ]
    days_left = (goal.deadline - day).days
    for one in rules.behind(communes, days_left=days_left, similar_percent=bounds.similar_percent):
        yield Alert(
            "behind",
            "Chậm so với chỉ tiêu",
            _pace(one, rows[one.code].area, goal.deadline),
            "Hỏi xã, phường đang vướng gì; bàn mở thêm lớp, mời giảng viên nơi gần.",
            reverse("monitoring:commune", args=[one.code]),
            area=one.code,
        )


def _pace(one: Behind, area: Area, deadline: date) -> str:
    weekly, usual = show_number(tenths(one.weekly) / 10), show_number(tenths(one.usual) / 10)
    return (
        f"Bốn tuần qua, mỗi tuần thêm {weekly} người thành thạo; muốn kịp hạn {deadline:%d/%m/%Y} "
        f"cần {show_number(one.needed)} người mỗi tuần. {area.get_kind_display().capitalize()} "
        f"tương tự, với chỉ tiêu như vậy, thường thêm {usual} người mỗi tuần."
    )


def _silent(day: date, bounds: Bounds) -> Iterator[Alert]:
    last = _last_learnt(day, bounds.silent_days)
    for code in rules.silent(last, day=day, days=bounds.silent_days):
        at = last[code]
        since = (
            f"Từ ngày {at:%d/%m/%Y} đến nay ({(day - at).days} ngày)" if at else "Từ trước đến nay"
        )
        yield Alert(
            "silent",
            "Im ắng",
            f"{since} không có buổi học hay lượt học mới nào, trong khi nơi khác vẫn học.",
            "Gọi cán bộ xã, phường hỏi lý do và ngày mở lớp tới.",
            reverse("monitoring:commune", args=[code]),
            area=code,
            about=f"{at or ''}",
        )


def _last_learnt(day: date, days: int) -> dict[str, date | None]:
    """Commune → the last day on which somebody began a course or a class sat there.

    Those where it was lately are found by the index of days; only of the others the last day is
    looked for. Days before the bound are told exactly, later ones as the bound itself.
    """
    merged = merged_on(day)
    since = timezone.make_aware(datetime.combine(day - timedelta(days=days - 1), time.min))
    until = end_of(day)
    begun = Enrolment.objects.filter(learner__merged_into__isnull=True, started_at__lt=until)
    held = Session.objects.filter(state=Session.State.HELD, starts_at__lt=until)
    codes = Area.objects.communes(day).values_list("pk", flat=True)
    learnt = {
        *begun.filter(started_at__gte=since).order_by().values_list("learner__commune", flat=True),
        *held.filter(starts_at__gte=since)
        .order_by()
        .values_list("training_class__commune", flat=True),
    }
    lately = {merged.get(code, code) for code in learnt}
    quiet = [code for code in codes if code not in lately]
    last: dict[str, date | None] = dict.fromkeys(lately & set(codes), day)
    last |= dict.fromkeys(quiet)
    for rows, place, when in (
        (begun, "learner__commune", "started_at"),
        (held, "training_class__commune", "starts_at"),
    ):
        parts = [part for code in quiet for part in parts_of(code, merged)]
        of_quiet = rows.filter(**{f"{place}__in": parts}).order_by().values_list(place)
        for part, at in of_quiet.annotate(Max(when)):
            code = merged.get(part, part)
            there, here = last[code], timezone.localtime(at).date()
            last[code] = max(there, here) if there else here
    return last


def _lapsing(day: date, bounds: Bounds) -> Iterator[Alert]:
    until = day + timedelta(days=bounds.lapsing_days)
    followed = Appointment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=until),
        learner=OuterRef("learner"),
        tier=OuterRef("tier"),
        revoked_on__isnull=True,
    )
    ending = Appointment.objects.valid_on(day).filter(
        ~Exists(followed), valid_to__lte=until, learner__merged_into__isnull=True
    )
    grouped = ending.order_by().values_list("area")
    for code, people, first in grouped.annotate(
        Count("learner", distinct=True), Min("valid_to")
    ).order_by("area__sort_key"):
        yield Alert(
            "lapsing",
            "Giảng viên sắp hết hạn công nhận",
            f"{show_number(people)} giảng viên hết hạn công nhận trong {bounds.lapsing_days} ngày "
            f"tới, sớm nhất là ngày {first:%d/%m/%Y}.",
            "Xem điều kiện của từng người và làm quyết định công nhận tiếp.",
            reverse("trainers:list"),
            area=code,
        )


def _flags() -> Iterator[Alert]:
    """Of a class of an organisation they concern the organisation, else the commune."""
    waiting = Flag.objects.filter(state=Flag.State.OPEN).order_by()
    counted = waiting.values_list("training_class__organisation", "training_class__commune")
    found: dict[tuple[int | None, str], tuple[int, datetime]] = {}
    for unit, code, many, first in counted.annotate(Count("pk"), Min("found_at")):
        place = (unit, "" if unit else code)
        before, at = found.get(place, (0, first))
        found[place] = (before + many, min(at, first))
    for (unit, code), (many, at) in found.items():
        yield Alert(
            "flags",
            "Dấu hiệu bất thường chờ xem",
            f"{show_number(many)} dấu hiệu bất thường của lớp chờ xem, "
            f"lâu nhất từ ngày {timezone.localtime(at):%d/%m/%Y}.",
            "Mở từng dấu hiệu, xem bằng chứng và ghi kết luận.",
            reverse("flags:list"),
            area=code,
            organisation=unit,
        )
