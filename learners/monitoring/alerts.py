"""What this box says to officers: numbers that a recount in the night found to differ."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from learners.monitoring.proving import alarms
from lms.core.alerting import Alert, Bounds


def alerts_on(day: date, bounds: Bounds) -> Iterator[Alert]:
    """One a day that did not agree lately; the province's to look at."""
    for words in alarms():
        yield Alert(
            "recount",
            "Số liệu không khớp khi đếm lại",
            words,
            "Xem ai đã sửa gì vào ngày ấy trong nhật ký; nếu không rõ, báo người vận hành.",
            reverse("monitoring:province"),
            about=words[:24],
        )
