"""What happens to a person's data between their mouth and a list: slips, and damage.

A slip leaves a row that a careful clerk would know again. Damage leaves one that says less than it
should, or nothing. Each takes the random numbers and gives what became of it, or None where it
cannot happen (a day above twelve is not taken for a month).
"""

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from lms.core.identity import fold
from lms.core.places import former_units

_TONES = ("\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_HEARD_ALIKE = (
    *(("L", "N"), ("N", "L"), ("S", "X"), ("X", "S"), ("Tr", "Ch"), ("Ch", "Tr"), ("Gi", "D")),
    *(("D", "Gi"), ("R", "D"), ("y", "i"), ("i", "y")),
)
# A tone is written after the hat, breve or horn of its vowel, else they make no one letter.
_TONE_FIRST = re.compile("([" + "".join(_TONES) + "])([\u0302\u0306\u031b])")
_SHORT = {"Nguyễn": "Ng.", "Trần": "Tr.", "Phạm": "Ph.", "Hoàng": "Hg."}
_SHORT_MIDDLES = {"Thị": "T.", "Văn": "V."}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as they are written down. `home` is a unit of `former_units`, `old` writes it so."""

    name: str
    year: int
    month: int
    day: int
    sex: str
    number: str
    phone: str
    hamlet: str
    home: dict[str, str]
    old: bool = False


Slip = Callable[[random.Random, Person], Person | None]
Damage = Callable[[random.Random, list[str]], list[str]]


def cells(rng: random.Random, person: Person) -> list[str]:
    """The row of a person, under the headings of `messy`, as one of several clerks writes it."""
    home = person.home
    place = f"{home['new_kind'].capitalize()} {home['new_name']}"
    if person.old:
        place = f"{home['old_kind'].capitalize()} {home['old_name']}"
    elif rng.random() < 0.5:
        place = home["new_name"]
    return [
        "",
        person.name,
        _birth(rng, person),
        {"female": "Nữ", "male": "Nam"}[person.sex] if rng.random() < 0.8 else "",
        person.number[1:] if person.number and rng.random() < 0.2 else person.number,
        _phone(rng, person.phone),
        person.hamlet,
        place,
        home["old_district"] if person.old else "",
        "",
    ]


def _birth(rng: random.Random, person: Person) -> str:
    if not person.day:
        return str(person.year)
    day = date(person.year, person.month, person.day)
    written = (
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        f"{day:%Y-%m-%d}",
    )
    return rng.choices(written, (70, 12, 8, 5, 5))[0]


def _phone(rng: random.Random, phone: str) -> str:
    if not phone:
        return ""
    spaced = f"{phone[:4]} {phone[4:7]} {phone[7:]}"
    return rng.choices((phone, phone[1:], spaced, f"+84{phone[1:]}"), (60, 20, 15, 5))[0]


# Names


def _without_marks(rng: random.Random, person: Person) -> Person:
    return replace(person, name=fold(person.name).title())


def _in_capitals(rng: random.Random, person: Person) -> Person:
    name = fold(person.name) if rng.random() < 0.4 else person.name
    return replace(person, name=name.upper())


def _change_word(
    rng: random.Random, person: Person, change: Callable[[str], str | None]
) -> Person | None:
    words = person.name.split()
    places = list(range(len(words)))
    rng.shuffle(places)
    for place in places:
        changed = change(words[place])
        if changed and changed != words[place]:
            return replace(person, name=" ".join([*words[:place], changed, *words[place + 1 :]]))
    return None


def _other_tone(rng: random.Random, person: Person) -> Person | None:
    def change(word: str) -> str | None:
        letters = unicodedata.normalize("NFD", word)
        tones = [tone for tone in _TONES if tone in letters]
        if not tones:
            return None
        other = letters.replace(tones[0], rng.choice(_TONES))
        return unicodedata.normalize("NFC", _TONE_FIRST.sub(r"\2\1", other))

    return _change_word(rng, person, change)


def _missing_mark(rng: random.Random, person: Person) -> Person | None:
    return _change_word(rng, person, lambda word: fold(word).title())


def _heard_wrong(rng: random.Random, person: Person) -> Person | None:
    pairs = list(_HEARD_ALIKE)
    rng.shuffle(pairs)

    def change(word: str) -> str | None:
        for said, written in pairs:
            begins = said[0].isupper()
            if (word.startswith(said) if begins else word.endswith(said)) and len(word) > 2:
                return written + word[len(said) :] if begins else word[:-1] + written
        return None

    return _change_word(rng, person, change)


def _shortened(rng: random.Random, person: Person) -> Person | None:
    surname, *middle, given = person.name.split()
    short = [_SHORT_MIDDLES.get(word, word) for word in middle] if rng.random() < 0.4 else middle
    return replace(person, name=" ".join([_SHORT.get(surname, surname), *short, given]))


def _mistyped(rng: random.Random, person: Person) -> Person | None:
    """A letter too many, too few, or exchanged with its neighbour."""
    words = person.name.split()
    place = rng.choice([at for at, word in enumerate(words) if len(word) > 2] or [0])
    word = words[place]
    at = rng.randrange(1, len(word)) if len(word) > 1 else 0
    kind = rng.randrange(3)
    if kind == 0:
        typed = word[:at] + word[at] + word[at:]
    elif kind == 1:
        typed = word[:at] + word[at + 1 :]
    else:
        typed = word[: at - 1] + word[at : at + 1] + word[max(at - 1, 0)] + word[at + 1 :]
    return replace(person, name=" ".join([*words[:place], typed, *words[place + 1 :]]))


def _spaced(rng: random.Random, person: Person) -> Person:
    words = person.name.split()
    return replace(person, name=rng.choice(("  ", " ")).join([words[0] + words[1], *words[2:]]))


# Births, phones, numbers, places


def _year_only(rng: random.Random, person: Person) -> Person | None:
    return replace(person, month=0, day=0) if person.day else None


def _day_for_month(rng: random.Random, person: Person) -> Person | None:
    if not person.day or person.day > 12:
        return None
    return replace(person, month=person.day, day=person.month)


def _other_day(rng: random.Random, person: Person) -> Person | None:
    """One digit of the day, which all months have."""
    day = person.day + rng.choice((-10, -1, 1, 10))
    same_digit = day // 10 == person.day // 10 or day % 10 == person.day % 10
    return replace(person, day=day) if person.day and same_digit and 1 <= day <= 28 else None


def _other_year(rng: random.Random, person: Person) -> Person | None:
    year = person.year + rng.choice((-10, -1, 1, 10))
    if sum(x != y for x, y in zip(str(year), str(person.year), strict=True)) != 1:
        return None
    leap_day = (person.month, person.day) == (2, 29)
    return replace(person, year=year) if person.day and not leap_day and year <= 2011 else None


def _digit(rng: random.Random, number: str, first: int) -> str:
    at = rng.randrange(first, len(number))
    return number[:at] + str((int(number[at]) + rng.randint(1, 9)) % 10) + number[at + 1 :]


def _other_digit_of_phone(rng: random.Random, person: Person) -> Person | None:
    return replace(person, phone=_digit(rng, person.phone, 2)) if person.phone else None


def _no_phone(rng: random.Random, person: Person) -> Person | None:
    return replace(person, phone="") if person.phone else None


def _new_phone(rng: random.Random, person: Person) -> Person | None:
    return replace(person, phone=f"09{rng.randrange(10**8):08d}") if person.phone else None


def _no_number(rng: random.Random, person: Person) -> Person | None:
    return replace(person, number="") if person.number else None


def _other_digit_of_number(rng: random.Random, person: Person) -> Person | None:
    return replace(person, number=_digit(rng, person.number, 6)) if person.number else None


def _old_place(rng: random.Random, person: Person) -> Person:
    return replace(person, old=True)


def _moved(rng: random.Random, person: Person) -> Person:
    homes = [unit for unit in former_units() if unit["split"] == "0"]
    return replace(person, home=rng.choice(homes), hamlet="")


def _other_hamlet(rng: random.Random, person: Person) -> Person | None:
    """Married into another hamlet, or none told."""
    return replace(person, hamlet=rng.choice(("", "Xóm Nà Ngoài"))) if person.hamlet else None


# (where, name, what happens); no two of one place happen to one row.
SLIPS: tuple[tuple[str, str, Slip], ...] = (
    ("name", "without marks", _without_marks),
    ("name", "capitals", _in_capitals),
    ("name", "other tone", _other_tone),
    ("name", "missing mark", _missing_mark),
    ("name", "letters heard alike", _heard_wrong),
    ("name", "shortened", _shortened),
    ("name", "mistyped letter", _mistyped),
    ("name", "missing space", _spaced),
    ("birth", "year only", _year_only),
    ("birth", "day and month exchanged", _day_for_month),
    ("birth", "digit of the day", _other_day),
    ("birth", "digit of the year", _other_year),
    ("phone", "digit of the phone", _other_digit_of_phone),
    ("phone", "no phone", _no_phone),
    ("phone", "new phone", _new_phone),
    ("number", "no ID number", _no_number),
    ("number", "digit of the ID number", _other_digit_of_number),
    ("place", "old commune", _old_place),
    ("place", "moved", _moved),
    ("place", "other hamlet", _other_hamlet),
)


# Damage, by the place of the cell


def _no_name(rng: random.Random, row: list[str]) -> list[str]:
    return [row[0], rng.choice(("", "  ", "…", "1")), *row[2:]]


def _impossible_date(rng: random.Random, row: list[str]) -> list[str]:
    date_like = rng.choice(("31/02/1980", "00/13/1975", "1875", "30/30/1990", "chưa rõ", "2030"))
    return [*row[:2], date_like, *row[3:]]


def _wrong_columns(rng: random.Random, row: list[str]) -> list[str]:
    return [row[0], row[5], row[1], *row[3:5], row[2], *row[6:]]


def _nowhere(rng: random.Random, row: list[str]) -> list[str]:
    return [*row[:7], rng.choice(("Xã Không Có", "?", "Phường Hoàn Kiếm")), *row[8:]]


def _rounded(rng: random.Random, row: list[str]) -> list[str]:
    """What Excel makes of long numbers."""
    return [*row[:4], "1.90855E+10", "9.12345E+08", *row[6:]]


def _formula(rng: random.Random, row: list[str]) -> list[str]:
    formula = rng.choice(("=1+1", "=HYPERLINK(A1)", "+84+1", "@SUM(A1)", "-2+3"))
    place = rng.choice((1, 6))
    return [*row[:place], formula, *row[place + 1 :]]


DAMAGES: tuple[tuple[str, Damage], ...] = (
    ("no name", _no_name),
    ("impossible date", _impossible_date),
    ("text in wrong columns", _wrong_columns),
    ("no such place", _nowhere),
    ("numbers rounded", _rounded),
    ("formula", _formula),
)
