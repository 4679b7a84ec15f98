"""What the tasks of the resolution hold about a person: what an officer wrote in office."""

from learners.resolution.models import ProgressNote
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks


def _notes(subject: Subject) -> Facts:
    own = ProgressNote.objects.filter(written_by__in=subject.accounts).select_related("task")
    return [
        without_blanks(
            **{
                "Nhiệm vụ": one.task.number,
                "Ngày": say_day(one.day),
                "Đã ghi": one.words,
                "Ghi lúc": say_day(one.written_at),
            }
        )
        for one in own.order_by("id")
    ]


HOLDINGS = (
    Holding(
        "resolution.notes",
        "Tiến độ nhiệm vụ bạn ghi khi làm cán bộ",
        "Để biết ai chịu trách nhiệm về số liệu đã báo của từng nhiệm vụ Nghị quyết 57.",
        "Giữ cùng sổ nhiệm vụ. Khi xóa tài khoản, lời đã ghi vẫn giữ vì là hồ sơ công việc, "
        "không còn gắn với tên ai.",
        _notes,
    ),
)
