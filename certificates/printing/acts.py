"""What acts on printed papers are called in the record of acts."""

from lms.core import audit

WORDS = {
    "printing.order": "In giấy, nhãn của lớp hoặc xã",
    "printing.again": "In lại một giấy",
    "printing.download": "Tải tệp in giấy",
    "printing.find": "Tìm giấy bị mất",
}


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
