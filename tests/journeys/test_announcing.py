"""A trainer says something to a class and gives their phone a calendar; a learner reads it."""

import json

import pytest
from icalendar import Calendar

from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.journeys.halls import open_class_of
from tests.processes import manage, wait_for

TRAINER, LEARNER = "gv-thongbao@vidu.vn", "thongbao@vidu.vn"
SEAT = """
import json
from learners.classes.models import Seat, Session
from learners.classes.services import take_seat
from learners.people.models import Learner
taken = Session.objects.get(pk={session}).training_class
learner = Learner.objects.get(user__email="{email}")
take_seat(training_class=taken, learner=learner, via=Seat.Via.LINK, actor=learner.user)
print("made " + json.dumps(taken.pk))
"""


def come_onto_the_register(lan: Visitor) -> None:
    """Signs in with a mailbox, and agrees to be contacted."""
    lan.open("/toi/")
    lan.sign_in(LEARNER)
    lan.page.wait_for_url("**/hoc/ghi-ten/**")
    lan.page.get_by_label("Họ và tên", exact=True).fill("Triệu Thị Mây")
    lan.page.get_by_label("Năm sinh", exact=True).fill("1971")
    lan.page.get_by_label("Xã, phường nơi bạn ở").fill("Tân Cương")
    lan.page.get_by_label("Tôi đồng ý để chương trình").check()
    lan.page.get_by_label("Tôi đồng ý để cán bộ xã").check()
    lan.tap("Ghi tên", "button")
    lan.page.wait_for_url("**/toi/")


def test_a_class_is_told_something_and_somebody_reads_it(visit, site, services):
    lan, trainer = visit(**PHONE), visit(**PHONE)
    come_onto_the_register(lan)
    session = open_class_of(site.folder, services, TRAINER, people=6)
    script = SEAT.format(session=session, email=LEARNER)
    said = manage(site.folder, "shell", "-v", "0", "-c", script, env=services)
    klass = json.loads(said.rpartition("made ")[2])

    trainer.open(f"/day/lop/{klass}/thong-bao/")
    trainer.sign_in_as_staff(TRAINER)
    trainer.page.get_by_label("Về việc gì").wait_for()
    trainer.examine("announcements of a class")
    trainer.page.get_by_label("Về việc gì").fill("Đổi giờ học ngày mai")
    trainer.page.get_by_label("Lời nhắn").fill("Ngày mai học lúc 8 giờ.\nNhớ mang điện thoại nhé.")
    trainer.tap("Xem trước", "button")
    trainer.page.get_by_role("heading", name="Người học sẽ nhận được").wait_for()
    trainer.examine("announcement before it goes")
    trainer.tap("Gửi cho lớp", "button")
    trainer.page.get_by_text("Đã gửi thông báo cho lớp.").wait_for()
    outbox = site.folder / "outbox.txt"
    headline = f"{LEARNER}  [Bình dân học AI: Đổi giờ học ngày mai] Ngày mai học lúc 8 giờ."
    wait_for(lambda: headline in outbox.read_text(), "the letter")
    trainer.page.reload()
    trainer.page.get_by_text("Đã tới 1 người").wait_for()
    trainer.examine("announcement")

    lan.open("/hoc/")
    lan.page.get_by_text("1 chưa đọc").wait_for()
    lan.tap("Thông báo")
    lan.examine("inbox")
    lan.tap("Đổi giờ học ngày mai")
    lan.page.get_by_text("Nhớ mang điện thoại nhé.").wait_for()
    lan.examine("message")
    lan.tap("Các thông báo khác")
    lan.page.get_by_role("link", name="Đổi giờ học ngày mai").wait_for()
    assert lan.page.get_by_text("Chưa đọc").count() == 0
    assert outbox.read_text().count(headline) == 1


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_calendar_and_its_private_address(visit, site, services, screen):
    contact = f"gv-lich-{screen['viewport']['width']}@vidu.vn"
    session = open_class_of(site.folder, services, contact, people=2)
    trainer = visit(**screen)
    trainer.open("/day/lich/")
    trainer.sign_in_as_staff(contact)
    trainer.page.get_by_role("heading", name="Lịch lớp tháng").wait_for()
    trainer.examine("calendar")
    trainer.tap("Xem lịch này trong điện thoại")
    trainer.page.get_by_role("heading", name="Lịch lớp trong điện thoại").wait_for()
    trainer.examine("calendar without an address")
    trainer.tap("Tạo địa chỉ lịch riêng", "button")
    field = trainer.page.get_by_label("Địa chỉ lịch")
    address = field.input_value()
    trainer.page.get_by_role("button", name="Chép địa chỉ").wait_for()
    trainer.examine("address of a calendar")

    program = visit().context.request  # knows nothing but the address
    read = Calendar.from_ical(program.get(address).body())
    assert [
        one["STATUS"]
        for one in read.walk("VEVENT")
        if str(one["UID"]).startswith(f"buoi-{session}@")
    ] == ["CONFIRMED"]
    trainer.tap("Đổi địa chỉ mới", "button")
    trainer.page.get_by_text("Đã có địa chỉ lịch riêng của bạn.").wait_for()
    assert [program.get(one).status for one in (address, field.input_value())] == [404, 200]
