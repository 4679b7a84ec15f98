"""What acts on the register book are called in the record of acts."""

from lms.core import audit

WORDS = {
    "register.look": "Xem sổ cấp giấy",
    "register.export": "Tải sổ cấp giấy",
    "register.print": "In sổ cấp giấy",
    "register.stuck": "Xem những giấy chưa ra được",
    "register.open": "Mở một giấy trong sổ cấp",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
