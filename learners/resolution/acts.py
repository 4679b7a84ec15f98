"""What acts on the tasks of the resolution are called in the record of acts."""

from lms.core import audit

WORDS = {
    "resolution.add_objective": "Thêm mục tiêu nghị quyết",
    "resolution.change_objective": "Sửa mục tiêu nghị quyết",
    "resolution.add_task": "Thêm nhiệm vụ nghị quyết",
    "resolution.change_task": "Sửa nhiệm vụ nghị quyết",
    "resolution.drop_task": "Thôi theo dõi một nhiệm vụ nghị quyết",
    "resolution.take_up_task": "Theo dõi lại một nhiệm vụ nghị quyết",
    "resolution.add_indicator": "Thêm chỉ tiêu của nhiệm vụ nghị quyết",
    "resolution.change_indicator": "Sửa chỉ tiêu của nhiệm vụ nghị quyết",
    "resolution.remove_indicator": "Bỏ chỉ tiêu của nhiệm vụ nghị quyết",
    "resolution.add_note": "Ghi tiến độ nhiệm vụ nghị quyết",
    "resolution.correct_note": "Sửa một lần ghi tiến độ nghị quyết",
    "resolution.open_file": "Mở tệp minh chứng của nhiệm vụ nghị quyết",
    "resolution.import": "Nhập bảng nhiệm vụ nghị quyết",
    "resolution.export": "Tải bảng nhiệm vụ nghị quyết",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
