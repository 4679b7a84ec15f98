"""What acts on classes are called in the record of acts."""

from lms.core import audit

WORDS = {
    "classes.open_class": "Mở lớp",
    "classes.change_place": "Đổi nơi học, số chỗ của lớp",
    "classes.change_trainers": "Đổi giảng viên của lớp",
    "classes.add_session": "Thêm buổi học",
    "classes.move_session": "Đổi ngày giờ buổi học",
    "classes.cancel_session": "Hủy buổi học",
    "classes.cancel_class": "Hủy lớp",
    "classes.take_seat": "Xếp chỗ trong lớp",
    "classes.seat_on_spot": "Ghi tên tại chỗ vào lớp",
    "classes.leave": "Rời lớp",
    "classes.move_up": "Từ danh sách chờ lên có chỗ",
    "classes.hand_in": "Gửi danh sách cho lớp",
    "classes.take_in": "Nhận danh sách của lớp vào sổ",
    "classes.send_back": "Trả lại danh sách của lớp",
    "classes.seat_list": "Xếp chỗ cho người trong danh sách",
    "classes.note_help": "Ghi lượt giúp học",
    "classes.confirm_help": "Xác nhận lượt giúp học",
    "classes.strike_help": "Bỏ lượt giúp học",
    "classes.make_feed": "Tạo địa chỉ lịch riêng",
    "classes.end_feed": "Bỏ địa chỉ lịch riêng",
    "classes.look": "Xem danh sách học viên của lớp",
    "classes.find": "Tìm người trong sổ để thêm vào lớp",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
