"""Lists of people as they really come in, with the truth about them: for tests, bench and trying.

Seven rows in a hundred are somebody who stands in the list already, typed anew with one to three
slips; three in a hundred are damaged. Among the others are households with one phone, twins, and
namesakes of one year in one commune, whom nobody may take for one person. The same seed gives the
same list. The people are invented.
"""

import calendar
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from lms.core.identity import fold
from lms.core.places import former_units
from lms.slips import DAMAGES, SLIPS, Person, cells

HEADINGS = (
    *("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Điện thoại"),
    *("Thôn, xóm", "Xã/phường", "Huyện", "Ghi chú"),
)
FIRST, DOUBLE, DAMAGED = "first", "double", "damaged"
_DOUBLED, _DAMAGED = 0.07, 0.03

# Surnames of a hundred people of the province, about; then middle and given names by sex.
_SURNAMES = (
    "Nguyễn 30 Trần 9 Hoàng 8 Lê 6 Phạm 5 Dương 5 Nông 4 Ma 4 Triệu 3 Lý 3 Vũ 3 Đặng 2 Bùi 2 Đỗ 2 "
    "Ngô 2 Hà 2 Bàn 2 Lường 1 Bế 1 Đàm 1 Trịnh 1 Đinh 1 Giàng 1 Lương 1 Chu 1 Vi 1 Phan 1 Tạ 1"
)
_MIDDLES = {
    "female": "Thị Thị Thị Thị Thu Thanh Ngọc Hồng Kim Bích Minh Phương Thúy Mai Diệu Thùy Khánh",
    "male": "Văn Văn Văn Đức Minh Quang Hữu Xuân Mạnh Quốc Đình Công Trọng Tuấn Thanh Ngọc Việt",
}
_GIVEN = {
    "female": (
        "Lan Hoa Hương Hường Thảo Trang Linh Mai Nga Hằng Thủy Thúy Thùy Yến Nhung Oanh Phượng "
        "Phương Tuyết Hiền Hiên Liên Dung Loan Huệ Huế Hà Hòa Hoài Huyền Ngân Nguyệt Quyên Quỳnh "
        "Tâm Thơm Thu Tươi Vân Xuân Ánh Bình Châm Chi Cúc Đào Diệp Điệp Duyên Giang Gấm Hạnh Hậu "
        "Hợp Khuyên Lý Lương Luyến Mơ Mùi Nhàn Nhâm Páo Sáy Sen Sim Thắm Thêu Toan Trà Uyên Vui"
    ),
    "male": (
        "Hùng Dũng Cường Tuấn Nam Sơn Hải Long Thắng Bình An Khánh Đạt Hiếu Trung Kiên Lâm Phong "
        "Chiến Thành Vinh Đông Tâm Sáu Bảy Dín Sao Ước Anh Bảo Chung Công Cương Dân Doanh Duy Đại "
        "Đăng Điệp Đoàn Đức Giang Giáp Hà Hậu Hiển Hoàn Hoan Hòa Học Huy Khoa Khôi Lập Linh Lộc "
        "Luân Lực Mạnh Minh Nghĩa Ngọc Nhân Nhật Phú Phúc Phương Quang Quân Quý Sáng Tài Tân Thái "
        "Thanh Thịnh Thuận Tiến Tiệp Toàn Toản Trường Tú Tùng Tuyên Vân Việt Vũ Vượng Xuân"
    ),
}
_TWO_MIDDLES = 0.15
_HAMLETS = (
    "Đồng Tâm", "Tân Lập", "Nà Pài", "Khuổi Luông", "Bản Mới", "Phú Thịnh", "Trung Hòa",
    "Soi Vàng", "Đồng Cỏ", "Cầu Đá", "Làng Mới", "Nà Khoang", "Phiêng An", "Hồng Thái",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Truth:
    """Who a row is, whether it stands there for the first time, and what was done to it."""

    person: int
    kind: str
    slips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MessyList:
    """A list, and the truth about each of its rows in the same order."""

    headings: Sequence[str]
    rows: list[list[str]]
    truth: list[Truth]


def make_list(*, rows: int, seed: int) -> MessyList:
    """A list of `rows` people, doubles and damaged rows among them; the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311  (invented people, no secret)
    doubled, damaged = int(rows * _DOUBLED), int(rows * _DAMAGED)
    people = _People(rng).make(rows - doubled)
    told: list[tuple[Truth, list[str]]] = []
    for number, person in enumerate(people):
        if number < damaged:
            name, damage = rng.choice(DAMAGES)
            told.append((Truth(number, DAMAGED, (name,)), damage(rng, cells(rng, person))))
        else:
            told.append((Truth(number, FIRST), cells(rng, person)))
    whole = range(damaged, len(people))
    for number in rng.sample(whole, min(doubled, len(whole))):
        slips, again = _typed_again(rng, people[number])
        told.append((Truth(number, DOUBLE, slips), cells(rng, again)))
    rng.shuffle(told)
    numbered = [[str(line), *row[1:]] for line, (_, row) in enumerate(told, start=1)]
    return MessyList(HEADINGS, numbered, _in_order([truth for truth, _ in told]))


def _in_order(truth: list[Truth]) -> list[Truth]:
    """Whoever of two stands first in the list is the first, the other one the double."""
    seen: set[int] = set()
    ordered = []
    for one in truth:
        if one.kind != DAMAGED:
            one = replace(one, kind=DOUBLE if one.person in seen else FIRST)
            seen.add(one.person)
        ordered.append(one)
    return ordered


def _typed_again(rng: random.Random, person: Person) -> tuple[tuple[str, ...], Person]:
    """The same person by another clerk: up to three slips, no two in one place."""
    while True:
        done: dict[str, str] = {}
        again = person
        wanted = rng.choices((1, 2, 3), (60, 30, 10))[0]
        for group, name, slip in rng.sample(SLIPS, len(SLIPS)):
            changed = slip(rng, again) if len(done) < wanted and group not in done else None
            if changed is not None and changed != again:
                done[group], again = name, changed
        if done and _can_be_told(person, again):
            return tuple(done.values()), again


def _can_be_told(one: Person, other: Person) -> bool:
    """Whether anything is left by which the two are known to be one: of two rows that share no
    more than a common name and a year nobody could say it.
    """
    birthday = one.day and (one.day, one.month, one.year) == (other.day, other.month, other.year)
    named = fold(one.name) == fold(other.name)
    return bool(
        (one.number and one.number == other.number)
        or (one.phone and one.phone == other.phone)
        or (birthday and (named or one.home == other.home))
        or (named and one.year == other.year and one.home == other.home)
    )


class _People:
    """Different people, some of whom look alike."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        words = _SURNAMES.split()
        self.surnames, shares = words[::2], list(map(int, words[1::2]))
        self.surname_weights = list(accumulate(shares))
        self.birthdays: set[tuple[object, ...]] = set()
        self.homes = [unit for unit in former_units() if unit["split"] == "0"]
        self.makers: tuple[tuple[float, Callable[[Person], Person]], ...] = (
            (0.060, self._of_one_household),
            (0.006, self._twin),
            (0.006, self._namesake),
        )

    def make(self, count: int) -> list[Person]:
        """So many people."""
        people: list[Person] = []
        while len(people) < count:
            self._add(people, self._person())
            for share, make in self.makers:
                if self.rng.random() < share and people:
                    self._add(people, make(people[-1]))
        return people[:count]

    def _add(self, people: list[Person], person: Person) -> None:
        """Not a second one of the same name, birthday and commune: nobody could tell them apart.

        In 350.000 people that happens once or twice, in such a list as in a province.
        """
        birthday = (fold(person.name), person.home["new_code"], person.year, person.month)
        if person.day and (*birthday, person.day) in self.birthdays:
            return
        self.birthdays.add((*birthday, person.day))
        people.append(person)

    def _person(self) -> Person:
        rng = self.rng
        sex = rng.choice(("female", "male"))
        surname = rng.choices(self.surnames, cum_weights=self.surname_weights)[0]
        person = Person(
            name=f"{surname} {self._middle(sex)} {rng.choice(_GIVEN[sex].split())}",
            year=int(rng.triangular(1948, 2011, 1985)),
            month=0,
            day=0,
            sex=sex,
            number="",
            phone=self._phone() if rng.random() < 0.75 else "",
            hamlet=f"Xóm {rng.choice(_HAMLETS)}" if rng.random() < 0.7 else "",
            home=rng.choice(self.homes),
        )
        return self._with_papers(person)

    def _middle(self, sex: str) -> str:
        middles = _MIDDLES[sex].split()
        count = 2 if self.rng.random() < _TWO_MIDDLES else 1
        return " ".join(self.rng.sample(middles, count))

    def _phone(self) -> str:
        return f"0{self.rng.choice('35789')}{self.rng.randrange(10**8):08d}"

    def _with_papers(self, person: Person) -> Person:
        """A birthday and a personal ID number, for those whose papers the clerk had."""
        rng = self.rng
        month = day = 0
        if rng.random() < 0.6:
            month = rng.randint(1, 12)
            day = rng.randint(1, calendar.monthrange(person.year, month)[1])
        return replace(person, month=month, day=day, number=self._number(person))

    def _number(self, person: Person) -> str:
        if self.rng.random() > 0.5:
            return ""
        century = (person.year // 100 - 19) * 2 + (person.sex == "female")
        place = "019" if person.home["old_province_code"] == "19" else "006"
        return f"{place}{century}{person.year % 100:02d}{self.rng.randrange(10**6):06d}"

    def _of_one_household(self, person: Person) -> Person:
        """Somebody of another generation, reached by the same phone."""
        other = self._person()
        surname = person.name.split()[0]
        year = person.year + self.rng.choice((-1, 1)) * self.rng.randint(20, 30)
        name = " ".join([surname, *other.name.split()[1:]])
        if fold(name) == fold(person.name):
            return other
        other = replace(other, name=name, year=min(max(year, 1930), 2011))
        return self._with_papers(
            replace(other, phone=person.phone, hamlet=person.hamlet, home=person.home)
        )

    def _twin(self, person: Person) -> Person:
        """Born on the same day, of the same parents, by another given name."""
        *before, given = person.name.split()
        names = [name for name in _GIVEN[person.sex].split() if fold(name) != fold(given)]
        name = " ".join([*before, self.rng.choice(names)])
        return replace(person, name=name, number=self._number(person))

    def _namesake(self, person: Person) -> Person:
        """A stranger of the same name and year in the same commune."""
        other = self._person()
        other = replace(other, name=person.name, year=person.year, sex=person.sex)
        return self._with_papers(replace(other, home=person.home))
