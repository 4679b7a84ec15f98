"""Reminders of a campaign: the ladder, what was sent and what failed; pause, go on, stop."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from learners.announcing import selectors as announcing
from learners.announcing.models import Announcement, Delivery
from learners.campaigns import reminding, selectors
from learners.campaigns.ladder import days_of
from learners.campaigns.models import Campaign, Reminder
from learners.campaigns.views.base import CampaignView
from lms.core import audit, jobs
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.tasks import ring


class RemindersView(CampaignView):
    """The ladder with its days, and what came of each reminder."""

    template = "learners/campaigns/reminders.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.campaign_of(pk)
        return self.page(
            request,
            campaign,
            steps=days_of(campaign.steps, campaign.deadline),
            sent=selectors.reminders_of(campaign),
            letters=selectors.letters_of(campaign),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign, state = self.campaign_of(pk), request.POST.get("action", "")
        try:
            reminding.set_reminding(campaign=campaign, state=state, actor=account_of(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            said = Campaign.Reminding(state).label.capitalize()
            messages.success(request, f"{said}.")
        return redirect("campaigns:reminders", pk)


class ReminderView(CampaignView):
    """One reminder: the words, to whom it went, what failed; and once more for what failed."""

    template = "learners/campaigns/reminder.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        made, campaign = self._found(pk)
        state, after = request.GET.get("xem", ""), request.GET.get("sau", "")
        rows, next_key = announcing.log_page(announcement=made, state=state, after=after)
        audit.record(
            actor=account_of(request),
            action="campaigns.look_reminders",
            target=campaign,
            rows=len(rows),
        )
        lines = announcing.result_of(made)
        context: dict[str, Any] = {
            "made": made,
            "lines": lines,
            "rows": rows,
            "next_key": next_key,
            "first": not after,
            "state": state,
            "states": Delivery.State.choices,
            "reached": announcing.told_people(made),
            "untold": announcing.untold(made),
            "failed": sum(line.failed for line in lines),
        }
        return self.page(request, campaign, **context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        made, campaign = self._found(pk)
        try:
            many = reminding.send_again(
                campaign=campaign, announcement=made, actor=account_of(request)
            )
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("campaigns:reminder", pk)
        made.refresh_from_db()
        if jobs.is_open(made.job) and made.job:
            ring(made.job)
        messages.success(request, f"Đang gửi lại cho {many} lượt chưa gửi được.")
        return redirect("campaigns:reminder", pk)

    def _found(self, pk: int) -> tuple[Announcement, Campaign]:
        """A reminder of a campaign that may be seen."""
        reminder = Reminder.objects.filter(announcement=pk).select_related("announcement__job")
        first = reminder.first()
        if first is None:
            raise Http404
        return first.announcement, self.campaign_of(first.campaign_id)
