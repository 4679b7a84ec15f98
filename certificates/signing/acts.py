"""What acts on signatures are called in the record of acts."""

from lms.core import audit

WORDS = {
    "certificates.sign": "Ký số giấy",
    "certificates.send_for_signing": "Gửi giấy đi ký",
    "certificates.download_for_signing": "Tải lô giấy gửi ký",
    "certificates.sign_again": "Cho ký lại giấy chưa ký được",
    "certificates.take_back": "Nhận lại giấy đã ký",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
