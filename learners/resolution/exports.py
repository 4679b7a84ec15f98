"""The tasks as sheets, equal to the screen; the first can be taken in again and changes nothing."""

from collections.abc import Sequence
from io import BytesIO

from django.utils import timezone

from learners.resolution.columns import BY_CODE, COLUMNS
from learners.resolution.facts import in_words
from learners.resolution.filters import read_filters
from learners.resolution.models import ResolutionTask
from learners.resolution.selectors import Row, board, facts_of, values_of
from lms.core.access import scope_of
from lms.core.models import User
from lms.core.numbers import percent
from lms.core.sheets import Sheet, write_workbook
from lms.core.tables import Extract, Table, Words

_FACTS = (
    *("title", "lead", "others", "person", "post", "deadline"),
    *("product", "legal_base", "authority", "is_central"),
)
HEADINGS = (
    BY_CODE["objective_number"].label,
    BY_CODE["objective"].label,
    BY_CODE["number"].label,
    *(BY_CODE[code].label for code in _FACTS),
    "Tình trạng",
    "Tiến độ (%)",
    "Xong ngày",
    "Chưa rõ",
)
MEASURES = (
    *("Số nhiệm vụ", "Chỉ tiêu", "Đơn vị tính", "Giá trị ban đầu", "Cần đạt", "Kỳ"),
    *("Đạt được", "Đến ngày", "Đạt (%)", "Cách tính, nguồn", "Lấy số từ"),
)
# Invented, and says so in every line: nobody takes it for a task of the province.
_EXAMPLE = {
    "objective_number": "1",
    "objective": "MẪU: Người dân biết dùng AI",
    "number": "1",
    "title": "MẪU: Mở lớp kỹ năng AI cơ bản ở các xã, phường",
    "lead": "Sở Khoa học và Công nghệ",
    "others": "Sở Nội vụ; Tỉnh đoàn",
    "person": "Nguyễn Văn A (mẫu)",
    "post": "Phó Giám đốc",
    "deadline": "31/12/2026",
    "product": "Báo cáo kết quả có số liệu từng xã",
    "legal_base": "Quyết định số …/QĐ-UBND ngày …",
    "authority": "Chủ tịch UBND tỉnh",
    "is_central": "không",
    "indicator": "Số người thành thạo",
    "unit": "người",
    "baseline": "0",
    "target": "500.000",
    "period": "năm 2026",
    "formula": "Đếm mỗi người một lần, theo hệ thống này",
}


def cells(row: Row) -> list[object]:
    """A task as its line on the sheet."""
    facts = facts_of(row.task)
    names = {"lead": facts.lead.name if facts.lead else "", "others": row.others}
    return [
        facts.objective,
        row.task.objective.title,
        facts.number,
        *(names.get(code, in_words(code, getattr(facts, code))) for code in _FACTS),
        row.state.words,
        row.state.percent,
        row.state.done_on,
        row.missing_words,
    ]


def tasks_table(user: User, asked: Words) -> Extract:
    """The tasks as on screen, and in a workbook beside them what they are measured by."""
    today = timezone.localdate()
    rows = board(
        among=ResolutionTask.objects.visible_to(user),
        filters=read_filters(asked, scope_of(user)),
        today=today,
    ).rows
    return Extract(
        Sheet("Nhiệm vụ", HEADINGS, [cells(row) for row in rows]),
        len(rows),
        f"nhiem-vu-nghi-quyet-57-{today:%Y-%m-%d}",
        beside=(_measures(rows),),
        target="resolution",
    )


def _measures(rows: Sequence[Row]) -> Sheet:
    numbers = {row.task.pk: row.task.number for row in rows}
    values = values_of([one for row in rows for one in row.task.indicators.all()])
    measures = [
        [
            numbers[value.indicator.task_id],
            value.indicator.name,
            value.indicator.unit,
            value.baseline,
            value.target,
            value.indicator.period,
            value.value,
            value.day,
            percent(value.share),
            value.indicator.formula,
            value.fed_by,
        ]
        for value in values
    ]
    return Sheet("Chỉ tiêu", MEASURES, measures)


def template() -> BytesIO:
    """An empty sheet to fill in, and beside it one that is filled in as an example."""
    labels = [column.label for column in COLUMNS]
    example = [_EXAMPLE[column.code] for column in COLUMNS]
    return write_workbook(Sheet("Nhiệm vụ", labels, []), Sheet("MẪU cách điền", labels, [example]))


# Whoever is responsible stands in it by name: who takes it signs in again.
TABLES = (
    Table(
        "nghi-quyet-57",
        "Nhiệm vụ Nghị quyết 57",
        tasks_table,
        personal=True,
        action="resolution.export",
    ),
)
