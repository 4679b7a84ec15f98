"""Monthly returns as sheets: one return, and who has sent what; equal to the screen."""

from collections.abc import Iterator

from django.http import Http404

from learners.returns import selectors
from learners.returns.content import NUMBERS, Line
from learners.returns.models import Return, moment
from learners.returns.selectors import Shown, Standing
from lms.core.models import User
from lms.core.sheets import Sheet
from lms.core.tables import Extract, Table, Words

_OVERVIEW = (
    *("Mã", "Xã, phường", "Tháng", "Tình trạng", "Ký gửi lần đầu", "Hạn hết ngày", "Đúng hạn"),
)


def return_table(user: User, asked: Words) -> Extract:
    """The numbers of a return (`bao-cao`); beside them what was corrected, said and done."""
    word = asked.get("bao-cao", "")[:18]
    pk = int(word) if word.isascii() and word.isdigit() else 0
    report = selectors.report_seen(pk=pk, user=user)
    if report is None:
        raise Http404  # what one may not see is not known to exist
    shown = selectors.shown(report)
    numbers, *beside = _sheets(shown)
    return Extract(
        numbers,
        len(shown.said.lines),
        file_name(report),
        beside=tuple(beside),
        about=shown.title,
        target=report,
    )


def file_name(report: Return) -> str:
    """What the files of a return are called."""
    numbered = f"-dinh-chinh-{report.number}" if report.number else ""
    return f"bao-cao-{report.area_id}-{report.period}{numbered}"


def _sheets(shown: Shown) -> list[Sheet]:
    said = shown.said
    headings = ["Chỉ số", *NUMBERS.values()]
    headings[-1] += " (%)"
    headings.append("Ghi chú")
    rows = [[line.name, *_numbers(line), line.note] for line in said.lines]
    sheets = [
        Sheet("Số liệu", headings, rows),
        Sheet("Nội dung", ["Mục", "Nội dung"], list(_words(shown))),
        Sheet("Các bước", ["Việc", "Người làm", "Lúc", "Lời"], shown.history),
        Sheet("Định nghĩa", ["Chỉ số", "Nghĩa là"], [[i.name, i.definition] for i in said.lines]),
    ]
    if said.number:
        changed = ["Chỉ số", "Số liệu", "Bản trước", "Bản này"]
        sheets.insert(1, Sheet("Đính chính", changed, said.changes))
    return sheets


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
    yield from (("Đếm lại tháng trước", words) for words in said.recounts)
    yield from (("Căn cứ", words) for words in said.notes)
    yield "Khó khăn, vướng mắc", said.difficulties
    yield "Đề xuất, kiến nghị", said.proposals
    yield "Gửi", shown.proof
    yield "Người ký", said.signed_by
    yield "SHA-256", shown.sha256


def overview_table(user: User, asked: Words) -> Extract:
    """Who has sent the return of a month, and whether in time, as on the list."""
    seen = selectors.overview(user=user, asked=asked)
    rows = [
        (
            *(row.area.pk, str(row.area), str(row.month), row.words),
            moment(row.first_signed_at) if row.first_signed_at else "",
            row.due,
            _in_time(row),
        )
        for row in selectors.narrowed(seen.rows, seen.choice)
    ]
    sheet = Sheet("Báo cáo tháng", _OVERVIEW, rows)
    return Extract(sheet, len(rows), f"bao-cao-thang-{seen.month}", about=seen.month.words)


def _in_time(row: Standing) -> str:
    if row.days_late:
        return f"trễ {row.days_late} ngày"
    return "đúng hạn" if row.in_time else "còn hạn"


TABLES = (
    Table("bao-cao", "Báo cáo tháng", return_table, action="returns.export"),
    Table("bao-cao-thang", "Tình hình báo cáo tháng", overview_table),
)
