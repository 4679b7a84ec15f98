"""Records that may be, or were found to be, the same person: for the person, and how it goes."""

from django.db.models import Q

from learners.duplicates.models import Merge, Pair
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks


def _pairs(subject: Subject) -> Facts:
    own = Pair.objects.filter(Q(left__in=subject.learners) | Q(right__in=subject.learners))
    return [
        without_blanks(
            **{
                "Lý do nghi trùng": "; ".join(str(reason) for reason in pair.reasons),
                "Tình trạng": pair.get_state_display(),
                "Tìm thấy ngày": say_day(pair.found_at),
                "Xem xong ngày": say_day(pair.decided_at),
            }
        )
        for pair in own.order_by("found_at", "id")
    ]


def _merges(subject: Subject) -> Facts:
    own = Merge.objects.filter(Q(kept__in=subject.learners) | Q(merged__in=subject.learners))
    return [
        without_blanks(
            **{
                "Gộp ngày": say_day(merge.merged_at),
                "Tách lại ngày": say_day(merge.undone_at),
            }
        )
        for merge in own.order_by("merged_at", "id")
    ]


def _erase_pairs(subject: Subject) -> None:
    """Also the pairs of others with this person: their reasons quote names."""
    Pair.objects.filter(Q(left__in=subject.learners) | Q(right__in=subject.learners)).delete()


HOLDINGS = (
    Holding(
        "duplicates.pairs",
        "Hồ sơ nghi trùng với bạn",
        "Để một người không bị ghi thành hai.",
        "Xóa cùng hồ sơ.",
        _pairs,
        _erase_pairs,
    ),
    Holding(
        "duplicates.merges",
        "Những lần gộp hồ sơ của bạn",
        "Để gộp nhầm thì tách lại được.",
        "Khi xóa hồ sơ, chỉ còn việc hai số hồ sơ đã gộp; không tách lại được nữa.",
        _merges,
    ),
)
