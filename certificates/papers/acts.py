"""What acts on papers are called in the record of acts."""

from lms.core import audit

WORDS = {
    "certificates.issue": "Cấp giấy",
    "certificates.try_again": "Làm lại giấy chưa ra được",
    "certificates.replace": "Cấp lại giấy",
    "certificates.renew": "Cấp giấy theo hạn mới",
    "certificates.revoke": "Thu hồi giấy",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
