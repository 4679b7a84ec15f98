"""What acts on sheets are called in the record of acts."""

from lms.core import audit

WORDS = {
    "paper.print_sheet": "In tờ điểm danh",
    "paper.take_picture": "Gửi ảnh tờ điểm danh",
    "paper.confirm": "Xác nhận tờ điểm danh",
    "paper.look": "Xem ảnh tờ điểm danh",
    "paper.forget": "Xóa ảnh tờ điểm danh hết hạn lưu",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
