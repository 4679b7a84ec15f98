"""Screen, PDF and workbook say the same to the last digit, and the hash is on each of them."""

import csv
import hashlib
import json
from datetime import date

import pytest
from django.urls import reverse

from learners.monitoring.models import DailyCount
from learners.monitoring.proving import prove_day
from learners.monitoring.services import refresh_counts
from learners.paper.month import Month
from learners.publishing import keys
from learners.returns import services
from learners.returns.models import Return
from learners.returns.selectors import content_of, signing_of
from tests.learners.returns.conftest import at, locking, sign
from tests.learners.returns.reading import (
    edges_of,
    in_workbook,
    on_paper,
    on_screen,
    text_of,
    workbook_of,
)
from tests.screens import page_of, words
from tests.tools import need

NOVEMBER = Month(2026, 11)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pdftotext():
    need("pdftotext", package="poppler-utils")


@pytest.fixture
def large(counted, commune) -> None:
    """Numbers with every kind of digit, one that fell, and one that was not counted."""
    for code, before, value in (
        ("attendances", 1_234_567, 1_234_568),
        ("participants", 100_000, 99_990),
        ("finishers", 0, 10_001),
        ("proficient", 1_999, 2_161),
    ):
        for day, number in ((date(2026, 9, 30), before), (date(2026, 10, 31), value)):
            DailyCount.objects.filter(area=commune, indicator=code, day=day).update(value=number)


def taken(client, report: Return, form: str):
    return client.get("/theo-doi/bang/bao-cao/", {"bao-cao": report.pk, "dang": form})


def read_all(client, report: Return):
    """The page, the text of the PDF, the workbook; and the first table of each."""
    page = client.get(reverse("returns:return", args=[report.pk]))
    pdf = client.get(reverse("returns:pdf", args=[report.pk])).content
    book = workbook_of(taken(client, report, "xlsx"))
    screen = [row for row in on_screen(page) if len(row) > 1]
    paper = on_paper(pdf, [row[0] for row in screen])
    return page, text_of(pdf), book, (screen, paper, in_workbook(book))


def test_all_three_say_the_same_to_the_last_digit(client, large, report, people):
    signed = sign(report, people.officer)
    client.force_login(people.auditor)
    page, paper_text, book, (screen, paper, sheet) = read_all(client, signed)
    assert screen == paper == sheet
    assert screen[:4] == [
        ["Lượt tham gia", "1.234.567", "1.234.568", "1", "–", "–"],
        ["Người tham gia", "100.000", "99.990", "-10", "–", "–"],
        ["Người hoàn thành", "0", "10.001", "10.001", "–", "–"],
        ["Người thành thạo", "1.999", "2.161", "162", "4.321", "50,0 %"],
    ]
    told = [value for _, value in list(book["Nội dung"].values)[1:]]
    screen_text = words(page_of(page).main)
    for said in (
        signing_of(signed).sha256,
        "Gửi lần đầu lúc 09:00:00 ngày 03/11/2026, đúng hạn (hạn hết ngày 05/11/2026).",
        "Dân số trong độ tuổi lao động: 7.777 người (nguồn: Niên giám, tính đến 31/12/2025); "
        "người thành thạo bằng 27,8 %.",
        "Xóm Na Hiên chưa có sóng.",
        "Ma Thị Lan",
    ):
        assert said in screen_text
        assert said in paper_text
        assert any(said in str(value) for value in told)
    assert "chia theo dân số" in screen_text
    assert "chia theo dân số" in paper_text


def test_screen_workbook_csv_paper_and_the_api_say_the_same_digits(
    client, large, report, people, commune
):
    """One commune, one month, read in five ways."""
    signed = sign(report, people.officer)
    client.force_login(people.auditor)
    _, _, book, (screen, paper, sheet) = read_all(client, signed)
    assert screen == paper == sheet
    text = b"".join(taken(client, signed, "csv")).decode("utf-8-sig")
    headings, *rows = csv.reader(text.splitlines())
    cells = [["" if cell is None else str(cell) for cell in row] for row in book["Số liệu"].values]
    assert [headings, *rows] == cells
    _, secret = keys.give(
        name="Trung tâm điều hành",
        whole_province=False,
        communes=[commune],
        indicators=[],
        valid_from=date(2026, 1, 1),
        valid_to=None,
        actor=people.province,
    )
    answer = client.get(
        "/api/v1/counts",
        {"from": "2026-09-30", "to": "2026-10-31", "limit": 500},
        headers={"Authorization": f"Bearer {secret}"},
    )
    counted = {(one["indicator"], one["day"]): one["value"] for one in answer.json()["items"]}
    codes = [line.code for line in content_of(signed).lines]
    assert [[int(row[1]), int(row[2])] for row in rows] == [
        [counted[code, "2026-09-30"], counted[code, "2026-10-31"]] for code in codes
    ]
    table = {"xa": commune.pk, "dang": "csv"}
    of_commune = b"".join(client.get("/theo-doi/bang/mot-xa/", table)).decode("utf-8-sig")
    assert [row[1] for row in csv.reader(of_commune.splitlines())][1:] == [row[2] for row in rows]


def test_the_steps_stand_on_all_three_with_their_seconds(client, locked, people):
    client.force_login(people.officer)
    page, paper_text, book, _ = read_all(client, locked)
    steps = list(book["Các bước"].values)[1:]
    assert on_screen(page, -1) == [[cell or "–" for cell in row] for row in steps]
    assert [row[0] for row in steps] == ["Lập nháp", "Ghi lời", "Ký gửi", "Chấp nhận", "Khóa"]
    assert all(f"{what}: {who}, {when}" in paper_text for what, who, when, _ in steps)


def test_a_correction_shows_old_and_new_on_all_three(client, locked, people, one_more):
    one_more()
    told = {"reason": "Tờ điểm danh đến muộn", "actor": people.officer}
    fixed = locking(sign(services.correct(report=locked, **told), people.officer), people)
    client.force_login(people.province)
    page, paper_text, book, (screen, paper, sheet) = read_all(client, fixed)
    assert screen == paper
    assert screen[1] == ["Người tham gia", "5", "14 → 15", "9 → 10", "–", "–"]
    assert sheet == [[cell.rpartition("→ ")[2] for cell in row] for row in screen]
    changes = [list(row) for row in list(book["Đính chính"].values)[1:]]
    assert on_screen(page, 1) == changes
    assert ["Người tham gia", "Cuối tháng", "14", "15"] in changes
    screen_text = words(page_of(page).main)
    for said in ("Tờ điểm danh đến muộn", "1"):
        assert said in paper_text
        assert said in screen_text
    assert "BÁO CÁO (ĐÍNH CHÍNH SỐ 1)" in paper_text
    assert signing_of(locked).sha256 in screen_text


def test_the_locked_one_stays_as_it_was_with_the_recount_beside_it(
    client, locked, people, one_more
):
    client.force_login(people.officer)
    page, *_, before = read_all(client, locked)
    assert "Đếm lại hôm nay" not in page.content.decode()
    one_more()
    refresh_counts(day=date(2026, 10, 31))
    page, paper_text, _, after = read_all(client, locked)
    assert before == after
    assert "Đếm lại hôm nay: 15" in words(page_of(page).main)
    assert "Đếm lại" not in paper_text


def test_the_next_month_begins_where_the_locked_one_ended_and_says_what_a_recount_gives(
    client, locked, people, commune, one_more, clock
):
    one_more()
    prove_day(day=date(2026, 10, 31))
    clock.move_to(at(2026, 12, 2, 9))
    services.draft(month=NOVEMBER, areas=[commune], actor=people.officer)
    november = Return.objects.get(month=11)
    client.force_login(people.officer)
    page, paper_text, book, (screen, paper, sheet) = read_all(client, november)
    assert screen == paper == sheet
    assert screen[1][:4] == ["Người tham gia", "14", "15", "1"]
    said = "Người tham gia: số của tháng trước đã khóa là 14, đếm lại khi lập báo cáo này là 15."
    text = b"".join(taken(client, november, "csv")).decode("utf-8-sig")
    assert said in words(page_of(page).main)
    assert said in paper_text
    assert said in [value for _, value in book["Nội dung"].values]
    assert said in [row[-1] for row in csv.reader(text.splitlines())]
    signed = sign(november, people.officer)
    assert said in words(page_of(read_all(client, signed)[0]).main)


def test_a_locked_correction_is_where_the_next_month_begins(
    client, locked, people, commune, one_more, clock
):
    one_more()
    told = {"reason": "Tờ điểm danh đến muộn", "actor": people.officer}
    locking(sign(services.correct(report=locked, **told), people.officer), people)
    clock.move_to(at(2026, 12, 2, 9))
    services.draft(month=NOVEMBER, areas=[commune], actor=people.officer)
    said = content_of(Return.objects.get(month=11))
    assert (said.lines[1].before, said.lines[1].growth, said.recounts) == (15, 0, [])


def test_a_return_that_knows_no_recount_is_frozen_as_it_always_was(signed):
    assert "recounted" not in signing_of(signed).content


def test_anybody_works_out_the_printed_hash_from_the_file(client, locked, people):
    client.force_login(people.auditor)
    frozen = client.get(reverse("returns:frozen", args=[locked.pk])).content
    assert hashlib.sha256(frozen).hexdigest() == signing_of(locked).sha256
    values = {line["code"]: line["value"] for line in json.loads(frozen)["lines"]}
    page = client.get(reverse("returns:return", args=[locked.pk]))
    assert [row[2] for row in on_screen(page)] == [str(value) for value in values.values()]


def test_it_is_laid_out_as_the_decree_says(client, signed, people):
    client.force_login(people.officer)
    text = text_of(client.get(reverse("returns:pdf", args=[signed.pk])).content)
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "XÃ TÂN CƯƠNG",
        "/BC-UBND",
        "Tân Cương, ngày 03 tháng 11 năm 2026",
        "BÁO CÁO Kết quả “Bình dân học AI” tháng 10 năm 2026",
        "NGƯỜI LẬP BÁO CÁO",
        "Nơi nhận: - Sở Khoa học và Công nghệ;",
    ):
        assert said in text


def test_body_text_is_justified_as_the_decree_says(client, report, people):
    """Each line of a paragraph but its last ends at the right margin; the first is set in."""
    words = "Xóm " + "chưa có sóng, học viên phải ra trung tâm xã mới nghe được bài; " * 5 + "hết."
    services.word(report=report, difficulties=words, proposals="", actor=people.officer)
    client.force_login(people.officer)
    pdf = client.get(reverse("returns:pdf", args=[report.pk])).content
    lines = edges_of(pdf, "Xóm", "hết.")
    *whole, (_, right) = lines
    assert len(whole) > 2
    assert [round(left) for left, _ in lines] == [40] + [30] * len(whole)
    assert all(abs(right - 190) < 0.5 for _, right in whole)
    assert right < 189


def test_a_draft_says_that_it_is_one(client, report, people):
    client.force_login(people.officer)
    _, paper_text, book, tables = read_all(client, report)
    assert tables[0] == tables[1] == tables[2]
    assert "bản nháp" in paper_text
    assert "bản nháp" in dict(list(book["Nội dung"].values)[1:])["Báo cáo"]
    assert client.get(reverse("returns:frozen", args=[report.pk])).status_code == 404
