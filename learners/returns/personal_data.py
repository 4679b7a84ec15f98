"""What returns hold about an officer: what they did; it stays, as documents of an office do."""

from learners.returns.models import ReturnStep
from lms.core.holdings import Facts, Holding, Subject, say_day


def _steps(subject: Subject) -> Facts:
    own = ReturnStep.objects.filter(by__in=subject.accounts).select_related("report__area")
    return [
        {
            "Báo cáo": f"{step.report}, {step.report.area}",
            "Việc": step.get_act_display(),
            "Ngày": say_day(step.at),
        }
        for step in own.defer("content").order_by("id")
    ]


HOLDINGS = (
    Holding(
        "returns.steps",
        "Việc bạn đã làm với báo cáo tháng",
        "Để biết ai đã ký, ai kiểm tra, ai khóa báo cáo, và có gửi đúng hạn hay không.",
        "Giữ cùng báo cáo, là tài liệu của cơ quan; tên người ký nằm trong bản đã ký và không xóa.",
        _steps,
    ),
)
