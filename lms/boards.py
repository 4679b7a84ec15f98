"""Something to see on the boards of the demo: figures, returns on their way, a campaign.

All of it is done by the services, as people would: the demo has no second way.
"""

from datetime import timedelta

from django.utils import timezone

from learners.campaigns.models import Campaign
from learners.campaigns.rosters import take_register
from learners.campaigns.services import Aim, open_campaign
from learners.monitoring.indicators import PROFICIENT
from learners.monitoring.models import GoalShare
from learners.returns import services
from learners.returns.models import Return, ReturnRule
from learners.returns.selectors import content_of, this_month
from lms.core.figures import Line, keep
from lms.core.models import Area, AreaFigure, Organisation, User

SIGNED, LOCKED = "01906", "05500"


def fill_figures(*, keeper: User) -> None:
    """Invented people of working age in every commune; how many people in all stays unknown."""
    year_end = timezone.localdate().replace(month=1, day=1) - timedelta(days=1)
    shares = GoalShare.objects.filter(goal__indicator=PROFICIENT.code).select_related("area")
    lines = [
        Line(number, "", share.area, 2 * share.number, year_end, "Số liệu mẫu, không phải số thật")
        for number, share in enumerate(shares.order_by("area"), start=1)
    ]
    keep(lines=lines, kind=AreaFigure.Kind.WORKING_AGE, actor=keeper)


def fill_returns(*, officer: User, checker: User, keeper: User) -> None:
    """Of last month: one signed, one locked; nobody else has sent any, so after its day it is late.

    `officer` is of both communes, `checker` of the agency that checks, `keeper` of the province.
    """
    month = this_month().shifted(-1)
    # An installation asks for the month it begins in; the demo has a month behind it to show.
    ReturnRule.objects.update(valid_from=month.moments[0].date())
    for code in (SIGNED, LOCKED):
        services.draft(month=month, areas=[Area.objects.get(pk=code)], actor=officer)
        report = Return.objects.of(month).get(area=code)
        services.word(
            report=report,
            difficulties="MẪU: Hai xóm chưa có sóng di động.",
            proposals="MẪU: Xin thêm năm máy tính bảng cho nhà văn hóa.",
            actor=officer,
        )
        services.sign(report=report, seen=_seen(report), actor=officer)
    report = Return.objects.of(month).get(area=LOCKED)
    services.accept(report=report, seen=_seen(report), actor=checker)
    services.lock(report=report, seen=_seen(report), actor=keeper)


def fill_campaign(*, responsible: User) -> None:
    """The agency of `responsible` wants 80 % of its people through a course; many are not yet."""
    held = responsible.grants.filter(organisation__isnull=False)
    organisation = Organisation.objects.get(pk__in=held.values("organisation"))
    aim = Aim(
        title="MẪU: 80 % cán bộ hoàn thành một khóa",
        number=80,
        unit=Campaign.Unit.PERCENT,
        deadline=timezone.localdate() + timedelta(days=45),
        decision="Kế hoạch mẫu số 1",
        responsible=responsible,
    )
    made = open_campaign(
        organisation=organisation,
        counts=Campaign.Counts.ANY,
        course=None,
        aim=aim,
        actor=responsible,
    )
    take_register(campaign=made, actor=responsible)


def _seen(report: Return) -> str:
    """What the page of the return shows right now, as its buttons send it."""
    return content_of(Return.objects.get(pk=report.pk)).sha256
