"""Messages to a person about their classes, and those they wrote."""

from learners.announcing.channels import BY_CODE
from learners.announcing.models import Announcement, Delivery
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks


def _messages(subject: Subject) -> Facts:
    own = Delivery.objects.filter(learner__in=subject.learners).select_related("announcement")
    return [
        without_blanks(
            **{
                "Ngày": say_day(one.announcement.made_at),
                "Về việc": one.announcement.subject,
                "Lời nhắn": one.announcement.text,
                "Cách gửi": BY_CODE[one.channel].words,
                "Nơi nhận": one.address,
                "Tình trạng": one.get_state_display(),
                "Đọc ngày": say_day(one.read_at),
            }
        )
        for one in own.order_by("-pk")
    ]


def _unaddress(subject: Subject) -> None:
    own = Delivery.objects.filter(learner__in=subject.learners)
    own.update(address="", read_at=None)


def _written(subject: Subject) -> Facts:
    own = Announcement.objects.filter(author__in=subject.accounts)
    return [
        {"Ngày": say_day(one.made_at), "Về việc": one.subject, "Lời nhắn": one.text}
        for one in own.order_by("-pk")
    ]


def _unsign(subject: Subject) -> None:
    Announcement.objects.filter(author__in=subject.accounts).update(author=None, sender="")


HOLDINGS = (
    Holding(
        "announcing.messages",
        "Thông báo của lớp gửi cho bạn",
        "Để bạn biết tin của lớp, và để biết tin nào chưa tới.",
        "Cùng thời gian với lớp học. Khi xóa hồ sơ, nơi nhận và lúc đọc được xóa.",
        _messages,
        _unaddress,
    ),
    Holding(
        "announcing.written",
        "Thông báo bạn viết cho lớp",
        "Để lớp biết ai nói với mình.",
        "Cùng thời gian với lớp học. Khi xóa hồ sơ, tên người gửi được xóa.",
        _written,
        _unsign,
    ),
)
