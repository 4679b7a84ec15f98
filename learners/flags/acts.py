"""What acts on flags and calls are called in the record of acts."""

from lms.core import audit

WORDS = {
    "flags.export": "Tải bảng dấu hiệu bất thường",
    "flags.look": "Xem danh sách dấu hiệu bất thường",
    "flags.open": "Mở một dấu hiệu bất thường",
    "flags.decide": "Kết luận về một dấu hiệu bất thường",
    "flags.draw_calls": "Rút ngẫu nhiên người gọi lại",
    "flags.look_at_calls": "Xem danh sách người gọi lại",
    "flags.open_call": "Mở tên và số của một người gọi lại",
    "flags.record_call": "Ghi kết quả gọi lại",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
