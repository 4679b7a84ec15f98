"""What acts of assessing are called in the record of acts."""

from lms.core import audit

WORDS = {
    "assessing.look": "Xem tiến độ, việc thực hành hoặc bài nộp của người học",
    "assessing.tick": "Đánh dấu việc thực hành",
    "assessing.hand_in": "Nộp bài thực hành",
    "assessing.review": "Xem bài nộp và cho biết kết quả",
    "assessing.submit_try": "Nộp bài sát hạch",
    "assessing.enter_paper": "Nhập kết quả từ phiếu giấy",
    "assessing.correct_paper": "Sửa hoặc bỏ kết quả từ phiếu giấy",
    "assessing.take_back": "Rút lại ghi nhận đạt kỹ năng AI cơ bản",
    "assessing.prove": "Ghi nhận đạt kỹ năng AI cơ bản",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
