"""An officer adds a candidate, two judge the trial lesson, the officer appoints; the trainer reads
at every step what is still missing."""

import re

import pytest

from tests.journeys.conftest import DESKTOP, PHONE
from tests.processes import manage

CANDIDATE = "Nguyễn Thị Lan"
_ASSESSORS = """
from lms.core.factors import seed_demo_factor
from lms.core.models import Area, User
from lms.core.roles import Role
from lms.core.services import grant_role, mark_verified
from learners.people.consents import Consent
from learners.people.models import Learner
from learners.people.services import claim_learner
home = Area.objects.get(pk="05503")
for number in (1, 2):
    user = User.objects.create_user(email=f"cham{number}@vidu.vn", full_name=f"Người Chấm {number}")
    mark_verified(user=user)
    grant_role(user=user, role=Role.TRAINER, area=home, organisation=None, actor=None)
    seed_demo_factor(user)
user = User.objects.create_user(email="lan.ungvien@vidu.vn", full_name="Nguyễn Thị Lan")
mark_verified(user=user)
claim_learner(
    user=user, full_name="Nguyễn Thị Lan", birth_year=1961, commune=home,
    consents=[Consent.Purpose.STUDY], actor=user,
)
"""


@pytest.fixture
def people(site, services) -> None:
    """Two trainers who may judge, and somebody on the register."""
    manage(site.folder, "shell", "-v", "0", "-c", _ASSESSORS, env=services)


@pytest.fixture
def officer(visit, people):
    """The commune's officer, at the list of trainers."""
    somebody = visit(**DESKTOP)
    somebody.open("/theo-doi/giang-vien/")
    somebody.sign_in_as_staff("xa@demo.vn")
    somebody.page.wait_for_url("**/giang-vien/")
    return somebody


def add_a_candidate(officer) -> str:
    """Found on the register; returns the address of the file."""
    officer.examine("danh sách giảng viên")
    officer.tap("Thêm ứng viên")
    officer.page.get_by_label("Tìm người").fill("lan")
    officer.tap("Tìm", "button")
    officer.page.get_by_label("Ai giới thiệu").fill("Hội Phụ nữ xã giới thiệu")
    officer.examine("thêm ứng viên")
    found = officer.page.get_by_role("listitem").filter(has_text=CANDIDATE)
    found.filter(has_text="1961").get_by_role("button").click()
    officer.page.wait_for_url(re.compile(r"/giang-vien/\d+/$"))
    officer.page.get_by_text("đã có trong sổ giảng viên").wait_for()
    officer.examine("hồ sơ ứng viên")
    return officer.page.url.removeprefix(officer.site.url)


def read_the_other_pages(officer, file: str) -> None:
    """Those that the way of a candidate does not lead through, narrow and wide."""
    many, lists = "/theo-doi/giang-vien/nhieu-nguoi", "/theo-doi/giang-vien"
    pages = [f"{file}nguoi-kem/", f"{file}tieng/", f"{lists}/do-phu/", f"{lists}/mang-luoi/"]
    pages += [f"{many}/quyet-dinh/", f"{many}/xac-nhan/", f"{many}/buoc/"]
    for path in pages:
        answer = officer.page.goto(officer.site.url + path)
        assert answer.ok, path
        for look in (PHONE, DESKTOP):
            officer.page.set_viewport_size(look["viewport"])
            officer.examine(path)
    officer.open(file)


def confirm_the_introduction(officer) -> None:
    """What nobody counts is an officer's word, with evidence."""
    officer.page.get_by_role("link", name=re.compile("Xác nhận.*giới thiệu")).click()
    officer.page.get_by_label("Nội dung").fill("Hội Phụ nữ xã giới thiệu")
    officer.page.get_by_label("Minh chứng").fill("Giấy giới thiệu số 3")
    officer.examine("xác nhận điều kiện")
    officer.tap("Xác nhận", "button")
    officer.page.get_by_text("Cán bộ xác nhận ngày").wait_for()


def go_on(officer, to: str) -> None:
    """The next step; with something missing, a reason."""
    officer.tap("Chuyển bước")
    officer.page.get_by_label("Chuyển sang bước").select_option(label=to)
    officer.page.get_by_label("Lý do").fill("Đã học ở lớp của tỉnh")
    officer.examine("chuyển bước")
    officer.tap("Chuyển", "button")
    officer.page.get_by_text("Đã chuyển bước").wait_for()


def name_the_assessors(officer) -> None:
    """Two of them, by their accounts."""
    officer.tap("Mở buổi giảng thử")
    today = officer.page.evaluate("new Date().toLocaleDateString('en-GB')")
    officer.page.get_by_label("Ngày giảng thử").fill(today)
    officer.page.get_by_label("Bài giảng thử").fill("Năm thứ không bao giờ gõ vào AI")
    officer.page.get_by_label("Người chấm thứ nhất").fill("cham1@vidu.vn")
    officer.page.get_by_label("Người chấm thứ hai").fill("cham1@vidu.vn")
    officer.tap("Giao chấm", "button")
    officer.page.get_by_text("Cần đúng hai người chấm khác nhau").wait_for()
    officer.examine("giao chấm, có lỗi")
    officer.page.get_by_label("Người chấm thứ hai").fill("cham2@vidu.vn")
    officer.tap("Giao chấm", "button")
    officer.page.get_by_text("Đang chờ chấm").wait_for()
    officer.examine("đang chờ chấm")


def judge(visit, address: str, number: int, points: str) -> None:
    """One assessor on a phone, alone."""
    assessor = visit(**PHONE)
    assessor.open(address)
    assessor.sign_in_as_staff(f"cham{number}@vidu.vn")
    assessor.page.wait_for_url("**/cham/*/")
    assessor.examine("phiếu chấm")
    for group in assessor.page.locator("main fieldset").all():
        group.get_by_label(points).check()
    assessor.page.get_by_label("Nhận xét").fill(f"Nhận xét {number}")
    assessor.tap("Nộp phiếu chấm", "button")
    assessor.page.get_by_text("Đã nộp phiếu chấm").wait_for()
    assert assessor.page.get_by_text("Kết quả", exact=True).count() == (number == 2)
    assessor.examine(f"phiếu đã nộp {number}")


def appoint(officer) -> None:
    """By a decision; what is still missing needs a reason."""
    officer.tap("Công nhận")
    officer.page.get_by_label("Số quyết định").fill("12/QĐ-UBND")
    officer.tap("Ghi quyết định", "button")
    officer.page.get_by_text("Hãy ghi lý do").first.wait_for()
    officer.page.get_by_label("Lý do").fill("Phụ giảng bổ sung trong tháng")
    officer.examine("công nhận, thiếu lý do")
    officer.tap("Ghi quyết định", "button")
    officer.page.get_by_text("Đã ghi quyết định công nhận").wait_for()
    officer.page.get_by_text("chưa giữ vai trò giảng viên").wait_for()
    officer.examine("hồ sơ được công nhận")


def test_a_candidate_becomes_a_trainer(visit, officer):
    person = visit(**PHONE)
    person.open("/day/giang-vien/")
    person.sign_in("lan.ungvien@vidu.vn")
    person.page.get_by_text("Bạn chưa có hồ sơ giảng viên").wait_for()
    person.examine("chưa là giảng viên")
    file = add_a_candidate(officer)
    read_the_other_pages(officer, file)
    confirm_the_introduction(officer)
    go_on(officer, "đang học")
    go_on(officer, "chờ đánh giá")
    name_the_assessors(officer)
    person.open("/day/giang-vien/")
    person.page.get_by_text("Bạn đang chờ đánh giá").wait_for()
    person.page.get_by_text("Mới có 0, còn thiếu 2").wait_for()
    person.page.get_by_label("Tày").check()
    person.tap("Ghi lại", "button")
    person.page.get_by_text("Đã ghi những tiếng bạn dạy được").wait_for()
    person.examine("còn thiếu gì")
    sheet = officer.page.get_by_role("link", name="Mở phiếu chấm").get_attribute("href")
    judge(visit, sheet, 1, "4: làm tốt")
    judge(visit, sheet, 2, "3: làm được")
    officer.open(file)
    officer.page.get_by_text("trung bình 3,50 điểm").wait_for()
    appoint(officer)
    person.open("/day/giang-vien/")
    person.page.get_by_text("Cảm ơn bạn đang dạy bà con").wait_for()
    person.page.get_by_text("Nhận xét 1").wait_for()
    person.examine("được công nhận")
    for path, name in (("do-phu/", "độ phủ"), ("mang-luoi/", "mạng lưới")):
        officer.open(f"/theo-doi/giang-vien/{path}")
        officer.examine(name)
