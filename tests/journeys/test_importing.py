"""A clerk brings a list: corrects a column, confirms, reads the receipt, takes it back."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, Visitor
from tests.processes import wait_for

# One after the other: what one journey writes, the next must not find there already.
PEOPLE = {
    "phone": ("Lường Thị Ửng", "Ma Văn Đạt", "Giàng A Páo"),
    "desktop": ("Bế Thị Sáy", "Nông Văn Dín", "Triệu Mùi Chài"),
    "script": ("Hoàng Thị Ước", "Lý Văn Sao", "Bàn Thị Gấm"),
}


def workbook(path: Path, people: tuple[str, ...], strange: str) -> Path:
    """A list under a title block; what the `strange` column holds nobody can guess."""
    book = Workbook()
    page = book.active
    page.append(["DANH SÁCH HỌC VIÊN XÃ TÂN CƯƠNG"])
    page.append([])
    page.append(["STT", "Họ và tên", "Ngày sinh", strange])
    for number, name in enumerate(people, 1):
        page.append([str(number), name, f"0{number}/03/1975", f"Xóm Đồng {number}"])
    page.append(["4", "", "1980", ""])
    book.save(path)
    return path


@pytest.fixture(scope="module")
def signed_in(browser, site):
    """The clerk, signed in once: a code of the second factor works only once."""
    context = browser.new_context(locale="vi-VN")
    clerk = Visitor(site, context, context.new_page())
    clerk.open("/theo-doi/danh-sach/")
    clerk.sign_in_as_staff("xa@demo.vn")
    clerk.page.wait_for_url("**/theo-doi/danh-sach/")
    state = context.storage_state()
    context.close()
    return {"storage_state": state}


def bring(clerk, file: Path) -> None:
    clerk.open("/theo-doi/danh-sach/")
    clerk.page.get_by_label("Tệp danh sách").set_input_files(file)


@pytest.mark.parametrize(("kind", "options"), [("phone", PHONE), ("desktop", DESKTOP)])
def test_a_clerk_brings_a_list_and_takes_it_back(visit, signed_in, tmp_path, kind, options):
    clerk = visit(**options, **signed_in)
    page = clerk.page
    strange = f"Chỗ ấy {kind}"  # headings of this journey alone: another's are remembered
    list_of_people = workbook(tmp_path / "danh sách.xlsx", PEOPLE[kind], strange)
    bring(clerk, list_of_people)
    clerk.examine("lists")
    clerk.tap("Tải lên và đọc thử", "button")

    expect(page.get_by_role("heading", name="Cột nào là gì?")).to_be_visible(timeout=60_000)
    expect(page.get_by_label("Họ và tên")).to_have_value("full_name")
    page.get_by_label(strange).select_option(label="Thôn, xóm, tổ dân phố")
    clerk.examine("columns")
    clerk.tap("Đối chiếu với sổ", "button")

    heading = page.get_by_role("heading", name="Xem trước khi ghi vào sổ")
    expect(heading).to_be_visible(timeout=60_000)
    expect(page.get_by_text("ghi thêm 3 người mới vào sổ")).to_be_visible()
    expect(page.get_by_text("bỏ qua 1 dòng không nhận được")).to_be_visible()
    clerk.examine("plan")
    clerk.tap("Đồng ý, ghi vào sổ", "button")

    expect(page.get_by_role("heading", name="Biên nhận")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("3 người được ghi thêm vào sổ.")).to_be_visible()
    clerk.examine("receipt")
    with page.expect_download() as download:
        clerk.tap("Tải tệp có kết quả từng dòng")
    assert download.value.suggested_filename == "danh sách - kết quả.xlsx"
    clerk.tap("Xem các dòng")
    expect(page.get_by_text("Họ và tên: để trống.")).to_be_visible()
    clerk.examine("rows")
    clerk.tap("Về danh sách")

    clerk.tap("Xem trước khi hoàn tác")
    expect(page.get_by_role("button", name="Gỡ 3 người")).to_be_visible()
    clerk.examine("undo")
    clerk.tap("Gỡ 3 người", "button")
    undone = page.get_by_role("heading", name="Biên nhận: đã hoàn tác")
    expect(undone).to_be_visible(timeout=60_000)

    bring(clerk, list_of_people)
    clerk.tap("Tải lên và đọc thử", "button")
    expect(page.get_by_text("Lần trước bạn đã chọn cột")).to_be_visible(timeout=60_000)
    expect(page.get_by_label(strange)).to_have_value("hamlet")
    assert clerk.seen == {"lists", "columns", "plan", "receipt", "rows", "undo"}


def test_a_picture_that_is_called_a_workbook_is_answered_in_words(visit, signed_in, tmp_path):
    clerk = visit(**PHONE, **signed_in)
    picture = tmp_path / "danh sách.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(300))
    bring(clerk, picture)
    clerk.tap("Tải lên và đọc thử", "button")
    refused = clerk.page.get_by_role("heading", name="Không dùng được tệp này")
    expect(refused).to_be_visible(timeout=60_000)
    clerk.examine("refused")
    clerk.tap("Tải tệp khác")
    expect(clerk.page.get_by_label("Tệp danh sách")).to_be_visible()


def test_it_goes_without_script(visit, signed_in, tmp_path):
    clerk = visit(**PHONE, **signed_in, java_script_enabled=False)
    page = clerk.page
    file = tmp_path / "danh sach.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = [(name, "1975") for name in PEOPLE["script"]]
        csv.writer(out).writerows([("Họ và tên", "Năm sinh"), *rows])
    bring(clerk, file)
    clerk.tap("Tải lên và đọc thử", "button")

    def until(name: str) -> None:
        """Look again, as the link on the page offers, until the work has ended."""
        heading = page.get_by_role("heading", name=name)
        again = page.get_by_role("link", name="Xem đến đâu rồi")

        def reached() -> bool:
            if not heading.count():
                again.click()
            return bool(heading.count())

        wait_for(reached, name)

    until("Cột nào là gì?")
    clerk.tap("Đối chiếu với sổ", "button")
    until("Xem trước khi ghi vào sổ")
    clerk.tap("Đồng ý, ghi vào sổ", "button")
    until("Biên nhận")
    expect(page.get_by_text("3 người được ghi thêm vào sổ.")).to_be_visible()
