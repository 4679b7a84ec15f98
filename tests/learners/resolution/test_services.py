"""Keeping the tasks and reporting on them: who may, what is refused, and that twice is once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from learners.monitoring.models import CountedDay, DailyCount
from learners.resolution.checking import Measure
from learners.resolution.deadlines import Deadline
from learners.resolution.facts import Agency
from learners.resolution.models import (
    Objective,
    ProgressNote,
    ResolutionTask,
    TakingPart,
    TaskChange,
)
from learners.resolution.noting import Note, add_note, correct_note
from learners.resolution.permissions import may_note
from learners.resolution.personal_data import HOLDINGS
from learners.resolution.selectors import Filters, board, facts_of, values_of
from learners.resolution.services import (
    drop_task,
    remove_indicator,
    save_indicator,
    save_objective,
    save_task,
)
from lms.core.errors import DomainError
from lms.core.holdings import Subject
from lms.core.models import AuditEntry, Organisation
from lms.core.roles import Role
from tests.learners.resolution.ways import agency, clear_task, indicator, note, task

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def shown(**filters):
    return board(among=ResolutionTask.objects.all(), filters=Filters(**filters), today=today())


def row(number: str = "1"):
    rows = shown().rows
    return next(one for one in rows if one.task.number == number)


class TestObjectives:
    def test_the_same_again_is_the_same_row(self, province):
        for _ in range(2):
            save_objective(objective=None, number="Mục tiêu 1", title="Một", actor=province)
        assert list(Objective.objects.values_list("number", "title")) == [("1", "Một")]

    def test_a_number_stands_once(self, province):
        save_objective(objective=None, number="1", title="Một", actor=province)
        with pytest.raises(DomainError, match="đã có"):
            save_objective(objective=None, number="1", title="Khác", actor=province)

    @pytest.mark.parametrize(("number", "title"), [("", "Một"), ("1", ""), ("1", "x" * 1001)])
    def test_it_needs_a_number_and_words(self, province, number, title):
        with pytest.raises(DomainError):
            save_objective(objective=None, number=number, title=title, actor=province)


class TestTasks:
    def test_a_new_task_keeps_what_was_written_and_who(self, province, department):
        made = task(province, lead=agency(department), others=(Agency("Các xã"),))
        assert (made.lead, made.others_names, made.version) == (department, "Các xã", 1)
        change = TaskChange.objects.get()
        assert change.changed_by == province
        assert change.what["Cơ quan chủ trì"] == ["", department.name]

    def test_saving_the_same_again_changes_nothing(self, province, department):
        made = task(province, others=(agency(department), Agency("Các xã")))
        facts = facts_of(made)
        again = save_task(task=made, facts=facts, actor=province, version=1)
        assert (again.version, TaskChange.objects.count()) == (1, 1)

    def test_a_change_is_kept_beside_the_task_and_names_no_person_in_the_record(self, province):
        made = task(province, person="Trần Thu Hà")
        told = facts_of(made)
        save_task(
            task=made,
            facts=told.__class__(**{**_as_dict(told), "person": "Lê Minh Đức"}),
            actor=province,
        )
        change = TaskChange.objects.first()
        assert change.what == {"Người phụ trách": ["Trần Thu Hà", "Lê Minh Đức"]}
        assert "Đức" not in str(list(AuditEntry.objects.values_list("data", flat=True)))

    def test_a_form_opened_before_a_change_does_not_undo_it(self, province):
        made = task(province)
        told = _as_dict(facts_of(made))
        kind = facts_of(made).__class__
        save_task(task=made, facts=kind(**told | {"product": "A"}), actor=province, version=1)
        with pytest.raises(DomainError, match="đã có người sửa"):
            save_task(task=made, facts=kind(**told | {"product": "B"}), actor=province, version=1)
        assert ResolutionTask.objects.get().product == "A"

    def test_a_number_stands_once(self, province):
        task(province, "1")
        with pytest.raises(DomainError, match="Nhiệm vụ số 1 đã có"):
            task(province, "Nhiệm vụ 1")

    @pytest.mark.parametrize(
        "facts",
        [
            {"title": ""},
            {"number": ""},
            {"objective": "9"},
            {"title": "x" * 1001},
            {"others": (Agency("x" * 999), Agency("y"))},
            {"lead": Agency("Sở"), "others": (Agency("Sở"),)},
        ],
    )
    def test_what_may_not_be_written_is_said_and_changes_nothing(self, province, facts):
        with pytest.raises(DomainError):
            task(province, **{"number": "1"} | facts)
        assert not ResolutionTask.objects.exists()

    def test_one_that_is_dropped_is_in_no_count_and_comes_back(self, province):
        made = task(province)
        drop_task(task=made, reason="Gộp vào nhiệm vụ 2", actor=province)
        drop_task(task=made, reason="Gộp vào nhiệm vụ 2", actor=province)
        assert shown().rows == []
        assert len(shown(dropped=True).rows) == 1
        with pytest.raises(DomainError, match="thôi theo dõi"):
            note(made, province)
        drop_task(task=made, reason="", actor=province)
        assert row().task == made

    @pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.AGENCY_OFFICER, Role.AUDITOR])
    def test_others_write_no_task(self, province, make_user, role):
        made, other = task(province), make_user(role=role)
        for act in (
            lambda: task(other, "2"),
            lambda: drop_task(task=made, reason="x", actor=other),
            lambda: indicator(made, other),
            lambda: save_objective(objective=None, number="2", title="Hai", actor=other),
        ):
            with pytest.raises(DomainError, match="cán bộ tỉnh"):
                act()


def _as_dict(facts):
    return {name: getattr(facts, name) for name in facts.__slots__}


class TestIndicators:
    def test_one_is_changed_and_what_it_said_is_kept(self, province):
        made = task(province)
        one = indicator(made, province, target=Decimal(500_000))
        save_indicator(
            task=made, indicator=one, measure=Measure("Số người thành thạo"), actor=province
        )
        change = TaskChange.objects.first().what["Chỉ tiêu"]
        assert change == [
            "Số người thành thạo; đơn vị người; cần đạt 500.000",
            "Số người thành thạo",
        ]

    def test_a_name_and_a_source_stand_once_a_task(self, province):
        made = task(province)
        indicator(made, province, feed="experts")
        for measure in ({"name": "SO NGUOI thành thạo"}, {"name": "Khác", "feed": "experts"}):
            with pytest.raises(DomainError):
                indicator(made, province, **measure)
        with pytest.raises(DomainError, match="không đếm"):
            indicator(made, province, name="Khác", feed="rain")

    def test_one_that_was_reported_on_is_not_taken_away(self, province):
        made = task(province)
        one, spare = indicator(made, province), indicator(made, province, name="Thừa")
        note(made, province, indicator=one, value=Decimal(5))
        with pytest.raises(DomainError, match="không bỏ được"):
            remove_indicator(indicator=one, actor=province)
        remove_indicator(indicator=spare, actor=province)
        assert list(made.indicators.all()) == [one]

    def test_the_platform_feeds_one_with_the_last_counted_day(self, province, areas):
        made = task(province)
        indicator(made, province, feed="proficient", target=Decimal(10))
        day = today() - timedelta(days=1)
        CountedDay.objects.create(day=day, counted_at=timezone.now())
        for code in ("05503", "01906"):
            DailyCount.objects.create(day=day, area=areas[code], indicator="proficient", value=2)
        (value,) = values_of(list(made.indicators.all()))
        assert (value.value, value.day, value.share) == (4, day, 0.4)
        assert value.fed_by == "Người thành thạo"

    def test_before_anything_is_counted_it_is_unknown_and_not_nought(self, province):
        made = task(province)
        indicator(made, province, feed="proficient")
        indicator(made, province, name="Khác")
        assert [one.value for one in values_of(list(made.indicators.all()))] == [None, None]

    def test_another_takes_the_newest_value_that_stands(self, province):
        made = task(province)
        one = indicator(made, province, target=Decimal(10))
        note(made, province, indicator=one, value=Decimal(3), day=today() - timedelta(days=2))
        wrong = note(made, province, indicator=one, value=Decimal(9))
        (value,) = values_of([one])
        assert value.value == 9
        correct_note(wrong=wrong, note=None, reason="Nhầm xã", key="r", actor=province)
        (value,) = values_of([one])
        assert (value.value, value.share) == (3, 0.3)


class TestNotes:
    def test_sent_twice_it_is_one(self, province):
        made = task(province)
        said = Note(day=today(), words="Đã làm", percent=10)
        first, second = (
            add_note(task=made, note=said, key="same", actor=province) for _ in range(2)
        )
        assert (first, ProgressNote.objects.count()) == (second, 1)

    def test_a_hundred_needs_something_to_show(self, province):
        made = task(province)
        with pytest.raises(DomainError, match="minh chứng"):
            note(made, province, 100, document="")
        note(made, province, 100, page="/theo-doi/")
        assert row().state.words == "Hoàn thành"

    def test_a_file_is_kept_out_of_reach_of_the_web(self, province):
        made = note(task(province), province, file=b"%PDF-1.4 %%EOF")
        assert made.file.name.endswith(".pdf")
        assert made.file.storage != default_storage
        with ProgressNote.objects.get().file.open() as kept:
            assert kept.read() == b"%PDF-1.4 %%EOF"
        with pytest.raises(ValueError, match="not accessible"):
            _ = made.file.url

    @pytest.mark.parametrize(
        "said",
        [
            {"day": date(2099, 1, 1)},
            {"words": " "},
            {"words": "x" * 1001},
            {"percent": 101},
            {"percent": -1},
            {"page": "https://evil.vn/"},
            {"value": Decimal(1)},
            {"file": b"MZ"},
        ],
    )
    def test_what_may_not_be_said_is_refused(self, province, said):
        with pytest.raises(DomainError):
            note(task(province), province, **said)
        assert not ProgressNote.objects.exists()

    def test_a_value_is_of_an_indicator_of_the_task_that_nobody_feeds(self, province):
        made, other = task(province), task(province, "2")
        fed = indicator(made, province, feed="experts")
        for one in (fed, indicator(other, province)):
            with pytest.raises(DomainError):
                note(made, province, indicator=one, value=Decimal(1))

    def test_a_wrong_one_is_followed_by_a_right_one_with_its_reason(self, province):
        made = task(province, deadline=Deadline(date(2099, 1, 1)))
        wrong = note(made, province, 100)
        right = Note(day=today(), words="Mới được nửa", percent=50)
        told = {"wrong": wrong, "note": right, "actor": province}
        with pytest.raises(DomainError, match="vì sao"):
            correct_note(**told, reason=" ", key="a")
        correct_note(**told, reason="Nhầm nhiệm vụ", key="b")
        assert row().state.words == "Đang làm, trong hạn"
        with pytest.raises(DomainError, match="đã có người sửa"):
            correct_note(**told, reason="Nhầm", key="c")
        assert ProgressNote.objects.count() == 2

    def test_one_that_is_taken_back_counts_no_more(self, province):
        wrong = note(task(province), province, 40)
        correct_note(wrong=wrong, note=None, reason="Nhầm nhiệm vụ", key="b", actor=province)
        assert row().state.words == "Chưa làm"

    def test_the_database_changes_and_deletes_none(self, province):
        note(task(province), province)
        notes = ProgressNote.objects.all()
        for act in (lambda: notes.update(percent=1), lambda: notes.delete()):
            with pytest.raises(IntegrityError), transaction.atomic():
                act()

    def test_what_an_officer_wrote_stands_among_their_data(self, agency_user, province, department):
        note(task(province, lead=agency(department)), agency_user, words="Đã họp")
        subject = Subject(frozenset(), frozenset({agency_user.pk}))
        (line,) = HOLDINGS[0].collect(subject)
        assert line["Đã ghi"] == "Đã họp"


class TestWhoReports:
    def test_the_agency_that_leads_or_takes_part_and_its_units_above(
        self, province, agency_user, department, other_department
    ):
        leads = task(province, "1", lead=agency(department))
        helps = task(province, "2", lead=Agency("X"), others=(agency(department),))
        unit = Organisation.objects.create(
            name="Trung tâm số", kind="agency", area=department.area, parent=department
        )
        below = task(province, "3", lead=agency(unit))
        foreign = task(province, "4", lead=agency(other_department))
        theirs = [may_note(agency_user, one) for one in (leads, helps, below, foreign)]
        assert theirs == [True, True, True, False]
        note(helps, agency_user)
        with pytest.raises(DomainError, match="cơ quan chủ trì"):
            note(foreign, agency_user)

    @pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.AUDITOR, Role.OPERATOR])
    def test_others_look(self, province, make_user, role):
        made = task(province)
        with pytest.raises(DomainError):
            note(made, make_user(role=role))

    def test_who_watches_sees_all_and_nobody_else_any(self, province, make_user, agency_user):
        task(province)
        seen = [
            ResolutionTask.objects.visible_to(user).count()
            for user in (province, agency_user, make_user(role=Role.AUDITOR), make_user())
        ]
        assert seen == [1, 1, 1, 0]


class TestTheBoard:
    def test_its_counts_are_those_of_its_rows(self, province, department):
        late = Deadline(today() - timedelta(days=3))
        clear_task(province, "1", deadline=late, is_central=True)
        note(clear_task(province, "2"), province, 100)
        note(task(province, "10", lead=agency(department)), province, None)
        whole = shown()
        assert [one.task.number for one in whole.rows] == ["1", "2", "10"]
        assert [one.state.words for one in whole.rows] == [
            "Chưa làm, quá hạn 3 ngày",
            "Hoàn thành, trước hạn",
            "Đang làm",
        ]
        assert list(whole.works.values()) == [1, 1, 1]
        assert sum(whole.crossed.values()) == 3
        assert (whole.late, whole.central, whole.unclear) == (1, 1, 1)

    @pytest.mark.parametrize(
        ("filters", "numbers"),
        [
            ({"work": "dang"}, ["2"]),
            ({"timing": "khong-han"}, ["2"]),
            ({"missing": "mot"}, ["2"]),
            ({"missing": "san-pham"}, ["2"]),
            ({"missing": "du"}, ["1"]),
            ({"agency": "so noi vu"}, ["1"]),
            ({"text": "NHIEM vu thu 2"}, ["2"]),
            ({"origin": "tinh"}, ["1", "2"]),
            ({"objective": "2"}, []),
        ],
    )
    def test_it_shows_what_is_asked_for(self, province, filters, numbers):
        clear_task(province, "1")
        note(task(province, "2"), province)
        rows = shown(**filters).rows
        assert [one.task.number for one in rows] == numbers

    def test_only_ones_own(self, province, department, other_department):
        task(province, "1", lead=agency(department), others=(agency(other_department),))
        task(province, "2", lead=Agency("Khác"))
        assert TakingPart.objects.count() == 1
        mine = frozenset({department.pk, other_department.pk})
        assert [one.task.number for one in shown(mine=mine).rows] == ["1"]
