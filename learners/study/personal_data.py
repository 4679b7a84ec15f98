"""What is kept of somebody's learning, for the person; and what of it stays as a fact."""

from typing import Any

from learners.study.models import Attempt, Enrolment, LessonDone, Proficiency
from learners.study.tries import in_words
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks


def _enrolments(subject: Subject) -> Facts:
    own = Enrolment.objects.filter(learner__in=subject.learners).select_related("course")
    return [
        without_blanks(
            **{
                "Khóa học": enrolment.course.title,
                "Đợt (năm)": enrolment.run,
                "Bắt đầu": say_day(enrolment.started_at),
                "Hoàn thành": say_day(enrolment.completed_at),
            }
        )
        for enrolment in own.order_by("started_at", "id")
    ]


def _lessons(subject: Subject) -> Facts:
    own = LessonDone.objects.filter(enrolment__learner__in=subject.learners)
    return [
        {
            "Bài": done.lesson.title,
            "Số câu đúng": f"{done.correct}/{done.total}",
            "Ngày": say_day(done.done_at),
        }
        for done in own.select_related("lesson").order_by("done_at", "id")
    ]


def _erase_lessons(subject: Subject) -> None:
    LessonDone.objects.filter(enrolment__learner__in=subject.learners).delete()


def _attempts(subject: Subject) -> Facts:
    own = Attempt.objects.filter(enrolment__learner__in=subject.learners)
    return [
        without_blanks(
            **{
                "Bài cuối khóa": attempt.enrolment.course.title,
                "Lần": attempt.number,
                "Ngày": say_day(attempt.started_at),
                "Số câu đúng": _score(attempt),
                "Kết quả": _result(attempt),
                "Câu trả lời": in_words(attempt.questions, attempt.answers),
            }
        )
        for attempt in own.select_related("enrolment__course").order_by("started_at", "id")
    ]


def _score(attempt: Attempt) -> str:
    return "" if attempt.correct is None else f"{attempt.correct}/{len(attempt.questions)}"


def _result(attempt: Attempt) -> str:
    if attempt.passed is None:
        return "đang làm"
    return "đạt" if attempt.passed else "chưa đạt"


def _erase_attempts(subject: Subject) -> None:
    Attempt.objects.filter(enrolment__learner__in=subject.learners).delete()


def _proficiency(subject: Subject) -> Facts:
    own = Proficiency.objects.filter(learner__in=subject.learners).select_related("rule")
    return [
        without_blanks(
            **{
                "Ngày sát hạch": say_day(found.assessed_on),
                "Theo quy định": found.rule.version,
                "Minh chứng": _evidence(found.evidence),
            }
        )
        for found in own
    ]


# What an assessment rests on, as `assessing.proving` writes it: numbers of rows, in words.
_RESTS_ON = {
    "rule": "quy định phiên bản",
    "enrolments": "số ghi danh các khóa đã xong",
    "try": "số lượt sát hạch",
    "sheet": "số phiếu sát hạch giấy",
    "class": "của lớp số",
    "tasks": "số kết quả thực hành",
    "judged_by": "số tài khoản của người chấm",
}


def _evidence(kept: dict[str, Any]) -> str:
    said = []
    for name, value in kept.items():
        shown = ", ".join(str(one) for one in value) if isinstance(value, list) else value
        said.append(f"{_RESTS_ON.get(name, name)}: {shown}")
    return "; ".join(said)


def _erase_evidence(subject: Subject) -> None:
    """That somebody was assessed stays counted; who watched and what they wrote does not stay."""
    Proficiency.objects.filter(learner__in=subject.learners).update(evidence={})


_FACT = (
    "Sau khi xóa hồ sơ, việc này vẫn được đếm trong số liệu nhưng không còn gắn với tên ai "
    "(Luật 91/2025/QH15, Điều 19 khoản 1 điểm c)."
)
_UNTIL_ERASED = "Xóa hẳn cùng hồ sơ."

HOLDINGS = (
    Holding(
        "study.enrolments",
        "Khóa học đã vào, đã xong",
        "Để bạn học tiếp chỗ đang dở, và để báo cáo số người học.",
        _FACT,
        _enrolments,
    ),
    Holding(
        "study.lessons",
        "Bài đã học",
        "Để biết bạn học tới đâu. Lần luyện tập chưa đạt không được lưu.",
        _UNTIL_ERASED,
        _lessons,
        _erase_lessons,
    ),
    Holding(
        "study.attempts",
        "Bài cuối khóa đã làm",
        "Để giải thích kết quả và chấm lại khi cần.",
        _UNTIL_ERASED,
        _attempts,
        _erase_attempts,
    ),
    Holding(
        "study.proficiency",
        "Kết quả sát hạch thành thạo",
        "Mục tiêu của tỉnh đếm số người thành thạo.",
        _FACT,
        _proficiency,
        _erase_evidence,
    ),
)
