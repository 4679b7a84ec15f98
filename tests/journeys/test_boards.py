"""A number is followed down to who wrote it; a monthly return goes its whole way and is set right.

And every page of the boards is examined on a phone and on a desk, in one walk through a filled
province: pages that links lead to, each kind once, so that a new page is examined as well.
"""

import re
import subprocess
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.journeys.halls import open_class_of, told

OFFICER, DEPARTMENT, KEEPER = "xa.so@vidu.vn", "so.so@vidu.vn", "tinh.so@vidu.vn"
TRAINER = "day.so@vidu.vn"

# Accounts of this journey alone: one address gets only so many codes in five minutes.
_PEOPLE = """
from lms.core.factors import seed_demo_factor
from lms.core.models import PROVINCE_CODE, Area, Organisation, User
from lms.core.roles import Role
from lms.core.services import grant_role, mark_verified
unit = Organisation.objects.get(name="Sở Khoa học và Công nghệ", area=PROVINCE_CODE)
for email, name, role, code, of in (
    ("{officer}", "Lường Thị Sen", Role.COMMUNE_OFFICER, "05503", None),
    ("{department}", "Bế Văn Kiểm", Role.AGENCY_OFFICER, PROVINCE_CODE, unit),
    ("{keeper}", "Đàm Thị Khóa", Role.PROVINCE_OFFICER, PROVINCE_CODE, None),
):
    user = User.objects.create_user(email=email, full_name=name)
    mark_verified(user=user)
    grant_role(
        user=user, role=role, area=Area.objects.get(pk=code), organisation=of, actor=None
    )
    seed_demo_factor(user)
print("made null")
"""
# A campaign whose first reminder has gone out, and the link at the end of a weekly letter.
_CAMPAIGN = """
import json
from datetime import timedelta
from django.utils import timezone
from learners.campaigns import reminding, weekly
from learners.campaigns.rosters import take_register
from learners.campaigns.models import Campaign
from learners.campaigns.services import Aim, open_campaign
from lms.core.models import User
user = User.objects.get(email="{department}")
aim = Aim(
    title="Cả Sở học xong một khóa", number=80, unit=Campaign.Unit.PERCENT,
    deadline=timezone.localdate() + timedelta(days=7), decision="Kế hoạch số 7", responsible=user,
)
made = open_campaign(
    organisation=user.grants.get().organisation, counts=Campaign.Counts.ANY, course=None,
    aim=aim, actor=user,
)
take_register(campaign=made, actor=user)
reminder = reminding.remind(campaign=made)
weekly.subscribe(user=user)
print("made " + json.dumps([made.pk, reminder.pk, weekly.code_of(user=user)]))
"""
# Somebody of Tân Cương who is counted in each of the four numbers, and by whom.
_MARK = """
import json
from django.utils import timezone
from learners.assessing.models import PracticalTask
from learners.assessing.services import tick_tasks
from learners.attendance.services import mark
from learners.classes.models import Seat, Session
from learners.classes.services import take_seat
from learners.people.models import Learner
from learners.study.models import Proficiency, ProficiencyRule
from learners.study.services import complete_taught
session = Session.objects.get(pk={session})
klass = session.training_class
lead = klass.trainers.get().learner
lead.user.full_name = "Ma Thị Hương"
lead.user.save()
person = Learner.objects.create(
    full_name="Lò Thị Chứng", birth_year=1980, commune_id="05503", source=Learner.Source.DEMO
)
seat = take_seat(training_class=klass, learner=person, via=Seat.Via.SEARCH, actor=lead.user)
mark(session=session, seat=seat, presence="present", actor=lead.user)
complete_taught(course=klass.course, learners=[person.pk], rule={{"class": klass.pk}})
task = PracticalTask.objects.filter(course_number=None).first()
tick_tasks(training_class=klass, done=[(person.pk, task.pk)], actor=lead.user)
Proficiency.objects.create(
    learner=person,
    rule=ProficiencyRule.objects.order_by("-pk").first(),
    assessed_on=timezone.localdate(),
    evidence={{"tasks": [person.practical_results.get().pk]}},
)
print("made " + json.dumps(person.full_name))
"""


@pytest.fixture(scope="module")
def boards(site, services) -> str:
    """The people of this journey, and a session in Tân Cương where somebody was marked: who."""
    told(
        site.folder,
        _PEOPLE.format(officer=OFFICER, department=DEPARTMENT, keeper=KEEPER),
        services,
    )
    session = open_class_of(site.folder, services, TRAINER, people=3)
    name: str = told(site.folder, _MARK.format(session=session), services)
    return name


def come_in(visitor: Visitor, contact: str, path: str) -> None:
    """Sign in where one wanted to go."""
    visitor.open(path)
    visitor.sign_in_as_staff(contact)
    visitor.page.wait_for_url(f"**{path}")


def open_evidence(officer: Visitor, number: str) -> None:
    """From the province to what stands behind a number of Tân Cương: two taps."""
    officer.open("/theo-doi/")
    officer.taps = 0
    officer.tap("Xã Tân Cương")
    officer.page.get_by_text("Xem từng con số gồm những ai, những gì").click()
    officer.tap(number)
    officer.page.wait_for_url("**/minh-chung/**")


def open_line(officer: Visitor, marked: str) -> None:
    """The line of somebody, on whichever page it stands: other journeys teach there as well."""
    line = officer.page.get_by_role("link", name=f"{marked}, sinh 1980")
    while not line.count():
        with officer.page.expect_navigation():
            officer.page.get_by_role("link", name="Trang sau").click()
    officer.tap(f"{marked}, sinh 1980")


def see_the_mark(officer: Visitor, marked: str) -> None:
    """On the register of a session: who marked whom, how and when."""
    officer.tap("Ai đã ghi, ghi lúc nào")
    row = officer.page.get_by_role("row").filter(has_text=marked)
    expect(row).to_contain_text("Ma Thị Hương, giảng viên chạm tên")
    expect(row).to_contain_text(re.compile(r"\d\d:\d\d:\d\d \d\d/\d\d/\d{4}"))
    assert officer.taps <= 5


def follow_every_number(officer: Visitor, marked: str) -> None:
    """From the province down to the mark, or to who judged: five taps at most."""
    open_evidence(officer, "Buổi đã học")
    officer.page.locator("main .lesson-list a").last.click()
    officer.taps += 1
    see_the_mark(officer, marked)
    officer.examine("who marked whom")
    for number in ("Lượt tham gia", "Người tham gia", "Người hoàn thành"):
        open_evidence(officer, number)
        open_line(officer, marked)
        officer.tap("Buổi 1, ")
        see_the_mark(officer, marked)
    open_evidence(officer, "Người thành thạo")
    open_line(officer, marked)
    officer.examine("why somebody is counted")
    proof = officer.page.locator("#thanh-thao")
    expect(proof).to_contain_text("giảng viên nhìn thấy; Ma Thị Hương")
    proof.get_by_role("link").first.click()
    expect(officer.page.get_by_role("heading", level=1)).to_be_visible()
    assert officer.taps < 5


def draft_and_sign(officer: Visitor) -> None:
    """The numbers are there already; the commune adds its words and signs."""
    officer.open("/theo-doi/bao-cao/")
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    officer.tap(f"Lập báo cáo tháng {last.month} năm {last.year}", "button")
    officer.page.get_by_label("Khó khăn, vướng mắc").fill("Xóm Gò Móc chưa có sóng.")
    officer.tap("Ghi lời", "button")
    officer.page.get_by_text("Đã ghi lời của xã, phường.").wait_for()
    officer.examine("a draft")
    officer.tap("Ký gửi báo cáo", "button")
    officer.page.get_by_text("Đã ký gửi.").wait_for()
    officer.examine("a signed return")


def judge(visitor: Visitor, contact: str, path: str, button: str) -> None:
    """Somebody else opens it and takes the next step."""
    come_in(visitor, contact, path)
    visitor.examine(button)
    visitor.tap(button, "button")
    visitor.page.locator(".notice--ok").wait_for()


def correct(officer: Visitor, path: str) -> None:
    """A locked return is set right by another one with a number; the first stays."""
    officer.open(path)
    form = officer.page.locator("details").filter(has_text="Lập đính chính số 1")
    if form.get_attribute("open") is None:  # it is, where the facts differ by now
        form.locator("summary").click()
    officer.page.get_by_label("Lý do").fill("Nhập muộn một lớp học")
    officer.tap("Lập đính chính số 1", "button")
    expect(officer.page.get_by_role("heading", level=1)).to_contain_text("(Đính chính số 1)")
    officer.examine("a correction")
    officer.tap("Ký gửi báo cáo", "button")
    officer.page.get_by_text("Đã ký gửi.").wait_for()


def numbers_of(visitor: Visitor) -> dict[str, list[str]]:
    """The first table of the page: indicator → its cells."""
    found = {}
    for row in visitor.page.locator("table.data").first.locator("tbody tr").all():
        cells = [cell.inner_text() for cell in row.get_by_role("cell").all()]
        found[row.get_by_role("rowheader").inner_text()] = cells
    return found


def printed(visitor: Visitor) -> str:
    """The words of the PDF that the page links to."""
    link = visitor.page.get_by_role("link", name="Bản in (PDF)").get_attribute("href")
    pdf = visitor.page.request.get(visitor.site.url + str(link)).body()
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True)
    return " ".join(done.stdout.decode().split())


def test_a_number_opens_and_a_return_is_signed_locked_and_corrected(visit, boards):
    officer = visit(**PHONE)
    come_in(officer, OFFICER, "/theo-doi/")
    officer.examine("the province")
    follow_every_number(officer, boards)

    draft_and_sign(officer)
    path = urlsplit(officer.page.url).path
    judge(visit(**PHONE), DEPARTMENT, path, "Chấp nhận")
    judge(visit(**PHONE), KEEPER, path, "Khóa báo cáo")

    officer.page.reload()
    expect(officer.page.get_by_text("Đã khóa", exact=True)).to_be_visible()
    before = numbers_of(officer)
    assert f"Lượt tham gia {' '.join(before['Lượt tham gia'][:3])}" in printed(officer)

    correct(officer, path)
    assert "ĐÍNH CHÍNH SỐ 1" in printed(officer)
    officer.open(path)
    assert numbers_of(officer) == before


def test_a_campaign_is_signed_and_opened_again_and_a_letter_is_ended(visit, boards, site, services):
    campaign, reminder, code = told(site.folder, _CAMPAIGN.format(department=DEPARTMENT), services)
    path = f"/theo-doi/chien-dich/{campaign}/"

    agency = visit(**PHONE)
    come_in(agency, DEPARTMENT, path)
    agency.open(f"/theo-doi/chien-dich/nhac/{reminder}/")
    agency.examine("a reminder")
    agency.open(path)
    agency.tap("Ký kết quả")
    agency.examine("before a result is signed")
    agency.tap("Tôi ký kết quả này", "button")
    agency.page.get_by_text("Đã ký kết quả.").wait_for()
    agency.examine("a signed result")

    keeper = visit(**DESKTOP)
    come_in(keeper, KEEPER, path)
    keeper.tap("Mở lại")
    keeper.examine("before a result is opened again")
    keeper.page.get_by_label("Lý do mở lại").fill("Thiếu một đơn vị")
    keeper.tap("Mở lại chiến dịch", "button")
    keeper.page.get_by_text("Đã mở lại.").wait_for()
    expect(keeper.page.get_by_text(re.compile("Thiếu một đơn vị"))).to_be_visible()

    reader = visit(**PHONE)
    reader.open(f"/ban-tin/thoi/{code}/")
    reader.examine("the way out of a letter")
    reader.tap("Thôi gửi cho tôi", "button")
    reader.examine("a letter that is ended")


def test_a_program_is_given_a_key_and_it_is_taken_back(visit, boards):
    keeper = visit(**PHONE)
    come_in(keeper, KEEPER, "/theo-doi/cong-bo/khoa/")
    keeper.page.get_by_label("Ai dùng khóa này").fill("Trung tâm điều hành")
    keeper.tap("Cấp khóa", "button")
    keeper.examine("a key that was given")
    keeper.open("/theo-doi/cong-bo/")
    keeper.tap("Thu hồi khóa của Trung tâm điều hành")
    keeper.examine("before a key is taken back")
    keeper.tap("Thu hồi", "button")
    keeper.page.get_by_text("Đã thu hồi khóa “Trung tâm điều hành”.").wait_for()


# Where the boards begin, and what belongs to them; files are no pages.
_BEGIN = ["/theo-doi/", "/theo-doi/bao-cao/", "/theo-doi/chien-dich/", "/theo-doi/canh-bao/"]
_BEGIN += ["/theo-doi/nghi-quyet/", "/theo-doi/cong-bo/", "/theo-doi/ky-truoc/", "/so-lieu/"]
_BEGIN += ["/du-lieu-mo/", "/nghi-quyet-57/", "/theo-doi/dan-so/", "/theo-doi/co-quan/"]
_OURS = re.compile(
    r"/(so-lieu|du-lieu-mo|nghi-quyet-57|theo-doi/(bao-cao|chien-dich|canh-bao|ban-tin|nghi-quyet"
    r"|cong-bo|ky-truoc|xa|loc|phong-trao|muc-tieu|dinh-nghia|dan-so|co-quan))/"
)
_FILES = re.compile(r"\.(xlsx|csv|json|pdf|ttl)$|/(tai|tep)/$|/ky-truoc/\d+/minh-chung/$")


def kind_of(path: str) -> str:
    """Pages of one kind differ in a number, a month or the name of a figure."""
    return re.sub(r"\d+(-\d+)*|(?<=minh-chung/)[a-z_]+", "N", path)


def walk(visitor: Visitor) -> list[str]:
    """Every kind of page that links lead to, examined narrow and light, then wide and dark."""
    waiting, kinds = list(_BEGIN), {kind_of(path) for path in _BEGIN}
    for path in waiting:
        answer = visitor.page.goto(visitor.site.url + path)
        assert answer is not None
        assert answer.ok, path
        for look in (PHONE, DESKTOP):
            visitor.page.set_viewport_size(look["viewport"])
            visitor.page.emulate_media(color_scheme=look["color_scheme"])
            visitor.examine(path)
        links = visitor.page.locator("main a").evaluate_all("all => all.map(a => a.pathname)")
        for link in links:
            if _OURS.match(link) and not _FILES.search(link) and kind_of(link) not in kinds:
                kinds.add(kind_of(link))
                waiting.append(link)
    return waiting


def test_every_page_of_the_boards_can_be_read_by_everyone(visit, boards):
    keeper = visit(viewport=PHONE["viewport"])
    come_in(keeper, KEEPER, "/theo-doi/")
    keeper.page.add_init_script(
        "addEventListener('DOMContentLoaded',"
        " () => document.querySelectorAll('main details').forEach(one => one.open = true))"
    )
    seen = {kind_of(path) for path in walk(keeper)}
    # Some that a lost link would leave out; the walk itself finds whatever is new.
    assert seen >= {
        "/theo-doi/xa/N/minh-chung/N/",
        "/theo-doi/dinh-nghia/",
        "/theo-doi/muc-tieu/N/chia/",
        "/theo-doi/ky-truoc/N/danh-sach/",
        "/theo-doi/bao-cao/N/",
        "/theo-doi/chien-dich/N/nhac/",
        "/theo-doi/nghi-quyet/N/tien-do/",
        "/theo-doi/cong-bo/ky/N/",
        "/theo-doi/dan-so/sap-nhap/",
        "/theo-doi/co-quan/N/nhap/",
        "/so-lieu/xa/N/",
    }
