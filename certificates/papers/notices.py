"""Telling people what became of their papers: a row each, in the transaction that ended them."""

from collections import defaultdict
from collections.abc import Collection

from certificates.papers.models import Certificate
from learners.announcing.models import Announcement
from learners.announcing.services import tell
from lms.core.holdings import say_day

_ABOUT = "Giấy của bạn"
_SUBJECTS = {
    Certificate.State.REVOKED: "Một giấy của bạn đã bị thu hồi",
    Certificate.State.REPLACED: "Một giấy của bạn được cấp lại",
    Certificate.State.EXPIRED: "Một giấy của bạn được cấp theo hạn mới",
}
_ENDS = {
    Certificate.State.REVOKED: "Giấy đã thu hồi không còn giá trị. Nếu bạn thấy chưa đúng, hãy hỏi "
    "Ủy ban nhân dân xã, phường nơi bạn ở.",
    Certificate.State.REPLACED: "Giấy cũ không còn giá trị; giấy mới có trong mục “Giấy của tôi”.",
    Certificate.State.EXPIRED: "Giấy mới có trong mục “Giấy của tôi”.",
}


def tell_of_ends(certificate_ids: Collection[int]) -> list[Announcement]:
    """One announcement for all whose papers ended in the same way for the same reason.

    It names no number and no course: whoever reads over somebody's shoulder learns little.
    """
    ended = Certificate.objects.filter(pk__in=certificate_ids).exclude(
        state__in=(Certificate.State.PENDING, Certificate.State.VALID)
    )
    groups: dict[tuple[str, str], set[int]] = defaultdict(set)
    for paper in ended.order_by("pk"):
        groups[paper.state, _reason(paper)].add(paper.learner_id)
    made = [
        tell(
            about=_ABOUT,
            kind=Announcement.Kind.PAPER,
            subject=_SUBJECTS[Certificate.State(state)],
            text=" ".join(filter(None, (reason, _ENDS[Certificate.State(state)]))),
            learners=people,
        )
        for (state, reason), people in groups.items()
    ]
    return [one for one in made if one]


def _reason(paper: Certificate) -> str:
    if not paper.end_reason:
        return ""
    decision = f", theo quyết định số {paper.end_decision}" if paper.end_decision else ""
    day = f" ngày {say_day(paper.end_decided_on)}" if decision and paper.end_decided_on else ""
    return f"Lý do: {paper.end_reason.rstrip('.')}{decision}{day}."
