"""Who may do what with a campaign. Nothing else decides."""

from learners.campaigns.models import Campaign
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.models import Organisation, User

NOT_YOURS = (
    "Chiến dịch này không thuộc cơ quan bạn phụ trách. Hãy nhờ cán bộ của cơ quan đó hoặc cán bộ "
    "tỉnh."
)


def may_open(*, user: User, organisation: Organisation) -> bool:
    """An officer of the organisation, or of one above it, or of the province."""
    scope = scope_of(user)
    return scope.may_register and (scope.whole_province or organisation.pk in scope.organisations)


def may_lead(*, user: User, campaign: Campaign) -> bool:
    """Whether its goal, its people and its reminders are theirs to change."""
    return may_open(user=user, organisation=campaign.organisation)


def may_sign(*, user: User, campaign: Campaign) -> bool:
    """Who answers for it signs its result, as long as they hold the office."""
    return campaign.responsible_id == user.pk and may_lead(user=user, campaign=campaign)


def may_reopen(*, user: User) -> bool:
    """What was signed is opened again by an officer of the province alone."""
    return scope_of(user).keeps_province


def check_may_lead(*, user: User, campaign: Campaign) -> None:
    """Raises DomainError unless `may_lead`."""
    if not may_lead(user=user, campaign=campaign):
        raise DomainError(NOT_YOURS)
