"""What acts on announcements are called in the record of acts."""

from lms.core import audit

WORDS = {
    "announcing.announce": "Gửi thông báo cho lớp",
    "announcing.notify": "Tự báo cho lớp",
    "announcing.send_again": "Gửi lại thông báo",
    "announcing.open": "Xem danh sách gửi thông báo",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
