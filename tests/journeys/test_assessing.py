"""A trainer ticks tasks, a learner hands one in, another trainer reviews it: proficient."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.answers import answer_all
from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.learners.assessing.ways import picture
from tests.processes import manage

TRAINER, OTHER, LEARNER = "+84912000002", "+84912345902", "+84912345901"
NAME = "Hoàng Thị Mai Hương"

# A class of course 1 with somebody who has finished courses 1 and 3, and a rule that asks for these
# two: the others are not written yet.
_GROUND = """
import json
from datetime import date, timedelta
from django.utils import timezone
from courses.models import CoursePage
from learners.classes.models import Seat
from learners.classes.services import Plan, Times, open_class, take_seat
from learners.people.models import Consent, Learner
from learners.people.services import claim_learner
from learners.study.models import Enrolment, ProficiencyRule
from lms.core.factors import seed_demo_factor
from lms.core.models import Area, User
from lms.core.roles import Role
from lms.core.services import grant_role, mark_verified

commune = Area.objects.get(pk="05503")

def person(phone, name, role=None):
    user = User.objects.filter(phone=phone).first() or User.objects.create_user(phone=phone)
    mark_verified(user=user)
    if role and not user.grants.exists():
        grant_role(user=user, role=role, area=commune, actor=None)
        seed_demo_factor(user)
    return Learner.objects.filter(user=user).first() or claim_learner(
        user=user, full_name=name, birth_year=1960, commune=commune,
        consents=[Consent.Purpose.STUDY], actor=user,
    )

trainer = person("%(trainer)s", "Ma Thị Hương", Role.TRAINER)
person("%(other)s", "Lý Văn Sơn", Role.TRAINER)
learner = person("%(learner)s", "%(name)s")
first, third = (CoursePage.objects.get(number=number) for number in (1, 3))
ProficiencyRule.objects.create(
    version="hành trình", valid_from=timezone.localdate(), decision="Để thử",
    required_courses=[1], choice_courses=[3],
)
now = timezone.now()
for course in (first, third):
    Enrolment.objects.create(
        learner=learner, course=course, run=now.year, rule=course.rule,
        started_at=now, completed_at=now,
    )
times = [Times(now - timedelta(hours=1), now + timedelta(hours=1))]
plan = Plan(course=first, commune=commune, sessions=times, trainers=[trainer], hall="Nhà văn hóa")
made = open_class(plan=plan, actor=trainer.user)
others = Learner.objects.standing().filter(source="demo").exclude(pk=trainer.pk).order_by("pk")[:5]
for one in (learner, *others):
    take_seat(training_class=made, learner=one, via=Seat.Via.SEARCH, actor=trainer.user)
print("made " + json.dumps(made.pk))
"""


@pytest.fixture
def klass(site, services) -> int:
    """The class."""
    told = {"trainer": TRAINER, "other": OTHER, "learner": LEARNER, "name": NAME}
    said = manage(site.folder, "shell", "-v", "0", "-c", _GROUND % told, env=services)
    made: int = json.loads(said.rpartition("made ")[2])
    return made


def watch_and_tick(trainer: Visitor, klass: int) -> None:
    """Who is stuck, then two tasks of one person, saved twice."""
    page = trainer.page
    trainer.open(f"/day/lop/{klass}/tien-do/")
    trainer.sign_in_as_staff(TRAINER)
    page.wait_for_url("**/tien-do/")
    expect(page.get_by_text("chưa học bài nào").first).to_be_visible()
    trainer.examine("progress")
    trainer.tap("Thực hành")
    page.wait_for_url("**/thuc-hanh/")
    trainer.examine("which task")
    trainer.tap("Đánh dấu mọi việc theo từng người")
    page.wait_for_url("**/thuc-hanh/?viec=tat-ca")
    trainer.examine("tasks")
    mine = page.get_by_role("group", name=NAME)
    mine.get_by_label("Nói cho máy viết một tin nhắn").check()
    mine.get_by_label("Kiểm một lời của AI bằng ba bước").check()
    trainer.tap("Lưu các dấu", "button")
    expect(page.get_by_text("Đã lưu 2 thay đổi.")).to_be_visible()
    expect(mine.get_by_label("Kiểm một lời của AI bằng ba bước")).to_be_checked()
    trainer.tap("Lưu các dấu", "button")
    expect(page.get_by_text("Không có gì thay đổi.")).to_be_visible()
    trainer.tap("Chọn việc khác")
    page.wait_for_url(re.compile(r"/thuc-hanh/\??$"))
    trainer.tap("Kiểm một lời của AI bằng ba bước")
    page.wait_for_url(re.compile(r"/thuc-hanh/\?viec=\d+$"))
    expect(page.get_by_label(NAME)).to_be_checked()
    trainer.examine("one task")


def enter_a_wrong_sheet(trainer: Visitor, klass: int) -> None:
    """A number without marks is asked, and stays; a sheet of another class is taken back."""
    trainer.open(f"/day/lop/{klass}/phieu/?bai=sat-hach")
    trainer.examine("paper")
    line = trainer.page.get_by_role("group", name=NAME)
    line.get_by_label("Số phiếu").fill("SH-001")
    trainer.tap("Ghi kết quả", "button")
    expect(trainer.page.get_by_text("Còn chỗ cần sửa")).to_be_visible()
    expect(line.get_by_label("Số phiếu")).to_have_value("SH-001")
    trainer.examine("paper with errors")
    line.get_by_label("Số câu đúng").fill("5")
    line.get_by_label("Câu an toàn đúng").fill("1")
    trainer.tap("Ghi kết quả", "button")
    trainer.tap("Sửa hoặc bỏ phiếu SH-001")
    trainer.page.wait_for_url("**/phieu-ket-qua/*/")
    trainer.examine("a sheet to set right")
    trainer.page.get_by_label("Lý do").fill("Phiếu của lớp khác")
    trainer.tap("Bỏ phiếu này", "button")
    expect(trainer.page.get_by_text("Đã bỏ phiếu SH-001.")).to_be_visible()


def hand_in(learner: Visitor) -> None:
    """What is missing, and a picture for the third task."""
    page = learner.page
    learner.open("/hoc/thanh-thao/")
    learner.sign_in(LEARNER)
    page.wait_for_url("**/thanh-thao/")
    learner.examine("what is missing")
    learner.tap("Nhờ AI viết một lá đơn")
    page.wait_for_url("**/thuc-hanh/*/")
    learner.examine("task")
    learner.tap("Nộp bài", "button")
    expect(page.get_by_text("Hãy viết vài dòng hoặc chọn một tấm ảnh").first).to_be_visible()
    learner.examine("nothing handed in")
    page.get_by_label("Bạn đã làm thế nào").fill("Tôi nhờ AI viết đơn xin nước sạch.")
    photo = {"name": "IMG_1.webp", "mimeType": "image/webp", "buffer": picture("WEBP")}
    page.get_by_label("Ảnh chụp").set_input_files([photo])  # type: ignore[list-item]
    learner.tap("Nộp bài", "button")
    expect(page.get_by_text("đang chờ người khác xem")).to_be_visible()
    learner.examine("handed in")


def review(reviewer: Visitor) -> None:
    """Not yet needs a word; done needs none."""
    page = reviewer.page
    reviewer.open("/day/cham-bai/")
    reviewer.sign_in_as_staff(OTHER)
    page.wait_for_url("**/cham-bai/")
    reviewer.examine("queue")
    reviewer.tap("Nhờ AI viết một lá đơn")
    page.wait_for_url("**/cham-bai/*/")
    expect(page.locator(".work-picture")).to_have_js_property("naturalWidth", 640)
    reviewer.examine("review")
    page.get_by_label("Chưa đạt").check()
    reviewer.tap("Gửi kết quả", "button")
    expect(page.get_by_text("Hãy viết một câu cho người học").first).to_be_visible()
    reviewer.examine("review with errors")
    page.get_by_label("Làm được", exact=True).check()
    page.get_by_label("Lời nhắn").fill("Lá đơn rất rõ.")
    reviewer.tap("Gửi kết quả", "button")
    expect(page.get_by_text("Đã gửi kết quả cho người học")).to_be_visible()
    reviewer.examine("queue, empty")


def pass_the_test(learner: Visitor) -> None:
    """Begun, left, gone on with, passed: and that was the last thing missing."""
    page = learner.page
    learner.open("/hoc/thanh-thao/")
    learner.tap("Làm bài sát hạch")
    page.wait_for_url("**/sat-hach/")
    learner.examine("before the test")
    learner.tap("Bắt đầu làm bài", "button")
    page.wait_for_url("**/sat-hach/*/")
    learner.examine("test")
    learner.open("/hoc/sat-hach/")
    learner.tap("Làm tiếp bài đang mở", "button")
    learner.tap("Nộp bài", "button")
    learner.examine("test with answers missing")
    answer_all(page)
    learner.tap("Nộp bài", "button")
    expect(page.get_by_text("Bạn đúng 20 trong 20 câu")).to_be_visible()
    expect(page.get_by_text("Bạn đã đạt kỹ năng AI cơ bản!")).to_be_visible()
    learner.examine("result")
    learner.tap("Xem kết quả")
    expect(page.get_by_text("Bạn đã đạt kỹ năng AI cơ bản, ngày")).to_be_visible()
    learner.examine("proficient")


@pytest.mark.parametrize("options", [PHONE], ids=["phone, light"])
def test_ticked_handed_in_reviewed_tested_proficient(visit, klass, options):
    trainer, learner, reviewer = visit(**options), visit(**options), visit(**DESKTOP)
    watch_and_tick(trainer, klass)
    enter_a_wrong_sheet(trainer, klass)
    hand_in(learner)
    review(reviewer)
    pass_the_test(learner)
    assert (len(trainer.seen), len(learner.seen), len(reviewer.seen)) == (7, 9, 4)
