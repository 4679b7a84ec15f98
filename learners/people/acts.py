"""What acts on the register of people are called in the record of acts."""

from lms.core import audit

WORDS = {
    "people.look": "Xem danh sách người học",
    "people.open": "Mở hồ sơ một người",
    "people.export": "Tải danh sách người học",
    "people.add": "Ghi tên một người",
    "people.correct": "Sửa hồ sơ",
    "people.move": "Ghi nơi ở mới",
    "people.settle": "Chuyển người của xã, phường đã sáp nhập",
    "people.identify": "Ghi số định danh",
    "people.claim_learner": "Tự ghi tên, hoặc nhận hồ sơ của mình",
    "people.send_claim_code": "Gửi mã nhận hồ sơ",
    "people.make_slip": "Làm phiếu mã nhận hồ sơ",
    "people.give_consent": "Ghi sự đồng ý",
    "people.withdraw_consent": "Ghi việc rút lại sự đồng ý",
    "people.open_team": "Lập tổ công nghệ số",
    "people.close_team": "Đóng tổ công nghệ số",
    "people.add_member": "Thêm thành viên tổ công nghệ số",
    "people.end_member": "Kết thúc vai trò trong tổ công nghệ số",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
