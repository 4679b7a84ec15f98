"""Public codes that cannot be guessed and forgive a reader's eye."""

import secrets

# Crockford's base 32: no I, L, O, U to be misread.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None, "\u2013": None})
RANDOM_LENGTH = 20  # 20 × 5 = 100 bits
CODE_LENGTH = RANDOM_LENGTH + 1  # and one check character
# For a slip that is typed in once and lives for days: 11 × 5 = 55 bits, three groups of four.
SLIP_LENGTH = 12
# For a class, typed in from a poster; guessing one opens no more than a chair in a village hall.
CLASS_LENGTH = 7


class BadCode(ValueError):
    """The text is no code of ours: wrong length, wrong characters, or mistyped."""


def new_code(length: int = CODE_LENGTH) -> str:
    """A fresh public code: random but for its last, the check character; without separators."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(length - 1))
    return body + _check_character(body)


def parse_code(typed: str, length: int = CODE_LENGTH) -> str:
    """The code that a person typed or scanned; raises BadCode, never anything else."""
    code = typed.strip().upper().translate(_MISREAD)
    if len(code) != length or any(ch not in _ALPHABET for ch in code):
        raise BadCode(typed)
    if _check_character(code[:-1]) != code[-1]:
        raise BadCode(typed)
    return code


def show_code(code: str) -> str:
    """A code in three groups, as it is printed: of seven for a paper, of four for a slip."""
    group = -(-len(code) // 3)
    return "-".join(code[i : i + group] for i in range(0, len(code), group))


def _check_character(body: str) -> str:
    """Luhn's sum modulo 32 (ISO/IEC 7812-1 annex B, base 32): finds any single slip."""
    total = 0
    for place, ch in enumerate(reversed(body)):
        value = _ALPHABET.index(ch) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return _ALPHABET[-total % 32]
