"""What acts on monthly returns are called in the record of acts."""

from lms.core import audit

WORDS = {
    "returns.draft": "Lập nháp báo cáo tháng",
    "returns.word": "Ghi khó khăn, đề xuất vào báo cáo tháng",
    "returns.count_again": "Đếm lại số liệu của báo cáo tháng",
    "returns.sign": "Ký gửi báo cáo tháng",
    "returns.send_back": "Trả lại báo cáo tháng",
    "returns.accept": "Chấp nhận báo cáo tháng",
    "returns.lock": "Khóa báo cáo tháng",
    "returns.correct": "Lập đính chính báo cáo tháng",
    "returns.export": "Tải báo cáo tháng",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
