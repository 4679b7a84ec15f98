"""Who was where when, for the person; and what of it stays."""

from learners.attendance.models import Attendance
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks


def _attendances(subject: Subject) -> Facts:
    own = Attendance.objects.filter(seat__learner__in=subject.learners).select_related(
        "session__training_class__course", "session__training_class__commune", "mark"
    )
    return [
        without_blanks(
            **{
                "Khóa": one.session.training_class.course.title,
                "Buổi": one.session.number,
                "Ngày": say_day(one.session.starts_at),
                "Nơi học": one.session.training_class.commune,
                "Điểm danh": one.get_presence_display(),
                "Cách điểm danh": one.mark.get_how_display(),
            }
        )
        for one in own.order_by("session__starts_at", "id")
    ]


HOLDINGS = (
    Holding(
        "attendance.attendances",
        "Điểm danh",
        "Để biết bạn đã dự những buổi học nào: ghi nhận việc học và số liệu lượt tham gia.",
        "Khi xóa hồ sơ, lượt điểm danh vẫn được đếm nhưng không còn gắn với tên ai.",
        _attendances,
    ),
)
