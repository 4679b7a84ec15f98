"""A commune stands beside communes like it, and beside its own past."""

from learners.monitoring.comparing import Commune, alike
from tests.learners.monitoring.screens import page_of, words


def place(code: str, target: int | None, share: float | None = None, kind: str = "xa") -> Commune:
    return Commune(code, kind, target, share, None if share is None else share * 10)


def test_the_nearest_of_the_same_kind_are_alike_and_the_middle_one_speaks():
    others = [place(f"{n}", 100 + n, n / 10) for n in range(1, 10)]
    others += [place("p", 100, 0.9, "phuong"), place("k", None)]
    found = alike(place("0", 100), [place("0", 100), *others])
    assert (found.codes, found.share, found.weekly) == (("1", "2", "3", "4", "5", "6"), 0.35, 3.5)


def test_without_a_target_nothing_is_compared():
    assert alike(place("0", None), [place("1", 5, 0.1)]) is None


def test_the_only_one_of_its_kind_has_nobody_beside_it():
    found = alike(place("0", 100), [place("0", 100)])
    assert (found.codes, found.share) == ((), None)


def test_the_page_shows_both(province_officer, counted):
    page = page_of(province_officer.get("/theo-doi/xa/05488/"))
    rows = [
        [words(cell) for cell in row.find_all("td")]
        for row in page.select("table")[0].select("tbody tr")
    ]
    assert rows[1] == ["3", "3", "chưa có số liệu"]
    assert "6 nơi cùng là xã" in words(page)
