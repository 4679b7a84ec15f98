"""What acts on the register of attendance are called in the record of acts."""

from lms.core import audit

WORDS = {
    "attendance.open": "Mở sổ điểm danh của một buổi",
    "attendance.look_entries": "Xem ai đã ghi sổ điểm danh, lúc nào",
    "attendance.show_qr": "Chiếu mã QR điểm danh",
    "attendance.mark": "Điểm danh một người",
    "attendance.mark_from_paper": "Điểm danh theo phiếu giấy",
    "attendance.scan": "Quét mã QR điểm danh",
    "attendance.sync": "Gửi điểm danh từ điện thoại",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
