"""What an agency sets out to reach with its people, and what follows from it."""

from learners.campaigns.models.alerts import AlertNote, AlertRule
from learners.campaigns.models.campaigns import (
    Campaign,
    CampaignList,
    Member,
    MemberQuerySet,
    SignOff,
)
from learners.campaigns.models.reminders import Letter, Reminder, Subscription

__all__ = [
    "AlertNote",
    "AlertRule",
    "Campaign",
    "CampaignList",
    "Letter",
    "Member",
    "MemberQuerySet",
    "Reminder",
    "SignOff",
    "Subscription",
]
