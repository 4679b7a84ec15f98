"""A trainer opens a class on a phone; people come in by its poster, by hand, and wait in line."""

from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.journeys.halls import sign_up

TRAINER = "+84912000002"


def join(visitor: Visitor, code: str, contact: str, name: str) -> None:
    """The code is typed from the poster by somebody who has never been here."""
    visitor.open("/hoc/lop/")
    visitor.examine("the code")
    visitor.page.get_by_label("Mã lớp").fill(code.lower())
    visitor.tap("Xem lớp", "button")
    visitor.examine("a class from outside")
    visitor.page.locator("main form button").first.click()
    sign_up(visitor, contact, name)
    # Back at the class, where one button was meant to be tapped.
    visitor.page.locator("main form button").first.click()


def test_a_class_opens_in_one_screen_and_fills(visit):
    trainer = visit(**PHONE)
    trainer.open("/day/")
    trainer.sign_in_as_staff(TRAINER)
    trainer.page.wait_for_url("**/day/")
    trainer.examine("the trainer's home")

    trainer.taps = 0
    trainer.tap("Mở lớp mới")
    trainer.examine("opening a class")
    trainer.page.get_by_label("Nơi học").first.fill("Nhà văn hóa xóm Hồng Thái")
    trainer.page.get_by_text("Thứ trong tuần, số chỗ, giảng viên khác…").click()
    trainer.page.get_by_label("Số chỗ trong lớp").fill("2")
    trainer.tap("Mở lớp", "button")
    trainer.page.get_by_text("Đã mở lớp.").wait_for()
    assert trainer.taps == 2
    trainer.examine("a class")
    home = trainer.page.url

    trainer.tap("Tờ dán có QR")
    trainer.examine("the poster")
    code = trainer.page.locator(".poster__code").inner_text()
    expect(trainer.page.locator(".poster__qr")).to_be_visible()

    first = visit(**PHONE)
    join(first, code, "lop1@vidu.vn", "Lưu Thị Thắm")
    first.page.get_by_text("Bạn có chỗ trong lớp này.").wait_for()
    first.examine("a seat")

    trainer.page.goto(home)
    trainer.tap("Thêm người")
    trainer.examine("adding somebody")
    trainer.page.get_by_label("Họ và tên").fill("Triệu Mùi Pham")
    trainer.page.get_by_label("Năm sinh").fill("1948")
    trainer.page.get_by_label("Giấy đồng ý đã ký").fill("tờ 1")
    trainer.tap("Ghi tên và xếp chỗ", "button")
    trainer.page.get_by_text("Triệu Mùi Pham: có chỗ trong lớp.").wait_for()

    second = visit(**PHONE)
    join(second, code, "lop2@vidu.vn", "Đàm Văn Quý")
    second.page.get_by_text("Bạn đứng thứ 1 trong danh sách chờ").wait_for()
    second.examine("the waiting list")

    trainer.page.goto(home)
    trainer.page.get_by_role("link", name="Học viên", exact=True).click()
    trainer.page.get_by_role("button", name="Rời lớp Triệu Mùi Pham").wait_for()
    trainer.examine("the roster")
    first.page.get_by_text("Tôi không học lớp này nữa").click()
    first.tap("Rời lớp", "button")
    first.page.get_by_role("button", name="Vào lớp này").or_(
        first.page.get_by_role("button", name="Ghi tên chờ")
    ).wait_for()
    second.page.reload()
    second.page.get_by_text("Bạn có chỗ trong lớp này.").wait_for()

    trainer.page.goto(home)
    trainer.tap("Đổi nơi học, giảng viên, buổi học")
    trainer.examine("changing a class")
    trainer.page.goto(home)
    trainer.tap("Mở lớp mới giống lớp này")
    trainer.examine("one more class")
    trainer.page.goto(home)
    trainer.tap("Gửi danh sách")
    trainer.examine("lists of a class")


def test_an_officer_sees_the_classes_of_the_commune_on_a_desk(visit):
    officer = visit(**DESKTOP)
    officer.open("/day/")
    officer.sign_in_as_staff("xa@demo.vn")
    officer.page.get_by_role("heading", name="Lớp trong phạm vi của bạn").wait_for()
    officer.examine("classes of a commune")
    officer.page.locator("main h3 a").first.click()
    officer.examine("a class, for an officer")
    officer.page.get_by_role("link", name="Học viên", exact=True).click()
    officer.examine("a roster, for an officer")
