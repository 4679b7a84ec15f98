"""Which letters a text is written in, and TCVN3 and VNI turned into Unicode. Pure.

Before Unicode Vietnamese was written with fonts that draw Western letters as Vietnamese ones:
"Th¸i Nguyªn" (TCVN3, fonts .VnTime) and "Thaùi Nguyeân" (VNI). Such text lives on inside files of
any encoding. A text is judged by its words: which reading makes most of them Vietnamese syllables.
Tables: TCVN 5712:1993 (TCVN3) and VNI for Windows, as Windows-1252 shows them.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

from lms.core.identity import clean_text

_VOWELS = {  # without tone, then falling, asking, tumbling, rising, heavy
    "a": "aàảãáạ",
    "ă": "ăằẳẵắặ",
    "â": "âầẩẫấậ",
    "e": "eèẻẽéẹ",
    "ê": "êềểễếệ",
    "i": "iìỉĩíị",
    "o": "oòỏõóọ",
    "ô": "ôồổỗốộ",
    "ơ": "ơờởỡớợ",
    "u": "uùủũúụ",
    "ư": "ưừửữứự",
    "y": "yỳỷỹýỵ",
}
_TCVN3_TONED = {
    "a": "µ¶·¸¹",
    "ă": "»¼½¾Æ",
    "â": "ÇÈÉÊË",
    "e": "ÌÎÏÐÑ",
    "ê": "ÒÓÔÕÖ",
    "i": "×ØÜÝÞ",
    "o": "ßáâãä",
    "ô": "åæçèé",
    "ơ": "êëìíî",
    "u": "ïñòóô",
    "ư": "õö÷øù",
    "y": "úûüýþ",
}
_TCVN3 = str.maketrans(
    dict(zip("¨©ª«¬\u00ad®¡¢£¤¥¦§", "ăâêôơưđĂÂÊÔƠƯĐ", strict=True))
    | {
        old: new
        for vowel, olds in _TCVN3_TONED.items()
        for old, new in zip(olds, _VOWELS[vowel][1:], strict=True)
    }
)
_VNI_SINGLE = dict(zip("íìæóòîñôö", "íìỉĩịỵđơư", strict=True))
# What stands behind a vowel: the tone of a plain one, the tone of one with a hat, with a bowl.
_VNI_MARKS = {"a": "øûõùï", "â": "àåãáä", "ă": "èúüéë"}


def _vni_table() -> dict[str, str]:
    small = dict(_VNI_SINGLE)
    for vowel in "aeouy":
        small |= {vowel + m: _VOWELS[vowel][i + 1] for i, m in enumerate(_VNI_MARKS["a"])}
    for base, vowel in (("ô", "ơ"), ("ö", "ư")):
        small |= {base + m: _VOWELS[vowel][i + 1] for i, m in enumerate(_VNI_MARKS["a"])}
    for base, vowel in (("a", "â"), ("e", "ê"), ("o", "ô")):
        small[base + "â"] = vowel
        small |= {base + m: _VOWELS[vowel][i + 1] for i, m in enumerate(_VNI_MARKS["â"])}
    small["aê"] = "ă"
    small |= {"a" + m: _VOWELS["ă"][i + 1] for i, m in enumerate(_VNI_MARKS["ă"])}
    large = {old.upper(): new.upper() for old, new in small.items()}
    mixed = {old.capitalize(): new.upper() for old, new in small.items()}
    return small | mixed | large


_VNI = _vni_table()
_VNI_FIND = re.compile("|".join(map(re.escape, sorted(_VNI, key=len, reverse=True))))
_LOUD = re.compile("[A-ZĂÂÊÔƠƯĐ]{2}")
_QUIET = re.compile("[a-z]")


def from_tcvn3(text: str) -> str:
    """`text` written in TCVN3 (ABC) as Unicode.

    TCVN3 has no capitals with tones: a cell whose plain letters are all capitals is made capital
    as a whole ("NGUYÔN" → "NGUYỄN").
    """
    turned = text.translate(_TCVN3)
    plain = text.translate(dict.fromkeys(map(ord, "¡¢£¤¥¦§"), "Ă"))
    return turned.upper() if _LOUD.search(plain) and not _QUIET.search(plain) else turned


def from_vni(text: str) -> str:
    """`text` written for VNI fonts as Unicode."""
    return _VNI_FIND.sub(lambda found: _VNI[found[0]], text)


CONVERTERS: dict[str, Callable[[str], str]] = {"tcvn3": from_tcvn3, "vni": from_vni}
NAMES = {"tcvn3": "TCVN3 (ABC)", "vni": "VNI", "windows-1258": "Windows-1258"}


def legacy_of(texts: Iterable[str]) -> str:
    """Which of `CONVERTERS` these texts need: "tcvn3", "vni", or "" when they are Unicode."""
    words = _telling_words(texts)
    scores = {"": share_of_vietnamese(words)}
    for name, convert in CONVERTERS.items():
        scores[name] = share_of_vietnamese([convert(word) for word in words])
    best = max(scores, key=lambda name: scores[name])
    return best if best and scores[best] >= 0.6 and scores[best] > scores[""] + 0.2 else ""


def share_of_vietnamese(texts: Iterable[str]) -> float:
    """The part (0–1) of words with letters beyond a–z that are Vietnamese syllables; 1 if none."""
    words = _telling_words(texts)
    return sum(map(_is_syllable, words)) / len(words) if words else 1.0


def _telling_words(texts: Iterable[str]) -> list[str]:
    """Words that are not plain ASCII: only they tell one encoding from another."""
    found: list[str] = []
    for text in texts:
        if not text.isascii():
            found += [word for word in re.split(r"[\s\d,;:()/.\-]+", text) if not word.isascii()]
        if len(found) > 2000:
            break
    return found


_SYLLABLE = re.compile(
    r"(?:b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|q|r|s|th|tr|t|v|x|f|j|w|z)?"
    r"(?:[iyuo]?[aăâeêioôơuưy]|iê|yê|uyê|uô|ươ|oo|uya|uâ|uơ|ưa|ưu|ua)"
    r"(?:[iyuo]|ch|c|m|ng|nh|n|p|t)?"
)


@lru_cache(maxsize=5000)
def _is_syllable(word: str) -> bool:
    letters = unicodedata.normalize("NFD", clean_text(word).strip("'\"“”").lower())
    tones = [ch for ch in letters if ch in "\u0300\u0301\u0303\u0309\u0323"]
    bare = "".join(ch for ch in letters if ch not in "\u0300\u0301\u0303\u0309\u0323")
    return len(tones) <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))
