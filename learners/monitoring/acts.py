"""What acts on numbers are called in the record of acts."""

from lms.core import audit

WORDS = {
    "monitoring.export_province": "Tải bảng số liệu của tỉnh",
    "monitoring.set_shares": "Giao chỉ tiêu cho xã, phường",
    "monitoring.save_goal": "Ghi mục tiêu",
    "monitoring.write_balance": "Ghi số liệu chuyển kỳ trước",
    "monitoring.approve_balance": "Duyệt số liệu chuyển kỳ trước",
    "monitoring.link_list": "Nối danh sách với số liệu chuyển kỳ trước",
    "monitoring.unlink_list": "Bỏ nối danh sách với số liệu chuyển kỳ trước",
    "monitoring.look_evidence": "Xem minh chứng của một con số",
    "monitoring.export_evidence": "Tải minh chứng của một con số",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
