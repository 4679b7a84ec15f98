"""Goals are rows: written by the province, divided by a stated rule, with a sum that fits."""

import csv
import io
from datetime import date

import pytest

from learners.monitoring import goals
from learners.monitoring.goals import GoalFacts
from learners.monitoring.models import Goal
from learners.monitoring.selectors import all_goal_states
from learners.monitoring.services import refresh_counts
from learners.people.models import Learner
from learners.people.settling import settle
from lms.core.errors import DomainError
from lms.core.models import AreaFigure, AuditEntry, Organisation
from lms.core.roles import Role
from lms.core.services import grant_role
from tests.facts import assess_on, enrol_on, make_person
from tests.learners.monitoring.mergers import join
from tests.learners.monitoring.screens import page_of, queries_of, words

PAGE = "/theo-doi/muc-tieu/"
TYPED = {
    "indicator": "finishers",
    "title": "Mỗi nhà một người học xong",
    "number": "1200",
    "deadline": "30/06/2027",
    "area": "05503",
    "lead": "Ủy ban nhân dân xã Tân Cương",
    "responsible": "Chủ tịch xã",
    "source": "Kế hoạch 5/KH-UBND",
}


@pytest.fixture
def goal(goals) -> Goal:
    """The goal of the proficient, divided among all communes but one."""
    return goals


@pytest.fixture
def officer(make_user):
    return make_user(role=Role.PROVINCE_OFFICER)


class TestWriting:
    def test_a_goal_is_added_on_its_page_and_stands_in_the_list(self, province_officer, areas):
        answer = province_officer.post(f"{PAGE}them/", TYPED)
        assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
        card = words(page_of(province_officer.get(PAGE)).select_one("section.card"))
        for part in ("Mỗi nhà một người học xong", "0 / 1.200", "30/06/2027", "Xã Tân Cương"):
            assert part in card
        assert AuditEntry.objects.filter(action="monitoring.save_goal").count() == 1

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"number": "0"}, "từ 1 trở lên"),
            ({"number": "nhiều"}, "Chỉ tiêu là một số"),
            ({"number": "99999999"}, "lớn hơn dân số"),
            ({"deadline": "31/02/2027"}, "Ngày chưa đúng"),
            ({"source": ""}, "Hãy ghi căn cứ"),
            ({"title": ""}, "Hãy đặt tên"),
            ({"area": "00000"}, "Hãy chọn địa bàn"),
            ({"area": ""}, "Hãy chọn đúng một trong hai"),
            ({"organisation": "0"}, "Cơ quan này không còn hoạt động"),
        ],
    )
    def test_bad_input_is_said_kept_and_changes_nothing(
        self, province_officer, areas, changed, sentence
    ):
        answer = province_officer.post(f"{PAGE}them/", TYPED | changed)
        text = answer.content.decode()
        assert (answer.status_code, sentence in text) == (422, True)
        assert 'value="Kế hoạch 5/KH-UBND"' in text or "source" in changed
        assert Goal.objects.count() == 0

    def test_the_same_goal_twice_is_refused_in_words(self, province_officer, areas):
        for _ in range(2):
            answer = province_officer.post(f"{PAGE}them/", TYPED)
        assert "Đã có một mục tiêu của chỉ số này" in answer.content.decode()
        assert Goal.objects.count() == 1

    def test_a_changed_number_takes_back_shares_that_no_longer_add_up(self, province_officer, goal):
        first = page_of(province_officer.get(f"{PAGE}{goal.pk}/"))
        typed = {field["name"]: field.get("value", "") for field in first.select("input[name]")}
        kept = {"indicator": "proficient", "area": "19"}
        goals.set_shares(
            goal=goal, shares={"05503": 400_000, "01906": 100_000}, rule="mẫu", actor=None
        )
        province_officer.post(f"{PAGE}{goal.pk}/", typed | kept | {"title": "Tên mới"})
        assert goal.shares.count() == 2
        province_officer.post(f"{PAGE}{goal.pk}/", typed | kept | {"number": "600000"})
        goal.refresh_from_db()
        assert (goal.number, goal.shares.count()) == (600_000, 0)

    @pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.AUDITOR])
    def test_others_look_and_write_nothing(self, signed_in, make_user, goal, role):
        browser = signed_in(role)
        assert browser.get(PAGE).status_code == 200
        assert b"muc-tieu/them/" not in browser.get(PAGE).content
        assert browser.post(f"{PAGE}them/", TYPED).status_code == 403
        assert browser.post(f"{PAGE}{goal.pk}/chia/", {"way": "deu"}).status_code == 403
        with pytest.raises(DomainError, match="do cán bộ tỉnh ghi"):
            goals.save_goal(facts=one_more(goal), goal=None, actor=make_user(role=role))


def one_more(goal: Goal) -> GoalFacts:
    return GoalFacts("proficient", "Nữa", 5, date(2027, 1, 1), goal.area, "Căn cứ")


class TestShares:
    def test_by_people_of_working_age_and_never_by_a_guess(self, province_officer, goal, areas):
        page = f"{PAGE}{goal.pk}/chia/"
        typed = {"way": "dan-so", "rule": "Theo dân số"}
        answer = province_officer.post(page, typed)
        assert "Chưa có dân số trong độ tuổi lao động của 92 xã, phường" in answer.content.decode()
        for place, code in enumerate(sorted(areas)):
            if code != "19":
                AreaFigure.objects.create(
                    area=areas[code],
                    kind=AreaFigure.Kind.WORKING_AGE,
                    value=1_000 + place,
                    as_of=date(2026, 1, 1),
                    source="Mẫu",
                )
        assert province_officer.post(page, typed).status_code == 302
        numbers = dict(goal.shares.values_list("area", "number"))
        assert (len(numbers), sum(numbers.values())) == (92, 500_000)

    def test_evenly_to_the_last_one(self, province_officer, goal):
        province_officer.post(f"{PAGE}{goal.pk}/chia/", {"way": "deu", "rule": "Chia đều"})
        numbers = set(goal.shares.values_list("number", flat=True))
        assert numbers == {5_434, 5_435}
        assert (
            words(page_of(province_officer.get(f"{PAGE}{goal.pk}/chia/")).tfoot) == "Tổng 500.000"
        )

    def test_by_hand_a_wrong_line_is_named_and_the_sum_is_checked(self, province_officer, goal):
        page, before = f"{PAGE}{goal.pk}/chia/", goal.shares.count()
        for table, sentence in (
            ("", "Hãy dán bảng chỉ tiêu"),
            ("Nơi nào đó;5", "Dòng 1"),
            ("Tân Cương;5", "Tổng chỉ tiêu các xã, phường là 5, còn mục tiêu là 500.000."),
        ):
            typed = {"way": "tay", "rule": "Tay", "table": table}
            answer = province_officer.post(page, typed)
            assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
            assert table in answer.content.decode()
        assert goal.shares.count() == before
        typed["table"] = "Tân Cương;400000\nBa Bể;100000"
        assert province_officer.post(page, typed).status_code == 302
        assert dict(goal.shares.values_list("area", "number")) == {
            "05503": 400_000,
            "01906": 100_000,
        }


def test_a_goal_of_a_commune_counts_only_there(province_officer, areas, today, goal):
    for code in ("05503", "05503", "01906"):
        assess_on(today, make_person(areas[code]))
    refresh_counts(day=today)
    province_officer.post(f"{PAGE}them/", TYPED | {"indicator": "proficient", "number": "4"})
    cards = [words(card) for card in page_of(province_officer.get(PAGE)).select("section.card")]
    assert any("2 / 4 · đạt 50,0 %" in card for card in cards)
    assert any("3 / 500.000" in card for card in cards)
    # The province's page shows the goals of the province.
    front = page_of(province_officer.get("/theo-doi/")).select(".stat-card")
    assert len(front) == 3


class TestOfAnOrganisation:
    """A department with a centre under it; one of three people works somewhere else."""

    @pytest.fixture
    def department(self, areas, course, today) -> Organisation:
        head = Organisation.objects.create(name="Sở Nội vụ", kind="agency", area=areas["19"])
        unit = Organisation.objects.create(
            name="Trung tâm Lưu trữ", kind="agency", area=areas["19"], parent=head
        )
        for place in (head, unit, None):
            person = make_person(areas["05503"])
            Learner.objects.filter(pk=person.pk).update(organisation=place)
            enrol_on(today, person, course, finished=today)
        refresh_counts(day=today)
        return head

    def typed(self, department: Organisation, **changed) -> dict:
        return TYPED | {"area": "", "organisation": department.pk, "number": "4"} | changed

    def test_it_counts_its_people_and_those_of_its_units(self, province_officer, department):
        assert province_officer.post(f"{PAGE}them/", self.typed(department)).status_code == 302
        card = words(page_of(province_officer.get(PAGE)).select_one("section.card"))
        assert "2 / 4 · đạt 50,0 %" in card
        assert "Sở Nội vụ, kể cả những đơn vị thuộc cơ quan này" in card
        goal = Goal.objects.get()
        form = page_of(province_officer.get(f"{PAGE}{goal.pk}/"))
        assert form.select_one("#id_organisation option[selected]")["value"] == str(department.pk)
        assert (
            form.select_one("#id_area option[selected]") is None
            or not (form.select_one("#id_area option[selected]")["value"])
        )

    def test_a_place_and_an_organisation_at_once_are_refused(self, province_officer, department):
        answer = province_officer.post(f"{PAGE}them/", self.typed(department, area="19"))
        assert answer.status_code == 422
        assert "Hãy chọn đúng một trong hai" in answer.content.decode()
        assert Goal.objects.count() == 0

    def test_a_number_that_counts_no_people_is_no_goal_of_an_organisation(
        self, province_officer, department
    ):
        answer = province_officer.post(f"{PAGE}them/", self.typed(department, indicator="sessions"))
        assert answer.status_code == 422
        assert "không giao được cho một cơ quan, đơn vị" in answer.content.decode()

    def test_it_is_shown_to_who_watches_over_the_organisation_and_divided_among_nobody(
        self, province_officer, signed_in, make_user, department, areas
    ):
        province_officer.post(f"{PAGE}them/", self.typed(department))
        own = make_user()
        grant_role(
            user=own,
            role=Role.AGENCY_OFFICER,
            area=areas["19"],
            organisation=department,
            actor=None,
        )
        assert [state.value for state in all_goal_states(own)] == [2]
        assert all_goal_states(make_user(role=Role.COMMUNE_OFFICER, area=areas["05503"])) == []
        goal = Goal.objects.get()
        assert province_officer.get(f"{PAGE}{goal.pk}/chia/").status_code == 404
        with pytest.raises(DomainError, match="không chia cho các xã, phường"):
            goals.set_shares(goal=goal, shares={"05503": 4}, rule="mẫu", actor=None)

    def test_of_one_that_was_merged_it_says_where_its_people_are_counted(
        self, province_officer, department, areas
    ):
        into = Organisation.objects.create(name="Sở Tài chính", kind="agency", area=areas["19"])
        for one in (department, into):
            province_officer.post(f"{PAGE}them/", self.typed(one, title=f"Của {one}"))
        join(department, into)
        settle()
        cards = {
            words(card.h2): words(card)
            for card in page_of(province_officer.get(PAGE)).select("section.card")
        }
        assert "2 / 4 · đạt 50,0 %" in cards["Của Sở Tài chính"]
        gone = cards["Của Sở Nội vụ"]
        assert "Sở Nội vụ nay là phần của Sở Tài chính" in gone
        assert "hãy sửa mục tiêu và giao cho Sở Tài chính" in gone
        assert "đạt" not in gone
        table = province_officer.get("/theo-doi/bang/muc-tieu/?dang=csv").getvalue()
        lines = csv.reader(io.StringIO(table.decode("utf-8-sig")))
        rows = {line[0]: line for line in lines if line}
        assert rows["Của Sở Nội vụ"][1:4] == ["", "4", ""]
        assert rows["Của Sở Nội vụ"][6] == "Sở Nội vụ, nay là phần của Sở Tài chính"
        assert rows["Của Sở Tài chính"][1:3] == ["2", "4"]

    def test_people_who_have_not_moved_yet_are_counted_where_it_went_on(
        self, province_officer, department, areas
    ):
        into = Organisation.objects.create(name="Sở Tài chính", kind="agency", area=areas["19"])
        province_officer.post(f"{PAGE}them/", self.typed(into))
        join(department, into)
        assert "2 / 4" in words(page_of(province_officer.get(PAGE)).select_one("section.card"))

    def test_more_such_goals_cost_no_more_queries(self, province_officer, department):
        costs = []
        for year in (2027, 2028):
            province_officer.post(f"{PAGE}them/", self.typed(department, deadline=f"30/06/{year}"))
            costs.append(queries_of(province_officer, PAGE))
        assert costs[0] == costs[1]
