"""Lists as people send them, made for a test: workbooks, texts, and files that are broken."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import xlsxwriter
from openpyxl import Workbook

from learners.imports.parser_process import parse
from learners.imports.reading import Found

HEADINGS = ["STT", "Họ và tên", "Ngày sinh", "Xã/phường"]
PEOPLE = [
    ["1", "Nguyễn Thị Hồng", "05/03/1975", "Xã Tân Cương"],
    ["2", "Ma Văn Đạt", "1980", "Phường Tích Lương"],
    ["3", "Lường Thị Ửng", "12/12/1990", "Xã Đồng Hỷ"],
]
LIST = [HEADINGS, *PEOPLE]


def workbook(
    path: Path,
    *sheets: Sequence[Sequence[object]],
    then: Callable[[Workbook], object] | None = None,
) -> Path:
    """A workbook with these sheets of rows; `then` may do more to it before it is saved."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        page = book.create_sheet(f"Trang {number}")
        for row in rows:
            page.append(row)
    if then:
        then(book)
    book.save(path)
    return path


def shared(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """A workbook whose texts stand in one table of shared strings, as Excel writes them."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
_DOCUMENT = (
    f'<office:document-content xmlns:office="{_NAMES}:office:1.0" xmlns:text="{_NAMES}:text:1.0" '
    f'xmlns:table="{_NAMES}:table:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Trang 1">%s</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def open_document(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """The rows as LibreOffice keeps them (ODS)."""
    lines = ("".join(map(_CELL.format, row)) for row in rows)
    table = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="{_NAMES}:manifest:1.0"/>'
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr("META-INF/manifest.xml", manifest)
        packed.writestr("content.xml", _DOCUMENT % table)
    return path


def repacked(path: Path, change: dict[str, Callable[[str], str]], **added: bytes) -> Path:
    """The workbook again with some of its parts changed or added."""
    whole = {}
    with zipfile.ZipFile(path) as packed:
        whole = {name: packed.read(name) for name in packed.namelist()}
    for name, changed in change.items():
        whole[name] = changed(whole[name].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (whole | added).items():
            packed.writestr(name, content)
    return path


def as_csv(rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    """The rows as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def read(path: Path) -> tuple[Found, list[list[str]]]:
    """What reading the file found, and the rows it wrote; here, without a process of its own."""
    target = path.with_suffix(".rows")
    found = Found.from_json(parse(path, target, path.suffix))
    return found, written(target)


def written(target: Path) -> list[list[str]]:
    """The rows of a list as reading left them."""
    with target.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))
