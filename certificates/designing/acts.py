"""What acts on designs are called in the record of acts."""

from lms.core import audit

WORDS = {
    "designing.save": "Lưu mẫu giấy",
    "designing.use": "Đặt ngày dùng mẫu giấy",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
