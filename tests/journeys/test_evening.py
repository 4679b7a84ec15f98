"""A whole evening in a village hall, from opening the class to its papers; each counts once."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIRequestContext, expect

from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.halls import (
    add_on_the_spot,
    make_trainer,
    outbox_says,
    read_qr,
    register_of,
    scan_screen,
    sign_up,
    told,
)
from tests.processes import wait_for
from tests.tools import need

TRAINER, LEARNER = "buoi.toi@vidu.vn", "nguoi.hoc@vidu.vn"
NAME, ON_THE_SPOT = "Chu Thị Nga", "Dương Văn Tại"
COURSE = "Khóa 1. Làm quen với AI trên điện thoại"
TASK = "Mở trợ lý AI và hỏi một câu về việc nhà mình"
GUESTS = 39  # beside the one who comes with a browser

# People of the register in browsers of their own: where each of them is signed in.
_GUESTS = """
import json
from learners.people.models import Consent
from learners.people.services import claim_learner
from lms.core.models import Area, User
from lms.core.services import mark_verified
from tests.faults.acts import sign_in

def guest(number):
    user = User.objects.create_user(email=f"khach{{number}}@vidu.vn")
    mark_verified(user=user)
    claim_learner(
        user=user, full_name="Hoàng Văn " + "ABCDEGHIKL"[number // 10] + "abcdeghikl"[number % 10],
        birth_year=1950 + number, commune=Area.objects.get(pk="05503"),
        consents=[Consent.Purpose.STUDY], actor=user,
    )
    return sign_in(user)

print("made " + json.dumps([guest(number) for number in range({many})]))
"""
# What a camera may have kept, or somebody made up from two screens.
_CODES = """
import json, time
from urllib.parse import urlsplit
from learners.attendance.screens import address_now
from learners.classes.models import Session
session = Session.objects.get(pk={session})
other = session.training_class.sessions.get(number=2)
old, of_other = address_now(session, time.time() - 120), address_now(other, time.time())
exchanged = of_other.replace(f"/{{other.pk}}-", f"/{{session.pk}}-")
print("made " + json.dumps([urlsplit(one).path for one in (old, of_other, exchanged)]))
"""
_PAPERS = """
import json
from collections import Counter
from certificates.papers.models import Certificate
from learners.closing.models import AttendanceFact, Closing
from learners.study.models import Enrolment
seats = AttendanceFact.objects.filter(training_class={klass}, enough=True)
runs = Enrolment.objects.filter(learner__in=seats.values("learner"))
papers = Counter(map("-".join, Certificate.objects.filter(enrolment__in=runs).values_list(
    "kind", "state"
)))
print("made " + json.dumps({{
    **papers, "closings": Closing.objects.filter(training_class={klass}).count(),
    "there": seats.count(), "finished": runs.filter(completed_at__isnull=False).count(),
}}))
"""


def open_class(trainer: Visitor) -> int:
    """A class that begins now and meets twice; its number."""
    page = trainer.page
    trainer.open("/day/")
    trainer.sign_in_as_staff(TRAINER)
    page.wait_for_url("**/day/")
    trainer.tap("Mở lớp mới")
    day, hour = page.evaluate(
        "() => new Date().toLocaleString('sv', {timeZone: 'Asia/Ho_Chi_Minh'}).split(' ')"
    )
    page.get_by_label("Khóa học").select_option(label=COURSE)
    page.get_by_label("Buổi đầu tiên").fill(day)
    page.get_by_label("Bắt đầu lúc").fill(hour[:5])
    page.get_by_label("Số buổi").fill("2")
    page.get_by_label("Nơi học").first.fill("Nhà văn hóa xóm Gò Móc")
    page.get_by_text("Thứ trong tuần, số chỗ, giảng viên khác…").click()
    page.get_by_label("Số chỗ trong lớp").fill(str(GUESTS + 2))
    trainer.tap("Mở lớp", "button")
    page.get_by_text("Đã mở lớp.").wait_for()
    return int(urlsplit(page.url).path.split("/")[3])


def print_poster(trainer: Visitor, folder: Path) -> str:
    """The address in the QR of the poster, as it hangs on the wall on A4."""
    trainer.tap("Tờ dán có QR")
    trainer.page.locator(".poster__qr").wait_for()
    paper = folder / "poster.pdf"
    trainer.page.pdf(path=paper, format="A4", print_background=True)
    draw = [need("pdftoppm", package="poppler-utils"), "-r", "150", "-png", "-singlefile"]
    subprocess.run([*draw, paper, folder / "poster"], check=True)
    return read_qr(folder / "poster.png")


def join(learner: Visitor, address: str) -> None:
    """From the poster onto the register and into the class."""
    learner.page.goto(address)
    learner.tap("Vào lớp này", "button")
    sign_up(learner, LEARNER, NAME)
    learner.tap("Vào lớp này", "button")
    learner.page.get_by_text("Bạn có chỗ trong lớp này.").wait_for()


def scan_as_guest(browser: APIRequestContext, address: str) -> str:
    """Scan and press the one button; the page after it."""
    page = browser.get(address).text()
    assert "Vào lớp và điểm danh" in page
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {"csrfmiddlewaretoken": token[1], "join": "1"}
    where = urlsplit(address)
    return browser.post(f"{where.scheme}://{where.netloc}/hoc/diem-danh/", form=form).text()


def everybody_scans(trainer: Visitor, guests: list[APIRequestContext], picture: Path) -> set[str]:
    """Each scans what the screen shows when it is their turn; the addresses they saw."""
    seen = set()
    for place, guest in enumerate(guests):
        if place % 8 == 0:
            address = scan_screen(trainer, picture)
            seen.add(address)
        assert "Đã ghi: bạn có mặt" in scan_as_guest(guest, address)
    return seen


def is_refused(learner: Visitor, path: str, words: str) -> None:
    """A sentence, and what to do."""
    learner.open(path)
    expect(learner.page.get_by_role("heading", name="Chưa điểm danh được")).to_be_visible()
    expect(learner.page.get_by_text(words)).to_be_visible()
    learner.examine(words)


def practise_and_test(trainer: Visitor, klass: int) -> None:
    """Two people do the task of the course and hand in its test on paper."""
    page, names = trainer.page, (NAME, ON_THE_SPOT)
    trainer.open(f"/day/lop/{klass}/thuc-hanh/")
    trainer.tap(TASK)
    for name in names:
        page.get_by_label(name).check()
    trainer.tap("Lưu các dấu", "button")
    expect(page.get_by_text("Đã lưu 2 thay đổi.")).to_be_visible()
    trainer.open(f"/day/lop/{klass}/phieu/")
    for place, name in enumerate(names):
        line = page.get_by_role("group", name=name)
        line.get_by_label("Số phiếu").fill(f"GM-{place}")
        score = line.get_by_label("Số câu đúng")
        label = line.locator("label", has_text="Số câu đúng").inner_text()
        score.fill(re.findall(r"\d+", label)[0])
    trainer.tap("Ghi kết quả", "button")
    expect(page.get_by_text("đạt Phiếu GM-").first).to_be_visible()


def close_twice(trainer: Visitor, klass: int) -> None:
    """The button, and the same once more from a page that was still open."""
    page = trainer.page
    trainer.open(f"/day/lop/{klass}/ket-thuc/")
    expect(page.get_by_role("heading", name="Đủ điều kiện: 2 người")).to_be_visible()
    expect(page.get_by_role("heading", name=f"Chưa đủ: {GUESTS} người")).to_be_visible()
    token = page.locator("main [name=csrfmiddlewaretoken]").first.input_value()
    trainer.tap("Kết thúc lớp", "button")
    expect(page.get_by_text("2 người vừa hoàn thành khóa học")).to_be_visible()
    again = trainer.context.request.post(page.url, form={"csrfmiddlewaretoken": token})
    assert "Lớp đã kết thúc" in again.text()


def find_paper(learner: Visitor) -> None:
    """It appears by itself."""
    learner.open("/hoc/giay/")
    expect(learner.page.get_by_text("Giấy chứng nhận hoàn thành")).to_be_visible()
    check = learner.page.get_by_role("link", name="Trang kiểm tra")
    expect(check).to_be_visible(timeout=90_000)


@pytest.fixture
def guests(browser, site, services) -> Iterator[list[APIRequestContext]]:
    """People with a session each, without a window."""
    contexts = []
    for key in told(site.folder, _GUESTS.format(many=GUESTS), services):
        context = browser.new_context()
        context.add_cookies([{"name": "sessionid", "value": key, "url": site.url}])
        contexts.append(context)
    yield [context.request for context in contexts]
    for context in contexts:
        context.close()


def test_an_evening_from_an_open_class_to_its_papers(visit, site, services, guests, tmp_path):
    make_trainer(site.folder, services, TRAINER)
    trainer, learner = visit(**PHONE), visit(**PHONE)
    klass = open_class(trainer)
    join(learner, print_poster(trainer, tmp_path))

    trainer.open(f"/day/lop/{klass}/")
    trainer.page.get_by_role("link", name="Chiếu mã QR").first.click()
    session = int(urlsplit(trainer.page.url).path.split("/")[3])
    address = scan_screen(trainer, tmp_path / "qr.png")
    for _ in range(2):  # scanned again, it is written down once
        learner.page.goto(address)
        learner.tap("Tôi có mặt", "button")
        learner.page.get_by_role("heading", name="Đã ghi: bạn có mặt").wait_for()
    seen = everybody_scans(trainer, guests, tmp_path / "qr.png")
    assert register_of(site.folder, services, session)["marks"] == GUESTS + 1
    old, of_other, exchanged = told(site.folder, _CODES.format(session=session), services)
    is_refused(learner, old, "Mã QR này đã cũ")
    is_refused(learner, of_other, "chưa bắt đầu hoặc đã qua")
    is_refused(learner, exchanged, "Mã QR này không phải mã điểm danh")
    wait_for(lambda: scan_screen(trainer, tmp_path / "qr.png") not in {address, *seen}, "change")

    trainer.open(f"/day/buoi/{session}/")
    trainer.page.locator("[data-ready=yes]").wait_for()
    add_on_the_spot(trainer, ON_THE_SPOT)
    outbox_says(trainer, "Đã gửi hết.")
    there = {"there": GUESTS + 2, "marks": GUESTS + 2, "on the spot": 1, "wrong lines": 0}
    assert register_of(site.folder, services, session) == there

    practise_and_test(trainer, klass)
    close_twice(trainer, klass)
    find_paper(learner)
    papers = {"completion-valid": 2, "attendance-valid": GUESTS}
    counted = papers | {"closings": 1, "there": GUESTS + 2, "finished": 2}
    script = _PAPERS.format(klass=klass)
    wait_for(lambda: told(site.folder, script, services) == counted, "papers", seconds=120)
    assert "Giấy xác nhận tham gia" in guests[0].get(f"{site.url}/hoc/giay/").text()
