"""Any number opens down to its facts, for those whose commune it is."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from certificates.papers.models import Certificate
from certificates.papers.services import issue
from learners.duplicates.merging import merge, undo_merge
from learners.monitoring.evidence import PAGE_SIZE, evidence_page
from learners.monitoring.indicators import PARTICIPANTS, all_indicators, by_code
from learners.monitoring.proving import prove_day
from learners.monitoring.selectors import totals_on
from learners.monitoring.services import refresh_counts
from learners.people import changes
from learners.people.models import Learner
from learners.people.settling import settle
from learners.rights.erasing import erase_everything
from lms.core.models import Area, AuditEntry
from lms.core.roles import Role
from tests.factories import finish_course
from tests.facts import appoint, assess_on, enrol_on, make_person
from tests.learners.monitoring.mergers import unite
from tests.learners.monitoring.screens import page_of, queries_of, words

DAY = date(2026, 3, 1)
PLACES = ("05503", "01906", "05488")


def evidence(code: str, indicator: str, **asked) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/theo-doi/xa/{code}/minh-chung/{indicator}/?{query}"


def next_of(page) -> str:
    """The address of the next page."""
    return page.select_one(".pager a")["href"]


class TestPage:
    def test_a_number_of_people_is_a_list_of_people_each_once(
        self, province_officer, areas, course
    ):
        person = make_person(areas["05503"], name="Nông Thị Hoa")
        first, _ = [enrol_on(date(year, 1, 5), person, course) for year in (2025, 2026)]
        enrol_on(DAY, make_person(areas["01906"], name="Người Xã Khác"), course)
        page = page_of(province_officer.get(evidence("05503", "participants", ngay="2026-03-02")))
        assert words(page.h1) == "Người tham gia: 1"
        lines = [words(line) for line in page.select(".lesson-list li")]
        assert lines == ["Nông Thị Hoa, sinh 1980 Khóa thử 1, bắt đầu 05/01/2025"]
        link = page.select_one(".lesson-list a")["href"]
        assert link == f"/theo-doi/so/{person.pk}/#ghi-danh-{first.pk}"
        page = page_of(province_officer.get(evidence("05503", "attendances", ngay="2026-03-02")))
        assert len(page.select(".lesson-list li")) == 2

    @pytest.mark.parametrize("code", [one.code for one in all_indicators()])
    def test_every_number_opens_even_when_nothing_stands_behind_it(
        self, province_officer, areas, code
    ):
        page = page_of(province_officer.get(evidence("05503", code, ngay="2026-03-02")))
        assert words(page.h1) == f"{by_code(code).name}: {by_code(code).show(0)}"

    def test_every_number_has_its_line(
        self, province_officer, commune, course, make_class, learner, completions
    ):
        """A class that was held, a paper, a trainer: each with the page it stands on."""
        appoint(learner, commune, DAY)
        klass = make_class()
        klass.sessions.filter(number=1).update(state="held")
        finish_course(learner, course)
        issue(certificate_id=Certificate.objects.get().pk)
        links = {}
        for code in ("core_trainers", "classes", "sessions", "papers"):
            page = page_of(province_officer.get(evidence(commune.pk, code)))
            (line,) = page.select(".lesson-list li")
            links[code] = line.a["href"]
        session = klass.sessions.get(number=1)
        assert links == {
            "core_trainers": f"/theo-doi/so/{learner.pk}/",
            "classes": f"/day/lop/{klass.pk}/",
            "sessions": f"/day/buoi/{session.pk}/",
            "papers": f"/theo-doi/so/{learner.pk}/",
        }

    def test_another_communes_officer_learns_nothing(self, signed_in, areas, course):
        enrol_on(DAY, make_person(areas["05503"]), course)
        other = signed_in(Role.COMMUNE_OFFICER, areas["01906"])
        assert other.get(evidence("05503", "participants")).status_code == 404
        own = signed_in(Role.COMMUNE_OFFICER, areas["05503"])
        assert own.get(evidence("05503", "participants")).status_code == 200

    def test_the_province_opens_down_to_its_experts_and_to_people_of_every_commune(
        self, province_officer, areas, course
    ):
        expert = make_person(areas["05503"], name="Lý Thị Chuyên")
        appoint(expert, areas["19"], DAY, tier="expert")
        for code in ("05503", "01906"):
            person = make_person(areas[code], name=f"Người {code}")
            for year in (2025, 2026):
                enrol_on(date(year, 1, 5), person, course)
        page = page_of(province_officer.get(evidence("19", "experts", ngay="2026-03-02")))
        assert words(page.h1) == "Chuyên gia cấp tỉnh: 1"
        assert [words(line.a) for line in page.select(".lesson-list li")] == [
            "Lý Thị Chuyên, sinh 1980"
        ]
        trail = [a["href"] for a in page.select(".breadcrumbs a")]
        assert [province_officer.get(way).status_code for way in trail] == [200]
        page = page_of(province_officer.get(evidence("19", "participants", ngay="2026-03-02")))
        assert words(page.h1) == "Người tham gia: 2"
        assert [words(line.a)[:11] for line in page.select(".lesson-list li")] == [
            "Người 05503",
            "Người 01906",
        ]

    def test_the_whole_province_opens_only_to_who_watches_over_it(self, signed_in, areas):
        own = signed_in(Role.COMMUNE_OFFICER, areas["05503"])
        assert own.get(evidence("19", "experts")).status_code == 404
        table = "/theo-doi/bang/minh-chung/?xa=19&so=experts&dang=csv"
        assert own.get(table).status_code == 404
        auditor = signed_in(Role.AUDITOR)
        assert auditor.get(evidence("19", "experts")).status_code == 200

    def test_pages_of_the_province_cost_the_same_and_follow_one_another(
        self, province_officer, areas, course
    ):
        enrol_on(DAY, make_person(areas["05503"]), course)
        before = queries_of(province_officer, evidence("19", "participants"))
        for number in range(PAGE_SIZE + 2):
            enrol_on(DAY, make_person(areas[PLACES[number % 3]]), course)
        assert queries_of(province_officer, evidence("19", "participants")) == before
        first = page_of(province_officer.get(evidence("19", "participants")))
        rest = page_of(
            province_officer.get("/theo-doi/xa/19/minh-chung/participants/" + next_of(first))
        )
        names = [len(page.select(".lesson-list li")) for page in (first, rest)]
        assert names == [PAGE_SIZE, 3]

    def test_each_look_is_written_down(self, province_officer, areas):
        province_officer.get(evidence("05503", "finishers", ngay="2026-03-02"))
        entry = AuditEntry.objects.get(action="monitoring.look_evidence")
        assert entry.target == "core.area:05503"

    @pytest.mark.parametrize("indicator", ["khong-co", "participantsx"])
    def test_an_unknown_number_is_not_found(self, province_officer, areas, indicator):
        assert province_officer.get(evidence("05503", indicator)).status_code == 404

    @pytest.mark.parametrize(
        "asked", [{"ngay": "rác"}, {"ngay": "9999-12-31"}, {"sau": "x"}, {"sau": "9" * 30}]
    )
    def test_a_damaged_address_shows_the_beginning(self, province_officer, areas, asked):
        assert province_officer.get(evidence("05503", "participants", **asked)).status_code == 200

    def test_pages_follow_one_another_and_cost_the_same(
        self, province_officer, areas, course, commune
    ):
        costs = []
        for _ in range(2):
            for _ in range(1 if not costs else 2):
                enrol_on(DAY, make_person(commune), course)
            costs.append(queries_of(province_officer, evidence("05503", "participants")))
        assert costs[0] == costs[1]
        for _ in range(PAGE_SIZE):
            enrol_on(DAY, make_person(commune), course)
        first = evidence_page(indicator=PARTICIPANTS, area=commune, day=DAY)
        rest = evidence_page(
            indicator=PARTICIPANTS, area=commune, day=DAY, after=first.next_key or 0
        )
        assert (first.value, len(first.lines), len(rest.lines)) == (53, PAGE_SIZE, 3)
        assert rest.next_key is None


COUNTED = [DAY + timedelta(days=n) for n in (-1, 3, 12)]
days = st.integers(0, 6).map(lambda n: DAY + timedelta(days=n))
deeds = st.one_of(
    st.tuples(st.just("enrol"), st.integers(0, 3), days, st.none() | st.integers(0, 4)),
    st.tuples(st.just("assess"), st.integers(0, 3), days, st.none()),
    st.tuples(st.just("move"), st.integers(0, 3), days, st.sampled_from(PLACES)),
    st.tuples(st.just("merge"), st.integers(0, 3), days, st.integers(0, 3)),
    st.tuples(st.just("undo"), st.just(0), days, st.none()),
    st.tuples(st.just("erase"), st.integers(0, 3), days, st.none()),
    st.tuples(st.just("appoint"), st.integers(0, 3), days, st.sampled_from(PLACES)),
    st.tuples(st.just("unite"), st.integers(0, 2), days, st.sampled_from(PLACES)),
    st.tuples(st.just("settle"), st.just(0), days, st.none()),
)


class History:
    """People of three communes, and what happens to them; what cannot be is left out."""

    def __init__(self, areas: dict[str, Area], course, actor) -> None:
        self.areas, self.course, self.actor = areas, course, actor
        self.people = [make_person(areas[PLACES[n % 3]], name=f"Người {n}") for n in range(4)]
        self.merges: list = []

    def do(self, deed) -> None:
        what, who, day, more = deed
        person = self.people[who]
        person.refresh_from_db()
        getattr(self, what)(person, day, more)

    def unite(self, person, day, code) -> None:
        unite(Area.objects.get(pk=PLACES[self.people.index(person)]), self.areas[code], day)

    def settle(self, *_) -> None:
        settle()

    def enrol(self, person, day, later) -> None:
        if not person.enrolments.exists():
            done = None if later is None else day + timedelta(days=later)
            enrol_on(day, person, self.course, finished=done)

    def assess(self, person, day, _) -> None:
        if not hasattr(person, "proficiency"):
            assess_on(day, person)

    def move(self, person, day, code) -> None:
        last = person.moves.order_by("-moved_on").first()
        gone = person.merged_into_id or person.erased_at
        if not gone and (last is None or last.moved_on < day):
            changes.move(learner=person, commune=self.areas[code], moved_on=day, actor=self.actor)

    def merge(self, person, _, other) -> None:
        kept = self.people[other]
        kept.refresh_from_db()
        standing = not any((p.merged_into_id or p.erased_at) for p in (kept, person))
        if standing and kept != person:
            self.merges.append(merge(kept=kept, merged=person, actor=self.actor))

    def undo(self, *_) -> None:
        if self.merges:
            undo_merge(merge=self.merges.pop(), actor=self.actor)

    def erase(self, person, *_) -> None:
        if not (person.merged_into_id or person.erased_at or self.merges):
            erase_everything(learner=person)

    def appoint(self, person, day, code) -> None:
        if not person.appointments.exists():
            appoint(person, self.areas[code], day)


# Who lived there, came later, left and came back, when two communes became parts of a third.
MERGED = [
    *(("enrol", number, DAY, 0) for number in range(4)),
    ("appoint", 0, DAY, PLACES[0]),
    ("move", 1, DAY + timedelta(days=4), PLACES[0]),
    ("move", 3, DAY + timedelta(days=3), PLACES[1]),
    ("move", 3, DAY + timedelta(days=5), PLACES[0]),
    ("unite", 0, DAY + timedelta(days=2), PLACES[1]),
    ("unite", 1, DAY + timedelta(days=6), PLACES[2]),
]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(done=MERGED)
@given(done=st.lists(deeds, max_size=16))
def test_whatever_happened_every_number_is_its_evidence_on_each_day(areas, course, make_user, done):
    with transaction.atomic():
        history = History(areas, course, make_user(role=Role.PROVINCE_OFFICER))
        for deed in done:
            history.do(deed)
        for day in COUNTED:
            refresh_counts(day=day)
            shown = totals_on(day)
            for one in all_indicators():
                by_area = one.count_by_area(day)
                behind = {code: one.value_of(one.evidence(day, code)) for code in (*PLACES, "19")}
                assert {code: n for code, n in behind.items() if n} == by_area
                assert shown[one.code] == sum(by_area.values()) == one.value_of(one.facts(day))
            assert prove_day(day=day).differences == []
        before = {day: totals_by_area(day) for day in COUNTED}
        settle()
        assert {day: totals_by_area(day) for day in COUNTED} == before
        assert not Learner.objects.filter(commune__ended_on__isnull=False).exists()
        transaction.set_rollback(True)


def totals_by_area(day: date) -> list[dict[str, int]]:
    """Every number of a day by commune, counted now."""
    return [one.count_by_area(day) for one in all_indicators()]


def test_who_moved_is_counted_where_they_lived_on_the_day(areas, course, make_user):
    person = make_person(areas["05503"])
    enrol_on(DAY, person, course)
    officer = make_user(role=Role.PROVINCE_OFFICER)
    for code, back in (("01906", 5), ("05488", 10)):
        changes.move(
            learner=person,
            commune=areas[code],
            moved_on=DAY + timedelta(days=back),
            actor=officer,
        )
        person.refresh_from_db()
    found = [PARTICIPANTS.count_by_area(DAY + timedelta(days=n)) for n in (0, 4, 5, 9, 10, 99)]
    assert found == [{"05503": 1}] * 2 + [{"01906": 1}] * 2 + [{"05488": 1}] * 2
    assert PARTICIPANTS.evidence(DAY, "05503").count() == 1
    assert PARTICIPANTS.evidence(DAY, "05488").count() == 0
