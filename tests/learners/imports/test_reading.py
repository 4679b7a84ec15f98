"""Lists of every kind are read alike: what is found is said, and every row comes out."""

import unicodedata
from datetime import date, datetime

import pytest

from learners.imports import encodings
from learners.imports.columns import guess_columns
from learners.imports.reading import Found, read_list
from tests.learners.imports.files import (
    HEADINGS,
    LIST,
    PEOPLE,
    as_csv,
    open_document,
    read,
    repacked,
    workbook,
    written,
)

ROWS = [[str(line), *row] for line, row in enumerate(PEOPLE, 2)]


def in_tcvn3(text: str) -> str:
    """Text as it was typed with TCVN3: capitals with a tone did not exist."""
    back = {new: chr(old) for old, new in encodings._TCVN3.items()}
    return "".join(back.get(ch) or back.get(ch.lower()) or ch for ch in text)


def in_vni(text: str) -> str:
    """Text as it was typed with VNI."""
    back = {new: old for old, new in encodings._VNI.items() if old[1:] == old[1:].lower()}
    return "".join(back.get(ch, ch) for ch in text)


class TestTexts:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    @pytest.mark.parametrize(
        ("codec", "encoding"),
        [
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8-sig"),
            ("utf-16", "utf-16"),
            ("utf-16-le", "utf-16"),
            ("utf-16-be", "utf-16"),
        ],
    )
    def test_every_unicode_and_every_delimiter(self, tmp_path, codec, encoding, delimiter):
        path = tmp_path / "danh-sach.csv"
        path.write_bytes(as_csv(LIST, delimiter).encode(codec))
        found, rows = read(path)
        assert (found.kind, found.encoding, found.delimiter) == ("csv", encoding, delimiter)
        assert (found.headings, rows, found.notes) == (HEADINGS, ROWS, [])

    def test_windows_1258_keeps_its_tones_apart(self, tmp_path):
        path = tmp_path / "danh-sach.csv"
        text = as_csv(LIST)
        # As Windows writes it: letter with its hat, then the tone.
        apart = "".join(
            ch if ch.encode("cp1258", "ignore") else unicodedata.normalize("NFD", ch) for ch in text
        )
        rejoined = unicodedata.normalize("NFD", apart)
        for hat in "ăâêôơưĂÂÊÔƠƯ":
            rejoined = rejoined.replace(unicodedata.normalize("NFD", hat), hat)
        for toned in "ậộệẬỘỆ":  # the dot stands before the hat in full decomposition
            base = unicodedata.normalize("NFD", toned)
            hat = unicodedata.normalize("NFC", base[0] + base[2])
            rejoined = rejoined.replace(base, hat + base[1])
        path.write_bytes(rejoined.encode("cp1258"))
        found, rows = read(path)
        assert (found.encoding, found.headings, rows) == ("windows-1258", HEADINGS, ROWS)
        assert found.notes == [
            "Tệp viết bằng bảng mã Windows-1258; đã đổi sang Unicode, hãy xem lại mẫu dưới đây."
        ]

    def test_tcvn3_is_recognised_and_shown(self, tmp_path):
        path = tmp_path / "danh-sach.csv"
        path.write_bytes(in_tcvn3(as_csv(LIST)).encode("cp1252"))
        found, rows = read(path)
        lost = [[cell.replace("Ửng", "ửng") for cell in row] for row in ROWS]
        assert (found.encoding, found.headings, rows) == ("tcvn3", HEADINGS, lost)
        assert found.notes == [
            "Tệp viết bằng phông TCVN3 (ABC); đã đổi sang Unicode, hãy xem lại mẫu dưới đây."
        ]
        assert found.sample[0] == PEOPLE[0]

    def test_vni_is_recognised_and_shown(self, tmp_path):
        path = tmp_path / "danh-sach.csv"
        path.write_bytes(in_vni(as_csv(LIST)).encode("cp1252"))
        found, rows = read(path)
        assert (found.encoding, found.headings, rows) == ("vni", HEADINGS, ROWS)
        assert found.notes == [
            "Tệp viết bằng phông VNI; đã đổi sang Unicode, hãy xem lại mẫu dưới đây."
        ]

    def test_a_decomposed_text_is_understood(self, tmp_path):
        path = tmp_path / "danh-sach.csv"
        path.write_bytes(unicodedata.normalize("NFD", as_csv(LIST)).encode())
        found, rows = read(path)
        columns = guess_columns(found.headings, found.sample)
        assert columns == {0: "stt", 1: "full_name", 2: "birth_date", 3: "commune"}
        assert len(rows) == 3

    def test_the_line_by_which_excel_tells_its_delimiter_is_no_row(self, tmp_path):
        path = tmp_path / "danh-sach.csv"
        path.write_text("sep=;\r\n" + as_csv(LIST, ";"))
        found, rows = read(path)
        assert (found.delimiter, found.headings, len(rows)) == (";", HEADINGS, 3)

    def test_a_cell_may_hold_the_delimiter_and_a_new_line(self, tmp_path):
        path = tmp_path / "danh-sach.csv"
        path.write_text('Họ tên,Ngày sinh,Địa chỉ\n"Ma Văn A",1975,"Xóm 1, \nxã ""Tân Cương"""\n')
        assert read(path)[1] == [["2", "Ma Văn A", "1975", 'Xóm 1, \nxã "Tân Cương"']]


class TestWorkbooks:
    def test_a_workbook_is_read_as_people_see_it(self, tmp_path):
        rows = [
            [1, "Ma Văn A", date(1975, 3, 5), 912345678, True],
            [2.0, "Lý B", datetime(1980, 1, 2), 19075001234, False],
        ]
        headings = ["TT", "Họ tên", "Ngày sinh", "SĐT", "Nữ"]
        found, read_rows = read(workbook(tmp_path / "a.xlsx", [headings, *rows]))
        assert (found.kind, found.encoding, found.sheet) == ("xlsx", "", "Trang 1")
        assert read_rows == [
            ["2", "1", "Ma Văn A", "05/03/1975", "912345678", "x"],
            ["3", "2", "Lý B", "02/01/1980", "19075001234", ""],
        ]

    def test_a_sheet_of_libreoffice_is_read_alike(self, tmp_path):
        found, rows = read(open_document(tmp_path / "a.ods", LIST))
        assert (found.kind, found.headings, rows, found.notes) == ("ods", HEADINGS, ROWS, [])

    def test_a_blank_first_sheet_is_passed_over_and_named(self, tmp_path):
        found, rows = read(workbook(tmp_path / "a.xlsx", [], LIST, [["ghi chép"]]))
        assert (found.sheet, rows, found.other_sheets) == ("Trang 2", ROWS, ["Trang 3"])
        assert found.notes == [
            "Trang trống đã bỏ qua: “Trang 1”.",
            "Chỉ đọc trang “Trang 2”. Trang khác không đọc: “Trang 3”.",
        ]

    def test_the_sheet_with_known_headings_is_taken(self, tmp_path):
        found, rows = read(workbook(tmp_path / "a.xlsx", [["Hướng dẫn điền"], ["…"]], LIST))
        assert (found.sheet, rows) == ("Trang 2", ROWS)

    def test_hidden_sheets_are_named_and_not_read(self, tmp_path):
        def hide(book):
            book["Trang 2"].sheet_state = "hidden"
            book["Trang 3"].sheet_state = "veryHidden"

        found, rows = read(workbook(tmp_path / "a.xlsx", LIST, LIST, LIST, then=hide))
        assert (found.hidden_sheets, rows) == (["Trang 2", "Trang 3"], ROWS)
        assert found.notes == ["Trang bị ẩn, không đọc: “Trang 2”, “Trang 3”."]

    def test_formulas_are_read_as_values_and_macros_never_run(self, tmp_path):
        path = workbook(tmp_path / "a.xlsm", [*LIST, [4, "Lý Ba", "=1900+75", "x"]])

        def calculated(sheet: str) -> str:
            return sheet.replace("<f>1900+75</f><v></v>", "<f>1900+75</f><v>1975</v>").replace(
                "<f>1900+75</f><v />", "<f>1900+75</f><v>1975</v>"
            )

        repacked(
            path,
            {"xl/worksheets/sheet1.xml": calculated},
            **{"xl/vbaProject.bin": b"Sub Auto_Open"},
        )
        found, rows = read(path)
        assert (found.kind, rows[-1]) == ("xlsm", ["5", "4", "Lý Ba", "1975", "x"])
        assert found.notes == [
            "Tệp có macro; macro không được chạy, chỉ đọc giá trị của ô.",
            "Có ô công thức; chỉ đọc giá trị đã tính sẵn, không chạy công thức.",
        ]

    def test_a_column_in_an_old_font_is_converted_and_the_others_are_not(self, tmp_path):
        names = ["Nguyễn Thị Hồng", "Ma Văn Đạt", "Lường Thị Hợp", "Trần Đức Thắng", "Lý Mỹ Lệ"]
        rows = [[in_tcvn3(name), "1975", "Xã Tân Cương, hồ Núi Cốc"] for name in names]
        book = workbook(tmp_path / "a.xlsx", [["Họ và tên", "Năm sinh", "Địa chỉ"], *rows])
        found, read_rows = read(book)
        assert [row[1] for row in read_rows] == names
        assert {row[3] for row in read_rows} == {"Xã Tân Cương, hồ Núi Cốc"}
        assert found.notes == [
            "Tệp viết bằng phông TCVN3 (ABC); đã đổi sang Unicode, hãy xem lại mẫu dưới đây."
        ]

    def test_columns_without_heading_or_content_are_left_out(self, tmp_path):
        rows = [["", *row[:2], "", *row[2:]] for row in LIST]
        found, read_rows = read(workbook(tmp_path / "a.xlsx", rows))
        assert (found.headings, read_rows) == (HEADINGS, ROWS)

    def test_a_table_may_begin_anywhere(self, tmp_path):
        def far(book):
            for down, row in enumerate(LIST):
                for right, value in enumerate(row):
                    book["Trang 1"].cell(7 + down, 4 + right, value)

        found, rows = read(workbook(tmp_path / "a.xlsx", [], then=far))
        assert (found.heading_line, found.headings) == (7, HEADINGS)
        assert [row[0] for row in rows] == ["8", "9", "10"]


class TestTables:
    def test_title_above_and_signatures_below_are_no_people(self, tmp_path):
        path = workbook(
            tmp_path / "a.xlsx",
            [
                ["UBND XÃ TÂN CƯƠNG", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
                ["DANH SÁCH HỌC VIÊN LỚP AI"],
                [],
                *LIST,
                ["4"],
                [],
                ["Tổng cộng", "3"],
                ["", "", "", "Tân Cương, ngày 5 tháng 3 năm 2026"],
                ["", "Người lập biểu", "", "TM. UBND XÃ"],
                ["", "(Ký, ghi rõ họ tên)"],
                ["", "Nguyễn Văn Lập", "", "Trần Văn Ký"],
            ],
        )
        found, rows = read(path)
        assert (found.heading_line, found.rows) == (4, 3)
        assert [row[1:] for row in rows] == PEOPLE
        assert found.notes == [
            "Đã bỏ 5 dòng cộng, ký tên (dòng 10, 11, 12, 13, 14): không phải học viên."
        ]

    def test_a_person_after_a_sum_is_still_a_person(self, tmp_path):
        more = [["Cộng xóm 1", "3"], ["4", "Bàn Văn Sinh", "1977", "Xã Đồng Hỷ"]]
        found, rows = read(workbook(tmp_path / "a.xlsx", [*LIST, *more]))
        assert [row[2] for row in rows][-1] == "Bàn Văn Sinh"
        assert found.rows == 4

    def test_somebody_named_like_a_sum_is_a_person(self, tmp_path):
        rows = [["Họ tên", "Năm sinh"], ["Tống Công Kỳ", "1975"], ["TONG CONG KY", "1980"]]
        assert read(workbook(tmp_path / "a.xlsx", rows))[0].rows == 2

    def test_headings_in_two_lines_with_a_line_of_numbers(self, tmp_path):
        def merge(book):
            for cells in ("C1:D1", "A1:A2", "B1:B2"):
                book["Trang 1"].merge_cells(cells)

        rows = [
            ["STT", "Họ và tên", "Năm sinh", "", "Địa chỉ"],
            ["", "", "Nam", "Nữ", ""],
            ["(1)", "(2)", "(3)", "(4)", "(5)"],
            ["1", "Ma Văn A", "1975", "", "Xóm 1"],
        ]
        found, read_rows = read(workbook(tmp_path / "a.xlsx", rows, then=merge))
        assert found.headings == ["STT", "Họ và tên", "Năm sinh Nam", "Năm sinh Nữ", "Địa chỉ"]
        assert guess_columns(found.headings, found.sample)[2] == "male"
        assert read_rows == [["4", "1", "Ma Văn A", "1975", "", "Xóm 1"]]

    def test_a_list_without_headings_is_read_and_says_so(self, tmp_path):
        found, rows = read(workbook(tmp_path / "a.xlsx", PEOPLE))
        assert (found.heading_line, found.headings[1], len(rows)) == (0, "Cột 2", 3)
        assert found.notes == ["Danh sách không có dòng tiêu đề; hãy xem kỹ từng cột dưới đây."]

    def test_a_wrong_ending_is_said_and_does_no_harm(self, tmp_path):
        path = tmp_path / "danh-sach.xlsx"
        path.write_text(as_csv(LIST, ";"))
        found, rows = read(path)
        assert (found.kind, rows) == ("csv", ROWS)
        assert found.notes == ["Tệp mang đuôi .xlsx nhưng bên trong là CSV; đã đọc theo nội dung."]

    def test_a_process_of_its_own_finds_the_same(self, tmp_path):
        path, target = workbook(tmp_path / "a.xlsx", LIST), tmp_path / "own.rows"
        assert read_list(path, target, file_name="a.xlsx") == read(path)[0]
        assert written(target) == ROWS

    def test_what_was_found_is_kept_as_json(self, tmp_path):
        found, _ = read(workbook(tmp_path / "a.xlsx", LIST))
        assert Found.from_json(found.to_json()) == found
