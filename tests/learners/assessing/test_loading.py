"""The tasks: loaded once, never edited, the newest in force counts."""

from datetime import date

import pytest

from courses.lesson_files import BadFile
from learners.assessing.loading import TASKS, load_tasks
from learners.assessing.models import PracticalTask
from learners.assessing.selectors import tasks_for, tasks_in_force

pytestmark = pytest.mark.django_db

ONE = """
- mã: thu
  phiên bản: {version}
  từ ngày: {since}
  khóa: 1
  việc: {title}
  cần thấy:
    - Thấy một.
    - Thấy hai.
  nộp: Một ảnh.
"""


@pytest.fixture
def load(tmp_path):
    """Load a file of one task."""

    def load_one(version=1, since="2025-01-01", title="Việc thử", text=ONE):
        path = tmp_path / "viec.yaml"
        path.write_text(text.format(version=version, since=since, title=title), encoding="utf-8")
        return load_tasks(path)

    return load_one


def test_there_are_five_for_proficiency_and_one_for_each_course_that_is_written():
    assert load_tasks() == PracticalTask.objects.count()
    numbers = list(PracticalTask.objects.values_list("course_number", flat=True))
    assert sorted(numbers, key=str) == [1, 2, 3, 4, 8, None, None, None, None, None]
    assert all(len(task.criteria_lines) >= 3 for task in PracticalTask.objects.all())


def test_loading_again_changes_nothing():
    load_tasks()
    before = list(PracticalTask.objects.values_list())
    assert (load_tasks(), list(PracticalTask.objects.values_list())) == (0, before)


def test_a_version_that_says_something_else_is_refused(load):
    load()
    with pytest.raises(BadFile, match="thu” phiên bản 1 đã được dùng với lời khác"):
        load(title="Việc khác")
    assert PracticalTask.objects.get().title == "Việc thử"


def test_a_new_version_is_a_new_row_and_counts_from_its_day(load, course):
    load()
    load(version=2, since="2026-01-01", title="Lời mới")
    load(version=3, since="2999-01-01", title="Lời sau này")
    assert [task.title for task in tasks_in_force(day=date(2025, 6, 1))] == ["Việc thử"]
    assert [task.title for task in tasks_for(course=course)] == ["Lời mới"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1", "tệp phải là một danh sách việc"),
        ("- mã: x", "việc “x” thiếu dòng “phiên bản"),
        ("- [", "viec.yaml: "),
        (ONE.replace("{since}", "hôm nay"), "viết theo năm-tháng-ngày"),
    ],
)
def test_a_wrong_file_says_what_to_mend(load, text, sentence):
    with pytest.raises(BadFile, match=sentence):
        load(text=text)


def test_no_task_asks_for_what_must_not_be_shown():
    """Nobody is asked to photograph a card, a password or a code."""
    text = TASKS.read_text(encoding="utf-8").lower()
    assert [word for word in ("mật khẩu", "otp") if word in text] == []
