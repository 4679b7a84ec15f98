"""What acts on campaigns are called in the record of acts."""

from lms.core import audit

WORDS = {
    "campaigns.open": "Mở chiến dịch",
    "campaigns.change": "Sửa chiến dịch",
    "campaigns.take_register": "Lấy người của cơ quan vào chiến dịch",
    "campaigns.pick": "Chọn người vào chiến dịch",
    "campaigns.hand_in": "Gửi danh sách cho chiến dịch",
    "campaigns.add_list": "Đưa người trong danh sách vào chiến dịch",
    "campaigns.take_out": "Đưa một người ra khỏi chiến dịch",
    "campaigns.bring_back": "Đưa một người trở lại chiến dịch",
    "campaigns.look": "Xem danh sách người trong chiến dịch",
    "campaigns.export": "Tải danh sách người trong chiến dịch",
    "campaigns.remind": "Nhắc người chưa xong của chiến dịch",
    "campaigns.set_reminding": "Tạm dừng, nhắc tiếp hoặc thôi nhắc",
    "campaigns.look_reminders": "Xem nhật ký nhắc của chiến dịch",
    "campaigns.note_alert": "Ghi việc đã làm về một cảnh báo",
    "campaigns.subscribe": "Bật bản tin tuần",
    "campaigns.unsubscribe": "Tắt bản tin tuần",
    "campaigns.sign": "Ký kết quả chiến dịch",
    "campaigns.reopen": "Mở lại kết quả chiến dịch đã ký",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
