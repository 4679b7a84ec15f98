"""A class is closed on a phone; an officer looks at what is odd, calls back, opens it again."""

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.processes import manage, wait_for

TRAINER, OFFICER, LEARNER = "+84912345911", "+84912345912", "+84912345913"
NAME = "Nông Thị Thu Hà"

# A class of course 1 that met twice: one did everything, one was only there, one missed a session.
# One phone scanned for four people, which an officer is to look at.
_GROUND = """
import json
from datetime import timedelta
from django.utils import timezone
from courses.models import CoursePage
from learners.assessing.models import PaperResult, PracticalTask
from learners.assessing.services import tick_tasks
from learners.assessing.sheets import Sheet, enter_paper
from learners.attendance.services import mark, scan
from learners.classes.models import Seat, Session
from learners.classes.services import Plan, Times, open_class, take_seat
from learners.people.models import Consent, Learner
from learners.people.services import claim_learner
from lms.core.factors import seed_demo_factor
from lms.core.models import Area, User
from lms.core.roles import Role
from lms.core.services import grant_role, mark_verified

commune = Area.objects.get(pk="05503")

def account(phone, role=None):
    user = User.objects.create_user(phone=phone)
    mark_verified(user=user)
    if role:
        grant_role(user=user, role=role, area=commune, actor=None)
        seed_demo_factor(user)
    return user

def person(user, name, *more):
    return claim_learner(
        user=user, full_name=name, birth_year=1960, commune=commune,
        consents=[Consent.Purpose.STUDY, *more], actor=user,
    )

trainer = person(account("%(trainer)s", Role.TRAINER), "Ma Thị Nga")
account("%(officer)s", Role.COMMUNE_OFFICER)
done = person(account("%(learner)s"), "%(name)s", Consent.Purpose.CONTACT)
done.phone = "%(learner)s"
done.save()
now = timezone.now()
times = [Times(now - timedelta(minutes=9 - n), now + timedelta(hours=1, minutes=n)) for n in (0, 1)]
course = CoursePage.objects.get(number=1)
plan = Plan(course=course, commune=commune, sessions=times, trainers=[trainer], hall="Nhà văn hóa")
made = open_class(plan=plan, actor=trainer.user)
others = Learner.objects.standing().filter(source="demo", commune=commune).order_by("pk")[:4]
first, second = made.sessions.order_by("number")
for place, one in enumerate([done, *others]):
    seat = take_seat(training_class=made, learner=one, via=Seat.Via.SEARCH, actor=trainer.user)
    for session in [first, second][: 1 if place == 4 else 2]:
        mark(session=session, seat=seat, presence="present", actor=trainer.user)
    if place:
        scan(session=first, learner=one, scanned_at=now, device="mot-may", actor=done.user)
score = course.questions_drawn
enter_paper(
    training_class=made, kind=PaperResult.Kind.COURSE, sheets=[Sheet("KT-001", done, score)],
    taken_on=timezone.localdate(), actor=trainer.user,
)
task = PracticalTask.objects.filter(course_number=1).first()
tick_tasks(training_class=made, done=[(done.pk, task.pk)], actor=trainer.user)
print("made " + json.dumps(made.pk))
"""


@pytest.fixture
def klass(site, services) -> int:
    """The class."""
    told = {"trainer": TRAINER, "officer": OFFICER, "learner": LEARNER, "name": NAME}
    said = manage(site.folder, "shell", "-v", "0", "-c", _GROUND % told, env=services)
    made: int = json.loads(said.rpartition("made ")[2])
    return made


def close(trainer: Visitor, klass: int) -> None:
    """Who meets the rule and who misses what; then the one button."""
    page = trainer.page
    trainer.open(f"/day/lop/{klass}/ket-thuc/")
    trainer.sign_in_as_staff(TRAINER)
    page.wait_for_url("**/ket-thuc/")
    expect(page.get_by_role("heading", name="Đủ điều kiện: 1 người")).to_be_visible()
    expect(page.get_by_role("heading", name="Chưa đủ: 4 người")).to_be_visible()
    trainer.examine("before closing")
    trainer.tap("Kết thúc lớp", "button")
    expect(page.get_by_text("1 người vừa hoàn thành khóa học")).to_be_visible()
    trainer.examine("closed")


def find_the_paper(learner: Visitor) -> None:
    """The paper of the one who did everything, and its check page."""
    page = learner.page
    learner.open("/hoc/giay/")
    learner.sign_in(LEARNER)
    page.wait_for_url("**/hoc/giay/")
    expect(page.get_by_text("Giấy chứng nhận hoàn thành")).to_be_visible()
    expect(page.get_by_role("link", name="Trang kiểm tra")).to_be_visible(timeout=90_000)
    learner.examine("papers")
    learner.tap("Trang kiểm tra")
    expect(page.get_by_text("Loại giấy")).to_be_visible()
    learner.examine("check page")


def look_at_what_is_odd(officer: Visitor) -> None:
    """One phone for many people: the evidence, and a conclusion."""
    page = officer.page

    def shown() -> bool:
        officer.open("/theo-doi/bat-thuong/")
        return page.get_by_role("link", name="Một máy quét cho nhiều người").count() > 0

    officer.open("/theo-doi/bat-thuong/")
    officer.sign_in_as_staff(OFFICER)
    page.wait_for_url("**/bat-thuong/")
    wait_for(shown, "the flag")
    officer.examine("flags")
    officer.tap("Một máy quét cho nhiều người")
    expect(page.get_by_text("Một máy quét mã cho 4 trong 4 người quét.")).to_be_visible()
    officer.examine("a flag")
    officer.tap("Ghi kết luận", "button")
    expect(page.get_by_text("Còn chỗ cần sửa")).to_be_visible()
    officer.examine("a flag without a conclusion")
    page.get_by_label("Có lý do chính đáng").check()
    page.get_by_label("Đã xem gì, hỏi ai").fill("Đã hỏi: bốn người mượn máy của chị Hà.")
    officer.tap("Ghi kết luận", "button")
    expect(page.get_by_text("Đã ghi kết luận")).to_be_visible()
    officer.examine("a flag that is decided")


def call_back(officer: Visitor) -> None:
    """The name in part in the list, whole beside the phone; what was said is counted."""
    page = officer.page
    officer.open("/theo-doi/bat-thuong/goi-lai/")
    expect(page.get_by_text(NAME)).to_have_count(0)
    officer.examine("calls")
    officer.tap("N. T. T. Hà")
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    expect(page.get_by_role("link", name="0912 345 913")).to_be_visible()
    officer.examine("a call")
    page.get_by_label("Xác nhận có dự lớp").check()
    officer.tap("Ghi kết quả", "button")
    expect(page.get_by_text("Đã ghi kết quả cuộc gọi.")).to_be_visible()
    expect(page.get_by_text("(100 %)")).to_be_visible()
    officer.examine("rates of calls")


def open_again(officer: Visitor, klass: int) -> None:
    """With a reason; the results stay."""
    page = officer.page
    officer.open(f"/day/lop/{klass}/ket-thuc/")
    page.get_by_label("Lý do").fill("Bổ sung kết quả làm trên giấy.")
    officer.tap("Mở lại lớp", "button")
    expect(page.get_by_text("Lớp đã mở lại.")).to_be_visible()
    officer.open(f"/day/lop/{klass}/ket-thuc/")
    expect(page.get_by_text("Đã hoàn thành.")).to_be_visible()
    officer.examine("opened again")


def test_a_class_is_closed_looked_at_and_opened_again(klass, visit):
    trainer = visit(**PHONE)
    close(trainer, klass)
    find_the_paper(visit(**PHONE))
    officer = visit(**DESKTOP)
    look_at_what_is_odd(officer)
    call_back(officer)
    open_again(officer, klass)
    assert {"closed", "flags", "a call", "opened again"} <= trainer.seen | officer.seen
