"""What the end of a class holds about a person; and what of it stays."""

from learners.closing.models import AttendanceFact, HoursCredit
from lms.core.holdings import Facts, Holding, Subject, nothing, say_day


def _attendance(subject: Subject) -> Facts:
    own = AttendanceFact.objects.filter(learner__in=subject.learners)
    return [
        {
            "Lớp": f"{one.training_class.course.title}, {one.training_class.commune}",
            "Số buổi có mặt": f"{one.there}/{one.held}",
        }
        for one in own.select_related("training_class__course", "training_class__commune").order_by(
            "id"
        )
    ]


def _hours(subject: Subject) -> Facts:
    own = HoursCredit.objects.filter(learner__in=subject.learners).select_related("session")
    return [
        {
            "Việc": one.get_kind_display(),
            "Ngày": say_day(one.session.starts_at),
            "Số phút": str(one.minutes),
        }
        for one in own.order_by("session__starts_at", "id")
    ]


HOLDINGS = (
    Holding(
        "closing.attendance",
        "Việc tham gia lớp",
        "Để xác nhận bạn đã tham gia lớp nào, bao nhiêu buổi.",
        "Khi xóa hồ sơ, số buổi vẫn đếm trong số liệu của lớp, không còn gắn với tên ai.",
        _attendance,
        nothing,
    ),
    Holding(
        "closing.hours",
        "Giờ dạy, trợ giảng và giúp người học",
        "Để ghi nhận công sức và làm căn cứ chi trả.",
        "Khi xóa hồ sơ, số giờ vẫn đếm trong số liệu của lớp, không còn gắn với tên ai.",
        _hours,
        nothing,
    ),
)
