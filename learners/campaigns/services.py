"""Opening a campaign and setting its goal right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from courses.models import CoursePage
from learners.campaigns.ladder import EARLIEST, LADDER, MOST_STEPS
from learners.campaigns.locking import check_open, lock_campaign
from learners.campaigns.models import Campaign
from learners.campaigns.permissions import NOT_YOURS, check_may_lead, may_lead, may_open
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be reached: so many people by a day, by which decision, who answers for it."""

    title: str
    number: int
    unit: str
    deadline: date
    decision: str
    responsible: User
    steps: Sequence[int] = LADDER


@transaction.atomic
def open_campaign(
    *,
    organisation: Organisation,
    counts: str,
    course: CoursePage | None,
    aim: Aim,
    actor: User,
) -> Campaign:
    """A new campaign of an organisation; the same goal by the same decision is opened once.

    Raises DomainError when it is not theirs, or the goal cannot be.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two taps wait for each other
    if not may_open(user=actor, organisation=organisation):
        raise DomainError(NOT_YOURS)
    if not organisation.is_active:
        raise DomainError("Cơ quan này đã đóng nên không mở chiến dịch mới được.")
    if counts not in Campaign.Counts.values:
        raise DomainError("Hãy chọn tính người đã làm được việc gì.")
    if counts == Campaign.Counts.COURSE and course is None:
        raise DomainError("Hãy chọn khóa học cần hoàn thành.")
    course = course if counts == Campaign.Counts.COURSE else None
    campaign = Campaign(organisation=organisation, counts=counts, course=course, opened_by=actor)
    _set(campaign, aim)
    if aim.deadline < timezone.localdate():
        raise DomainError("Hạn đã qua. Hãy chọn một ngày từ hôm nay trở đi.")
    if there := _same(campaign):
        return there
    campaign.save()
    audit.record(actor=actor, action="campaigns.open", target=campaign)
    return campaign


@transaction.atomic
def change_aim(*, campaign: Campaign, aim: Aim, actor: User) -> Campaign:
    """Set the goal right: the number, the deadline, the decision, who answers, when to remind.

    What counts and whose people they are stays: that would be another campaign. Raises DomainError
    when it is not theirs, signed, or the goal cannot be.
    """
    campaign = lock_campaign(campaign)
    check_may_lead(user=actor, campaign=campaign)
    check_open(campaign)
    before = _facts(campaign)
    _set(campaign, aim)
    campaign.save()
    changed = sorted(name for name, value in _facts(campaign).items() if before[name] != value)
    if changed:
        audit.record(actor=actor, action="campaigns.change", target=campaign, changed=changed)
    return campaign


def clean_steps(*, steps: Sequence[int]) -> list[int]:
    """The steps as they are kept: each once, the first one first. Raises DomainError."""
    found = sorted(set(steps), reverse=True)
    if len(found) > MOST_STEPS:
        raise DomainError(f"Nhắc nhiều nhất {MOST_STEPS} lần. Hãy bớt lần nhắc.")
    if any(not -EARLIEST <= one <= EARLIEST or one == 0 for one in found):
        raise DomainError(f"Số ngày trước hạn phải từ 1 đến {EARLIEST}. Ví dụ: 30, 14, 7, 1.")
    return found


def _set(campaign: Campaign, aim: Aim) -> None:
    campaign.title, campaign.decision = clean_text(aim.title)[:120], clean_text(aim.decision)[:250]
    if not campaign.title:
        raise DomainError("Hãy ghi tên chiến dịch.")
    if not campaign.decision:
        raise DomainError("Hãy ghi căn cứ: số kế hoạch, quyết định, công văn.")
    if aim.unit not in Campaign.Unit.values or aim.number < 1:
        raise DomainError("Hãy ghi chỉ tiêu: một số từ 1 trở lên.")
    if aim.unit == Campaign.Unit.PERCENT and aim.number > 100:
        raise DomainError("Chỉ tiêu theo phần trăm nhiều nhất là 100. Hãy sửa số, hoặc chọn người.")
    campaign.number, campaign.unit, campaign.deadline = aim.number, aim.unit, aim.deadline
    campaign.responsible = aim.responsible
    if not may_lead(user=aim.responsible, campaign=campaign):
        raise DomainError(
            "Người chịu trách nhiệm phải là cán bộ phụ trách cơ quan này hoặc cán bộ tỉnh. "
            "Hãy chọn người khác."
        )
    campaign.steps = clean_steps(steps=aim.steps)


def _facts(campaign: Campaign) -> dict[str, object]:
    names = ("title", "number", "unit", "deadline", "decision", "responsible_id", "steps")
    return {name: getattr(campaign, name) for name in names}


def _same(campaign: Campaign) -> Campaign | None:
    """The open campaign of the same organisation that says the very same."""
    said = _facts(campaign) | {"counts": campaign.counts, "course": campaign.course}
    return Campaign.objects.open().filter(organisation=campaign.organisation, **said).first()
