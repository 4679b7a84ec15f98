"""Signatures of one's papers. They outlive an erasure as the papers do: see `papers`."""

from certificates.signing.models import SignedFile
from lms.core.holdings import Facts, Holding, Subject, say_day


def _signatures(subject: Subject) -> Facts:
    own = SignedFile.objects.filter(
        paper__learner__in=subject.learners, state=SignedFile.State.SIGNED
    ).select_related("paper", "certificate")
    return [
        {
            "Số giấy": str(one.paper),
            "Ký bởi": one.certificate.subject if one.certificate else "",
            "Ký ngày": say_day(one.signed_at),
            "SHA-256 của tệp": one.sha256 or "",
        }
        for one in own.order_by("signed_at", "id")
    ]


HOLDINGS = (
    Holding(
        "certificates.signing",
        "Tệp giấy đã ký số",
        "Để ai cũng kiểm tra được tệp giấy còn nguyên như lúc ký.",
        "Tệp đã ký được giữ cùng sổ cấp giấy, kể cả sau khi xóa hồ sơ (Luật 91/2025/QH15, Điều 19 "
        "khoản 1 điểm c).",
        _signatures,
    ),
)
