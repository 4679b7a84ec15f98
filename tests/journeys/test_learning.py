"""A citizen learns, gets a paper that anyone can check, and the province counts one more."""

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.answers import answer_all
from tests.journeys.conftest import DESKTOP, PHONE, Visitor

COURSE = "Làm quen với AI trên điện thoại"
LESSONS = 6


def finishers(officer: Visitor) -> int:
    """What the province's page shows as people who finished."""
    officer.open("/theo-doi/")
    shown = officer.page.locator(".stat-row div", has_text="Người hoàn thành").locator("dd")
    return int(shown.inner_text().replace(".", ""))


@pytest.mark.parametrize(
    ("options", "phone", "name"),
    [(PHONE, "0912 345 671", "Nguyễn Phúc Bảo Tôn Nữ Hoài Ẩn"), (DESKTOP, "0912 345 672", "Ý")],
    ids=["phone, light", "desktop, dark"],
)
def test_a_citizen_learns_gets_a_paper_and_the_province_counts_it(
    visit, tmp_path, options, phone, name
):
    officer = visit(**DESKTOP)
    officer.open("/theo-doi/")
    officer.sign_in_as_staff("tinh@demo.vn")
    before = finishers(officer)

    citizen = visit(**options)
    learn_first_lesson_as_visitor(citizen)
    register(citizen, phone, name)
    learn_the_rest(citizen)
    pass_the_test(citizen)
    code, statement = take_the_paper(citizen, tmp_path / "giay.pdf", name)
    check_the_paper(visit(**options), code, name)
    check_with_no_network(visit(**options), code, statement)

    expect_one_more(officer, before)
    assert len(citizen.seen) == 16


def learn_first_lesson_as_visitor(citizen: Visitor) -> None:
    """From the home page to the end of the first lesson in at most seven taps, no account."""
    citizen.open("/")
    citizen.examine("home")
    citizen.tap("Học bài đầu tiên")
    citizen.examine("lesson")
    citizen.tap("câu luyện tập")
    citizen.examine("practice")
    citizen.tap("Xem đúng hay chưa", "button")
    citizen.examine("practice with answers missing")
    taps_of_answers = citizen.page.locator("fieldset.question").count()
    answer_all(citizen.page)
    citizen.tap("Xem đúng hay chưa", "button")
    expect(citizen.page.get_by_text("Bạn đã xong bài")).to_be_visible()
    citizen.examine("practice result")
    assert citizen.taps - 1 + taps_of_answers <= 7  # the tap too early was ours
    citizen.open("/khoa-hoc/")
    citizen.examine("catalogue")
    citizen.tap(COURSE)
    expect(citizen.page.get_by_text(f"1/{LESSONS} bài")).to_be_visible()
    citizen.examine("course")


def register(citizen: Visitor, phone: str, name: str) -> None:
    """Through the one door and onto the register; the commune typed without marks."""
    page = citizen.page
    citizen.open("/hoc/")
    citizen.examine("my learning, visitor")
    citizen.tap("Ghi tên hoặc đăng nhập")
    citizen.examine("sign in")
    citizen.sign_in(phone, f"+84{phone[1:].replace(' ', '')}")
    page.wait_for_url("**/hoc/ghi-ten/**")
    assert page.locator("input[type=checkbox]:checked").count() == 0
    citizen.examine("register")
    citizen.tap("Ghi tên", "button")
    citizen.examine("register with errors")
    page.get_by_label("Họ và tên", exact=True).fill(name)
    page.get_by_label("Năm sinh", exact=True).fill("1975")
    page.get_by_label("Xã, phường nơi bạn ở").press_sequentially("tan cuong")
    page.get_by_role("option", name="Tân Cương").click()
    page.locator("#id_consent_study").check()
    citizen.tap("Ghi tên", "button")
    page.wait_for_url("**/hoc/")
    expect(page.get_by_text(f"1/{LESSONS} bài")).to_be_visible()  # kept from the device
    citizen.examine("my learning")


def learn_the_rest(citizen: Visitor) -> None:
    """Lesson after lesson, each ticking at once."""
    for done in range(2, LESSONS + 1):
        citizen.open("/hoc/")
        citizen.tap("Học tiếp")
        citizen.tap("câu luyện tập")
        answer_all(citizen.page)
        citizen.tap("Xem đúng hay chưa", "button")
        expect(citizen.page.get_by_text(f"{done}/{LESSONS} bài")).to_be_visible()


def pass_the_test(citizen: Visitor) -> None:
    """Fails once by four, sees why, then passes by three wrong."""
    for wrong in (4, 3):
        citizen.open("/hoc/")
        citizen.tap("Làm bài cuối khóa")
        citizen.examine("before the test")
        citizen.tap("Bắt đầu làm bài", "button")
        answer_all(citizen.page, wrong=wrong)
        citizen.examine("test")
        citizen.tap("Nộp bài", "button")
        expect(citizen.page.get_by_text(f"Bạn đúng {10 - wrong} trong 10 câu")).to_be_visible()
        citizen.examine("test result")
    citizen.tap("Bạn đã học xong!")
    expect(citizen.page.get_by_role("heading", name="Bạn đã học xong!")).to_be_visible()


def take_the_paper(citizen: Visitor, pdf: Path, name: str) -> tuple[str, str]:
    """The paper appears by itself; its words and its QR are read by other programs."""
    link = citizen.page.get_by_role("link", name="Tải giấy")
    expect(link).to_be_visible(timeout=30_000)
    citizen.examine("finished")
    response = citizen.context.request.get(citizen.site.url + (link.get_attribute("href") or ""))
    assert response.headers["content-type"] == "application/pdf"
    pdf.write_bytes(response.body())
    words = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True)
    flat = " ".join(words.stdout.split())
    assert name in flat
    assert COURSE in flat
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-png", pdf, pdf.with_suffix("")], check=True)
    image = next(pdf.parent.glob("giay*.png"))
    read = subprocess.run(["zbarimg", "-q", "--raw", image], capture_output=True, text=True)
    found = re.fullmatch(rf"{citizen.site.url}/xac-minh/(\w{{21}})/#([\w.-]+)", read.stdout.strip())
    assert found is not None
    return found[1], found[2]


def check_the_paper(anyone: Visitor, code: str, name: str) -> None:
    """No login; the name is masked; a code mistyped is told from one that is unknown."""
    anyone.open(f"/xac-minh/{code}/")
    expect(anyone.page.get_by_role("heading", name="Giấy mẫu, không có giá trị")).to_be_visible()
    anyone.examine("paper checked")
    if " " in name:
        assert anyone.page.get_by_text(name).count() == 0
    anyone.open("/xac-minh/")
    anyone.page.get_by_label("Mã kiểm tra").fill(code[:-1].lower())
    anyone.tap("Kiểm tra", "button")
    expect(anyone.page.get_by_label("Mã kiểm tra")).to_have_value(code[:-1].lower())
    anyone.examine("code mistyped")


def check_with_no_network(anyone: Visitor, code: str, statement: str) -> None:
    """Once opened, the page stays on the phone and judges the signature in the QR by itself."""
    page = anyone.page
    anyone.keep_check_page()
    anyone.open("/xac-minh/ngoai-mang/")
    anyone.examine("check with no network: nothing to check")
    anyone.context.set_offline(True)
    anyone.open(f"/xac-minh/{code}/#{statement}")
    expect(page.get_by_role("heading", name="Chữ ký đúng")).to_be_visible()
    expect(page.get_by_text("Giấy chứng nhận hoàn thành")).to_be_visible()
    expect(page.get_by_text("hôm nay")).to_be_visible()
    anyone.examine("checked with no network")
    packed, kid, signature = statement.split(".")
    for forged, said in (
        (f"{packed}.{kid}.{signature[::-1]}", "Chữ ký không đúng"),
        (f"{packed[:-4]}AAAA.{kid}.{signature}", "Chữ ký không đúng"),
        (f"{packed}.khac.{signature}", "Máy này chưa có khóa"),
        ("%zz", "Chữ ký không đúng"),
        ("x" * 4_000, "Chữ ký không đúng"),
    ):
        anyone.open(f"/xac-minh/{code}/#{forged}")
        expect(page.get_by_text(said)).to_be_visible()
    anyone.context.set_offline(False)


def expect_one_more(officer: Visitor, before: int) -> None:
    """The worker counts within seconds; the commune and its people show it too."""
    for _ in range(40):
        if finishers(officer) == before + 1:
            break
        officer.page.wait_for_timeout(500)
    assert finishers(officer) == before + 1
    officer.examine("province")
    officer.open("/theo-doi/xa/05503/")
    officer.examine("commune")
    officer.tap("Xem người học")
    officer.examine("people")
