"""What acts on numbers are called in the record of acts."""

from lms.core import audit

WORDS = {
    "monitoring.export_province": "Tải bảng số liệu của tỉnh",
    "monitoring.set_shares": "Giao chỉ tiêu cho xã, phường",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
