"""A new version of what a tier asks for, as operators write it: one line a condition.

Shape and sense are judged here, in words, before the row is made: a version is never edited.
"""

from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from learners.trainers.conditions import STAGES, Condition
from learners.trainers.models import Tier, TrainerRule
from learners.trainers.reviewing import rule_on
from lms.core.measuring import all_measures
from lms.core.versions import NewVersionForm

_EQUAL = "tương đương"
_PARTS = "phần | mã | lời | số | tháng | tương đương"
_HELP = (
    f"Mỗi dòng một điều kiện: {_PARTS}. Phần là một trong: {', '.join(STAGES)}. Tháng bỏ trống là "
    "tính từ trước tới nay; phần keep phải có số tháng. Ghi “tương đương” ở cuối khi cán bộ được "
    "xác nhận thay cho số đếm. Mã mà hệ thống không đếm thì cán bộ xác nhận."
)


def to_lines(rows: list[dict[str, Any]]) -> str:
    """Conditions as operators read and write them."""
    return "\n".join(_line(Condition(**row)) for row in rows)


def _line(one: Condition) -> str:
    parts = [one.stage, one.measure, one.words, f"{one.number:g}", str(one.months or "")]
    return " | ".join([*parts, _EQUAL if one.confirmable else ""]).rstrip(" |")


def read_lines(text: str, known: set[str]) -> list[dict[str, Any]]:
    """The conditions of a version. Raises ValidationError with every line that is none, and why.

    `known` are codes that mean something already: a code almost like one of them is a slip.
    """
    found: list[dict[str, Any]] = []
    problems: list[str] = []
    for place, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append(_read_line(line, known))
        except ValueError as error:
            problems.append(f"Dòng {place}: {error}")
    keys = [(one["stage"], one["measure"]) for one in found]
    problems += [
        f"Ghi hai lần: {key[0]}, {key[1]}." for key in {k for k in keys if keys.count(k) > 1}
    ]
    if not found and not problems:
        problems.append("Hãy ghi ít nhất một điều kiện.")
    if problems:
        raise ValidationError(problems)
    return found


def _read_line(line: str, known: set[str]) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")]
    if not 4 <= len(parts) <= 6:
        raise ValueError(f"cần từ 4 đến 6 phần, cách nhau bằng dấu |: {_PARTS}.")
    stage, measure, words, number, months, equal = [*parts, "", ""][:6]
    if stage not in STAGES:
        raise ValueError(f"“{stage}” không phải là một phần. Hãy chọn: {', '.join(STAGES)}.")
    if not measure.isidentifier() or not measure.isascii():
        raise ValueError(f"mã “{measure}” chỉ gồm chữ không dấu, số và dấu gạch dưới.")
    if measure not in known and (near := get_close_matches(measure, known, n=1, cutoff=0.85)):
        raise ValueError(f"chưa có mã “{measure}”. Ý bạn là {near[0]}?")
    if not words:
        raise ValueError("còn thiếu lời để mọi người đọc.")
    if equal not in ("", _EQUAL):
        raise ValueError(f"phần cuối chỉ được là “{_EQUAL}” hoặc bỏ trống.")
    if stage == "keep" and not months:
        raise ValueError("điều kiện giữ tư cách phải có số tháng.")
    return {
        "stage": stage,
        "measure": measure,
        "words": words,
        "number": _number(number),
        "months": _months(months),
        "confirmable": bool(equal),
    }


def _number(typed: str) -> float:
    try:
        number = float(typed.replace(",", "."))
    except ValueError:
        number = 0
    if not 0 < number < 100_000:
        raise ValueError(f"“{typed}” phải là một số lớn hơn 0.")
    return int(number) if number == int(number) else number


def _months(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed[:4]) <= 120):
        raise ValueError(f"số tháng “{typed}” phải từ 1 đến 120.")
    return int(typed)


class TrainerRuleForm(NewVersionForm):
    """A new version; it begins with the lines of the one in force."""

    lines = forms.CharField(
        label="Điều kiện", widget=forms.Textarea(attrs={"rows": 14, "cols": 110}), help_text=_HELP
    )

    class Meta:
        model = TrainerRule
        fields = (
            "tier",
            "version",
            "valid_from",
            "decision",
            "lines",
            "months_valid",
            "missed_periods",
            "pass_average",
            "lowest_score",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "lines" in self.fields:
            now = rule_on(self.initial.get("tier") or Tier.CORE, timezone.localdate())
            self.fields["lines"].initial = to_lines(now.conditions) if now else ""

    def clean_lines(self) -> list[dict[str, Any]]:
        """The conditions."""
        before = TrainerRule.objects.values_list("conditions", flat=True)
        known = {row["measure"] for rows in before for row in rows} | set(all_measures())
        return read_lines(self.cleaned_data["lines"], known)

    def clean(self) -> dict[str, Any]:
        """What can be met, and a tier's version once."""
        data = super().clean() or {}
        if data.get("months_valid") == 0:
            self.add_error("months_valid", "Công nhận ít nhất 1 tháng.")
        for name in ("pass_average", "lowest_score"):
            if data.get(name) is not None and not 1 <= data[name] <= 4:
                self.add_error(name, "Điểm từ 1 đến 4, như trên phiếu chấm.")
        return data

    def save(self, commit: bool = True) -> Any:
        """The row with its conditions."""
        self.instance.conditions = self.cleaned_data["lines"]
        return super().save(commit)
