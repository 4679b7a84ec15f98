"""The four numbers cut finer: nobody twice, the unknown said, and each sees their own."""

from datetime import date, timedelta

import pytest

from learners.classes.models import Seat
from learners.monitoring import movement
from learners.monitoring.indicators import ATTENDANCES, FINISHERS, PARTICIPANTS, PROFICIENT
from learners.monitoring.models import DailyCount
from learners.monitoring.selectors import totals_on
from learners.monitoring.services import refresh_counts
from learners.monitoring.slicing import ALONE, CLASS, WORK, Slice
from learners.people.models import Learner
from lms.core.models import Organisation
from lms.core.roles import Role
from tests.facts import assess_on, enrol_on, make_person
from tests.learners.monitoring.screens import page_of, queries_of, words

DAY = date(2026, 3, 10)
PAGE = "/theo-doi/loc/"


@pytest.fixture
def watcher(make_user):
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def person(areas, course):
    """A woman of 40 from Tân Cương, who began on the day and finished two days later."""
    someone = make_person(areas["05503"], birth_year=1986)
    Learner.objects.filter(pk=someone.pk).update(sex="female")
    enrol_on(DAY, someone, course, finished=DAY + timedelta(days=2))
    return someone


def value(watcher, indicator=PARTICIPANTS, day=DAY, **asked) -> dict:
    return Slice(indicator, day, watcher, **asked).by_place()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"age": "35-44"}, 1),
        ({"age": "45-54"}, 0),
        ({"sex": "female"}, 1),
        ({"sex": "chua-ro"}, 0),
        ({"since": DAY}, 1),
        ({"since": DAY + timedelta(days=1)}, 0),
        ({"mode": ALONE}, 1),
        ({"mode": "in_person"}, 0),
    ],
)
def test_each_filter_leaves_whom_it_says(watcher, person, asked, expected):
    assert sum(value(watcher, **asked).values()) == expected


def test_a_period_asks_for_what_happened_in_it(watcher, person):
    later = DAY + timedelta(days=2)
    assert value(watcher, FINISHERS, later, since=later) == {"05503": 1}
    assert value(watcher, PARTICIPANTS, later, since=later) == {}
    assess_on(later, person)
    assert value(watcher, PROFICIENT, later, since=later) == {"05503": 1}


def test_by_workplace_the_unknown_stands_in_a_line_of_its_own(watcher, person, areas, course):
    school = Organisation.objects.create(name="Trường", kind="school", area=areas["01906"])
    teacher = make_person(areas["05503"])
    Learner.objects.filter(pk=teacher.pk).update(organisation=school)
    enrol_on(DAY, teacher, course)
    assert value(watcher, place=WORK) == {"01906": 1, None: 1}
    assert value(watcher, organisation=school) == {"05503": 1}


def test_by_class_nobody_is_added_twice_however_many_classes(
    watcher, person, areas, course, make_class
):
    for code in ("05503", "01906"):
        klass = make_class(commune=areas[code])
        Seat.objects.create(training_class=klass, learner=person, via="search")
    enrol_on(DAY, make_person(areas["05488"]), course)
    for indicator in (PARTICIPANTS, ATTENDANCES):
        assert value(watcher, indicator, place=CLASS) == {"01906": 1, None: 1}
    assert value(watcher, mode="in_person") == {"05503": 1}


def test_an_officer_sees_only_their_own_so_finely(make_user, person, areas, course):
    other = make_user(role=Role.COMMUNE_OFFICER, area=areas["01906"])
    own = make_user(role=Role.COMMUNE_OFFICER, area=areas["05503"])
    assert (value(other), value(own)) == ({}, {"05503": 1})


class TestPage:
    def test_the_table_the_sum_and_the_workbook_are_the_same(self, province_officer, person):
        asked = "?so=participants&den=10/03/2026&tuoi=35-44"
        page = page_of(province_officer.get(PAGE + asked))
        assert words(page.h1) == "Người tham gia: 1"
        assert words(page.tfoot) == "Tổng 1"
        assert [words(row) for row in page.select("tbody tr")] == ["Xã Tân Cương 1"]
        book = province_officer.get(f"/theo-doi/bang/loc/{asked}&dang=xlsx")
        assert b"".join(book.streaming_content)[:2] == b"PK"

    @pytest.mark.parametrize(
        "asked",
        [
            "?so=x&theo=x&tuoi=x&gioi=x&coquan=x&tu=rác&den=99/99/9999",
            "?coquan=999999999",
            "?tu=01/01/0001&den=31/12/9999",
        ],
    )
    def test_filters_nobody_knows_are_left_out(self, province_officer, areas, asked):
        assert province_officer.get(PAGE + asked).status_code == 200

    def test_a_day_that_is_none_is_said_and_kept(self, province_officer, areas):
        page = page_of(province_officer.get(f"{PAGE}?tu=31/02/2026&den=10/03/2026"))
        assert words(page.select_one(".notice--bad")) == (
            "“31/02/2026” không phải là ngày nên chưa dùng để lọc. Hãy nhập như 24/11/2026."
        )
        assert [page.select_one(f"#{name}")["value"] for name in ("tu", "den")] == [
            "31/02/2026",
            "10/03/2026",
        ]
        page = page_of(province_officer.get(f"{PAGE}?tu=11/03/2026&den=10/03/2026"))
        assert "đứng sau “Đến hết ngày”" in words(page.select_one(".notice--bad"))

    def test_what_one_officer_saw_is_not_shown_to_another(self, signed_in, person, areas):
        """The table is kept for a while: each watcher has their own."""
        asked = f"{PAGE}?den=10/03/2026"
        own = signed_in(Role.COMMUNE_OFFICER, areas["05503"])
        other = signed_in(Role.COMMUNE_OFFICER, areas["01906"])
        assert words(page_of(own.get(asked)).h1) == "Người tham gia: 1"
        assert words(page_of(other.get(asked)).h1) == "Người tham gia: 0"

    def test_it_costs_the_same_with_more_communes(self, province_officer, areas, course):
        costs = []
        for place, codes in enumerate((["05503"], ["01906", "05488"])):
            for code in codes:
                enrol_on(DAY, make_person(areas[code]), course)
            costs.append(queries_of(province_officer, f"{PAGE}?den={11 + place}/03/2026"))
        assert costs[0] == costs[1]


class TestEvidence:
    def opened(self, browser, page, line: str):
        """The list behind the number of a line."""
        rows = {words(row.th): row.a["href"] for row in page.select("table tr") if row.a}
        return page_of(browser.get(rows[line]))

    @pytest.mark.parametrize("place", ["noi-o", "noi-lam", "noi-hoc"])
    def test_every_line_and_the_sum_open_to_their_people(
        self, province_officer, person, areas, course, place
    ):
        school = Organisation.objects.create(name="Trường", kind="school", area=areas["01906"])
        teacher = make_person(areas["05503"], name="Lý Thị Giáo")
        Learner.objects.filter(pk=teacher.pk).update(organisation=school)
        enrol_on(DAY, teacher, course)
        page = page_of(province_officer.get(f"{PAGE}?so=participants&theo={place}&den=11/03/2026"))
        for row in page.select("table tbody tr, table tfoot tr"):
            behind = self.opened(province_officer, page, words(row.th))
            assert words(behind.h1) == f"Người tham gia: {words(row.td)}"
            assert len(behind.select(".lesson-list li")) == int(words(row.td))

    def test_the_filters_hold_and_the_way_back_keeps_them(self, province_officer, person, course):
        enrol_on(DAY, make_person(person.commune, birth_year=1950), course)
        asked = f"{PAGE}?so=participants&den=11/03/2026&tuoi=35-44"
        behind = self.opened(province_officer, page_of(province_officer.get(asked)), "Tổng")
        assert [words(line.a) for line in behind.select(".lesson-list li")] == [
            f"{person.full_name}, sinh 1986"
        ]
        back = behind.select(".breadcrumbs a")[-1]["href"]
        assert "tuoi=35-44" in back
        assert province_officer.get(back).status_code == 200

    def test_another_place_in_the_address_opens_nobody_else(self, signed_in, person, areas):
        other = signed_in(Role.COMMUNE_OFFICER, areas["01906"])
        behind = page_of(other.get(f"{PAGE}minh-chung/?so=participants&noi=05503&den=11/03/2026"))
        assert words(behind.h1) == "Người tham gia: 0"
        assert person.full_name not in words(behind)

    @pytest.mark.parametrize("place", ["rác", "99999", "%00"])
    def test_a_place_that_is_not_there_is_not_found(self, province_officer, areas, place):
        assert province_officer.get(f"{PAGE}minh-chung/?noi={place}").status_code == 404


class TestMovement:
    def test_what_the_register_knows_is_counted_and_the_rest_is_said(
        self, province_officer, person, areas, course
    ):
        kinds = {"agency": 2, "enterprise": 1}
        for kind, people in kinds.items():
            unit = Organisation.objects.create(name=kind, kind=kind, area=areas["05503"])
            for _ in range(people):
                one = make_person(areas["05503"])
                Learner.objects.filter(pk=one.pk).update(organisation=unit)
                enrol_on(DAY, one, course, finished=DAY)
        child = make_person(areas["05503"], birth_year=2010)
        enrol_on(DAY, child, course, finished=DAY)
        assert movement.values_on(DAY + timedelta(days=2)) == [2, None, 4, 0, 1]
        page = page_of(province_officer.get("/theo-doi/phong-trao/"))
        assert len(page.select("tbody tr")) == 5
        assert "chưa có số liệu" in words(page)
        for row in page.select("tbody tr"):
            if row.a:
                behind = page_of(province_officer.get(row.a["href"]))
                assert words(behind.h1).endswith(f": {words(row.a)}")
                assert "Định nghĩa bản 1, áp dụng từ ngày" in words(behind)
        assert len(page.select("tbody a")) == 4

    def test_adults_are_counted_each_day_and_what_has_no_days_is_not(
        self, province_officer, person, areas
    ):
        day = DAY + timedelta(days=2)
        refresh_counts(day=day)
        assert totals_on(day)["movement_adults"] == 1
        kept = set(DailyCount.objects.values_list("indicator", flat=True))
        assert not kept & {one.code for one in movement.AS_IT_STANDS}
        # Nor does an address with a past day pretend to know the workplaces of that day.
        shown = page_of(
            province_officer.get("/theo-doi/xa/05503/minh-chung/movement_workers/?ngay=2025-01-01")
        )
        assert "đến hết ngày 12/03/2026" in words(shown)
        assert "Tính theo sổ hôm nay" in words(shown)

    def test_a_commune_leads_to_those_of_its_own(self, signed_in, person, areas):
        own = signed_in(Role.COMMUNE_OFFICER, areas["05503"])
        refresh_counts(day=DAY + timedelta(days=2))
        page = page_of(own.get("/theo-doi/xa/05503/"))
        links = [a["href"] for a in page.select("main a") if "/movement_" in a["href"]]
        assert len(links) == 4
        assert words(page_of(own.get(links[1])).h1) == "Người trưởng thành có kỹ năng số: 1"
        assert not page_of(own.get("/theo-doi/phong-trao/")).select("tbody a")
