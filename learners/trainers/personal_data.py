"""Appointments as a trainer, for the person; and what of them stays."""

from django.db.models import F, Q
from django.utils import timezone

from learners.trainers.models import Appointment
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks


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
            }
        )
        for one in own.order_by("valid_from", "id")
    ]


def _end(subject: Subject) -> None:
    """A trainer without a name teaches nobody: what is in force ends today, the past stays true."""
    today = timezone.localdate()
    own = Appointment.objects.filter(learner__in=subject.learners)
    in_force = own.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    in_force.filter(valid_from__gt=today).update(valid_to=F("valid_from"))
    in_force.filter(valid_from__lte=today).update(valid_to=today)


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
)
