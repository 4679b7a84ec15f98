"""What this box says to officers: whose return of last month is late."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from learners.paper.month import Month
from learners.returns.selectors import late_communes
from lms.core.alerting import Alert, Bounds


def alerts_on(day: date, bounds: Bounds) -> Iterator[Alert]:
    """One a commune that still owes the return of the month before `day`."""
    month = Month(day.year, day.month).shifted(-1)
    for one in late_communes(month):
        yield Alert(
            "late_return",
            "Chưa gửi báo cáo tháng",
            f"Báo cáo {month.words} phải gửi hết ngày {one.due:%d/%m/%Y}, "
            f"đến nay trễ {(day - one.due).days} ngày.",
            "Cán bộ xã, phường mở báo cáo, xem lại số rồi ký gửi; vướng ở đâu thì báo cán bộ tỉnh.",
            reverse("returns:list") + f"?thang={month}",
            area=one.area.pk,
            about=str(month),
        )
