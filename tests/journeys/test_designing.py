"""An author sets a design of papers and sees it change while typing."""

from playwright.sync_api import expect

from tests.certificates.designing.looks import file_of, hand
from tests.journeys.conftest import DESKTOP


def test_an_author_sees_papers_change_while_typing_and_saves_the_design(visit):
    author = visit(**DESKTOP)
    author.open("/bien-tap/mau-giay/moi/")
    author.sign_in_as_staff("tacgia@demo.vn")
    page = author.page
    page.wait_for_url("**/mau-giay/moi/")
    samples = page.locator(".designing__sample img")
    expect(samples).to_have_count(3)
    before = samples.first.get_attribute("src")
    page.get_by_label("Thổ cẩm").check()
    expect(samples.first).not_to_have_attribute("src", before)
    page.get_by_label("Tên mẫu").fill("Mẫu của tỉnh")
    page.get_by_label("Họ tên người ký", exact=True).fill("TS. Trần Văn Đức")
    expect(page.locator(".designing__preview")).to_contain_text("Hãy chỉ ghi họ tên")
    page.get_by_label("Họ tên người ký", exact=True).fill("Trần Văn Đức")
    expect(samples).to_have_count(3)
    page.get_by_label("Ảnh chữ ký", exact=True).set_input_files(
        {"name": "ky.png", "mimeType": "image/png", "buffer": file_of(hand())}
    )
    page.get_by_role("button", name="Lưu mẫu").click()
    page.wait_for_url("**/mau-giay/*/")
    expect(page.get_by_text("Bản 1, lưu lúc")).to_be_visible()
    expect(samples).to_have_count(3)
