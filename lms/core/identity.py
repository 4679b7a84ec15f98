"""Names, phones and search keys of people. Pure: no ORM, no clock.

Everything that comes from outside passes `clean_text` once, at the door, and is NFC from there on.
Order of names follows the Vietnamese class register: given name (the last word), then surname,
then middle names; letters and tones in the order of the Vietnamese alphabet.
"""

import re
import unicodedata

_INVISIBLE = dict.fromkeys(
    [
        *(0x00AD, 0x034F, 0x061C, 0x180E, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF),
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
# Ð (Icelandic eth) and Ɖ look like Đ on paper and come out of old Windows keyboards.
_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "’": "'", "ʼ": "'"})
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Two letters a letter: only a-z and 0-9, which every database collation orders alike.
_RANK = {letter: chr(97 + i // 26) + chr(97 + i % 26) for i, letter in enumerate(_ALPHABET)}
_PHONE = re.compile(r"(?:\+?84|0)([35789]\d{8})", re.ASCII)

LONGEST_NAME = 120


def clean_text(raw: str) -> str:
    """`raw` in NFC, without invisible characters, look-alikes mended, spaces single and trimmed."""
    # Composed last: a mark may have been kept from its letter by something invisible.
    text = unicodedata.normalize("NFC", raw.translate(_INVISIBLE).translate(_LOOKALIKES))
    return " ".join(text.split())


def clean_full_name(raw: str) -> str:
    """A full name as it stands on papers.

    Raises ValueError with a Vietnamese sentence when it is no name: empty, longer than
    `LONGEST_NAME`, or with anything but letters, spaces, apostrophes, hyphens and dots.
    """
    name = clean_text(raw)
    if not any(ch.isalpha() for ch in name):
        raise ValueError("Hãy nhập họ và tên như trên giấy tờ của bạn.")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"Họ và tên dài quá {LONGEST_NAME} ký tự. Hãy kiểm tra lại.")
    strange = sorted({ch for ch in name if not (_is_letter(ch) or _is_mark(ch) or ch in " '-.")})
    if strange:
        listed = " ".join(strange)
        raise ValueError(f"Họ và tên chỉ gồm chữ cái. Hãy bỏ các ký tự: {listed}")
    return name


def _is_letter(ch: str) -> bool:
    """A letter that runs from left to right, as papers are written."""
    return ch.isalpha() and unicodedata.bidirectional(ch) not in ("R", "AL")


def _is_mark(ch: str) -> bool:
    return unicodedata.category(ch) == "Mn"


def fold(text: str) -> str:
    """`text` as people type it in a hurry: no marks, đ as d, lower case, single spaces.

    Old and new tone placement (hoà, hòa) fold alike. Never a key for identity: Văn Lang and
    Văn Lăng fold alike too.
    """
    decomposed = unicodedata.normalize("NFD", clean_text(text).lower())
    bare = "".join(ch for ch in decomposed if not _is_mark(ch)).replace("đ", "d")
    bare = unicodedata.normalize("NFC", bare)  # never longer than what was typed
    return " ".join(re.sub(r"[^\w\s]", " ", bare).split())


def alphabet_key(text: str) -> str:
    """A key of a-z and 0-9 that orders `text` by the Vietnamese alphabet, syllable by syllable."""
    return "".join(_syllable_key(word) for word in clean_text(text).lower().split())


def _syllable_key(word: str) -> str:
    letters: list[str] = []
    tone = "1"
    for ch in unicodedata.normalize("NFD", word):
        if ch in _TONES:
            tone = _TONES[ch]
        elif _is_mark(ch) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + ch)
        else:
            letters.append(ch)
    return "".join(_RANK.get(ch, "") for ch in letters) + tone


def name_sort_key(full_name: str) -> str:
    """A key that orders people as a class register does: given name, surname, middle names."""
    words = full_name.split()
    return alphabet_key(" ".join([*words[-1:], *words[:1], *words[1:-1]]))[:400]


def mask_name(full_name: str) -> str:
    """A name that its family recognises and a stranger cannot use: "N. T. Hoa"."""
    *before, given = full_name.split()
    if not before:
        return f"{given[:1]}…"
    return " ".join([*(f"{word[:1]}." for word in before), given])


def clean_phone(raw: str) -> str:
    """A Vietnamese mobile number as E.164 (+84905550010).

    Raises ValueError with a Vietnamese sentence. The carrier is never inferred: numbers are
    portable since 2018.
    """
    digits = re.sub(r"[\s.\-()]", "", clean_text(raw))
    match = _PHONE.fullmatch(digits)
    if not match:
        raise ValueError("Số điện thoại di động có 10 số, bắt đầu bằng số 0. Ví dụ: 0912 345 678.")
    return f"+84{match[1]}"


def show_phone(phone: str) -> str:
    """An E.164 number as people write it: 0912 345 678."""
    local = "0" + phone.removeprefix("+84")
    return f"{local[:4]} {local[4:7]} {local[7:]}"


def mask_phone(phone: str) -> str:
    """A number its owner recognises: 0912 ••• 678."""
    shown = show_phone(phone)
    return f"{shown[:4]} ••• {shown[-3:]}" if phone else ""
