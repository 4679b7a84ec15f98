"""The languages spoken in the province in which somebody can teach. Data in, data out.

Codes are those of ISO 639-3; Sán Dìu has none of its own, so a private one stands for it. What
somebody can teach in is told by themself and says nothing of their ethnicity, which is never kept.
"""

from collections.abc import Iterable

LANGUAGES = {
    "vie": "Kinh (tiếng phổ thông)",
    "tyz": "Tày",
    "nut": "Nùng",
    "mlc": "Sán Chay (Cao Lan)",
    "ium": "Dao",
    "hmv": "Mông",
    "qsd": "Sán Dìu",
}


def known(codes: Iterable[str]) -> list[str]:
    """Those of the codes that stand for a language, each once, in the order of the list."""
    told = set(codes)
    return [code for code in LANGUAGES if code in told]


def in_words(codes: Iterable[str]) -> str:
    """ "Kinh (tiếng phổ thông), Tày"."""
    return ", ".join(LANGUAGES[code] for code in known(codes))
