"""A clerk's day with papers: issued at once, printed, found, one taken back; and one is shared."""

import json
import re
import subprocess

import pikepdf
import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.journeys.halls import told

CLERK, LAN = "xa.giay@vidu.vn", "lan.giay@vidu.vn"
COMMUNE = "Xã Ba Bể"
NAMES = ("Triệu Văn Giấy", "Nông Thị Lan", "Hoàng Thị Sổ")  # by given name, as the book has them
REVOKED, SHARED, _ = NAMES

_PEOPLE = """
from django.utils import timezone
from courses.models import CoursePage
from learners.people.models import Consent
from learners.people.services import claim_learner
from lms.core.factors import seed_demo_factor
from lms.core.models import Area, User
from lms.core.roles import Role
from lms.core.services import grant_role, mark_verified
from tests.facts import enrol_on, make_person
commune, today = Area.objects.get(pk="01906"), timezone.localdate()
clerk, lan = (User.objects.create_user(email=email) for email in ("{clerk}", "{lan}"))
mark_verified(user=clerk)
mark_verified(user=lan)
grant_role(user=clerk, role=Role.COMMUNE_OFFICER, area=commune, actor=None)
seed_demo_factor(clerk)
about = {{"full_name": "{shared}", "birth_year": 1975, "commune": commune}}
people = [claim_learner(user=lan, consents=[Consent.Purpose.STUDY], actor=lan, **about)]
people += [make_person(commune, name=name) for name in {others}]
for person in people:
    enrol_on(today, person, CoursePage.objects.order_by("pk").first(), finished=today)
print("made null")
"""


@pytest.fixture(scope="module")
def finishers(site, services) -> None:
    """Three of Ba Bể finished a course and have no paper; a clerk of theirs."""
    others = [name for name in NAMES if name != SHARED]
    script = _PEOPLE.format(clerk=CLERK, lan=LAN, shared=SHARED, others=others)
    told(site.folder, script, services)


def issue_to_all(clerk: Visitor) -> None:
    """The list first, then a paper for each."""
    page = clerk.page
    clerk.tap("Cấp, thu hồi nhiều giấy")
    clerk.examine("batches")
    clerk.tap("Cấp cho lớp hoặc xã")
    clerk.examine("whom to issue to")
    clerk.tap("Xem danh sách", "button")
    page.get_by_text("Hãy chọn một lớp, hoặc một xã, phường.").first.wait_for()
    page.get_by_label("Xã, phường").select_option(label=COMMUNE)
    clerk.tap("Xem danh sách", "button")
    expect(page.get_by_text("Chưa có gì được làm.")).to_be_visible()
    for name in NAMES:
        expect(page.get_by_role("row").filter(has_text=name)).to_be_visible()
    clerk.examine("a draft of a batch")
    clerk.tap("Cấp giấy cho", "button")
    page.get_by_text("Đã làm xong.").wait_for()
    expect(page.get_by_role("row").filter(has_text=SHARED)).to_contain_text(re.compile(r"HT-\d"))
    clerk.examine("a batch that is done")


def print_all(clerk: Visitor) -> None:
    """One file in register order, which the clerk opens."""
    page = clerk.page
    clerk.open("/theo-doi/giay/in/")
    clerk.examine("printing")
    page.get_by_label("Xã, phường").select_option(label=COMMUNE)
    clerk.tap("Tạo tệp in", "button")
    page.get_by_text("Tệp đã sẵn sàng.").wait_for()
    clerk.examine("a run of the printer")
    link = page.get_by_role("link", name="Mở tệp in").get_attribute("href")
    pdf = page.request.get(clerk.site.url + str(link)).body()
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    places = [done.stdout.decode().find(name) for name in NAMES]
    assert -1 < places[0] < places[1] < places[2]


def take_one_back(clerk: Visitor, name: str) -> str:
    """Found by name in the book, and revoked; the address of its check page."""
    page = clerk.page
    clerk.open("/theo-doi/giay/")
    page.get_by_label("Tìm giấy").fill(name)
    clerk.tap("Tìm", "button")
    clerk.examine("the book")
    page.get_by_role("row").filter(has_text=name).get_by_role("link").click()
    clerk.examine("a paper in the book")
    address = page.get_by_role("link", name="Trang kiểm tra").get_attribute("href")
    clerk.tap("Thu hồi")
    page.get_by_label("Lý do").fill("Cấp nhầm người")
    clerk.examine("what is revoked and why")
    clerk.tap("Xem những giấy này", "button")
    clerk.tap("Thu hồi 1 giấy này", "button")
    page.get_by_text("Đã làm xong.").wait_for()
    return str(address)


@pytest.mark.usefixtures("finishers")
def test_papers_for_a_commune_are_issued_printed_found_and_one_taken_back(visit):
    clerk = visit(**DESKTOP)
    clerk.open("/theo-doi/giay/")
    clerk.sign_in_as_staff(CLERK)
    clerk.page.wait_for_url("**/theo-doi/giay/")
    issue_to_all(clerk)
    print_all(clerk)
    address = take_one_back(clerk, REVOKED)

    anyone = visit(**PHONE)
    anyone.open(address)
    expect(anyone.page.get_by_role("heading", level=2).first).to_contain_text("bị thu hồi")
    expect(anyone.page.locator("main")).to_contain_text("Cấp nhầm người")
    anyone.examine("a revoked paper")
    share(visit(**PHONE), visit(**DESKTOP))


def share(lan: Visitor, stranger: Visitor) -> None:
    """Lan decides what is seen, takes her badge away, and takes the page back."""
    page = lan.page
    lan.open("/hoc/giay/")
    lan.sign_in(LAN)
    page.wait_for_url("**/hoc/giay/")
    lan.tap("Chia sẻ, huy hiệu số")
    lan.examine("sharing")
    lan.tap("Chia sẻ cho mọi người xem", "button")
    page.get_by_text("Hãy chọn tên hiện ra thế nào.").first.wait_for()
    page.get_by_role("radio").first.check()
    lan.tap("Chia sẻ cho mọi người xem", "button")
    page.get_by_text("Mọi người đang xem được").wait_for()
    lan.examine("what everybody sees")
    shared = page.locator("a.break").inner_text()

    stranger.page.goto(shared)
    stranger.examine("a shared paper")
    take_the_badge(lan)

    lan.tap("Thôi chia sẻ", "button")
    page.get_by_role("button", name="Chia sẻ cho mọi người xem").wait_for()
    assert stranger.page.goto(shared).status == 404


def take_the_badge(lan: Visitor) -> None:
    """The same credential as a file of its own and inside the PDF."""
    with lan.page.expect_download() as taken:
        lan.tap("Tải tệp có họ và tên")
    badge = json.loads(taken.value.path().read_text())
    assert badge["credentialSubject"]["identifier"][1]["identityHash"] == SHARED
    with lan.page.expect_download() as taken:
        lan.tap("Tải giấy (PDF) có huy hiệu bên trong")
    with pikepdf.open(taken.value.path()) as pdf:
        (inside,) = pdf.attachments.values()
        assert json.loads(inside.get_file().read_bytes()) == badge
