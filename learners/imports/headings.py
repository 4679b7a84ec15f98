"""Where a table begins under its title block, what its columns are called, and where it ends. Pure.

Lists come with a state heading above them, headings in two lines with merged cells, a line of
column numbers below, and sums and signatures at the end.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

from learners.imports.columns import BY_CODE, guess_columns, spelled
from lms.core.identity import clean_text, fold

LOOKED_AT = 30  # lines in which headings are looked for
_FEW_CELLS = 4  # a line with more is never a sum or a signature


@dataclass(frozen=True, slots=True)
class Headings:
    """The line of the headings (from 0), how many lines they take, and the headings by column."""

    line: int
    height: int
    names: list[str]


def find_headings(lines: Sequence[Sequence[str]]) -> Headings | None:
    """The headings among the first lines of a table; None when no line looks like headings.

    The line with most known headings wins, the upper one of two alike.
    """
    scores = [_score(line) for line in lines[:LOOKED_AT]]
    best = max(range(len(scores)), key=lambda i: (scores[i], -i), default=-1)
    if best < 0 or scores[best] < 2:
        return _without_headings(lines)
    # Of headings in two lines either may know more names.
    for upper in (best - 1, best):
        lower = upper + 1
        if upper >= 0 and lower < len(lines) and _is_second_line(lines[upper], lines[lower]):
            names = _joined(lines[upper], lines[lower])
            return Headings(upper, 2 + _numbered(lines, lower + 1), names)
    names = [clean_text(cell) for cell in lines[best]]
    return Headings(best, 1 + _numbered(lines, best + 1), names)


def _without_headings(lines: Sequence[Sequence[str]]) -> Headings | None:
    """A table that begins at once, if names and births can be told by what they look like."""
    width = max(map(len, lines), default=0)
    names = [f"Cột {number}" for number in range(1, width + 1)]
    guessed = set(guess_columns(names, lines[:LOOKED_AT]).values())
    enough = "full_name" in guessed and guessed & {"birth_date", "birth_year", "id_number"}
    return Headings(0, 0, names) if enough else None


def _score(line: Sequence[str]) -> float:
    cells = [cell for cell in line if cell.strip()]
    if len(cells) < 2 or _is_data(line):
        return 0
    guessed = guess_columns(cells, [])
    exact = {spelled(cell) for cell in cells if spelled(cell)}
    return len(set(guessed.values()) | exact) + len(exact) / 100


def _is_data(line: Sequence[str]) -> bool:
    """Headings hold no long numbers, dates or addresses of mail."""
    return any(re.search(r"\d{6}|\d[/.\-]\d+[/.\-]\d|@\w", cell) for cell in line)


def _is_second_line(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether `lower` names the columns that `upper` groups under merged cells.

    Then each has gaps that the other fills: merged sideways above, merged downwards below.
    """
    if _is_data(upper) or _is_data(lower):
        return False
    width = max(len(upper), len(lower))
    above = [i < len(upper) and bool(upper[i].strip()) for i in range(width)]
    below = [i < len(lower) and bool(lower[i].strip()) for i in range(width)]
    fits = any(b and not a for a, b in zip(above, below, strict=True))
    fits = fits and any(a and not b for a, b in zip(above, below, strict=True))
    parts = {"nam", "nu", "ngay", "thang", "cap", "xa", "huyen", "xom", "thon", "so", "ho", "ten"}
    known = [cell for cell in lower if spelled(cell) or fold(cell) in parts]
    filled = [cell for cell in lower if cell.strip()]
    return fits and len(known) * 2 > len(filled)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Both lines as one: what stands over merged cells counts for each column below it."""
    names, group = [], ""
    for i in range(max(len(upper), len(lower))):
        above = clean_text(upper[i]) if i < len(upper) else ""
        below = clean_text(lower[i]) if i < len(lower) else ""
        if above:
            group = above if below else ""
        names.append(_together(above or (group if below else ""), below))
    return names


def _together(above: str, below: str) -> str:
    """ "Năm sinh" over "Nam" is both; "Địa chỉ" over "Xã" is the commune."""
    code = spelled(below)
    if code and BY_CODE[code].kept and code not in ("given_name", "female", "birth_year"):
        return below
    if spelled(above) == "full_name" and code == "given_name":
        return below
    return " ".join(part for part in (above, below) if part)


def _numbered(lines: Sequence[Sequence[str]], index: int) -> int:
    """1 when the line below only numbers the columns: (1) (2) (3), or A B 1 2."""
    cells = [fold(cell) for cell in lines[index]] if index < len(lines) else []
    cells = [cell for cell in cells if cell]
    numbers = [int(cell) for cell in cells if cell.isascii() and cell.isdigit() and len(cell) < 3]
    letters = [cell for cell in cells if len(cell) == 1 and cell.isalpha()]
    rising = len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return int(rising and len(numbers) + len(letters) == len(cells))


_CLOSING_WORDS = (
    r"^(tổng (cộng|số|hợp)|cộng\b|ấn định danh sách|danh sách (này )?(gồm|có) )"
    r"|\bngười (lập|tổng hợp|ghi)\b|\bký,? (và )?(ghi rõ|tên)|\bthủ trưởng\b|^(tm|kt|tl)\b\.? "
    r"|\bchủ tịch\b|\bxác nhận của\b|\bngày \S* ?tháng \S* ?năm\b|\bnơi nhận\b|\bxác nhận$"
    r"|^(giám đốc|hiệu trưởng|trưởng (thôn|xóm|bản|phòng)|cán bộ lập)\b"
)
_CLOSING = re.compile(_CLOSING_WORDS)
_CLOSING_BARE = re.compile(
    "".join(ch for ch in normalize("NFD", _CLOSING_WORDS) if not combining(ch)).replace("đ", "d")
)
_BORN = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|(19|20)\d\d", re.ASCII)


def _closes(cell: str) -> bool:
    """Whether a cell is a sum or a signature. With marks they decide: Tống Công is a name."""
    text = clean_text(cell[:200]).lower()
    return bool((_CLOSING_BARE if text.isascii() else _CLOSING).search(text))


class Ending:
    """Tells lines that are about nobody: empty, only numbered, sums and signatures.

    After a closing line thin lines without any number are signatures too, until a full line.
    """

    def __init__(self, columns: dict[int, str]) -> None:
        self._numbers = {index for index, code in columns.items() if code == "stt"}
        self._closed = False
        self.left_out: list[int] = []  # lines with sums and signatures

    def is_nobody(self, line: int, cells: Sequence[str], filled: int) -> bool:
        """Whether to leave this line out; `filled` is how many of its cells hold something."""
        if filled > _FEW_CELLS:
            self._closed = False
            return False
        said = [(i, text) for i, cell in enumerate(cells) if (text := cell.strip())]
        if all(i in self._numbers and text.isdigit() for i, text in said):
            return True
        born = any(_BORN.fullmatch(text) for _, text in said)
        thin = filled <= 2 and not any(ch.isdigit() for _, text in said for ch in text)
        if not born and (any(_closes(text) for _, text in said) or (self._closed and thin)):
            self._closed = True
            self.left_out.append(line)
            return True
        return False
