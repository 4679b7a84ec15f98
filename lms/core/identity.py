"""Names, phones, ID numbers and search keys of people. Pure: no ORM, no clock.

Everything that comes from outside passes `clean_text` once, at the door, and is NFC from there on.
Order of names follows the Vietnamese class register: given name (the last word), then surname,
then middle names; letters and tones in the order of the Vietnamese alphabet.
"""

import hmac
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

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
_MENDED: dict[int, str | None] = {**_INVISIBLE, **_LOOKALIKES}
_TO_MEND = re.compile("[" + "".join(map(chr, _MENDED)) + "]")
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Two letters a letter: only a-z and 0-9, which every database collation orders alike.
_RANK = {letter: chr(97 + i // 26) + chr(97 + i % 26) for i, letter in enumerate(_ALPHABET)}
_PHONE = re.compile(r"(?:\+?84|0)([35789]\d{8})", re.ASCII)

LONGEST_NAME = 120


def clean_text(raw: str) -> str:
    """`raw` in NFC, without invisible characters, look-alikes mended, spaces single and trimmed."""
    if not raw.isascii():
        if _TO_MEND.search(raw):
            raw = raw.translate(_MENDED)
        # Composed last: a mark may have been kept from its letter by something invisible.
        raw = unicodedata.normalize("NFC", raw)
    return " ".join(raw.split())


def clean_full_name(raw: str) -> str:
    """A full name as it stands on papers.

    Raises ValueError with a Vietnamese sentence when it is no name: empty, longer than
    `LONGEST_NAME`, or with anything but letters, spaces, apostrophes, hyphens and dots.
    """
    name = clean_text(raw)
    if not (name[:1].isalpha() or any(map(str.isalpha, name))):
        raise ValueError("Hãy nhập họ và tên như trên giấy tờ của bạn.")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"Họ và tên dài quá {LONGEST_NAME} ký tự. Hãy kiểm tra lại.")
    words = name.split(" ")
    if any(map(_strange, words)):
        listed = " ".join(sorted(frozenset().union(*map(_strange, words))))
        raise ValueError(f"Họ và tên chỉ gồm chữ cái. Hãy bỏ các ký tự: {listed}")
    return name


# Syllables repeat: there are a few thousand of them in the names of a whole province.
@lru_cache(maxsize=20_000)
def _strange(word: str) -> frozenset[str]:
    """The characters of `word` that no name has."""
    return frozenset(ch for ch in word if not (_is_letter(ch) or _is_mark(ch) or ch in "'-."))


def proper_case(name: str) -> str:
    """A name typed all in capitals or all in small letters as papers write it: Nguyễn Thị Hoa.

    Any other name stays as it is: whoever mixed the two meant it.
    """
    if name.isupper() or name.islower():
        return " ".join([_capitalised(word) for word in name.split(" ")])
    return name


@lru_cache(maxsize=20_000)
def _capitalised(word: str) -> str:
    parts = re.split(r"([-'.])", word.lower())
    return "".join(_capital(part[:1]) + part[1:] for part in parts)


def _capital(letter: str) -> str:
    """ß and its like have no capital of one letter, and stay."""
    large = letter.upper()
    return large if len(large) == 1 else letter


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
    return " ".join([bare for word in clean_text(text).split(" ") if (bare := _fold_word(word))])


@lru_cache(maxsize=20_000)
def _fold_word(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.lower())
    bare = "".join(ch for ch in decomposed if not _is_mark(ch)).replace("đ", "d")
    bare = unicodedata.normalize("NFC", bare)  # never longer than what was typed
    return " ".join(re.sub(r"[^\w\s]", " ", bare).split())


def alphabet_key(text: str) -> str:
    """A key of a-z and 0-9 that orders `text` by the Vietnamese alphabet, syllable by syllable."""
    return "".join([_syllable_key(word) for word in clean_text(text).split()])


@lru_cache(maxsize=20_000)
def _syllable_key(word: str) -> str:
    letters: list[str] = []
    tone = "1"
    for ch in unicodedata.normalize("NFD", word.lower()):
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


def name_keys(full_name: str) -> tuple[str, str]:
    """`fold` and `name_sort_key` of a name that `clean_full_name` gave, for many names at once."""
    words = full_name.split(" ")
    folded = " ".join([bare for word in words if (bare := _fold_word(word))])
    order = [*words[-1:], *words[:1], *words[1:-1]]
    return folded, "".join([_syllable_key(word) for word in order])[:400]


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


# Places of birth registration inside the country (circular 07/2016/TT-BCA; data/
# cccd_province_codes.csv). Numbers did not change when provinces were merged in 2025; codes of
# 100 and more are countries.
_PROVINCE_CODES = (
    "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035"
    " 036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072"
    " 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096"
)
_BIRTH_PROVINCES = frozenset(_PROVINCE_CODES.split())


class PersonalId(NamedTuple):
    """A personal ID number (số định danh) and what its digits say of its holder.

    Decree 137/2015 art. 13: place of birth registration (3), century and sex (1), year (2), six
    free digits. There is no check digit: nothing here proves that a number is real.
    """

    number: str
    birth_year: int
    sex: str  # "male", "female"
    restored: bool  # Excel had robbed it of its leading zero, which was put back
    known_place: bool


def parse_personal_id(raw: str) -> PersonalId:
    """The number in `raw`, however it is spaced, with a leading zero that Excel took put back.

    Raises ValueError with a Vietnamese sentence that says what the number should look like.
    """
    digits = raw if raw.isdigit() else _SPACING.sub("", _AS_FLOAT.sub(r"\1", clean_text(raw)))
    if not (digits.isascii() and digits.isdigit()):
        scientific = _SCIENTIFIC.fullmatch(clean_text(raw))
        raise ValueError(_ROUNDED_ID if scientific else _NO_ID)
    number = digits.zfill(12) if len(digits) in (10, 11) else digits
    restored = number != digits
    if len(number) != 12 or (restored and number[:3] not in _BIRTH_PROVINCES):
        raise ValueError(_OLD_ID if len(digits) == 9 else _NO_ID)
    century = int(number[3])
    return PersonalId(
        number=number,
        birth_year=1900 + century // 2 * 100 + int(number[4:6]),
        sex="female" if century % 2 else "male",
        restored=restored,
        known_place=number[:3] in _BIRTH_PROVINCES or number[0] != "0",
    )


_AS_FLOAT = re.compile(r"^'?(\d+)\.0+$", re.ASCII)
_SPACING = re.compile(r"[\s.\-']")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+", re.ASCII)
_NO_ID = "Số định danh (CCCD) có 12 chữ số. Ví dụ: 019075001234."
_OLD_ID = "Đây là số chứng minh nhân dân 9 số, đã hết giá trị. Hãy dùng số định danh 12 số."
_ROUNDED_ID = (
    "Excel đã làm tròn số định danh nên không còn đọc được. Hãy định dạng cột là Văn bản (Text) "
    "rồi nhập lại số."
)


def hash_personal_id(number: str, key: str) -> str:
    """A keyed hash (HMAC-SHA256, hex) that knows a number again without telling it."""
    keyed = _keyed(key).copy()
    keyed.update(number.encode())
    return keyed.hexdigest()


@lru_cache(maxsize=4)
def _keyed(key: str) -> hmac.HMAC:
    return hmac.new(key.encode(), digestmod="sha256")


def mask_personal_id(last3: str) -> str:
    """What is shown of a number of which only the last three digits are kept: •••••••••123."""
    return f"•••••••••{last3}" if last3 else ""
