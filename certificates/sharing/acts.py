"""What acts of sharing are called in the record of acts."""

from lms.core import audit

WORDS = {
    "sharing.share": "Chia sẻ giấy cho mọi người xem",
    "sharing.take_back": "Thôi chia sẻ giấy",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
