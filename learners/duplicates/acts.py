"""What acts on doubles are called in the record of acts."""

from lms.core import audit

WORDS = {
    "duplicates.put_on_desk": "Đưa vào bàn đối chiếu",
    "duplicates.look": "Xem danh sách cặp hồ sơ hoặc lần gộp",
    "duplicates.open": "Mở một cặp hồ sơ hoặc lần gộp",
    "duplicates.decide": "Quyết định trùng hay không trùng",
    "duplicates.merge": "Gộp hai hồ sơ",
    "duplicates.undo_merge": "Tách hai hồ sơ đã gộp",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
