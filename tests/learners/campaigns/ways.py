"""Something behind every door of campaigns."""

from django.utils import timezone

from learners.announcing.services import mark_read, tell
from learners.campaigns.models import Campaign, Member, Reminder
from learners.campaigns.weekly import code_of
from learners.people.models import Learner
from lms.core.models import PROVINCE_CODE, Area, Organisation, User


def campaign_of(learner: Learner, user: User) -> Campaign:
    """A campaign of an agency that nobody of the walk is an officer of, with one person in it."""
    place = Area.objects.get(pk=PROVINCE_CODE)
    agency = Organisation.objects.create(name="Sở Y tế", kind="agency", area=place)
    campaign = Campaign.objects.create(
        organisation=agency,
        title="Cả sở học xong một khóa",
        counts=Campaign.Counts.ANY,
        number=100,
        unit=Campaign.Unit.PERCENT,
        deadline=timezone.localdate(),
        decision="KH 1",
        responsible=user,
        opened_by=user,
    )
    Member.objects.create(campaign=campaign, learner=learner, via=Member.Via.PICKED)
    return campaign


def reminder_of(campaign: Campaign, learner: Learner) -> Reminder:
    """Somebody was reminded of it."""
    made = tell(about=campaign.title, kind="aim", subject="Nhắc", text="x", learners=[learner.pk])
    return Reminder.objects.create(campaign=campaign, step=7, learner=learner, announcement=made)


def behind_doors_of_campaigns(learner: Learner, user: User) -> dict[str, object]:
    """Name of an address → the id in it."""
    campaign = campaign_of(learner, user)
    pages = ("campaign", "people", "reminders", "sign", "reopen", "change", "add")
    found = {f"campaigns:{page}": campaign.pk for page in pages}
    reminded = reminder_of(campaign, learner)
    mark_read(delivery=reminded.announcement.deliveries.get(channel="in_app"))
    return found | {
        "campaigns:member": campaign.members.get().pk,
        "campaigns:reminder": reminded.announcement_id,
        "letters:stop": code_of(user=user),
    }
