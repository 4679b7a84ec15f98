"""One after another on one campaign."""

from learners.campaigns.models import Campaign
from lms.core.errors import DomainError

SIGNED = (
    "Kết quả chiến dịch này đã ký nên không đổi được nữa. "
    "Nếu cần sửa, hãy đề nghị cán bộ tỉnh mở lại."
)


def lock_campaign(campaign: Campaign) -> Campaign:
    """The campaign as it stands now, its row locked until the commit."""
    rows = Campaign.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "course").get(pk=campaign.pk)


def check_open(campaign: Campaign) -> None:
    """Raises DomainError when the result of a locked campaign is signed."""
    if campaign.sign_offs.standing().exists():
        raise DomainError(SIGNED)
