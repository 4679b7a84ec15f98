"""What acts on the issuer's keys are called in the record of acts."""

from lms.core import audit

WORDS = {
    "keys.make": "Tạo khóa của đơn vị cấp",
    "keys.disown": "Công bố khóa không còn tin được",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
