"""What acts on the files of trainers are called in the record of acts."""

from lms.core import audit

WORDS = {
    "trainers.follow_merger": "Chuyển hồ sơ giảng viên của xã, phường đã sáp nhập",
    "trainers.export": "Tải danh sách giảng viên",
    "trainers.look": "Xem danh sách giảng viên",
    "trainers.open": "Mở hồ sơ giảng viên",
    "trainers.open_file": "Lập hồ sơ ứng viên giảng viên",
    "trainers.move": "Chuyển bước hồ sơ giảng viên",
    "trainers.confirm": "Xác nhận điều kiện giảng viên",
    "trainers.tell_trained_by": "Ghi người kèm giảng viên",
    "trainers.tell_languages": "Ghi tiếng giảng viên dạy được",
    "trainers.open_trial": "Mở buổi giảng thử",
    "trainers.score": "Chấm giảng thử",
    "trainers.cancel_trial": "Hủy buổi giảng thử",
    "trainers.appoint": "Công nhận giảng viên",
    "trainers.suspend": "Tạm ngừng giảng viên",
    "trainers.resume": "Cho giảng viên dạy lại",
    "rules.add_version": "Thêm phiên bản quy định",
    "trainers.withdraw": "Thu hồi hoặc thôi công nhận giảng viên",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
