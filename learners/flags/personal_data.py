"""What flags and calls hold about a person; and what of it stays."""

from learners.flags.models import CallBack, Flag
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks

_ERASED = "(đã xóa theo yêu cầu)"


def _calls(subject: Subject) -> Facts:
    own = CallBack.objects.filter(learner__in=subject.learners).select_related(
        "draw__closing__training_class__course"
    )
    return [
        without_blanks(
            **{
                "Lớp": one.training_class.course.title,
                "Rút ngày": say_day(one.draw.drawn_at),
                "Kết quả": one.get_result_display(),
                "Gọi ngày": say_day(one.called_at),
                "Ghi chú": one.words,
            }
        )
        for one in own.order_by("id")
    ]


def _forget_calls(subject: Subject) -> None:
    CallBack.objects.filter(learner__in=subject.learners).update(words="")


def _flags(subject: Subject) -> Facts:
    own = Flag.objects.filter(evidence__trainer__in=list(subject.learners))
    return [
        without_blanks(
            **{
                "Dấu hiệu": one.get_kind_display(),
                "Thấy ngày": say_day(one.found_at),
                "Kết luận": one.get_state_display(),
                "Ghi chú": one.words,
            }
        )
        for one in own.order_by("id")
    ]


def _forget_words(subject: Subject) -> None:
    own = Flag.objects.filter(evidence__trainer__in=list(subject.learners))
    own.exclude(words="").update(words=_ERASED)


HOLDINGS = (
    Holding(
        "flags.calls",
        "Những lần gọi lại hỏi bạn về lớp",
        "Để số người hoàn thành là thật: 5 % được rút ngẫu nhiên và gọi hỏi.",
        "Khi xóa hồ sơ, ghi chú bị xóa; kết quả vẫn đếm, không còn gắn với tên ai.",
        _calls,
        _forget_calls,
    ),
    Holding(
        "flags.flags",
        "Dấu hiệu bất thường về buổi bạn dạy",
        "Để cán bộ xem lại những điều bất thường; máy không tự phạt ai.",
        "Khi xóa hồ sơ, ghi chú bị xóa; việc đã xem xét vẫn giữ, không còn gắn với tên ai.",
        _flags,
        _forget_words,
    ),
)
