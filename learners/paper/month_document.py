"""The sheet of a month as an administrative document.

Number, date and signatures stay empty, for the office that issues it.
"""

from learners.classes.models import ClassTrainer
from learners.paper import drawing
from learners.paper.decree import DOTS, Column, Decree
from learners.paper.month import Line, MonthSheet
from lms.core.numbers import show_number

_TRAINER = (
    Column("TT", 11, "centre"),
    Column("Lớp", 50),
    Column("Vai", 22),
    Column("Buổi", 13, "centre"),
    Column("Ngày", 25, "centre"),
    Column("Số phút", 18, "count"),
    Column("Người có mặt", 21, "count"),
)
_TEAM = (
    Column("TT", 11, "centre"),
    Column("Người giúp", 36),
    Column("Lớp", 42),
    Column("Buổi", 13, "centre"),
    Column("Ngày", 25, "centre"),
    Column("Số phút", 15, "count"),
    Column("Người được giúp", 18, "count"),
)
RULES = {
    "trainer": "Chỉ ghi buổi đã có người đến học. Người có mặt gồm người đến muộn, về sớm.",
    "team": (
        "Chỉ ghi buổi đã có người đến học. Số phút của một người trong một buổi không quá "
        "thời gian của buổi đó, dù giúp nhiều người. Chỉ tính lượt giúp của người được điểm danh "
        "có mặt, hoặc được người phụ trách lớp xác nhận."
    ),
}


def draw_month(sheet: MonthSheet) -> bytes:
    """The document as a PDF."""
    with drawing.ONE_AT_A_TIME:
        page = Decree(f"Bảng kê {sheet.month.words}, {sheet.name}")
        _head(page, sheet)
        _table(page, sheet)
        maker = "GIẢNG VIÊN" if sheet.kind == "trainer" else "TỔ TRƯỞNG"
        page.signatures(maker=maker, name=sheet.signer, receivers=[f"- {DOTS * 2};"])
        return page.finish()


def _head(page: Decree, sheet: MonthSheet) -> None:
    place = sheet.place
    where = place.name if place else "Thái Nguyên"
    page.heading(
        body=str(place).upper() if place else DOTS * 4,
        number=f"{DOTS}/BK-UBND",
        place_and_day=f"{where}, ngày {DOTS} tháng {DOTS} năm {sheet.month.shifted(1).year}",
    )
    words = f"{sheet.month.words.capitalize()}, chương trình “Bình dân học AI”"
    page.title(f"BẢNG KÊ {_kind(sheet)}", words)
    page.paragraph(f"Giảng viên: {sheet.name}" if sheet.kind == "trainer" else sheet.name)
    page.paragraph(RULES[sheet.kind])


def _kind(sheet: MonthSheet) -> str:
    if sheet.kind == "team":
        return "BUỔI GIÚP HỌC"
    assisted = ClassTrainer.Part.ASSISTANT.label in sheet.minutes_by_part
    return "BUỔI DẠY, TRỢ GIẢNG" if assisted else "BUỔI DẠY"


def _table(page: Decree, sheet: MonthSheet) -> None:
    columns = _TRAINER if sheet.kind == "trainer" else _TEAM
    rows = [_cells(sheet, number, line) for number, line in enumerate(sheet.lines, start=1)]
    sums = [show_number(sheet.minutes), show_number(sheet.people)]
    blank = [""] * (len(columns) - 4)
    page.table(columns, rows, ["", f"Cộng: {show_number(sheet.sessions)} buổi", *blank, *sums])
    if sheet.kind == "trainer" and len(parts := sheet.minutes_by_part) > 1:
        told = ", ".join(f"{part} {show_number(many)} phút" for part, many in parts.items())
        page.paragraph(f"Trong đó: {told}.")


def _cells(sheet: MonthSheet, number: int, line: Line) -> list[str]:
    counts = [show_number(line.minutes), show_number(line.people)]
    day = f"{line.day:%d/%m/%Y}"
    who, training_class = line.who, line.training_class
    told = [who, training_class] if sheet.kind == "team" else [training_class, who]
    return [str(number), *told, str(line.session), day, *counts]
