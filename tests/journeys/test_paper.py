"""A sheet on paper: printed, filled in by hand, photographed badly, confirmed, in the register."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.halls import open_class_of, register_of
from tests.learners.paper.photos import (
    BLACK,
    BLUE,
    PENCIL,
    Camera,
    Hand,
    filled,
    photographed,
    rasterised,
    scanned,
)

PEOPLE = 20  # two pages
A_DAY = 25  # hours
BAD = Camera(turn=6, tilt=0.08, blur=0.8, noise=10, light=0.4, seed=4)


def printed_sheet(trainer: Visitor) -> list[Image.Image]:
    """The pages as the printer makes them."""
    with trainer.page.expect_response(lambda answer: "?to=" in answer.url):
        trainer.tap("Tạo tờ điểm danh để in", "button")
    trainer.page.goto(trainer.page.url.partition("?")[0])
    address = trainer.page.locator("tbody a").get_attribute("href")
    there = trainer.page.url + (address or "")
    answer = trainer.context.request.get(there)
    assert answer.headers["content-type"] == "application/pdf"
    return rasterised(answer.body())


def open_yesterdays_papers(trainer: Visitor) -> None:
    """The evening after: from home to the class, and to the sheet of its session of yesterday."""
    trainer.page.locator("main ul.stack a[href^='/day/lop/']").first.click()
    trainer.page.get_by_role("heading", name="Các buổi học").wait_for()
    trainer.examine("class, the day after")
    trainer.page.locator(".lesson-list__meta").get_by_role("link", name="In tờ giấy").click()


def first_page(page: Image.Image) -> bytes:
    """Sixteen marks (two late, one excused), a row with two, and one only signed, on a photo."""
    marks = {
        row: (0, ("cross", "tick")[row % 2], (BLUE, BLACK, PENCIL)[row % 3]) for row in range(16)
    }
    marks |= {2: (1, "cross", BLUE), 5: (1, "tick", BLACK), 9: (2, "cross", BLUE)}
    hand = Hand(filled(page, marks, 3), 8)
    hand.mark(16, 0, "cross", BLUE)
    hand.mark(16, 2, "cross", BLUE)
    hand.sign(17, BLACK)
    return photographed(hand.done(), BAD)


def answer_what_is_asked(trainer: Visitor) -> None:
    """The row with two marks was there, the one only signed came late; others as on the paper."""
    asked = trainer.page.locator("fieldset.paper-ask")
    for place in range(asked.count()):
        row = asked.nth(place)
        number = int((row.locator("legend").text_content() or "").partition(".")[0])
        says = {3: "Đến muộn", 6: "Đến muộn", 10: "Vắng có phép", 18: "Đến muộn"}
        row.get_by_label(says.get(number, "Có mặt"), exact=True).check()


def test_a_sheet_comes_back_from_the_hall_as_marks(visit, site, services, tmp_path: Path):
    mail = "to.giay@vidu.vn"
    session = open_class_of(site.folder, services, mail, people=PEOPLE, hours_ago=A_DAY)
    trainer = visit(**PHONE)
    trainer.open("/day/")
    trainer.sign_in_as_staff(mail)
    open_yesterdays_papers(trainer)
    trainer.examine("sheet to print")
    first, second = printed_sheet(trainer)
    trainer.examine("sheets printed")

    photo, scan = tmp_path / "trang 1.jpg", tmp_path / "quet.pdf"
    photo.write_bytes(first_page(first))
    scan.write_bytes(scanned(filled(second, {0: (0, "cross", BLUE)}, 6)))
    trainer.tap("Gửi tờ đã ký")
    trainer.examine("to send")
    trainer.tap("Gửi và đọc", "button")
    trainer.page.get_by_text("Hãy chọn ảnh hoặc bản quét").first.wait_for()
    trainer.examine("nothing chosen")
    send(trainer, photo)
    expect(trainer.page.get_by_text("Có dấu ở nhiều ô.").first).to_be_visible()
    expect(trainer.page.get_by_text("Có chữ ký nhưng chưa đánh dấu").first).to_be_visible()
    trainer.examine("what was read")
    assert register_of(site.folder, services, session)["marks"] == 0

    trainer.tap("Xác nhận, ghi vào sổ", "button")
    trainer.page.get_by_text("người chưa chọn").wait_for()
    trainer.examine("somebody forgotten")
    answer_what_is_asked(trainer)
    trainer.tap("Xác nhận, ghi vào sổ", "button")
    expect(trainer.page.get_by_text("chưa có ảnh trang 2")).to_be_visible()
    trainer.examine("a page is missing")
    send(trainer, scan)
    trainer.tap("Xác nhận, ghi vào sổ", "button")
    expect(trainer.page.get_by_text("đã ghi vào sổ trang 1, 2.")).to_be_visible()
    trainer.examine("all confirmed")
    # Of 18 on the first page one was excused; of two on the second one came.
    assert register_of(site.folder, services, session) == {
        "there": 18,
        "marks": PEOPLE,
        "on the spot": 0,
        "wrong lines": 0,
    }
    trainer.open(f"/day/buoi/{session}/")
    expect(trainer.page.locator("[data-count=there]")).to_have_text("18")
    trainer.tap("Ghi ai giúp ai")
    trainer.page.wait_for_url("**/giup/")
    trainer.examine("who helped whom")
    look_at_the_month(trainer)


def send(trainer: Visitor, file: Path) -> None:
    trainer.page.get_by_label("Ảnh hoặc bản quét tờ điểm danh").set_input_files(file)
    trainer.tap("Gửi và đọc", "button")
    trainer.page.get_by_role("heading", name="Xác nhận tờ điểm danh").wait_for(timeout=120_000)


def look_at_the_month(trainer: Visitor) -> None:
    """The session stands on the sheet of the month in which it began, on page and paper."""
    began = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")) - timedelta(hours=A_DAY)
    trainer.open(f"/day/bang-thang/?thang={began:%Y-%m}")
    expect(trainer.page.get_by_text("Cộng: 1 buổi")).to_be_visible()
    trainer.examine("sheet of a month")
    link = trainer.page.get_by_role("link", name="Bản in theo mẫu").get_attribute("href")
    answer = trainer.context.request.get(trainer.site.url + (link or ""))
    assert answer.headers["content-type"] == "application/pdf"
