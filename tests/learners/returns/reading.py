"""A return read back as people read it: from the screen, from the PDF, from the workbook."""

import subprocess
from io import BytesIO
from itertools import pairwise

from bs4 import BeautifulSoup
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from learners.returns.content import NUMBERS, show
from tests.screens import page_of, words

Rows = list[list[str]]
_MM = 25.4 / 72
# Where the columns of the first table begin and end on paper, in millimetres.
_EDGES = (30, 80, 102, 124, 146, 168, 190)


def on_screen(response, table: int = 0) -> Rows:
    """The rows of a table of the page."""
    found = page_of(response).select("table.data")[table].select("tbody tr")
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in found]


def text_of(pdf: bytes) -> str:
    """All words of a PDF, with single spaces."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True)
    return " ".join(done.stdout.decode().split())


def on_paper(pdf: bytes, names: list[str]) -> Rows:
    """The rows of the first table of a PDF, found by where each word stands."""
    lines = _lines(pdf)
    firsts = [_first_line(lines, name) for name in names]
    ends = [top for top, _ in firsts[1:]] + [firsts[-1][0] + 9]
    rows = []
    for (top, _), end in zip(firsts, ends, strict=True):
        inside = [word for y, found in lines if top - 1 <= y < end - 1 for word in found]
        rows.append(
            [
                " ".join(word for x, word in inside if left <= x < right)
                for left, right in pairwise(_EDGES)
            ]
        )
    return rows


def _lines(pdf: bytes) -> list[tuple[float, list[tuple[float, str]]]]:
    """Line by line from the top, pages below each other: its place, and its words with theirs."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True)
    lines: dict[float, list[tuple[float, str]]] = {}
    for number, page in enumerate(BeautifulSoup(done.stdout, "html.parser").find_all("page")):
        for word in page.find_all("word"):
            y = round(float(word["ymax"]) * _MM + number * 297, 1)
            near = next((at for at in lines if abs(at - y) < 0.8), y)
            lines.setdefault(near, []).append((float(word["xmin"]) * _MM, word.get_text()))
    return [(y, sorted(found)) for y, found in sorted(lines.items())]


def edges_of(pdf: bytes, first: str, last: str) -> list[tuple[float, float]]:
    """Where each line begins and ends, in millimetres, from one that begins with a word to one
    that ends with another.
    """
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True)
    lines: dict[str, list[tuple[float, float, str]]] = {}
    for word in BeautifulSoup(done.stdout, "html.parser").find_all("word"):
        edges = float(word["xmin"]) * _MM, float(word["xmax"]) * _MM
        lines.setdefault(word["ymax"], []).append((*edges, word.get_text()))
    found = [sorted(line) for line in lines.values() if not _is_page_number(line)]
    begin = next(number for number, line in enumerate(found) if line[0][2] == first)
    end = next(number for number, line in enumerate(found) if line[-1][2] == last)
    return [(line[0][0], line[-1][1]) for line in found[begin : end + 1]]


def _is_page_number(line: list[tuple[float, float, str]]) -> bool:
    """A paragraph may go on behind it, on the next page."""
    return len(line) == 1 and line[0][2].isdecimal()


def _first_line(lines, name: str) -> tuple[float, str]:
    """Where a row begins: the first line whose first column begins with its name."""
    for y, found in lines:
        first = " ".join(word for x, word in found if x < _EDGES[1])
        if first and (name == first or name.startswith(f"{first} ")) and len(found) > 3:
            return y, first
    raise AssertionError(f"no row {name}")


def workbook_of(response) -> Workbook:
    """The workbook that was handed out."""
    return load_workbook(BytesIO(b"".join(response.streaming_content)))


def in_workbook(book: Workbook) -> Rows:
    """The numbers of its first sheet, as the screen writes them."""
    return [
        [name, *(_shown(column, value) for column, value in zip(NUMBERS, numbers, strict=True))]
        for name, *numbers, _ in list(book["Số liệu"].values)[1:]
    ]


def _shown(column: str, value) -> str:
    if column == "tenths" and value is not None:
        return show(column, round(value * 10))
    return show(column, value)
