"""What this box says to officers: days that were not counted, numbers that a recount denies."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from learners.monitoring.proving import alarms, missing
from lms.core.alerting import Alert, Bounds


def alerts_on(day: date, bounds: Bounds) -> Iterator[Alert]:
    """One for days that were not counted, one a day that did not agree; the province's to see."""
    if words := missing():
        yield Alert(
            "uncounted",
            "Có ngày chưa được đếm",
            words,
            "Báo người vận hành xem tiến trình chạy nền và đếm những ngày ấy (lệnh count_days).",
            reverse("monitoring:province"),
        )
    for words in alarms():
        yield Alert(
            "recount",
            "Số liệu không khớp khi đếm lại",
            words,
            "Xem ai đã sửa gì vào ngày ấy trong nhật ký; nếu không rõ, báo người vận hành.",
            reverse("monitoring:province"),
            about=words[:24],
        )
