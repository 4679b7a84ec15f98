"""The teaching assessment: two assessors, each alone; the result is there when both are in."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from learners.people.models import Learner
from learners.people.selectors import learner_of
from learners.trainers.models import TrainerFile, Trial, TrialSheet
from learners.trainers.reviewing import note, rule_on
from learners.trainers.scoring import ASSESSORS, CRITERIA, judge
from learners.trainers.states import State
from learners.trainers.steps import locked, reason
from lms.core import audit
from lms.core.access import scope_of
from lms.core.boxes import modules_named
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User


def tie_between(learner: Learner, other: Learner) -> str:
    """Why `other` may not judge `learner`, asked of every box; empty for nothing."""
    found = (box.tied(learner, other) for box in modules_named("ties"))
    return next(filter(None, found), "")


def check_may_judge(*, assessor: User, file: TrainerFile) -> None:
    """Raises DomainError unless they work for the programme and never taught this person."""
    if not scope_of(assessor).may_teach:
        raise DomainError(
            f"Tài khoản {assessor} không giữ vai trò giảng viên hay cán bộ. Hãy chọn người khác."
        )
    own = learner_of(assessor)
    why = tie_between(file.learner, own) if own else ""
    if why:
        raise DomainError(
            f"{own.full_name if own else ''} {why} nên không chấm được. Hãy chọn người khác."
        )


@transaction.atomic
def open_trial(
    *, file: TrainerFile, held_on: date, topic: str, assessors: Sequence[User], actor: User
) -> Trial:
    """Name the two who judge somebody's trial lesson.

    Raises DomainError when one of them taught the person, is the person, or has no role; for
    anybody who does not wait for an assessment; and while another one is open.
    """
    row = locked(file, actor)
    if row.state != State.WAITING:
        raise DomainError(
            "Chỉ chấm giảng thử khi hồ sơ ở bước “chờ đánh giá”. Hãy chuyển bước trước."
        )
    rule = rule_on(row.tier, timezone.localdate())
    if rule is None:
        raise DomainError("Chưa có quy định về giảng viên. Hãy báo người vận hành.")
    if len({one.pk for one in assessors}) != ASSESSORS:
        raise DomainError("Cần đúng hai người chấm khác nhau.")
    for one in assessors:
        check_may_judge(assessor=one, file=row)
    if Trial.objects.filter(file=row).open().exists():
        raise DomainError("Đang có một buổi giảng thử chờ chấm. Hãy chấm xong, hoặc hủy buổi ấy.")
    told = clean_text(topic)[:200]
    trial = Trial.objects.create(file=row, rule=rule, held_on=held_on, topic=told, opened_by=actor)
    TrialSheet.objects.bulk_create(
        TrialSheet(trial=trial, assessor=one, place=place)
        for place, one in enumerate(assessors, start=1)
    )
    audit.record(actor=actor, action="trainers.open_trial", target=row, trial=trial.pk)
    return trial


@transaction.atomic
def score(*, trial: Trial, scores: Sequence[int], notes: str, actor: User) -> Trial:
    """One assessor's sheet, once; the second one to come closes the trial with its result.

    The same scores told twice are one sheet. Raises DomainError for whoever was not named, has come
    to teach the person since, or changes what was handed in.
    """
    row = Trial.objects.select_for_update(of=("self",)).select_related("rule").get(pk=trial.pk)
    sheet = row.sheets.filter(assessor=actor).first()
    if sheet is None:
        raise DomainError("Bạn không được giao chấm buổi này.")
    told = list(scores)
    if sheet.scored_at:
        if sheet.scores == told:
            return row
        raise DomainError("Bạn đã nộp phiếu chấm. Phiếu đã nộp không sửa được nữa.")
    _check_score(row, told, actor)
    for number, one in enumerate(told, start=1):
        setattr(sheet, f"c{number}", one)
    sheet.note, sheet.scored_at = clean_text(notes)[:500], timezone.now()
    sheet.save()
    audit.record(actor=actor, action="trainers.score", target=row.file, trial=row.pk)
    _close_if_whole(row)
    return row


def _check_score(trial: Trial, scores: list[int], actor: User) -> None:
    if trial.cancelled_at:
        raise DomainError("Buổi giảng thử này đã hủy.")
    if trial.held_on > timezone.localdate():
        raise DomainError(f"Buổi giảng thử là ngày {trial.held_on:%d/%m/%Y}. Hãy chấm sau buổi ấy.")
    if len(scores) != len(CRITERIA) or any(one not in (1, 2, 3, 4) for one in scores):
        raise DomainError("Hãy cho điểm cả năm tiêu chí, mỗi tiêu chí từ 1 đến 4.")
    check_may_judge(assessor=actor, file=trial.file)


def _close_if_whole(trial: Trial) -> None:
    sheets = [one.scores for one in trial.sheets.all() if one.scored_at]
    rule = trial.rule
    found = judge(sheets, pass_average=rule.pass_average, lowest=rule.lowest_score)
    if found is None:
        return
    trial.average, trial.passed, trial.closed_at = found.average, found.passed, timezone.now()
    trial.save()
    note([trial.file])


@transaction.atomic
def cancel_trial(*, trial: Trial, words: str, actor: User) -> Trial:
    """An open trial does not take place, or somebody else is to judge; cancelled twice is once."""
    locked(trial.file, actor)
    row = Trial.objects.select_for_update(of=("self",)).get(pk=trial.pk)
    if row.cancelled_at:
        return row
    if row.closed_at:
        raise DomainError("Buổi giảng thử này đã có kết quả nên không hủy được.")
    row.cancelled_at = timezone.now()
    row.save(update_fields=["cancelled_at"])
    audit.record(
        actor=actor, action="trainers.cancel_trial", target=row.file, why=bool(reason(words))
    )
    return row
