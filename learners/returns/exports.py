"""A monthly return as a workbook, equal to the screen to the last digit."""

from collections.abc import Iterator
from io import BytesIO

from learners.returns.content import NUMBERS, Line
from learners.returns.models import moment
from learners.returns.selectors import Shown
from lms.core.sheets import Sheet, write_workbook


def return_workbook(shown: Shown) -> BytesIO:
    """The numbers, what is said about them, what was corrected, the steps and the definitions."""
    said = shown.said
    headings = ["Chỉ số", *NUMBERS.values()]
    headings[-1] += " (%)"
    sheets = [
        Sheet("Số liệu", headings, [[line.name, *_numbers(line)] for line in said.lines]),
        Sheet("Nội dung", ["Mục", "Nội dung"], list(_words(shown))),
        Sheet("Các bước", ["Việc", "Người làm", "Lúc", "Lời"], shown.history),
        Sheet("Định nghĩa", ["Chỉ số", "Nghĩa là"], [[i.name, i.definition] for i in said.lines]),
    ]
    if said.number:
        changed = ["Chỉ số", "Số liệu", "Bản trước", "Bản này"]
        sheets.insert(1, Sheet("Đính chính", changed, said.changes))
    return write_workbook(*sheets)


def _numbers(line: Line) -> list[int | float | None]:
    *whole, tenths = line.numbers.values()
    return [*whole, None if tenths is None else tenths / 10]


def _words(shown: Shown) -> Iterator[tuple[str, object]]:
    said = shown.said
    yield "Báo cáo", shown.title
    if said.number:
        yield "Lý do đính chính", said.reason
        yield "SHA-256 của bản trước", said.corrects
    yield "Nơi nhận", said.receiver
    yield "Tính đến hết ngày", said.day
    yield "Đếm lúc", moment(said.counted)
    yield from (("Căn cứ", words) for words in said.notes)
    yield "Khó khăn, vướng mắc", said.difficulties
    yield "Đề xuất, kiến nghị", said.proposals
    yield "Gửi", shown.proof
    yield "Người ký", said.signed_by
    yield "SHA-256", shown.sha256
