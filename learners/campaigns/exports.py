"""The people of a campaign as a file, equal to the pages; no phone and no birth date in it."""

from collections.abc import Iterator
from io import BytesIO

from django.utils import timezone

from learners.campaigns import selectors
from learners.campaigns.models import Campaign
from learners.campaigns.selectors import STATES
from lms.core.sheets import Sheet, write_workbook

HEADINGS = ("Họ và tên", "Đơn vị", "Tình trạng", "Còn thiếu", "Đưa vào ngày")


def table(campaign: Campaign, state: str, unit: str = "") -> Iterator[tuple[str, ...]]:
    """The people of one state in register order, as on screen."""
    for row in selectors.rows_of(campaign=campaign, state=state, unit=unit):
        words = STATES[state]
        if row.member.left_reason:
            words = f"{words}: {row.member.get_left_reason_display()}"
        yield row.name, row.unit, words, row.so_far, f"{row.member.added_on:%d/%m/%Y}"


def as_xlsx(campaign: Campaign, state: str, unit: str = "") -> BytesIO:
    """The table as a workbook."""
    return write_workbook(Sheet("Chiến dịch", HEADINGS, table(campaign, state, unit)))


def file_name(campaign: Campaign, state: str, ending: str) -> str:
    """What the file is called; without names of people or agencies."""
    return f"chien-dich-{campaign.pk}-{state}-{timezone.localdate():%Y-%m-%d}.{ending}"
