"""What a flag says to whoever looks at it: in a line, and why it is asked. Pure."""

from collections.abc import Mapping
from typing import Any

# Kind → what was seen (filled from the evidence), and what there is to find out.
_SAYS = {
    "two_places": (
        "Hai buổi học trùng nhau {minutes} phút, cùng một giảng viên.",
        "Xem ai thật sự đứng lớp ở mỗi nơi: lớp có người dạy thay hoặc trợ giảng thì không sao.",
    ),
    "too_many": (
        "{there} người có mặt, nơi học chứa {holds} người.",
        "Hỏi nơi học có chỗ ngồi thêm không, hoặc sức chứa đã ghi sai.",
    ),
    "at_once": (
        "{tapped} trong {there} người có mặt được chạm tên trong {seconds} giây.",
        "Hỏi giảng viên đã điểm danh thế nào, và so với tờ giấy hoặc ảnh của buổi học.",
    ),
    "one_phone": (
        "Một máy quét mã cho {people} trong {scanned} người quét.",
        "Nhà dùng chung máy, hoặc có người cho mượn máy thì không sao. Hỏi vài người trong số đó.",
    ),
    "same_file": (
        "{same} trong {signed} chữ ký trên hai tờ điểm danh của hai buổi giống hệt nhau.",
        "Đặt hai ảnh cạnh nhau, so từng chữ ký, rồi hỏi giảng viên vì sao. Máy chỉ hỏi khi có từ 5 "
        "chữ ký trùng nét và trùng chỗ; ô chỉ đánh dấu mà không ký thì máy không so.",
    ),
    "far_from_home": (
        "{seated} học viên đều ở xã, phường khác ({communes} nơi).",
        "Hỏi vì sao lớp mở ở đây: lớp của cơ quan, trường học, hay ghi nhầm xã.",
    ),
    "denied": (
        "Người được gọi lại nói mình không dự lớp này.",
        "Gọi thêm vài người của lớp, xem điểm danh và phiếu giấy của người này.",
    ),
}


def seen(kind: str, evidence: Mapping[str, Any]) -> str:
    """What was seen, in one sentence with its numbers."""
    # Flags of earlier days were raised only when everybody was tapped, and tell one number.
    return _SAYS[kind][0].format(**{"tapped": evidence.get("there"), **evidence})


def to_find_out(kind: str) -> str:
    """What a person may look for before deciding."""
    return _SAYS[kind][1]
