"""A sheet of tasks: understood as people write it, shown first, written once."""

from decimal import Decimal

import pytest
from openpyxl import load_workbook

from learners.resolution import exports
from learners.resolution.columns import COLUMNS, find_columns
from learners.resolution.importing import PlanChanged, take_in
from learners.resolution.models import Objective, ResolutionTask, TaskChange, TaskIndicator
from learners.resolution.planning import plan_of
from learners.resolution.rows import NoTable, read_sheet
from lms.core.errors import DomainError
from lms.core.figures import split_table
from lms.core.models import AuditEntry, Organisation
from tests.learners.resolution.ways import task

HEADS = "Mục tiêu số\tMục tiêu\tSTT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn\tChỉ tiêu\tCần đạt"
FIRST = "1\tMọi người biết dùng AI\t1\tMở lớp\tSở Nội vụ\t31/12/2026\tSố người\t500.000 người"
SECOND = "1\tMọi người biết dùng AI\t2\tĐào tạo giảng viên\t\tThường xuyên\t\t"
TABLE = f"{HEADS}\n{FIRST}\n{SECOND}"


def rows_of(*lines: str):
    return read_sheet(split_table("\n".join(lines))).rows


def told(text: str) -> list[tuple[int, str, str]]:
    """(line, fate, first problem) of each row of a plan."""
    return [(r.line, r.fate, r.problems[0] if r.problems else "") for r in plan_of(text).rows]


def taken(text: str, actor):
    return take_in(text=text, digest=plan_of(text).digest, actor=actor)


class TestHeadings:
    @pytest.mark.parametrize(
        "line",
        [
            ["TT", "Nội dung nhiệm vụ", "Đơn vị chủ trì", "Thời gian hoàn thành"],
            ["stt", "noi dung nhiem vu", "co quan chu tri", "thoi han hoan thanh"],
            ["SỐ TT", "NHIỆM VỤ CỤ THỂ", "CHỦ TRÌ", "TIẾN ĐỘ"],
            ["Mã", "Tên nhiệm vụ (theo QĐ)", "Cơ quan, đơn vị chủ trì", "Thời hạn (dự kiến)"],
        ],
    )
    def test_they_are_known_by_what_they_mean(self, line):
        found = find_columns([["PHỤ LỤC"], ["(Kèm theo Quyết định số 12)"], [], line])
        assert (found.line, list(found.columns.values())) == (
            3,
            ["number", "title", "lead", "deadline"],
        )

    def test_the_template_knows_its_own(self):
        labels = [column.label for column in COLUMNS]
        found = find_columns([labels])
        assert list(found.columns.values()) == [column.code for column in COLUMNS]

    def test_the_template_is_empty_and_its_example_says_that_it_is_one(self):
        book = load_workbook(exports.template())
        assert [sheet.max_row for sheet in book] == [1, 2]
        assert book.sheetnames[1].startswith("MẪU")

    @pytest.mark.parametrize("text", ["", "a\tb\n1\t2", "Số\tTên\n1\tMở lớp"])
    def test_without_them_nothing_is_guessed(self, text):
        with pytest.raises(NoTable, match="Không thấy dòng tiêu đề"):
            read_sheet(split_table(text))


class TestRows:
    def test_headings_of_objectives_stand_for_the_rows_below(self):
        rows = rows_of(
            "STT\tNhiệm vụ\tChủ trì",
            "(1)\t(2)\t(3)",
            "I\tMục tiêu một\t",
            "1\tMở lớp\tSở A",
            "\tMục tiêu 2: Hạ tầng\t",
            "2\tKéo mạng\tSở B",
        )
        assert [(r.line, r.number, r.objective.number, r.objective.words) for r in rows] == [
            (4, "1", "I", "Mục tiêu một"),
            (6, "2", "2", "Hạ tầng"),
        ]

    def test_a_line_with_an_indicator_alone_measures_the_task_above(self):
        (row,) = rows_of(HEADS, FIRST, "\t\t\t\t\t\tSố lớp\t920")
        assert [(one.name, one.target) for one in row.indicators] == [
            ("Số người", Decimal(500_000)),
            ("Số lớp", Decimal(920)),
        ]
        assert row.indicators[0].unit == "người"

    def test_a_target_in_words_becomes_part_of_the_name(self):
        (row,) = rows_of(HEADS, "1\tA\t1\tViệc\t\t\tĐề án\tđược phê duyệt")
        assert [(one.name, one.target) for one in row.indicators] == [
            ("Đề án: được phê duyệt", None)
        ]

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            ("1\tA\t\tMở lớp\t\t\t\t", "Chưa có số nhiệm vụ."),
            ("1\tA\thai ba\tMở lớp\t\t\t\t", "không phải là số nhiệm vụ"),
            ("1\tA\t1\tMở lớp\t\tsớm\t\t", "Chưa hiểu thời hạn"),
            ("1\tA\t1\tMở lớp\t\t\t\t500", "chưa ghi tên chỉ tiêu"),
        ],
    )
    def test_what_is_wrong_is_said(self, line, problem):
        (row,) = rows_of(HEADS, line)
        assert problem in row.problems[0]

    def test_the_same_row_twice_is_one(self):
        assert len(rows_of(HEADS, FIRST, FIRST)) == 1

    def test_one_number_with_two_meanings_is_told(self):
        rows = rows_of(HEADS, FIRST, FIRST.replace("Mở lớp", "Việc khác"))
        assert "Số 1 đã có ở dòng 2 với nội dung khác" in rows[1].problems[0]

    def test_one_objective_with_two_names_is_told(self):
        rows = rows_of(HEADS, FIRST, SECOND.replace("Mọi người", "Ai cũng"))
        assert "hai tên khác nhau" in rows[1].problems[0]


@pytest.mark.django_db
class TestThePlan:
    def test_it_shows_and_writes_nothing(self, areas):
        plan = plan_of(TABLE)
        assert told(TABLE) == [(2, "new", ""), (3, "new", "")]
        assert plan.objectives == [("1", "", "Mọi người biết dùng AI")]
        assert plan.rows[0].changes["Chỉ tiêu “Số người”"] == [
            "",
            "Số người; đơn vị người; cần đạt 500.000",
        ]
        assert "Sở Nội vụ" in plan.rows[0].remarks[0]
        assert not Objective.objects.exists()

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            ("\t\t1\tMở lớp\t\t\t\t", "thuộc mục tiêu nào"),
            ("9\t\t1\tMở lớp\t\t\t\t", "Chưa có mục tiêu số 9"),
            ("\tMục tiêu lạ\t1\tMở lớp\t\t\t\t", "chưa có số"),
            ("1\tA\t1\t\tSở A\t\t\t", "nội dung nhiệm vụ"),
            (f"1\tA\t1\t{'x' * 1001}\t\t\t\t", "dài quá 1000"),
            (f"1\tA\t1\tMở lớp\t{'x' * 201}\t\t\t", "dài quá 200"),
            (f"1\tA\t1\tMở lớp\t\t\t{'x' * 301}\t", "dài quá 300"),
        ],
    )
    def test_a_bad_row_is_named_by_its_line_and_left_out(self, areas, line, problem):
        ((number, fate, said),) = told(f"\n{HEADS}\n\n{line}")
        assert (number, fate) == (4, "problem")
        assert problem in said

    def test_a_name_that_two_agencies_bear_is_asked(self, areas):
        for code in ("05503", "01906"):
            Organisation.objects.create(name="Sở Nội vụ", kind="agency", area=areas[code])
        assert "Có nhiều cơ quan" in told(TABLE)[0][2]

    def test_agencies_are_found_with_or_without_marks_and_beside_commas(self, areas):
        for name in ("Sở Văn hóa, Thể thao và Du lịch", "Sở Tài chính"):
            Organisation.objects.create(name=name, kind="agency", area=areas["19"])
        heads = "Số\tNhiệm vụ\tMục tiêu\tPhối hợp"
        typed = "so tai chinh, Sở Văn hoá, Thể thao và Du lịch; Các xã, phường"
        (row,) = plan_of(f"{heads}\n1\tViệc\t1. Một\t{typed}").rows
        assert row.changes["Cơ quan phối hợp"][1] == (
            "Sở Tài chính; Sở Văn hóa, Thể thao và Du lịch; "
            "Các xã, phường (chưa có trong sổ cơ quan)"
        )


@pytest.mark.django_db
class TestTakingIn:
    def test_twice_is_once(self, province):
        assert (taken(TABLE, province).new, taken(TABLE, province).new) == (2, 0)
        assert ResolutionTask.objects.count() == TaskChange.objects.count() - 1 == 2
        assert AuditEntry.objects.filter(action="resolution.import").count() == 1
        assert TaskIndicator.objects.get().target == 500_000

    def test_what_changed_is_shown_and_written_and_a_blank_cell_empties_nothing(self, province):
        taken(TABLE, province)
        newer = "STT\tNhiệm vụ\tSản phẩm\tCơ quan chủ trì\n1\tMở nhiều lớp\tBáo cáo\t"
        (row,) = plan_of(newer).rows
        assert row.changes == {
            "Nhiệm vụ": ["Mở lớp", "Mở nhiều lớp"],
            "Sản phẩm": ["", "Báo cáo"],
        }
        assert [one.number for one in plan_of(newer).untouched] == ["2"]
        assert taken(newer, province).changed == 1
        made = ResolutionTask.objects.get(number="1")
        assert (made.title, made.lead_name, made.version) == ("Mở nhiều lớp", "Sở Nội vụ", 2)
        assert ResolutionTask.objects.filter(number="2").exists()

    def test_an_agency_that_came_on_the_register_is_linked(self, province, areas):
        taken(TABLE, province)
        unit = Organisation.objects.create(name="Sở Nội vụ", kind="agency", area=areas["19"])
        assert taken(TABLE, province).changed == 1
        assert ResolutionTask.objects.get(number="1").lead == unit

    def test_bad_rows_stay_out_and_good_ones_go_in(self, province):
        result = taken(f"{TABLE}\n1\t\thai ba\tViệc\t\t\t\t", province)
        assert (result.new, result.left_out) == (2, 1)

    def test_many_rows_cost_as_many_queries_as_few(
        self, province, areas, django_assert_max_num_queries
    ):
        """New, then changed: the same acts and changes as one by one, and no query for each."""
        for name in ("Sở Tài chính", "Sở Nội vụ"):
            Organisation.objects.create(name=name, kind="agency", area=areas["19"])
        heads = f"{HEADS}\tPhối hợp"
        for said, unit, action in (
            ("Mở lớp", "Sở Tài chính", "add"),
            ("Mở thêm lớp", "Sở Nội vụ; Hội Phụ nữ", "change"),
        ):
            lines = [
                f"1\tMột\t{n}\t{said} {n}\tSở Y tế\t\tSố người {said}\t{n}00\t{unit}"
                for n in range(1, 31)
            ]
            with django_assert_max_num_queries(40):
                take_in(
                    text="\n".join([heads, *lines]),
                    digest=plan_of("\n".join([heads, *lines])).digest,
                    actor=province,
                )
            acts = AuditEntry.objects.filter(action=f"resolution.{action}_task")
            assert (acts.count(), acts.first().data) == (30, {"how": "import"})
        made = ResolutionTask.objects.get(number="30")
        assert (made.title, made.version, made.others_names) == ("Mở thêm lớp 30", 2, "Hội Phụ nữ")
        assert [one.organisation.name for one in made.taking_part.all()] == ["Sở Nội vụ"]
        assert made.indicators.count() == 2
        assert [one.what.get("Nhiệm vụ") for one in made.changes.order_by("pk")][::2] == [
            ["", "Mở lớp 30"],
            ["Mở lớp 30", "Mở thêm lớp 30"],
        ]

    def test_what_is_no_longer_what_was_shown_is_not_written(self, province):
        digest = plan_of(TABLE).digest
        task(province, "1", title="Có người vừa thêm")
        with pytest.raises(PlanChanged):
            take_in(text=TABLE, digest=digest, actor=province)
        assert ResolutionTask.objects.count() == 1

    def test_only_who_keeps_the_register_may(self, province, agency_user):
        with pytest.raises(DomainError, match="cán bộ tỉnh"):
            taken(TABLE, agency_user)
        assert not ResolutionTask.objects.exists()
