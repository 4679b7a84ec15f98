"""Papers, for their owner; and why their frozen facts outlive an erasure.

A paper that was handed out must stay checkable by whoever is shown it: number, course, day and the
name it was made out to are the register of papers issued, kept for state management (law
91/2025/QH15 art. 19.1.c). The check page shows the name masked, as before. A paper that was never
handed out is not made any more.
"""

from certificates.papers.models import Certificate
from certificates.papers.services import issue
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks
from lms.core.tokens import show_code


def _papers(subject: Subject) -> Facts:
    own = Certificate.objects.filter(learner__in=subject.learners)
    return [_paper(paper) for paper in own.order_by("requested_at", "id")]


def _paper(paper: Certificate) -> dict[str, str]:
    facts = paper.facts or {}
    return without_blanks(
        **{
            "Loại giấy": paper.title,
            "Số": paper.number,
            "Mã kiểm tra": show_code(paper.code) if paper.number else "",
            "Tình trạng": paper.state_today.label,
            "Tên trên giấy": facts.get("full_name"),
            "Năm sinh trên giấy": facts.get("birth_year"),
            "Nội dung": facts.get("course_title"),
            "Quyết định": facts.get("decision"),
            "Ngày cấp": say_day(paper.issued_at),
            "Có hạn đến hết ngày": say_day(paper.expires_on),
            "Hết hiệu lực": say_day(paper.ended_on),
            "Lý do": paper.end_reason,
        }
    )


def _settle_unmade(subject: Subject) -> None:
    """A paper never handed out is dropped; one that replaces another is made while it can be.

    What was handed out is still checked by its number and code, and no longer found by the name.
    """
    pending = Certificate.objects.filter(
        state=Certificate.State.PENDING, learner__in=subject.learners
    )
    pending.filter(replaces__isnull=True, renews__isnull=True).delete()
    for paper in pending:
        issue(certificate_id=paper.pk)
    Certificate.objects.filter(learner__in=subject.learners).update(name_key="")


def _was_handed_out(subject: Subject) -> bool:
    own = Certificate.objects.filter(learner__in=subject.learners)
    return own.exclude(state=Certificate.State.PENDING).exists()


HOLDINGS = (
    Holding(
        "certificates.papers",
        "Giấy chứng nhận, giấy xác nhận",
        "Để ai được bạn đưa giấy cũng kiểm tra được giấy là thật.",
        "Giấy đã cấp được giữ trong sổ cấp giấy, kể cả sau khi xóa hồ sơ: số, khóa học hoặc quyết "
        "định, ngày và tên trên giấy (Luật 91/2025/QH15, Điều 19 khoản 1 điểm c). Trang kiểm tra "
        "chỉ hiện tên viết tắt.",
        _papers,
        _settle_unmade,
        _was_handed_out,
    ),
)
