"""Reading on a weak phone: without script, and within a data budget."""

import pytest
from playwright.sync_api import expect

from tests.journeys.answers import answer_all
from tests.journeys.conftest import PHONE

BUDGET = 100_000
COURSE = "/khoa-hoc/lam-quen-voi-ai/"
FOR_ANYONE = ["/", "/khoa-hoc/", COURSE, f"{COURSE}ai-la-gi/", "/hoc/", "/xac-minh/"]
FOR_ANYONE += ["/so-lieu/", "/so-lieu/xa/05503/", "/du-lieu-mo/"]


def test_a_lesson_is_read_and_practised_without_script(visit):
    reader = visit(**PHONE, java_script_enabled=False)
    reader.open("/khoa-hoc/")
    reader.tap("Làm quen với AI trên điện thoại")
    reader.tap("AI là gì, nói bằng chuyện nhà nông")
    expect(reader.page.get_by_text("Bà Lành và cái điện thoại")).to_be_visible()
    reader.tap("câu luyện tập")
    answer_all(reader.page)
    reader.tap("Xem đúng hay chưa", "button")
    expect(reader.page.get_by_text("Bạn đã xong bài")).to_be_visible()
    expect(reader.page.get_by_text("1/6 bài")).to_be_visible()
    reader.tap("Bài tiếp")
    expect(reader.page.get_by_text("Bài 2/6")).to_be_visible()


def test_a_person_signs_in_and_registers_without_script(visit):
    reader = visit(**PHONE, java_script_enabled=False)
    reader.open("/hoc/")
    reader.tap("Ghi tên hoặc đăng nhập")
    reader.sign_in("khong.script@vidu.vn")
    page = reader.page
    page.get_by_label("Họ và tên", exact=True).fill("Giàng A Páo")
    page.get_by_label("Năm sinh", exact=True).fill("1980")
    page.get_by_label("Xã, phường nơi bạn ở").fill("van lang")
    page.locator("#id_consent_study").check()
    reader.tap("Ghi tên", "button")
    asked_back = page.locator(".error-summary")
    expect(asked_back).to_contain_text("Văn Lang")
    expect(asked_back).to_contain_text("Văn Lăng")
    expect(page.get_by_label("Họ và tên", exact=True)).to_have_value("Giàng A Páo")
    page.get_by_label("Xã, phường nơi bạn ở").fill("Văn Lăng")
    reader.tap("Ghi tên", "button")
    expect(page.get_by_role("heading", name="Chào bạn Giàng A Páo")).to_be_visible()


@pytest.mark.parametrize("path", [*FOR_ANYONE, "/theo-doi/"])
def test_a_page_costs_at_most_100_kilobytes_without_its_pictures(visit, path):
    if path == "/theo-doi/":  # what it costs an officer who comes with an empty cache
        officer = visit(**PHONE)
        officer.open(path)
        officer.sign_in_as_staff("tinh@demo.vn")
        officer.page.wait_for_url("**/theo-doi/")
        reader = visit(**PHONE, storage_state=officer.context.storage_state())
    else:
        reader = visit(**PHONE)
    sizes: dict[str, float] = {}
    kinds: dict[str, str] = {}
    wire = reader.context.new_cdp_session(reader.page)
    wire.send("Network.enable")
    wire.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))
    wire.on(
        "Network.loadingFinished",
        lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}),
    )
    reader.open(path)
    reader.page.wait_for_load_state("networkidle")
    pages = [sizes[request] for request in sizes if kinds.get(request) == "Document"]
    assert len(pages) == 1
    total = sum(size for request, size in sizes.items() if kinds.get(request) != "Image")
    assert total <= BUDGET
