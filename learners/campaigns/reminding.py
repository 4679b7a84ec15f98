"""Reminding people of a deadline step by step: each once a step, nobody who has finished.

People are told by `announcing` (on the site; out of the house only with their consent), by its job
that may be killed and goes on. Whoever finishes between the morning and the sending is left out.
"""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from learners.announcing import services as announcing
from learners.announcing.models import Announcement
from learners.campaigns import letters, texts
from learners.campaigns.ladder import step_of
from learners.campaigns.letters import Words
from learners.campaigns.locking import lock_campaign
from learners.campaigns.models import Campaign, Reminder
from learners.campaigns.permissions import check_may_lead, may_lead
from learners.campaigns.selectors import MISSING, in_state, numbers
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User

Reminding = Campaign.Reminding
DONE = "đã học xong hoặc không còn trong danh sách"


@transaction.atomic
def remind(*, campaign: Campaign) -> Announcement | None:
    """Remind everybody who is missing of the step whose turn it is; None when nobody is to be told.

    Whoever was told of this step before is not told again.
    """
    campaign = lock_campaign(campaign)
    today = timezone.localdate()
    step = _step(campaign, today)
    if step is None or step < 0:
        return None
    told = Reminder.objects.filter(campaign=campaign, step=step).values("learner")
    missing = in_state(campaign, MISSING).exclude(learner__in=told)
    people = list(missing.filter(learner__erased_at__isnull=True).values_list("learner", flat=True))
    number = campaign.course.number if campaign.course else None
    subject, text = texts.reminder(
        counts=campaign.counts, course_number=number, deadline=campaign.deadline, day=today
    )
    made = announcing.tell(
        about=f"{campaign.title}. {campaign.organisation}",
        kind=Announcement.Kind.AIM,
        subject=subject,
        text=text,
        learners=people,
    )
    if made:
        Reminder.objects.bulk_create(
            [
                Reminder(campaign=campaign, step=step, learner_id=pk, announcement=made)
                for pk in people
            ],
            batch_size=1_000,
        )
        audit.record(
            actor=None, action="campaigns.remind", target=campaign, step=step, people=len(people)
        )
    return made


def remind_all() -> list[Announcement]:
    """What is due today of all campaigns; a transaction a campaign, so killed it goes on."""
    letters.note_uncertain()
    open_now = Campaign.objects.open().filter(reminding=Reminding.ON)
    found = []
    for campaign in open_now.select_related("organisation", "responsible").order_by("pk"):
        if made := remind(campaign=campaign):
            found.append(made)
        _tell_responsible(campaign)
    return found


def objection(made: Announcement, learner_id: int) -> str:
    """Why somebody is not to be reminded by now after all, in words; nothing when they are."""
    reminders = Reminder.objects.filter(announcement=made).select_related("campaign")
    reminder = reminders.first()
    if reminder is None:
        return DONE
    campaign = reminder.campaign
    if campaign.reminding != Reminding.ON:
        return campaign.get_reminding_display()
    if not Campaign.objects.open().filter(pk=campaign.pk).exists():
        return "chiến dịch đã ký kết quả"
    missing = in_state(campaign, MISSING).filter(learner=learner_id)
    return "" if missing.exists() else DONE


@transaction.atomic
def set_reminding(*, campaign: Campaign, state: str, actor: User) -> Campaign:
    """Pause reminding, go on, or stop it for good. Twice is once.

    Raises DomainError when it is not theirs, or was stopped.
    """
    campaign = lock_campaign(campaign)
    check_may_lead(user=actor, campaign=campaign)
    if state not in Reminding.values:
        raise DomainError("Hãy chọn tạm dừng, nhắc tiếp hoặc thôi nhắc.")
    if campaign.reminding == state:
        return campaign
    if campaign.reminding == Reminding.STOPPED:
        raise DomainError("Chiến dịch đã thôi nhắc hẳn nên không nhắc tiếp được.")
    campaign.reminding = state
    campaign.save(update_fields=["reminding"])
    audit.record(actor=actor, action="campaigns.set_reminding", target=campaign, state=state)
    return campaign


@transaction.atomic
def send_again(*, campaign: Campaign, announcement: Announcement, actor: User) -> int:
    """What failed of a reminder waits once more, at a person's word; returns how many."""
    check_may_lead(user=actor, campaign=campaign)
    return announcing.try_failed(announcement=announcement, actor=actor)


def _step(campaign: Campaign, day: date) -> int | None:
    """The step whose turn it is; none while reminding rests or when the result is signed."""
    if campaign.reminding != Reminding.ON or campaign.sign_offs.standing().exists():
        return None
    return step_of(day, deadline=campaign.deadline, opened=campaign.opened_on, steps=campaign.steps)


def _tell_responsible(campaign: Campaign) -> None:
    """After the deadline: a letter to who answers for it, as long as they hold the office."""
    step, user = _step(campaign, timezone.localdate()), campaign.responsible
    if step is None or step >= 0 or not may_lead(user=user, campaign=campaign):
        return

    def compose() -> Words:
        found = numbers(campaign)
        link = settings.SITE_URL + reverse("campaigns:campaign", args=[campaign.pk])
        text = texts.overdue(
            title=campaign.title,
            roster=found.roster,
            done=found.done,
            missing=found.missing,
            reached=found.reached,
            link=link,
        )
        return Words("Chiến dịch đã hết hạn", text)

    letters.post(user=user, key=f"overdue:{campaign.pk}:{step}", compose=compose)
