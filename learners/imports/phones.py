"""Phone numbers as lists hold them: without the zero, from before 2018, two in a cell. Pure."""

import re

from lms.core.identity import clean_phone, clean_text

# Eleven-digit mobile numbers became ten-digit ones in 2018: old head → new head.
_OLD_HEADS = {
    **{f"016{last}": f"03{last}" for last in range(2, 10)},
    **{"0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078"},
    **{"0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082"},
    **{"0186": "056", "0188": "058", "0199": "059"},
}
_SEPARATORS = re.compile(r"[\s.\-()'+]")
_AMONG_OTHERS = re.compile(r"(?<!\d)(?:\+?84|0)?[\s.\-]?[35789](?:[\s.\-]?\d){8}(?!\d)", re.ASCII)
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+", re.ASCII)
_MOBILE = "35789"


def read_phone(raw: str) -> tuple[str, str]:
    """The mobile number in `raw` as E.164, or "", and what was done to it or is wrong with it.

    Never raises, and never costs a person their row: a number that cannot be read is left out.
    """
    if len(raw) == 10 and raw[0] == "0" and raw[1] in _MOBILE and raw.isascii() and raw.isdigit():
        return f"+84{raw[1:]}", ""
    text = clean_text(raw).removesuffix(".0").lstrip("'")
    if _SCIENTIFIC.fullmatch(text):
        return "", f"“{text}” đã bị Excel làm tròn, không còn đọc được; để trống."
    phone, said = _read_one(text)
    if phone:
        return phone, said
    numbers = _AMONG_OTHERS.findall(text[:200])
    if not numbers:
        return "", said
    phone, said = _read_one(numbers[0])
    if len(numbers) > 1 or "/" in text or ";" in text:
        said = f"“{text[:40]}” có nhiều số; giữ {phone.replace('+84', '0')}."
    return phone, said


def _read_one(text: str) -> tuple[str, str]:
    try:
        return clean_phone(text), ""
    except ValueError:
        digits = _SEPARATORS.sub("", text)
    if not (digits.isascii() and digits.isdigit()):
        return "", f"“{text[:40]}” không phải số di động; để trống."
    local = "0" + digits[2:] if digits.startswith("84") and len(digits) in (11, 12) else digits
    if len(local) == 9 and local[0] in _MOBILE:
        return f"+84{local}", "đã thêm số 0 ở đầu mà Excel làm mất."
    old = local if local.startswith("0") else "0" + local
    if len(old) == 11 and old[:4] in _OLD_HEADS:
        new = _OLD_HEADS[old[:4]] + old[4:]
        return f"+84{new[1:]}", f"đã đổi số cũ 11 chữ số {old} thành {new}."
    if len(old) in (10, 11) and old.startswith("02"):
        return "", f"{old} là số máy bàn, không nhận được tin nhắn; để trống."
    return "", f"“{text[:40]}” không phải số di động; để trống."
