"""Who may be whom: two sets of facts about people, compared. Data in, data out: no ORM, no clock.

One person counted twice is a wrong number; two people merged is a wrong paper. So SAME is said
only where nothing speaks against it, and whatever a person would want to look at is NEAR: it goes
to the duplicates desk. docs/matching.md tells the rules and what they find.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from lms.core.identity import LONGEST_NAME, alphabet_key, fold

# A pair with fewer points is not worth a person's time. The points are set by trying: with these,
# messy lists of several seeds lose no double that could be told (docs/matching.md).
_WORTH_A_LOOK = 60
_SURE_OF_ID, _SURE_OF_PHONE, _SURE_OF_PLACE, _UNSURE = 100, 95, 90, 89

# Letters that are written for one another. Words are run together afterwards, so that a space too
# many or too few changes nothing.
_SLIPS = (("ngh", "ng"), ("gh", "g"), ("gi", "d"), ("tr", "ch"), ("kh", "q"), ("ph", "f"))
_LETTERS = str.maketrans("xrzlyk", "sddnic")
_DOUBLED = re.compile(r"(.)\1+")
_SHORT_SURNAMES = {"ng": "nguyen", "ngn": "nguyen", "tr": "tran", "ph": "pham", "hg": "hoang"}
_SHORT_MIDDLES = {"t": "thi", "th": "thi", "v": "van"}
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh|g|kh|k|ph|p|th|tr|t|ch|c|qu?|b|d|h|l|m|n|r|s|v|x)?i?"
    r"(?:[aeiouy]|[uo]?a[iouy]?|[ou]?e[ou]?|[ou]i|[uio]u|uu|i[ae]u?|ye?u?|u[oey]|uo[iu]|uy[ae]?|ua)"
    r"(?:ch|c|ng|nh|n|m|p|t)?",
    re.ASCII,
)
_HAMLET_KINDS = re.compile(r"^(?:xom|thon|ban|to dan pho|tdp|khu pho|khu|to)\s+")


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known about somebody, as far as it helps to recognise them; empty means unknown."""

    full_name: str
    search_key: str
    slip_key: str
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    sex: str = ""
    commune: str | None = None
    hamlet: str = ""
    phone: str = ""
    id_hash: str = ""
    organisation: int | None = None


class Verdict(Enum):
    """One person; perhaps; two people, or nothing that says otherwise."""

    SAME = "same"
    NEAR = "near"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, how near it is (0 to 100), and why, in sentences that a clerk understands."""

    verdict: Verdict
    score: int
    reasons: tuple[str, ...]


APART = Judgement(Verdict.APART, 0, ())


class _Likeness(NamedTuple):
    """How one trait compares: points, the sentence, and whether it agrees as far as it goes."""

    points: int
    said: str = ""
    agrees: bool = False


def slip_key(search_key: str) -> str:
    """The key under which a name and its common slips of typing meet.

    l for n, s for x, ch for tr, d, gi and r, i and y, a letter twice, a space too many, and the
    shortened “Ng. T. Lan”. It only brings people together; `judge` decides.
    """
    words = search_key.split()
    if len(words) > 1:
        words[0] = _SHORT_SURNAMES.get(words[0], words[0])
        for place in range(1, len(words) - 1):
            words[place] = _SHORT_MIDDLES.get(words[place], words[place])
    return "".join(map(_without_slips, words))[:LONGEST_NAME]


@lru_cache(maxsize=10_000)  # a province has a few thousand syllables, and many people
def _without_slips(word: str) -> str:
    for written, meant in _SLIPS:
        word = word.replace(written, meant)
    return _DOUBLED.sub(r"\1", word.translate(_LETTERS))


def traits_of(person: Any) -> Traits:
    """The traits of a record or of a row of a list, whether its places are rows or only codes."""
    stored = hasattr(person, "commune_id")
    return Traits(
        person.full_name,
        person.search_key,
        getattr(person, "slip_key", "") or slip_key(person.search_key),
        person.birth_year,
        person.birth_month,
        person.birth_day,
        person.sex,
        person.commune_id if stored else person.commune,
        person.hamlet,
        person.phone,
        person.id_hash,
        person.organisation_id if stored else person.organisation,
    )


def keys_of(person: Traits) -> Iterator[tuple[object, ...]]:
    """The keys under which somebody is found: two people without a common one are never judged.

    The database looks by the same ones (`duplicates.candidates`).
    """
    name, year, month, day = (
        person.slip_key,
        person.birth_year,
        person.birth_month,
        person.birth_day,
    )
    if person.id_hash:
        yield ("id", person.id_hash)
    if person.phone:
        yield ("phone, name", person.phone, name)
        if year:
            yield ("phone, year", person.phone, year)
    if year and person.commune:
        yield ("place", name, year, person.commune)
    if day:
        yield ("day", name, month, day)
        if person.commune:
            yield ("birth", person.commune, year, month, day)


def swapped_key(person: Traits) -> tuple[object, ...] | None:
    """Where somebody stands whose day and month were exchanged; None when they cannot have been."""
    month, day = person.birth_month, person.birth_day
    if not day or day > 12 or day == month:
        return None
    return ("day", person.slip_key, day, month)


def judge(a: Traits, b: Traits) -> Judgement:
    """Whether two sets of facts are one person; the same whichever way round they are given."""
    same_id = bool(a.id_hash) and a.id_hash == b.id_hash
    same_phone = bool(a.phone) and a.phone == b.phone
    if a.slip_key != b.slip_key and not same_id and not same_phone and not _same_day(a, b):
        return APART
    name = _names(a, b)
    if not name.points and not same_id:
        return APART
    birth = _births(a, b)
    told = [name, birth, *_others(a, b)]
    reasons = tuple(trait.said for trait in told if trait.said)
    if same_id:
        return _judge_by_id(a, b, name, reasons)
    if sure := _sure(a, b, name, birth):
        return Judgement(Verdict.SAME, sure, reasons)
    score = sum(trait.points for trait in told)
    if score < _WORTH_A_LOOK:
        return APART
    return Judgement(Verdict.NEAR, min(score, _UNSURE), reasons)


def _judge_by_id(a: Traits, b: Traits, name: _Likeness, reasons: tuple[str, ...]) -> Judgement:
    """One number: one person, unless nothing else fits. A slip in a number hits another's number.

    The number holds the birth year, so an equal year alone says nothing more.
    """
    reasons = ("Số định danh cá nhân giống nhau.", *reasons)
    if name.points or _same_day(a, b) or (a.phone and a.phone == b.phone):
        return Judgement(Verdict.SAME, _SURE_OF_ID, reasons)
    return Judgement(Verdict.NEAR, _WORTH_A_LOOK, reasons)


def _sure(a: Traits, b: Traits, name: _Likeness, birth: _Likeness) -> int:
    """The score of what is SAME without an ID number; 0 when something speaks against it."""
    clashing = (a.id_hash and b.id_hash) or (a.sex and b.sex and a.sex != b.sex)
    if clashing or not name.agrees:
        return 0
    if a.phone and a.phone == b.phone:
        return _SURE_OF_PHONE if birth.agrees else 0
    if not _same_day(a, b) or not a.commune or a.commune != b.commune:
        return 0
    # In a large commune two namesakes may share a birthday: of another phone, another hamlet and
    # another mark in the name one is a slip or a change, two are worth a look.
    strange = (
        _phones(a.phone, b.phone).points < 0,
        _hamlets(a.hamlet, b.hamlet).points < 0,
        not _all_marks_agree(a.full_name, b.full_name),
    )
    return 0 if sum(strange) > 1 else _SURE_OF_PLACE


def _same_day(a: Traits, b: Traits) -> bool:
    return (
        a.birth_day is not None
        and a.birth_day == b.birth_day
        and a.birth_month == b.birth_month
        and a.birth_year == b.birth_year
    )


def _others(a: Traits, b: Traits) -> Iterator[_Likeness]:
    """All but name, birth and an equal ID number."""
    yield _phones(a.phone, b.phone)
    if not a.commune or not b.commune:
        yield _Likeness(8)
    elif a.commune == b.commune:
        yield _Likeness(15, "Cùng xã, phường.")
    else:
        yield _Likeness(0, "Khác xã, phường: có thể đã chuyển nơi ở, hoặc là hai người.")
    yield _hamlets(a.hamlet, b.hamlet)
    if a.organisation and a.organisation == b.organisation:
        yield _Likeness(10, "Cùng cơ quan, đơn vị.")
    if a.sex and b.sex and a.sex != b.sex:
        yield _Likeness(-15, "Giới tính ghi khác nhau.")
    if a.id_hash and b.id_hash and a.id_hash != b.id_hash:
        said = "Số định danh cá nhân khác nhau: có thể gõ nhầm một số, cũng có thể là hai người."
        yield _Likeness(-12, said)


# Names


def _names(a: Traits, b: Traits) -> _Likeness:
    """No points: two names. `agrees`: the given name is the same, and nothing but slips beside it.

    A given name that differs by a mark (Thúy and Thùy) or a letter (Lam and Nam) may be a slip of
    typing or the name of a twin, so it never agrees.
    """
    if a.search_key == b.search_key:
        rare = 0 if _is_common(a.search_key) else 3
        if a.full_name == b.full_name:
            return _Likeness(40 + rare, "Họ và tên viết giống nhau.", agrees=True)
        if _marks_agree(a.full_name, b.full_name):
            said = "Họ và tên giống nhau, chỉ khác cách ghi dấu."
            return _Likeness(40 + rare, said, agrees=True)
        bare = _bare(_last(a.full_name), _last(b.full_name))
        said = "Tên gọi khác nhau ở dấu: có thể thiếu dấu, có thể là hai tên."
        return _Likeness(34 if bare else 30, said)
    if a.slip_key == b.slip_key:
        said = "Họ và tên khác nhau ở chữ hay gõ lẫn (l/n, s/x, ch/tr, d/gi/r, i/y) hay viết tắt."
        if a.search_key.split()[-1:] == b.search_key.split()[-1:]:
            return _Likeness(38, said, agrees=_marks_agree(a.full_name, b.full_name))
        return _Likeness(30, said)
    return _mistyped(tuple(a.search_key.split()), tuple(b.search_key.split()))


def _marks_agree(one: str, other: str) -> bool:
    """Whether two given names bear the same marks, or one whole name bears none at all."""
    return _bare(one, other) or alphabet_key(_last(one)) == alphabet_key(_last(other))


def _all_marks_agree(one: str, other: str) -> bool:
    return _bare(one, other) or alphabet_key(one) == alphabet_key(other)


def _bare(one: str, other: str) -> bool:
    return one.isascii() or other.isascii()


def _last(name: str) -> str:
    return name.rpartition(" ")[2]


@lru_cache(maxsize=10_000)
def _is_common(search_key: str) -> bool:
    """Names of the pattern that half of the province bears: Nguyễn Thị Lan, Trần Văn Nam."""
    middle = search_key.split()[1:-1]
    return not middle or middle in (["thi"], ["van"])


def _mistyped(one: tuple[str, ...], other: tuple[str, ...]) -> _Likeness:
    """Names whose slip keys differ, and that may still be one name with a letter or word astray."""
    if len(one) == len(other):
        differing = [(x, y) for x, y in zip(one, other, strict=True) if x != y]
        if len(differing) == 1 and _one_slip(*differing[0]):
            # Two syllables that can be spoken may be two names; one that cannot is a slip.
            spoken = all(_SYLLABLE.fullmatch(word) for word in differing[0])
            twins = spoken and one[-1] != other[-1]
            points = 15 if twins else 20 if spoken else 28
            return _Likeness(points, "Họ và tên lệch nhau một chữ cái.")
        if sorted(one) == sorted(other):
            return _Likeness(24, "Họ và tên gồm những chữ giống nhau, khác thứ tự.")
    elif one and other and (one[0], one[-1]) == (other[0], other[-1]) and _within(one, other):
        return _Likeness(22, "Họ và tên giống nhau, một bên thiếu chữ đệm.")
    elif _one_slip("".join(one), "".join(other)):
        return _Likeness(28, "Họ và tên lệch nhau một chữ cái.")
    return _Likeness(0, "Họ và tên khác nhau.")


def _within(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    short, long = sorted((one, other), key=len)
    words = iter(long)
    return all(word in words for word in short)


def _one_slip(one: str, other: str) -> bool:
    """One letter left out, put in, taken for another, or exchanged with its neighbour."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    x, y = one[start:], other[start:]
    if len(x) == len(y):
        return x[1:] == y[1:] or (x[1::-1] == y[:2] and x[2:] == y[2:])
    return x[1:] == y if len(x) > len(y) else y[1:] == x


# Births, phones, hamlets


def _births(a: Traits, b: Traits) -> _Likeness:
    """`agrees`: nothing known of the one contradicts the year of the other."""
    if a.birth_year is None or b.birth_year is None:
        return _Likeness(5, "Một bên không có năm sinh.", agrees=True)
    if a.birth_year != b.birth_year:
        return _years_apart(a, b)
    if not a.birth_day or not b.birth_day:
        return _Likeness(15, "Cùng năm sinh; một bên hoặc cả hai không ghi ngày.", agrees=True)
    if _same_day(a, b):
        return _Likeness(32, "Cùng ngày, tháng, năm sinh.", agrees=True)
    if (a.birth_day, a.birth_month) == (b.birth_month, b.birth_day):
        return _Likeness(22, "Ngày và tháng sinh đổi chỗ cho nhau.", agrees=True)
    if _digits_astray(_day(a), _day(b)) == 1:
        return _Likeness(20, "Ngày sinh lệch nhau một chữ số.", agrees=True)
    return _Likeness(-20, "Cùng năm sinh nhưng khác ngày, tháng.", agrees=True)


def _years_apart(a: Traits, b: Traits) -> _Likeness:
    one, other = str(a.birth_year), str(b.birth_year)
    near = _digits_astray(one, other) == 1 or _one_slip(one, other)
    if near and a.birth_day and (a.birth_day, a.birth_month) == (b.birth_day, b.birth_month):
        return _Likeness(20, "Cùng ngày, tháng sinh; năm sinh lệch nhau một chữ số.")
    if near:
        return _Likeness(0, "Năm sinh lệch nhau một chữ số.")
    return _Likeness(-25, "Năm sinh khác hẳn nhau.")


def _day(person: Traits) -> str:
    return f"{person.birth_day or 0:02d}{person.birth_month or 0:02d}"


def _digits_astray(one: str, other: str) -> int:
    return sum(x != y for x, y in zip(one, other, strict=True)) if len(one) == len(other) else 9


def _phones(one: str, other: str) -> _Likeness:
    if not one or not other:
        return _Likeness(0)
    if one == other:
        return _Likeness(30, "Cùng số điện thoại.")
    if _one_slip(one, other):
        return _Likeness(20, "Số điện thoại lệch nhau một chữ số.")
    return _Likeness(-12, "Số điện thoại khác nhau.")


def _hamlets(one: str, other: str) -> _Likeness:
    if not one or not other:
        return _Likeness(0)
    if hamlet_key(one) == hamlet_key(other):
        return _Likeness(8, "Cùng thôn, xóm.")
    return _Likeness(-3, "Khác thôn, xóm.")


@lru_cache(maxsize=10_000)
def hamlet_key(hamlet: str) -> str:
    """A hamlet without marks and without what kind it is: "Xóm Đồng Tâm" is "dong tam"."""
    return _HAMLET_KINDS.sub("", fold(hamlet))
