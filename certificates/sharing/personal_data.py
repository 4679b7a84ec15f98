"""Papers that somebody shows to everyone."""

from certificates.sharing.models import Share
from lms.core.holdings import Facts, Holding, Subject, never, say_day


def _shares(subject: Subject) -> Facts:
    own = Share.objects.filter(paper__learner__in=subject.learners).select_related("paper")
    return [
        {
            "Số giấy": share.paper.number or "",
            "Tên hiện ra": share.get_shows_display(),
            "Chia sẻ từ": say_day(share.since),
        }
        for share in own.order_by("since", "id")
    ]


def _take_back(subject: Subject) -> None:
    Share.objects.filter(paper__learner__in=subject.learners).delete()


HOLDINGS = (
    Holding(
        "certificates.sharing",
        "Giấy bạn chia sẻ cho mọi người xem",
        "Để ai có địa chỉ trang cũng xem được giấy bạn muốn khoe.",
        "Giữ đến khi bạn thôi chia sẻ hoặc hồ sơ được xóa; trang mất ngay lúc đó.",
        _shares,
        _take_back,
        never,
    ),
)
