"""Words of a message as each way carries them. Pure: no ORM, no clock, no settings.

An SMS of one part holds 160 characters of the GSM 7 bit default alphabet (3GPP TS 23.038, formerly
GSM 03.38); those of its extension table count twice, and one Vietnamese letter with its marks would
leave room for 70 only. So an SMS goes out without marks, in the letters that both ASCII and the
alphabet know.
"""

import re
import unicodedata
from dataclasses import dataclass

from lms.core.identity import clean_text

SMS_LENGTH = 160
# Of the class's name and the sender's: what may stand before the words of an SMS.
CLASS_LENGTH, SENDER_LENGTH = 40, 24
_EXTENSION = frozenset("^{}[]~|\\")
_SAFE = frozenset(map(chr, range(0x20, 0x7F))) - {"`"}
_WRITTEN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛`´′", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("•·▪●", "-"),
        **{"đ": "d", "Đ": "D", "×": "x", "→": "->", "€": "EUR", "₫": "d", "⁄": "/", "°": " do "},
    }
)


class Unsendable(ValueError):
    """This way cannot carry the words; the text is a Vietnamese sentence that says what to do.

    `draft` is what people would have got, to be looked at.
    """

    def __init__(self, message: str, draft: str) -> None:
        super().__init__(message)
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody says to a class: the class, who says it, about what, and the words."""

    class_name: str
    sender: str
    subject: str
    text: str


def without_marks(text: str) -> str:
    """`text` in one line without marks, case and punctuation kept: "Đổi giờ!" → "Doi gio!".

    What has no plain form (a smiley, a foreign script) stays as it is.
    """
    plain = unicodedata.normalize("NFKD", clean_text(text).translate(_WRITTEN))
    bare = "".join(ch for ch in plain if unicodedata.category(ch) != "Mn")
    return " ".join(bare.translate(_WRITTEN).split())


def sms_length(text: str) -> int:
    """How many of the 160 places an SMS of this text takes."""
    return len(text) + sum(ch in _EXTENSION for ch in text)


def _draft(words: Words) -> str:
    head = f"{_cut(words.class_name, CLASS_LENGTH)}, {_cut(words.sender, SENDER_LENGTH)}"
    return f"{head}: {without_marks(words.text)}"


def sms_of(words: Words) -> str:
    """An SMS of one part, with the class's name and who sends it.

    Raises Unsendable: nothing is cut from what somebody said, and nothing dropped in silence.
    """
    text = _draft(words)
    if strange := sorted(set(text) - _SAFE):
        raise Unsendable(
            f"SMS không gửi được ký tự: {' '.join(strange)}. Hãy bỏ các ký tự này.", text
        )
    if (over := sms_length(text) - SMS_LENGTH) > 0:
        raise Unsendable(
            f"SMS dài quá {over} ký tự (tối đa {SMS_LENGTH}, tính cả tên lớp và người gửi). "
            "Hãy viết ngắn lại, hoặc không gửi bằng SMS.",
            text,
        )
    return text


def letter_of(words: Words, address: str) -> str:
    """The same as a letter, with the address where it stands in the product."""
    return f"{words.text}\n\n{words.sender}\n{words.class_name}\n\nXem trên trang: {address}\n"


def note_of(words: Words) -> str:
    """The same as a message with marks: for ways that know no subject."""
    return f"{words.class_name}: {words.subject}\n{words.text}\n{words.sender}"


def mask_email(address: str) -> str:
    """An address its owner recognises: l•••@vidu.vn."""
    name, _, host = address.rpartition("@")
    return f"{name[:1]}•••@{host}" if name else ""


def _cut(name: str, most: int) -> str:
    """The first whole words of a name that fit, without marks and in letters every SMS knows."""
    plain = "".join(ch for ch in without_marks(name) if ch in _SAFE - _EXTENSION)
    plain = " ".join(plain.split())
    if len(plain) <= most:
        return plain
    return re.sub(r"[\s,.:;-]+\S*$", "", plain[: most + 1]) or plain[:most]
