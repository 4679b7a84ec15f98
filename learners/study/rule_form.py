"""A new version of what makes somebody proficient, as operators write it. Refusals are words."""

from typing import Any

from django.core.exceptions import ValidationError

from learners.study.models import ProficiencyRule
from lms.core.versions import NewVersionForm

_COURSES = "Hãy ghi số của các khóa, mỗi khóa một lần, ví dụ [1, 2, 3]."
_NOT_HIGHER = (
    ("test_pass_mark", "test_questions", "Không thể đòi đúng nhiều hơn số câu sát hạch."),
    ("safety_questions", "test_questions", "Câu an toàn nằm trong số câu sát hạch."),
    ("safety_pass_mark", "safety_questions", "Không thể đòi đúng nhiều hơn số câu an toàn."),
    ("tasks_needed", "tasks_set", "Không thể đòi nhiều hơn số việc thực hành."),
)


class ProficiencyRuleForm(NewVersionForm):
    """A new version; courses are numbers, like [1, 2, 3]."""

    class Meta:
        model = ProficiencyRule
        fields = (
            "version",
            "valid_from",
            "decision",
            "required_courses",
            "choice_courses",
            "choices_needed",
            "test_questions",
            "test_pass_mark",
            "safety_questions",
            "safety_pass_mark",
            "tries",
            "tries_hours",
            "tasks_set",
            "tasks_needed",
        )
        error_messages = {
            "required_courses": {"invalid": _COURSES, "required": _COURSES},
            "choice_courses": {"invalid": _COURSES, "required": _COURSES},
        }

    def clean_required_courses(self) -> list[int]:
        """Numbers of courses."""
        return _numbers(self.cleaned_data["required_courses"])

    def clean_choice_courses(self) -> list[int]:
        """Numbers of courses."""
        return _numbers(self.cleaned_data["choice_courses"])

    def clean(self) -> dict[str, Any]:
        """Only what somebody can meet."""
        data = super().clean() or {}
        for name, most, words in _NOT_HIGHER:
            asked, there = data.get(name), data.get(most)
            if asked is not None and there is not None and asked > there:
                self.add_error(name, words)
        for name in ("tries", "tries_hours"):
            if data.get(name) == 0:
                self.add_error(name, "Hãy ghi một số từ 1 trở lên.")
        choices = data.get("choice_courses")
        if choices is not None and (data.get("choices_needed") or 0) > len(choices):
            self.add_error("choices_needed", "Không có nhiều khóa tự chọn như vậy.")
        return data


def _numbers(told: Any) -> list[int]:
    whole = isinstance(told, list) and all(type(one) is int and one > 0 for one in told)
    if not whole or len(set(told)) < len(told):
        raise ValidationError(_COURSES)
    return sorted(told)
