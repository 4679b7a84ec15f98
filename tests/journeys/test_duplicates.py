"""The duplicates desk in the hands of a clerk: why, an answer, the next one, and the way back."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, Visitor


@pytest.mark.parametrize("options", [PHONE, DESKTOP], ids=["phone, light", "desktop, dark"])
def test_a_clerk_decides_about_records_that_may_be_one(visit, options):
    clerk = visit(**options)
    clerk.open("/theo-doi/trung/")
    clerk.sign_in_as_staff("xa@demo.vn")
    expect(clerk.page.get_by_role("heading", name="Hồ sơ có thể trùng")).to_be_visible()
    clerk.examine("desk")

    name = open_first_pair(clerk)
    clerk.examine("pair")
    clerk.tap("Để sau", "button")
    expect(clerk.page.get_by_text("Đã để sau.")).to_be_visible()
    clerk.open("/theo-doi/trung/?xem=de-sau")
    clerk.examine("put off")
    expect(clerk.page.get_by_role("link", name=name)).to_be_visible()

    clerk.tap(name)
    clerk.tap("Cùng một người", "button")
    expect(clerk.page.get_by_text("Đã ghi: cùng một người.")).to_be_visible()
    take_back(clerk, name)

    clerk.open("/theo-doi/trung/")
    open_first_pair(clerk)
    clerk.tap("Hai người khác nhau", "button")
    expect(clerk.page.get_by_text("Sẽ không hỏi lại về hai hồ sơ này.")).to_be_visible()
    assert len(clerk.seen) == 6


def open_first_pair(clerk: Visitor) -> str:
    """The likeliest pair; returns how it stands in the list."""
    link = clerk.page.locator("tbody a").first
    name = link.inner_text()
    link.click()
    expect(clerk.page.get_by_role("heading", name="có phải cùng một người?")).to_be_visible()
    return name


def take_back(clerk: Visitor, name: str) -> None:
    """The last merge, found in the list of merges; then the question waits again."""
    clerk.open("/theo-doi/trung/da-gop/")
    clerk.examine("merges")
    clerk.tap("Tách lại")
    clerk.examine("undo")
    clerk.tap("Tách lại", "button")
    expect(clerk.page.get_by_text("Đã tách lại hai hồ sơ")).to_be_visible()
    clerk.examine("merges, taken back")
    clerk.open("/theo-doi/trung/")
    expect(clerk.page.get_by_role("link", name=name)).to_be_visible()
