"""What somebody asked about their data, for the person; and how the words of it go."""

from learners.rights.models import DataRequest
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks
from lms.core.models import Approval

_BLANKED = "đã xóa cùng dữ liệu của người này"


def _requests(subject: Subject) -> Facts:
    own = DataRequest.objects.filter(learner__in=subject.learners)
    return [
        without_blanks(
            **{
                "Yêu cầu": asked.get_kind_display(),
                "Nội dung": asked.words,
                "Ngày nhận": say_day(asked.received_at),
                "Hạn trả lời": say_day(asked.reply_due_on),
                "Hạn làm xong": say_day(asked.due_on),
                "Lý do gia hạn": asked.extension_reason,
                "Tình trạng": asked.get_state_display(),
                "Trả lời": asked.answer,
                "Xong ngày": say_day(asked.ended_at),
            }
        )
        for asked in own.order_by("received_at", "id")
    ]


def _erase_words(subject: Subject) -> None:
    """That it was asked, and when it was done, proves that the law was kept."""
    own = DataRequest.objects.filter(learner__in=subject.learners)
    own.update(words="", answer="", extension_reason="")
    about = [f"learners.learner:{pk}" for pk in subject.learners]
    Approval.objects.filter(target__in=about).update(reason=_BLANKED)


HOLDINGS = (
    Holding(
        "rights.requests",
        "Yêu cầu của bạn về dữ liệu",
        "Để trả lời bạn đúng hạn luật định.",
        "Giữ làm bằng chứng đã làm đúng hạn; khi xóa hồ sơ thì xóa nội dung.",
        _requests,
        _erase_words,
    ),
)
