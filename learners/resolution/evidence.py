"""What may be handed in as evidence: told by what it holds, whatever its name says. Pure."""

import re

from learners.assessing.pictures import BadPicture, clean_picture

MOST_BYTES = 12 * 1024 * 1024  # as for pictures
_PDF, _PDF_END = b"%PDF-", b"%%EOF"
NO_EVIDENCE = (
    "Tệp này không phải PDF hay ảnh (JPEG, PNG, WebP). Văn bản Word, Excel hãy lưu thành PDF "
    "rồi gửi lại."
)
BROKEN = "Tệp PDF bị hỏng hoặc mới tải lên được một phần. Hãy gửi lại tệp."
TOO_HEAVY = "Tệp nặng quá 12 MB. Hãy quét ở độ nét thấp hơn (200 dpi) rồi gửi lại."
_PAGE = re.compile(r"/(?!/)[\w\-./~%?=&;,+#]{0,199}", re.ASCII)


class NotEvidence(ValueError):
    """The file cannot be kept; the message is a Vietnamese sentence."""


def clean_file(data: bytes) -> tuple[str, bytes]:
    """The ending and the bytes to keep: a PDF as it is, a picture drawn anew without metadata.

    Raises NotEvidence for anything else, for what is too heavy, and for half a file.
    """
    if len(data) > MOST_BYTES:
        raise NotEvidence(TOO_HEAVY)
    if data.startswith(_PDF):
        if _PDF_END not in data[-2_048:]:
            raise NotEvidence(BROKEN)
        return "pdf", data
    try:
        return "jpg", clean_picture(data)
    except BadPicture as refusal:
        raise NotEvidence(NO_EVIDENCE) from refusal


def is_page(path: str) -> bool:
    """Whether this is the address of a page of ours, and leads nowhere else."""
    return bool(_PAGE.fullmatch(path))


def own_path(typed: str, *, host: str) -> str:
    """The path of an address of ours that was copied whole; else what was typed."""
    return re.sub(rf"^https?://{re.escape(host)}(?=/)", "", typed.strip(), flags=re.IGNORECASE)
