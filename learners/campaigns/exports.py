"""Campaigns, their people and the alerts as tables; no phone and no birth date in them."""

from collections.abc import Iterator

from django.http import Http404
from django.utils import timezone

from learners.campaigns import noting, selectors
from learners.campaigns.filters import read_filters
from learners.campaigns.models import Campaign
from learners.campaigns.selectors import STATES
from lms.core.models import User
from lms.core.numbers import percent
from lms.core.sheets import Sheet
from lms.core.tables import Extract, Table, Words

_PEOPLE = ("Họ và tên", "Đơn vị", "Tình trạng", "Còn thiếu", "Đưa vào ngày")
_CAMPAIGNS = (
    *("Chiến dịch", "Cơ quan, đơn vị", "Danh sách", "Đã xong đúng hạn", "Xong sau hạn"),
    *("Còn chưa xong", "Đạt (%)", "Cần đạt (người)", "Hạn", "Căn cứ"),
)
_ALERTS = ("Nơi", "Cảnh báo", "Đã thấy gì", "Nên làm", "Đã làm gì")


def people_table(user: User, asked: Words) -> Extract:
    """The people of one state of a campaign (`chien-dich`) in register order, as on its pages."""
    campaign = _campaign(user, asked)
    state, unit = read_filters(asked)
    return Extract(
        Sheet("Chiến dịch", _PEOPLE, _people(campaign, state, unit), (28, 36, 24, 30, 14)),
        selectors.in_state(campaign, state, unit).count(),
        f"chien-dich-{campaign.pk}-{state}-{timezone.localdate():%Y-%m-%d}",
        about=f"{campaign.title}, {STATES[state].lower()}",
        target=campaign,
        facts={"state": state},
    )


def _campaign(user: User, asked: Words) -> Campaign:
    word = asked.get("chien-dich", "")[:18]
    pk = int(word) if word.isascii() and word.isdigit() else 0
    campaign = selectors.campaign_seen(pk=pk, user=user)
    if campaign is None:
        raise Http404  # what one may not see is not known to exist
    return campaign


def _people(campaign: Campaign, state: str, unit: str) -> Iterator[tuple[object, ...]]:
    for row in selectors.rows_of(campaign=campaign, state=state, unit=unit):
        words = STATES[state]
        if row.member.left_reason:
            words = f"{words}: {row.member.get_left_reason_display()}"
        yield row.name, row.unit, words, row.so_far, row.member.added_on


def campaigns_table(user: User, asked: Words) -> Extract:
    """All campaigns of one's scope with their numbers, the newest first."""
    cards = selectors.all_campaigns(user=user)
    rows = [
        (
            *(one.campaign.title, str(one.campaign.organisation), one.numbers.roster),
            *(one.numbers.done, one.numbers.late, one.numbers.missing),
            *(percent(one.numbers.share), one.numbers.target, one.campaign.deadline),
            one.campaign.decision,
        )
        for one in cards
    ]
    name = f"chien-dich-{timezone.localdate():%Y-%m-%d}"
    return Extract(Sheet("Chiến dịch", _CAMPAIGNS, rows), len(rows), name)


def alerts_table(user: User, asked: Words) -> Extract:
    """The alerts of one's scope, of one kind or all, with what was done about each."""
    shown = noting.shown(user=user)
    kind = asked.get("loai", "")
    if kind in {row.alert.kind for row in shown}:
        shown = [row for row in shown if row.alert.kind == kind]
    rows = [
        (
            *(row.place, row.alert.title, row.alert.words, row.alert.todo),
            "; ".join(f"{note.words} ({note.noted_at:%d/%m/%Y})" for note in row.notes),
        )
        for row in shown
    ]
    name = f"canh-bao-{timezone.localdate():%Y-%m-%d}"
    return Extract(Sheet("Cảnh báo", _ALERTS, rows, (28, 28, 60, 40, 40)), len(rows), name)


TABLES = (
    Table("chien-dich", "Chiến dịch của cơ quan", campaigns_table),
    Table(
        "nguoi-chien-dich",
        "Người trong chiến dịch",
        people_table,
        personal=True,
        action="campaigns.export",
    ),
    Table("canh-bao", "Cảnh báo", alerts_table),
)
