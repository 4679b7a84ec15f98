"""The weekly summary in plain Vietnamese. Pure: numbers in, words out; nothing personal goes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.core.numbers import show_number

MOST_ALERTS, MOST_CAMPAIGNS = 15, 20


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as last counted, and a week before; None when that day was not counted."""

    name: str
    value: int
    before: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a campaign stands."""

    title: str
    deadline: date
    roster: int
    done: int
    missing: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What an officer is told on a Monday, of their own scope."""

    day: date | None
    scope: str
    figures: Sequence[Figure]
    alerts: Sequence[str]
    campaigns: Sequence[Standing]


def letter(summary: Summary, *, home: str, stop: str) -> str:
    """The summary as a letter; `home` is where to look, `stop` ends it."""
    parts = [
        f"Bản tin tuần, {summary.scope}.",
        *_figures(summary),
        *_alerts(summary),
        *_campaigns(summary),
        f"Xem đầy đủ: {home}",
        f"Thư này gửi vì anh, chị đã bật bản tin tuần. Không muốn nhận nữa, mời bấm: {stop}",
    ]
    return "\n\n".join(parts) + "\n"


def _figures(summary: Summary) -> list[str]:
    if not summary.figures:
        return []
    when = f"Số liệu đến ngày {summary.day:%d/%m/%Y}:" if summary.day else "Chưa có số liệu:"
    lines = [f"- {one.name}: {show_number(one.value)} ({_change(one)})" for one in summary.figures]
    return ["\n".join([when, *lines])]


def _change(one: Figure) -> str:
    if one.before is None:
        return "chưa có số tuần trước để so"
    more = one.value - one.before
    if more == 0:
        return "không đổi so với tuần trước"
    return f"{'thêm' if more > 0 else 'bớt'} {show_number(abs(more))} so với tuần trước"


def _alerts(summary: Summary) -> list[str]:
    if not summary.alerts:
        return ["Không có cảnh báo nào."]
    shown = [f"- {one}" for one in summary.alerts[:MOST_ALERTS]]
    more = len(summary.alerts) - len(shown)
    rest = [f"- và {show_number(more)} cảnh báo nữa"] if more > 0 else []
    return ["\n".join([f"Cảnh báo ({show_number(len(summary.alerts))}):", *shown, *rest])]


def _campaigns(summary: Summary) -> list[str]:
    if not summary.campaigns:
        return []
    lines = [
        f"- {one.title} (hạn {one.deadline:%d/%m/%Y}): {show_number(one.done)} trên "
        f"{show_number(one.roster)} người đã xong, {show_number(one.missing)} người chưa xong"
        for one in summary.campaigns[:MOST_CAMPAIGNS]
    ]
    return ["\n".join(["Chiến dịch:", *lines])]
