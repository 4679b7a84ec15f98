"""What the end of a class is called in the record of acts."""

from lms.core import audit

WORDS = {
    "closing.look": "Xem ai đủ điều kiện hoàn thành lớp",
    "closing.close_class": "Kết thúc lớp",
    "closing.reopen_class": "Mở lại lớp",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
