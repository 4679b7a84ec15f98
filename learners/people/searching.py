"""What somebody types into the one search box of the register, and how it is understood.

Data in, data out. People are looked up as in a class register: by given name, the last word, and
surname, the first. A name is searched in sections that follow one another, each a range of an
index: whoever is called just so, when a whole name was typed; else all who have that given name
and surname, with just these marks first; and, when that finds nobody or is asked for, names that
hold the words anywhere. Both orders (`Learner.sort_key`, `ordering.SearchOrder`) hold a-z and 0-9
only, which every collation orders alike, and a digit, which stands before every letter, ends a
syllable.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from lms.core.identity import alphabet_key, clean_phone, clean_text, fold

LONGEST = 80
_word_key = lru_cache(maxsize=20_000)(alphabet_key)
_DIGITS = re.compile(r"[\d\s.+()-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class ByPhone:
    """A whole mobile number, as E.164."""

    phone: str


@dataclass(frozen=True, slots=True)
class ByPersonalId:
    """A whole personal ID number, twelve digits; only its hash is ever compared."""

    number: str


@dataclass(frozen=True, slots=True)
class ByTail:
    """Last digits: three are of the personal ID number, four and more of the phone."""

    digits: str


@dataclass(frozen=True, slots=True)
class ByName:
    """Words of a name as typed and without marks: the last is the given name, the first before."""

    typed: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def exact(self) -> str:
        """How the sort key of whoever has just these marks begins; empty when none were typed."""
        if tuple(word.lower() for word in self.typed) == self.words:
            return ""
        return "".join(alphabet_key(word) for word in self._ends(self.typed))

    @property
    def plain(self) -> str:
        """How the search order begins of whoever has this name, marks aside."""
        return "".join(f"{word}0" for word in self._ends(self.words))

    @property
    def is_whole(self) -> bool:
        """Whether words stand between: somebody's whole name, and not its ends alone."""
        return len(self.words) > 2

    @property
    def whole(self) -> str:
        """How the search order begins of whoever is called just so, marks aside."""
        return "".join(f"{word}0" for word in self._register_order(self.words)) + "0"

    @property
    def exact_whole(self) -> str:
        """The sort key of whoever is called just so; empty when no marks were typed."""
        if not self.exact:
            return ""
        return "".join(alphabet_key(word) for word in self._register_order(self.typed))

    @property
    def start(self) -> str:
        """How the search order begins of whoever has a given name that goes on so."""
        return self.words[-1]

    @property
    def between(self) -> tuple[str, ...]:
        """The words that stand neither first nor last."""
        return self.words[1:-1]

    def agrees(self, full_name: str) -> bool:
        """Whether every typed word stands in the name with just these marks."""
        keys = {_word_key(word) for word in full_name.split()}
        return all(_word_key(word) in keys for word in self.typed)

    @staticmethod
    def _register_order(words: tuple[str, ...]) -> tuple[str, ...]:
        return (words[-1], words[0], *words[1:-1])

    @staticmethod
    def _ends(words: tuple[str, ...]) -> tuple[str, ...]:
        return words[-1:] if len(words) == 1 else (words[-1], words[0])


Wanted = ByPhone | ByPersonalId | ByTail | ByName


def understand(text: str) -> Wanted | None:
    """What is looked for; None when nothing was typed that could be."""
    typed = clean_text(text.replace("\x00", ""))[:LONGEST]
    if typed and _DIGITS.fullmatch(typed):
        return _understand_digits(typed)
    words = tuple(fold(typed).split())
    if not words:
        return None
    spelt = tuple(typed.split())
    # "Nguyễn-Lan" is one word typed and two without its hyphen: then marks say nothing.
    return ByName(spelt if len(spelt) == len(words) else words, words)


def _understand_digits(typed: str) -> Wanted | None:
    try:
        return ByPhone(clean_phone(typed))
    except ValueError:
        digits = re.sub(r"\D", "", typed)
    if len(digits) == 12:
        return ByPersonalId(digits)
    return ByTail(digits) if len(digits) >= 3 else None


def after(prefix: str) -> str:
    """The least text beyond everything that begins with `prefix`; empty when there is none.

    In the order of 0-9, a-z, which is all that a search order holds for Vietnamese names.
    """
    kept = prefix.rstrip("z")
    if not kept or not (kept[-1].isascii() and kept[-1].isalnum()):
        return ""
    return kept[:-1] + ("a" if kept[-1] == "9" else chr(ord(kept[-1]) + 1))
