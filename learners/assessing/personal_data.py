"""What is kept of what somebody can do, for the person; all of it goes with the record."""

from functools import partial

from django.db import transaction

from learners.assessing.models import HandIn, PaperResult, PracticalResult, ProficiencyTry
from learners.study.tries import in_words
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks


def _results(subject: Subject) -> Facts:
    own = PracticalResult.objects.filter(learner__in=subject.learners).select_related("task")
    return [
        without_blanks(
            **{
                "Việc": one.task.title,
                "Cách": one.get_route_display(),
                "Kết quả": one.get_outcome_display(),
                "Ngày": say_day(one.judged_on),
                "Lời nhắn": one.words,
            }
        )
        for one in own.order_by("judged_on", "id")
    ]


def _erase_results(subject: Subject) -> None:
    PracticalResult.objects.filter(learner__in=subject.learners).delete()


def _hand_ins(subject: Subject) -> Facts:
    own = HandIn.objects.filter(learner__in=subject.learners).select_related("task")
    return [
        without_blanks(
            **{
                "Việc": one.task.title,
                "Nộp ngày": say_day(one.handed_in_at),
                "Đã viết": one.text,
                "Ảnh": "có, xem ở trang của việc này" if one.picture else "",
                "Tình trạng": one.get_state_display(),
                "Lời nhắn": one.words,
            }
        )
        for one in own.order_by("handed_in_at", "id")
    ]


def _erase_hand_ins(subject: Subject) -> None:
    """The pictures go when the rows are gone for certain; a file left behind names nobody."""
    own = HandIn.objects.filter(learner__in=subject.learners)
    for one in own.exclude(picture=""):
        transaction.on_commit(partial(one.picture.storage.delete, str(one.picture)), robust=True)
    own.delete()


def _tries(subject: Subject) -> Facts:
    own = ProficiencyTry.objects.filter(learner__in=subject.learners)
    return [
        without_blanks(
            **{
                "Lần": one.number,
                "Ngày": say_day(one.started_at),
                "Số câu đúng": _marks(one.correct, len(one.questions)),
                "Câu an toàn đúng": one.safety_correct,
                "Kết quả": _verdict(one.passed),
                "Câu trả lời": in_words(one.questions, one.answers),
            }
        )
        for one in own.order_by("started_at", "id")
    ]


def _marks(correct: int | None, total: int) -> str:
    return "" if correct is None else f"{correct}/{total}"


def _verdict(passed: bool | None) -> str:
    if passed is None:
        return "đang làm"
    return "đạt" if passed else "chưa đạt"


def _erase_tries(subject: Subject) -> None:
    ProficiencyTry.objects.filter(learner__in=subject.learners).delete()


def _sheets(subject: Subject) -> Facts:
    own = PaperResult.objects.filter(learner__in=subject.learners)
    return [
        without_blanks(
            **{
                "Bài": one.get_kind_display(),
                "Số phiếu": one.sheet_number,
                "Ngày": say_day(one.taken_on),
                "Số câu đúng": _marks(one.correct, one.total),
                "Câu an toàn đúng": one.safety_correct,
                "Kết quả": "đã bỏ" if one.voided_at else _verdict(one.passed),
                "Lý do bỏ": one.void_reason,
            }
        )
        for one in own.order_by("taken_on", "id")
    ]


def _erase_sheets(subject: Subject) -> None:
    PaperResult.objects.filter(learner__in=subject.learners).delete()


_UNTIL_ERASED = "Xóa hẳn cùng hồ sơ."

HOLDINGS = (
    Holding(
        "assessing.results",
        "Việc thực hành",
        "Để biết bạn đã làm được việc nào, ai xem và khi nào.",
        _UNTIL_ERASED,
        _results,
        _erase_results,
    ),
    Holding(
        "assessing.hand_ins",
        "Bài thực hành đã nộp",
        "Để người khác xem bài và trả lời bạn.",
        "Xóa hẳn cùng hồ sơ, cả ảnh.",
        _hand_ins,
        _erase_hand_ins,
    ),
    Holding(
        "assessing.tries",
        "Bài sát hạch đã làm",
        "Để giải thích kết quả và chấm lại khi cần.",
        _UNTIL_ERASED,
        _tries,
        _erase_tries,
    ),
    Holding(
        "assessing.sheets",
        "Kết quả từ phiếu giấy",
        "Để kết quả làm trên giấy cũng được ghi, theo số phiếu.",
        "Xóa hẳn cùng hồ sơ; tờ phiếu giấy do lớp giữ.",
        _sheets,
        _erase_sheets,
    ),
)
