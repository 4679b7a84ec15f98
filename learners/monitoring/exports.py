"""The province's table as XLSX, equal to the screen to the last digit."""

from io import BytesIO

from learners.monitoring.indicators import FOUR
from learners.monitoring.selectors import CommuneRow, Province
from lms.core.sheets import Sheet, write_workbook


def province_workbook(province: Province, rows: list[CommuneRow]) -> BytesIO:
    """Three sheets: the communes as on screen, the goals, what was carried over."""
    heads = [
        "Mã",
        "Xã, phường",
        *(i.name for i in FOUR),
        "Chỉ tiêu",
        "Đạt (%)",
        "Nhịp (người/tuần)",
    ]
    communes = [
        [
            row.area.pk,
            str(row.area),
            *(row.values[i.code] for i in FOUR),
            row.target,
            None if row.share is None else round(row.share * 100, 1),
            None if row.weekly is None else round(row.weekly, 1),
        ]
        for row in rows
    ]
    totals = ["", "Toàn tỉnh", *(province.totals[i.code] for i in FOUR), None, None, None]
    goals = [
        [g.goal.title, g.value, g.goal.number, round(g.share * 100, 1), g.goal.deadline]
        for g in province.goals
    ]
    balances = [
        [b.title, b.number, b.get_unit_display(), b.source, b.reported_on, b.evidence]
        for b in province.balances
    ]
    definitions = [[i.name, i.definition] for i in FOUR]
    return write_workbook(
        Sheet("Xã, phường", heads, [*communes, totals]),
        Sheet("Mục tiêu", ["Mục tiêu", "Đã có", "Chỉ tiêu", "Đạt (%)", "Hạn"], goals),
        Sheet(
            "Chuyển kỳ trước",
            ["Tên", "Số", "Đơn vị", "Nguồn", "Ngày báo cáo", "Minh chứng"],
            balances,
        ),
        Sheet("Định nghĩa", ["Số liệu", "Nghĩa là"], definitions),
    )
