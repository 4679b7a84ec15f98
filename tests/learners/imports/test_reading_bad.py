"""Files that are no lists: each is refused in words, nothing is run, and nobody else notices."""

import io
import zipfile

import pytest

from learners.imports import parser_process, reading
from learners.imports.kinds import Refused
from learners.imports.parser_process import parse
from learners.imports.reading import UnreadableList, read_list
from tests.learners.imports.files import (
    LIST,
    PEOPLE,
    as_csv,
    open_document,
    read,
    repacked,
    shared,
    workbook,
)

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BROKEN = (
    "Không mở được bảng tính này: tệp bị hỏng hoặc mới tải lên được một phần. "
    "Hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi lại."
)
TOO_MUCH = (
    "Tệp cần quá nhiều bộ nhớ nên đã dừng. Hãy chép riêng danh sách sang một tệp mới, "
    "hoặc lưu thành CSV UTF-8 rồi gửi lại."
)
PANIC = (
    "Không đọc được tệp này. Hãy mở bằng Excel, chép riêng danh sách sang một tệp .xlsx mới "
    "rồi gửi lại."
)
NO_HEADINGS = (
    "Không tìm thấy dòng tiêu đề của danh sách. Hãy ghi tên cột ở dòng đầu, ít nhất “Họ và tên” "
    "và “Ngày sinh”, rồi gửi lại."
)
NO_TABLE = "Đây không phải bảng tính. Hãy gửi tệp Excel hoặc CSV."
BURSTS = (
    "Tệp này bung ra quá lớn nên không mở. Hãy chép riêng danh sách sang một tệp mới, "
    "hoặc chia thành vài tệp."
)
EMPTY = "Tệp này trống, không có gì bên trong. Hãy chọn lại tệp danh sách."


def refusal(path) -> str:
    """What is said of a file that is refused; no rows are left behind."""
    target = path.with_suffix(".rows")
    with pytest.raises(UnreadableList) as refused:
        read_list(path, target, file_name=path.name)
    assert not target.exists()
    return refused.value.message


def packed(*members: str) -> bytes:
    """A zip with these members, the same whenever it is packed: it names a test."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as whole:
        for name in members:
            whole.writestr(zipfile.ZipInfo(name), "x")
    return out.getvalue()


def at_once(path) -> str:
    """What is said of a file that is refused, without a process of its own."""
    with pytest.raises(Refused) as refused:
        parse(path, path.with_suffix(".rows"), path.suffix)
    return str(refused.value)


class TestNoTable:
    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", EMPTY),
            (b"\xef\xbb\xbf\r\n  \n", EMPTY),
            (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "Đây là một bức ảnh, không phải bảng tính. "),
            (b"\xff\xd8\xff\xe0JFIF", "Đây là một bức ảnh, không phải bảng tính. "),
            (b"%PDF-1.7\n", "Đây là tệp PDF, không phải bảng tính. "),
            (b"Rar!\x1a\x07", "Đây là tệp nén, không phải bảng tính. "),
            (b"MZ\x90\0", "Đây là một chương trình, không phải bảng tính. "),
            (packed("anh.jpg"), "Đây là tệp nén, không phải bảng tính. "),
            (packed("word/document.xml"), "Đây là văn bản Word. "),
            (OLE + "WordDocument".encode("utf-16-le"), "Đây là văn bản Word. "),
            (
                b"<html><table><tr><td>Ma",
                "Đây là trang web (HTML hoặc XML), không phải bảng tính. ",
            ),
            (b"\x00\x01\x02\x03" * 99, NO_TABLE),
        ],
    )
    @pytest.mark.parametrize("name", ["danh-sach.xlsx", "danh-sach.csv"])
    def test_what_it_is_is_told_by_its_content(self, tmp_path, content, said, name):
        path = tmp_path / name
        path.write_bytes(content)
        ask = "Hãy gửi tệp Excel hoặc CSV." if said.endswith(". ") else ""
        if "HTML" in said:
            ask = "Hãy mở bằng Excel và lưu lại thành .xlsx rồi gửi lại."
        assert at_once(path) == said + ask

    def test_letters_that_are_no_vietnamese_are_not_guessed_at(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_bytes(bytes(range(161, 256)) * 9 + b",b\n1,2\n")
        assert at_once(path) == (
            "Không nhận ra bảng mã chữ của tệp. Hãy mở bằng Excel, chọn Lưu thành (Save As) "
            "“CSV UTF-8” hoặc .xlsx rồi gửi lại."
        )

    def test_a_locked_workbook_is_asked_for_unlocked(self, tmp_path):
        path = tmp_path / "a.xlsx"
        path.write_bytes(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)
        assert at_once(path) == "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."


class TestNoList:
    def test_all_sheets_blank_and_a_hidden_one(self, tmp_path):
        def hide(book):
            book["Trang 2"].sheet_state = "hidden"

        path = workbook(tmp_path / "a.xlsx", [], LIST, then=hide)
        assert at_once(path) == (
            "Bảng tính không có dữ liệu ở trang nào. Trang ẩn không được đọc: Trang 2. "
            "Hãy kiểm tra lại tệp."
        )

    def test_one_column(self, tmp_path):
        text = tmp_path / "a.csv"
        text.write_text("Họ tên\nMa Văn A\nLý B\n")
        assert at_once(text) == (
            "Tệp chỉ có một cột. Danh sách cần ít nhất cột họ và tên và cột ngày sinh, "
            "ngăn cách bằng dấu phẩy, chấm phẩy hoặc tab."
        )
        assert at_once(workbook(tmp_path / "b.xlsx", [["Họ tên"], ["Ma A"]])) == NO_HEADINGS

    def test_a_table_about_something_else(self, tmp_path):
        path = workbook(tmp_path / "a.xlsx", [["Mặt hàng", "Giá"], ["Chè", "100"], ["Mì", "5"]])
        assert at_once(path) == NO_HEADINGS

    def test_headings_and_nobody_below(self, tmp_path):
        path = workbook(tmp_path / "a.xlsx", [LIST[0], ["1"], ["2"], ["", "Người lập biểu"]])
        assert at_once(path) == (
            "Có dòng tiêu đề nhưng không có người nào bên dưới. Hãy kiểm tra lại tệp."
        )

    def test_too_many_columns(self, tmp_path):
        wide = [[*row, *["x"] * 197] for row in LIST]
        assert at_once(workbook(tmp_path / "a.xlsx", wide)) == (
            "Trang “Trang 1” có 201 cột, quá 200. Hãy xóa các cột không cần ở bên phải rồi gửi lại."
        )
        text = tmp_path / "a.csv"
        text.write_text(as_csv(wide))
        assert at_once(text) == "Danh sách có 201 cột, quá 200. Hãy xóa các cột không cần."


class TestBroken:
    @pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
    def test_a_half_uploaded_workbook(self, tmp_path, part):
        path = workbook(tmp_path / "a.xlsx", LIST)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(len(whole) * part)])
        assert refusal(path) == ("Tệp bị hỏng hoặc mới tải lên được một phần. Hãy gửi lại tệp.")

    def test_a_sheet_that_breaks_off(self, tmp_path):
        path = workbook(tmp_path / "a.xlsx", LIST)
        assert refusal(repacked(path, {SHEET: lambda sheet: sheet[:400]})) == BROKEN

    def test_an_old_workbook_of_noise(self, tmp_path):
        path = tmp_path / "a.xls"
        path.write_bytes(OLE + bytes(range(256)) * 40)
        assert refusal(path) == BROKEN

    def test_a_reader_that_panics_takes_nobody_with_it(self, tmp_path):
        path = workbook(tmp_path / "a.xlsx", LIST)
        far = {SHEET: lambda sheet: sheet.replace('r="A1"', 'r="ZZZZZZZZZZ99999999999"')}
        assert refusal(repacked(path, far)) == PANIC

    def test_quotes_that_never_close(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text('Họ tên,Ngày sinh\n"Ma Văn A,1975\n' + "Lý B,1980\n" * 300_000)
        assert refusal(path) == "Tệp bị hỏng ở giữa chừng. Hãy lưu lại rồi gửi lại."

    def test_a_reader_that_takes_too_long_is_stopped(self, tmp_path, monkeypatch):
        monkeypatch.setattr(reading, "WALL_SECONDS", 0.001)
        assert refusal(workbook(tmp_path / "a.xlsx", LIST)) == (
            "Đọc tệp này lâu quá nên đã dừng. Hãy chia danh sách thành vài tệp nhỏ rồi gửi lại."
        )


class TestBombs:
    def test_what_bursts_when_unpacked_is_not_opened(self, tmp_path):
        path = workbook(tmp_path / "a.xlsx", LIST)
        repacked(path, {}, **{"xl/media/anh.bin": b"\0" * 40 * 1024 * 1024})
        assert refusal(path) == BURSTS

    def test_one_long_text_in_very_many_cells(self, tmp_path):
        path = shared(tmp_path / "a.xlsx", [*LIST, *[["dài"] * 20] * 5_000])
        strings = {STRINGS: lambda text: text.replace("<t>dài</t>", f"<t>{'x' * 30_000}</t>")}
        assert refusal(repacked(path, strings)) == TOO_MUCH

    def test_entities_are_not_unfolded_and_no_file_is_read(self, tmp_path):
        secret = tmp_path / "secret.txt"
        secret.write_text("bí mật")
        path = shared(tmp_path / "a.xlsx", [*LIST, ["4", "Lý Ba", "1975", "thay"]])
        laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
        kinds = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}<!ENTITY f SYSTEM "{secret.as_uri()}">]>'

        def unfold(strings: str) -> str:
            head, tail = strings.split("?>", 1)
            return f"{head}?>{kinds}{tail}".replace("<t>thay</t>", "<t>&a9;&f;</t>")

        repacked(path, {STRINGS: unfold})
        target = tmp_path / "own.rows"
        try:
            said = str(read_list(path, target, file_name="a.xlsx"))
        except UnreadableList as refused:
            said = refused.message
        assert ("bí mật" in said, "hahaha" in said) == (False, False)

    def test_a_cell_repeated_very_often(self, tmp_path):
        path = open_document(tmp_path / "a.ods", LIST)
        often = 'table-cell table:number-columns-repeated="16384" '
        rows = 'table-row table:number-rows-repeated="1048576"'

        def repeated(content: str) -> str:
            content = content.replace("<table:table-cell ", f"<table:{often}")
            return content.replace("<table:table-row", f"<table:{rows}")

        said = refusal(repacked(path, {"content.xml": repeated}))
        assert said in (TOO_MUCH, BROKEN)

    def test_a_cell_at_the_far_end_of_the_sheet(self, tmp_path):
        path = workbook(tmp_path / "a.xlsx", LIST)
        end = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        repacked(path, {SHEET: lambda sheet: sheet.replace("</sheetData>", end)})
        assert refusal(path) == TOO_MUCH


class TestLargeButFine:
    def test_a_million_empty_rows_are_no_rows(self, tmp_path):
        path = workbook(tmp_path / "a.xlsx", LIST)
        empty = "".join(f'<row r="{line}"/>' for line in range(5, 1_000_000))
        repacked(path, {SHEET: lambda sheet: sheet.replace("</sheetData>", f"{empty}</sheetData>")})
        assert read(path)[0].rows == 3

    def test_very_many_merged_cells(self, tmp_path):
        path = workbook(tmp_path / "a.xlsx", LIST)
        merged = "".join(f'<mergeCell ref="F{line}:G{line}"/>' for line in range(1, 100_000))
        end = f"</sheetData><mergeCells>{merged}</mergeCells>"
        repacked(path, {SHEET: lambda sheet: sheet.replace("</sheetData>", end)})
        assert read(path)[0].rows == 3

    def test_a_cell_of_a_million_letters_is_cut(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text(as_csv([*LIST, ["4", "Lý Ba", "1975", "x" * 1_000_000]]))
        found, rows = read(path)
        assert (len(rows[3][4]), found.rows) == (2_000, 4)
        assert found.notes == ["Ô quá dài đã cắt còn 2000 ký tự (dòng 5)."]

    def test_over_a_million_rows_are_asked_for_in_parts(self, tmp_path, monkeypatch):
        monkeypatch.setattr(parser_process, "MOST_ROWS", 3)
        path = tmp_path / "a.csv"
        path.write_text(as_csv(LIST))
        assert read(path)[0].rows == 3
        path.write_text(as_csv([*LIST, PEOPLE[0]]))
        assert (
            at_once(path) == "Danh sách có hơn 1.000.000 dòng. Hãy chia thành vài tệp rồi gửi lại."
        )
