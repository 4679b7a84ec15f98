"""A new version of a rule is written by operators; what makes no sense is refused in words."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from learners.closing.models import ClosingRule
from learners.study.models import ProficiencyRule
from learners.study.services import load_proficiency_rule
from learners.trainers.conditions import read_conditions
from learners.trainers.loading import load_rules
from learners.trainers.models import TrainerRule
from learners.trainers.reviewing import rule_on
from learners.trainers.rule_form import read_lines, to_lines
from lms.core.models import AuditEntry
from lms.core.roles import Role

pytestmark = pytest.mark.django_db
ADD = "/quan-tri/learners/trainerrule/add/"
ADD_PROFICIENCY = "/quan-tri/learners/proficiencyrule/add/"
KNOWN = {"age", "sessions_taught"}
LINES = "entry | age | Từ đủ 20 tuổi | 20\nkeep | sessions_taught | Dạy 5 buổi | 5 | 6"


@pytest.fixture
def operator(areas, client, make_user):
    """An operator's browser, with the first rules loaded."""
    load_rules()
    load_proficiency_rule()
    user = make_user(role=Role.OPERATOR)
    client.force_login(user)
    return client


def typed(**changed):
    day = timezone.localdate() + timedelta(days=1)
    return {
        "tier": "core",
        "version": "2",
        "valid_from": day.isoformat(),
        "decision": "Quyết định 7/QĐ-SKHCN",
        "lines": LINES,
        "months_valid": "18",
        "missed_periods": "2",
        "pass_average": "3",
        "lowest_score": "2",
    } | changed


def text(answer) -> str:
    return unescape(answer.content.decode())


def test_a_version_begins_with_the_lines_in_force_and_counts_from_its_day(operator):
    assert "entry | age | Từ đủ 18 tuổi | 18" in text(operator.get(ADD))
    assert operator.post(ADD, typed()).status_code == 302
    today = timezone.localdate()
    assert rule_on("core", today).version == "1"
    new = rule_on("core", today + timedelta(days=1))
    assert (new.version, new.months_valid) == ("2", 18)
    assert [one.number for one in read_conditions(new.conditions)] == [20, 5]
    assert AuditEntry.objects.filter(action="rules.add_version").count() == 1


def test_lines_say_what_the_rules_say(operator):
    for rule in TrainerRule.objects.all():
        known = {row["measure"] for row in rule.conditions}
        again = read_lines(to_lines(rule.conditions), known)
        assert read_conditions(again) == read_conditions(rule.conditions)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("entry | age | Lời", "Dòng 1: cần từ 4 đến 6 phần"),
        ("vào | age | Lời | 1", "“vào” không phải là một phần"),
        ("entry | tuổi | Lời | 1", "chỉ gồm chữ không dấu"),
        ("keep | session_taught | Lời | 4 | 6", "Ý bạn là sessions_taught?"),
        ("entry | age |  | 1", "còn thiếu lời"),
        ("entry | age | Lời | không", "phải là một số lớn hơn 0"),
        ("entry | age | Lời | nan", "phải là một số lớn hơn 0"),
        ("keep | sessions_taught | Lời | 4", "giữ tư cách phải có số tháng"),
        ("keep | sessions_taught | Lời | 4 | 0", "phải từ 1 đến 120"),
        ("entry | age | Lời | 1 | | có", "chỉ được là “tương đương”"),
        ("entry | age | Lời | 1\nentry | age | Lời | 2", "Ghi hai lần: entry, age"),
        ("  \n ", "ít nhất một điều kiện"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(lines, sentence):
    with pytest.raises(ValidationError) as refused:
        read_lines(lines, KNOWN)
    assert any(sentence in words for words in refused.value.messages)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"valid_from": "2025-01-01"}, "không áp dụng ngược"),
        ({"pass_average": "5"}, "Điểm từ 1 đến 4"),
        ({"months_valid": "0"}, "ít nhất 1 tháng"),
        ({"lines": "rác"}, "Dòng 1"),
    ],
)
def test_what_nobody_can_meet_is_refused(operator, changed, sentence):
    assert sentence in text(operator.post(ADD, typed(**changed)))
    assert TrainerRule.objects.filter(version="2").count() == 0


def test_a_version_that_is_there_is_read_and_not_changed(operator):
    rule = TrainerRule.objects.get(tier="core")
    page = f"/quan-tri/learners/trainerrule/{rule.pk}/change/"
    assert operator.get(page).status_code == 200
    assert operator.post(page, typed()).status_code == 403
    rule.refresh_from_db()
    assert rule.version == "1"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, ""),
        ({"required_courses": "[1, 1]"}, "mỗi khóa một lần"),
        ({"required_courses": "một"}, "mỗi khóa một lần"),
        ({"test_pass_mark": "21"}, "nhiều hơn số câu sát hạch"),
        ({"tasks_needed": "6"}, "nhiều hơn số việc thực hành"),
        ({"choices_needed": "3"}, "Không có nhiều khóa tự chọn"),
        ({"tries": "0"}, "từ 1 trở lên"),
    ],
)
def test_what_makes_somebody_proficient_is_a_version_too(operator, changed, sentence):
    told = {
        "version": "2",
        "valid_from": timezone.localdate().isoformat(),
        "decision": "Quyết định 8/QĐ-SKHCN",
        "required_courses": "[1, 3]",
        "choice_courses": "[4, 5]",
        "choices_needed": "1",
        "test_questions": "20",
        "test_pass_mark": "14",
        "safety_questions": "5",
        "safety_pass_mark": "4",
        "tries": "3",
        "tries_hours": "24",
        "tasks_set": "5",
        "tasks_needed": "3",
    } | changed
    answer = operator.post(ADD_PROFICIENCY, told)
    assert sentence in text(answer)
    assert ProficiencyRule.objects.filter(version="2").exists() is not bool(changed)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, ""),
        ({"percent_there": "0"}, "từ 1 đến 100"),
        ({"percent_there": "101"}, "từ 1 đến 100"),
        ({"valid_from": "2025-01-01"}, "không áp dụng ngược"),
    ],
)
def test_what_finishing_a_class_asks_for_is_a_version_too(operator, changed, sentence):
    told = {
        "version": "2",
        "valid_from": timezone.localdate().isoformat(),
        "decision": "Quyết định 9/QĐ-SKHCN",
        "percent_there": "70",
        "tasks_needed": "2",
    } | changed
    answer = operator.post("/quan-tri/learners/closingrule/add/", told)
    assert sentence in text(answer)
    assert ClosingRule.objects.filter(version="2").exists() is not bool(changed)
