"""What the register of trainers needs before it begins: the rules, and missing files."""

from datetime import date
from typing import Any

from django.db import transaction

from learners.trainers.models import Appointment, StateChange, Tier, TrainerFile, TrainerRule
from learners.trainers.states import State

_PROPOSED = "Theo đề cương chương trình (phần giảng viên); số quyết định: đang cập nhật."


def _line(stage: str, measure: str, words: str, number: float = 1, **more: Any) -> dict[str, Any]:
    return {"stage": stage, "measure": measure, "words": words, "number": number, **more}


_CORE = (
    _line("entry", "age", "Từ đủ 18 tuổi", 18),
    _line("entry", "proficient", "Đạt kỹ năng AI cơ bản"),
    _line(
        "entry",
        "introduced",
        "Được tổ công nghệ số, đoàn thể hoặc xã, phường giới thiệu bằng văn bản",
    ),
    _line("learn", "course_7", "Học xong khóa 7, hoặc tương đương", confirmable=True),
    _line("learn", "course_8", "Học xong khóa 8"),
    _line("learn", "training_days", "Dự 1 ngày tập huấn trực tiếp"),
    _line("assess", "trial_passed", "Giảng thử 15 phút đạt: hai người chấm, trung bình từ 3 điểm"),
    _line("assess", "sessions_assisted", "Phụ giảng 2 buổi", 2, confirmable=True),
    _line("keep", "sessions_taught", "Trong 6 tháng dạy ít nhất 4 buổi", 4, months=6),
    _line("keep", "people_finished", "Trong 6 tháng có ít nhất 30 người học xong", 30, months=6),
    _line("keep", "update_lesson", "Trong 6 tháng học 1 bài cập nhật", months=6),
)
_EXPERT = (
    _line(
        "entry",
        "months_as_core",
        "Làm giảng viên nòng cốt từ 6 tháng, hoặc là giảng viên, chuyên gia có hồ sơ",
        6,
        confirmable=True,
    ),
    _line("entry", "sent_by_agency", "Được cơ quan cử bằng văn bản"),
    _line(
        "learn",
        "advanced_package",
        "Học xong gói nâng cao: thiết kế bài học, ra đề, đánh giá công cụ AI, quản trị lớp lớn, "
        "bảo vệ dữ liệu",
    ),
    _line("assess", "sessions_taught", "Đã dạy ít nhất 10 buổi", 10),
    _line(
        "assess",
        "people_finished",
        "Có ít nhất 300 người học xong, hoặc tương đương",
        300,
        confirmable=True,
    ),
    _line("assess", "feedback", "Người học phản hồi từ 4 điểm trên 5", 4),
    _line("assess", "module_approved", "Có 1 mô-đun được duyệt"),
    _line("assess", "core_coached", "Đã kèm ít nhất 10 giảng viên nòng cốt", 10),
    _line("assess", "council", "Được hội đồng 3–5 người đánh giá đạt"),
    _line(
        "keep",
        "sessions_for_trainers",
        "Trong 12 tháng dạy ít nhất 6 buổi tập huấn giảng viên nòng cốt",
        6,
        months=12,
        confirmable=True,
    ),
    _line("keep", "curriculum_update", "Trong 12 tháng góp 1 lần cập nhật giáo trình", months=12),
    _line("keep", "communes_supervised", "Trong 12 tháng giám sát ít nhất 2 xã", 2, months=12),
)


def load_rules() -> None:
    """The first rule of each tier, as proposed by the curriculum; kept if it is there."""
    for tier, conditions, months in ((Tier.CORE, _CORE, 12), (Tier.EXPERT, _EXPERT, 24)):
        TrainerRule.objects.get_or_create(
            tier=tier,
            version="1",
            defaults={
                "valid_from": date(2025, 1, 1),
                "decision": _PROPOSED,
                "conditions": list(conditions),
                "months_valid": months,
                "missed_periods": 2,
                "pass_average": 3,
                "lowest_score": 2,
            },
        )


@transaction.atomic
def open_missing_files() -> int:
    """A file for everyone who was appointed before there were files; returns how many."""
    named: dict[tuple[int, str], Appointment] = {}
    for one in Appointment.objects.order_by("valid_from", "pk"):
        named[one.learner_id, one.tier] = one
    there = set(TrainerFile.objects.values_list("learner_id", "tier"))
    files = [file_of(one) for key, one in named.items() if key not in there]
    made = TrainerFile.objects.bulk_create(files, ignore_conflicts=True, batch_size=500)
    ids = TrainerFile.objects.filter(changes__isnull=True, state=State.APPOINTED)
    StateChange.objects.bulk_create(
        (
            StateChange(
                file_id=pk,
                to_state=State.APPOINTED,
                changed_on=since,
                words="Đã được công nhận trước khi có hồ sơ này.",
            )
            for pk, since in ids.values_list("pk", "state_since")
        ),
        batch_size=500,
    )
    return len(made)


def file_of(one: Appointment) -> TrainerFile:
    """The file, not saved, of somebody of whom no more is known than their newest appointment."""
    return TrainerFile(
        learner_id=one.learner_id,
        tier=one.tier,
        area_id=one.area_id,
        state=State.APPOINTED,
        state_since=one.valid_from,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
    )
