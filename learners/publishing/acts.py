"""What publishing and the keys of the API are called in the record of acts."""

from lms.core import audit

WORDS = {
    "publishing.publish": "Công bố số liệu tháng",
    "publishing.correct": "Đính chính số liệu đã công bố",
    "publishing.give_key": "Cấp khóa đọc dữ liệu",
    "publishing.revoke_key": "Thu hồi khóa đọc dữ liệu",
    "publishing.use_key": "Đọc số liệu bằng khóa (ghi mỗi giờ một lần)",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
