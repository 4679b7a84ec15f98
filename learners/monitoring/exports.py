"""The province's table as XLSX, equal to the screen to the last digit."""

from io import BytesIO

from learners.monitoring.indicators import FOUR
from learners.monitoring.selectors import CommuneRow, Province
from lms.core.sheets import Sheet, write_workbook


def province_workbook(province: Province, rows: list[CommuneRow]) -> BytesIO:
    """Four sheets: the communes as on screen, the goals, what was carried over, the definitions."""
    return write_workbook(
        _communes(province, rows),
        _goals(province),
        _balances(province),
        Sheet("Định nghĩa", ["Số liệu", "Nghĩa là"], [[i.name, i.definition] for i in FOUR]),
    )


def _communes(province: Province, rows: list[CommuneRow]) -> Sheet:
    four = [indicator.name for indicator in FOUR]
    heads = ["Mã", "Xã, phường", *four, "Chỉ tiêu", "Đạt (%)", "Tăng (người/tuần)"]
    communes = [
        [
            row.area.pk,
            str(row.area),
            *(row.values[i.code] for i in FOUR),
            row.target,
            None if row.share is None else round(row.share * 100, 1),
            row.weekly_rounded,
        ]
        for row in rows
    ]
    totals = ["", "Toàn tỉnh", *(province.totals[i.code] for i in FOUR), None, None, None]
    return Sheet("Xã, phường", heads, [*communes, totals])


def _goals(province: Province) -> Sheet:
    rows = [
        [g.goal.title, g.value, g.goal.number, round(g.share * 100, 1), g.goal.deadline]
        for g in province.goals
    ]
    return Sheet("Mục tiêu", ["Mục tiêu", "Đã có", "Chỉ tiêu", "Đạt (%)", "Hạn"], rows)


def _balances(province: Province) -> Sheet:
    heads = ["Tên", "Số", "Đơn vị", "Có tên trong sổ", "Đã đếm được", "Còn lại", "Nguồn"]
    heads += ["Ngày báo cáo", "Mức chắc chắn", "Minh chứng"]
    rows = [
        [
            *(band.balance.title, band.balance.number, band.balance.get_unit_display()),
            *(band.named, band.counted, band.left, band.balance.source),
            *(band.balance.reported_on, band.balance.get_confidence_display()),
            band.balance.evidence,
        ]
        for band in province.bands
    ]
    return Sheet("Chuyển kỳ trước", heads, rows)
