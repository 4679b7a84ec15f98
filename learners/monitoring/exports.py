"""The boards of numbers as tables to take away, each equal to its screen to the last digit."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from learners.monitoring import balances, cutting, evidence, movement, selectors
from learners.monitoring.indicator import Indicator
from learners.monitoring.indicators import FOUR, PARTICIPANTS, all_indicators
from learners.monitoring.models import Goal
from learners.monitoring.selectors import CommuneRow, GoalState, Province
from learners.monitoring.slicing import PLACES
from lms.core.access import scope_of
from lms.core.models import Area, User
from lms.core.numbers import percent
from lms.core.sheets import Sheet
from lms.core.tables import Extract, Table, Words

_BATCH = 2_000
_BALANCE = (
    *("Tên", "Số", "Đơn vị của các số"),
    *("Có tên trong sổ (người)", "Đã đếm được (theo đơn vị)", "Còn lại (theo đơn vị)", "Nguồn"),
    *("Ngày báo cáo", "Mức chắc chắn", "Minh chứng", "Địa bàn", "Ngày duyệt"),
)
_GOAL = (
    *("Mục tiêu", "Đã có", "Chỉ tiêu", "Đạt (%)", "Hạn"),
    *("Đếm theo", "Của địa bàn, cơ quan", "Cơ quan chủ trì", "Người chịu trách nhiệm", "Căn cứ"),
)


def _short(sheet: Sheet, name: str, **more: Any) -> Extract:
    rows = list(sheet.rows)
    return Extract(Sheet(sheet.title, sheet.headings, rows), len(rows), name, **more)


def _definitions(indicators: Sequence[Indicator]) -> Sheet:
    told = [[one.name, one.definition, one.version, one.since] for one in indicators]
    return Sheet("Định nghĩa", ["Số liệu", "Nghĩa là", "Bản", "Từ ngày"], told)


def province_table(user: User, asked: Words) -> Extract:
    """The communes as on the province's page; beside it goals, balances and definitions."""
    province = selectors.province()
    rows = selectors.ordered(province.rows, selectors.order_of(asked.get("xep", "")))
    return _short(
        _communes(province, rows),
        f"binh-dan-hoc-ai-{province.day:%Y-%m-%d}",
        beside=(_goals(province.goals), _balances(province.bands), _definitions(FOUR)),
        target="area:19",
    )


def _communes(province: Province, rows: list[CommuneRow]) -> Sheet:
    four = [indicator.name for indicator in FOUR]
    heads = ["Mã", "Xã, phường", *four, "Chỉ tiêu", "Đạt (%)", "Tăng (người/tuần)"]
    communes = [
        [
            row.area.pk,
            str(row.area),
            *(row.values[i.code] for i in FOUR),
            row.target,
            percent(row.share),
            row.weekly_rounded,
        ]
        for row in rows
    ]
    totals = ["", "Toàn tỉnh", *(province.totals[i.code] for i in FOUR), None, None, None]
    return Sheet("Xã, phường", heads, [*communes, totals])


def _goals(states: Sequence[GoalState]) -> Sheet:
    rows = [
        [
            *(one.goal.title, *_reached(one), one.goal.deadline),
            *(one.indicator.name, _whose(one), one.goal.lead, one.goal.responsible),
            one.goal.source,
        ]
        for one in states
    ]
    return Sheet("Mục tiêu", _GOAL, rows)


def _reached(one: GoalState) -> list[Any]:
    """Value, goal and share; of an organisation that was merged nothing is counted any more."""
    if one.counts_at:
        return [None, one.goal.number, None]
    return [one.value, one.goal.number, percent(one.share)]


def _whose(one: GoalState) -> str:
    part = f", nay là phần của {one.counts_at}" if one.counts_at else ""
    return f"{one.goal.whose}{part}"


def _balances(bands: Sequence[balances.Band]) -> Sheet:
    rows = [
        [
            *(band.balance.title, band.balance.number, band.unit),
            *(band.named, band.counted, band.left, band.balance.source),
            *(band.balance.reported_on, band.balance.get_confidence_display()),
            *(band.balance.evidence, str(band.balance.area)),
            localdate(band.balance.approved_at) if band.balance.approved_at else "chưa duyệt",
        ]
        for band in bands
    ]
    return Sheet("Chuyển kỳ trước", _BALANCE, rows)


def commune_table(user: User, asked: Words) -> Extract:
    """A commune's numbers beside its own past; beside it twelve weeks of participants."""
    day = selectors.shown_day()
    area = _place(asked, Area.objects.communes(day))
    past = {one.code: values for one, values in selectors.past(area=area, day=day)}
    now = selectors.values_of(area=area, day=day)
    rows = [
        [one.name, now[one.code], *past.get(one.code, (None, None, None))[1:]]
        for one in all_indicators()
    ]
    trend = selectors.trend(day=day, indicator=PARTICIPANTS, area=area)
    return _short(
        Sheet("Số liệu", ["Số liệu", "Hôm nay", "4 tuần trước", "12 tuần trước"], rows),
        f"so-lieu-xa-{area.pk}-{day:%Y-%m-%d}",
        beside=(
            Sheet(PARTICIPANTS.name, ["Ngày", PARTICIPANTS.name], trend),
            _definitions(all_indicators()),
        ),
        about=str(area),
        target=area,
    )


def slice_table(user: User, asked: Words) -> Extract:
    """One number by place, for the filters of the address."""
    cut = cutting.asked_of(asked, user)
    rows, total = cutting.rows_of(cut)
    heads = [PLACES[cut.place], cut.indicator.name]
    name = f"so-lieu-{cut.indicator.code}-{cut.day:%Y-%m-%d}"
    told = [*((row.name, row.value) for row in rows), ("Tổng", total)]
    return _short(Sheet("Số liệu", heads, told), name)


def movement_table(user: User, asked: Words) -> Extract:
    """The national movement's five."""
    day, lines = movement.lines_shown()
    heads = ["Chỉ tiêu", "Sổ đếm được", "Đếm thế nào"]
    rows = [[line.name, value, line.words] for line, value in lines]
    return _short(Sheet("Bình dân học vụ số", heads, rows), f"binh-dan-hoc-vu-so-{day:%Y-%m-%d}")


def goals_table(user: User, asked: Words) -> Extract:
    """Every goal with where it stands."""
    return _short(
        _goals(selectors.all_goal_states(user)), f"muc-tieu-{selectors.shown_day():%Y-%m-%d}"
    )


def shares_table(user: User, asked: Words) -> Extract:
    """The parts of the communes in one goal."""
    word = asked.get("muc-tieu", "")
    key = int(word[:18]) if word.isascii() and word.isdigit() else 0
    goal = get_object_or_404(Goal, pk=key, organisation=None)
    parts = goal.shares.select_related("area").order_by("area__sort_key")
    rows = [[one.area_id, str(one.area), one.number] for one in parts]
    sheet = Sheet("Chỉ tiêu", ["Mã", "Xã, phường", "Chỉ tiêu"], [*rows, ["", "Tổng", goal.number]])
    return _short(sheet, f"chi-tieu-{goal.pk}", about=goal.title)


def balances_table(user: User, asked: Words) -> Extract:
    """What was reported before, and how far it is matched."""
    return _short(_balances(balances.bands()), f"ky-truoc-{selectors.shown_day():%Y-%m-%d}")


def evidence_table(user: User, asked: Words) -> Extract:
    """Every fact behind a number of a commune or the province, for those whose place it is."""
    area = _place(asked, Area.objects.all())
    one = {one.code: one for one in movement.everything_listed()}.get(asked.get("so", ""))
    if one is None or not scope_of(user).covers(area.pk):
        raise Http404  # what one may not see is not known to exist
    day = movement.day_for(one, asked.get("ngay", ""))
    found = evidence.facts_in(indicator=one, area=area, day=day)
    facts = evidence.rows_of_facts(one, found)

    def rows() -> Iterator[tuple[str, str]]:
        for fact in facts.iterator(chunk_size=_BATCH):
            told = one.tell(fact)
            yield told.title, told.words

    return Extract(
        Sheet("Minh chứng", ["Ai, việc gì", "Minh chứng"], rows(), (44, 60)),
        facts.count(),
        f"minh-chung-{one.code}-{area.pk}-{day:%Y-%m-%d}",
        about=f"{one.name.lower()} của {area}, đến hết ngày {day:%d/%m/%Y}",
        target=area,
        facts={"indicator": one.code, "day": str(day)},
    )


def _place(asked: Words, places: QuerySet[Area]) -> Area:
    code = asked.get("xa", "")
    return get_object_or_404(places, pk=code if code.isdecimal() else "")


_PROVINCE, _EVIDENCE = "monitoring.export_province", "monitoring.export_evidence"
TABLES = (
    Table("xa-phuong", "Số liệu các xã, phường", province_table, action=_PROVINCE),
    Table("mot-xa", "Số liệu của một xã, phường", commune_table, action=_PROVINCE),
    Table("loc", "Số liệu đã lọc", slice_table, action=_PROVINCE),
    Table("phong-trao", "Năm chỉ tiêu “Bình dân học vụ số”", movement_table, action=_PROVINCE),
    Table("muc-tieu", "Mục tiêu", goals_table, action=_PROVINCE),
    Table("chi-tieu", "Chỉ tiêu các xã, phường", shares_table, action=_PROVINCE),
    Table("ky-truoc", "Số liệu chuyển kỳ trước", balances_table, action=_PROVINCE),
    Table("minh-chung", "Minh chứng", evidence_table, personal=True, action=_EVIDENCE),
)
