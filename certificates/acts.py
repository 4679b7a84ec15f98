"""What acts on papers are called in the record of acts."""

from lms.core import audit

WORDS = {
    "certificates.issue": "Cấp giấy chứng nhận",
    "certificates.replace": "Cấp lại giấy chứng nhận",
    "certificates.revoke": "Thu hồi giấy chứng nhận",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
