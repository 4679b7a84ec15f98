"""The way into a tier, appointments and assessments, for the person; and what of them stays."""

from django.db.models import F, Q
from django.utils import timezone

from learners.trainers.models import (
    Appointment,
    Confirmation,
    StateChange,
    Suspension,
    TrainerFile,
    TrialSheet,
)
from learners.trainers.signals import appointments_ended
from learners.trainers.states import WORDS, State
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks

_GONE = "đã xóa"


def _appointments(subject: Subject) -> Facts:
    own = Appointment.objects.filter(learner__in=subject.learners).select_related("area")
    return [
        without_blanks(
            **{
                "Bậc": one.get_tier_display(),
                "Địa bàn": one.area,
                "Quyết định": f"{one.decision_number} ngày {say_day(one.decision_date)}",
                "Cơ quan ban hành": one.issuer,
                "Từ ngày": say_day(one.valid_from),
                "Đến hết ngày": say_day(one.valid_to),
                "Thôi hiệu lực từ ngày": say_day(one.revoked_on),
            }
        )
        for one in own.order_by("valid_from", "id")
    ]


def _end(subject: Subject) -> None:
    """A trainer without a name teaches nobody: what is in force ends today, the past stays true."""
    today = timezone.localdate()
    own = Appointment.objects.filter(learner__in=subject.learners)
    in_force = own.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    ended = list(in_force.values_list("pk", flat=True))
    in_force.filter(valid_from__gt=today).update(valid_to=F("valid_from"))
    in_force.filter(valid_from__lte=today).update(valid_to=today)
    appointments_ended.send(sender=Appointment, appointment_ids=ended)


def _files(subject: Subject) -> Facts:
    own = TrainerFile.objects.filter(learner__in=subject.learners)
    lines = []
    for file in own.order_by("pk").prefetch_related("changes", "confirmations"):
        lines.append(
            without_blanks(
                **{
                    "Bậc": file.get_tier_display(),
                    "Đang ở bước": WORDS[file.state_today],
                    "Dạy được bằng tiếng": file.spoken,
                }
            )
        )
        lines += [
            without_blanks(
                **{"Bước": one.get_to_state_display(), "Ngày": say_day(one.changed_on)},
                **{"Lý do": one.words},
            )
            for one in reversed(file.changes.all())
        ]
        lines += [
            without_blanks(**{"Được xác nhận": one.words, "Ngày": say_day(one.held_on)})
            for one in reversed(file.confirmations.all())
        ]
    return lines


def _close_files(subject: Subject) -> None:
    """The steps and their days stay, to be counted; words that may name somebody go."""
    own = TrainerFile.objects.filter(learner__in=subject.learners)
    StateChange.objects.filter(file__in=own).update(words="")
    Confirmation.objects.filter(file__in=own).update(words=_GONE, evidence=_GONE)
    TrialSheet.objects.filter(trial__file__in=own).update(note="")
    Suspension.objects.filter(learner__in=subject.learners).update(words=_GONE)
    own.update(state=State.WITHDRAWN, languages=[], trained_by=None)


def _judged(subject: Subject) -> Facts:
    sheets = TrialSheet.objects.filter(trial__file__learner__in=subject.learners)
    shown = sheets.filter(trial__closed_at__isnull=False).select_related("trial")
    return [
        without_blanks(
            **{
                "Giảng thử ngày": say_day(one.trial.held_on),
                "Điểm": ", ".join(map(str, one.scores)),
                "Nhận xét": one.note,
            }
        )
        for one in shown.order_by("trial", "place")
    ]


def _judging(subject: Subject) -> Facts:
    own = TrialSheet.objects.filter(assessor__in=subject.accounts, scored_at__isnull=False)
    return [
        {"Chấm ngày": say_day(one.scored_at), "Điểm đã cho": ", ".join(map(str, one.scores))}
        for one in own.order_by("pk")
    ]


HOLDINGS = (
    Holding(
        "trainers.appointments",
        "Công nhận giảng viên",
        "Để biết ai đang được công nhận là giảng viên, theo quyết định nào.",
        "Khi xóa hồ sơ, việc công nhận kết thúc trong ngày; số liệu các ngày trước vẫn đếm, "
        "không còn gắn với tên ai.",
        _appointments,
        _end,
    ),
    Holding(
        "trainers.files",
        "Hồ sơ giảng viên",
        "Để biết bạn đang ở bước nào, còn thiếu điều kiện gì, dạy được bằng tiếng gì.",
        "Khi xóa hồ sơ, chỉ còn các bước và ngày, không còn lời lẽ, không gắn với tên ai.",
        _files,
        _close_files,
    ),
    Holding(
        "trainers.trials",
        "Kết quả giảng thử của bạn",
        "Để công nhận giảng viên công bằng; hiện sau khi cả hai người đã chấm.",
        "Khi xóa hồ sơ, chỉ còn điểm số, không còn nhận xét, không gắn với tên ai.",
        _judged,
    ),
    Holding(
        "trainers.judging",
        "Những phiếu giảng thử bạn đã chấm",
        "Để biết ai đã chấm, và không ai chấm người mình đã dạy.",
        "Điểm số ở lại trong hồ sơ người được chấm; khi xóa tài khoản, tên người chấm mất đi.",
        _judging,
    ),
)
