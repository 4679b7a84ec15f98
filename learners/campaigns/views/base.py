"""What the screens of one campaign share."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from learners.campaigns import selectors
from learners.campaigns.models import Campaign
from learners.campaigns.permissions import may_lead, may_reopen, may_sign
from lms.core.access import account_of
from lms.core.staff import StaffView


class CampaignView(StaffView):
    """A screen of one campaign; one that may not be seen is not known to exist."""

    template = ""

    def campaign_of(self, pk: int) -> Campaign:
        """The campaign of the address."""
        found = selectors.campaign_seen(pk=pk, user=account_of(self.request))
        if found is None:
            raise Http404
        return found

    def page(
        self, request: HttpRequest, campaign: Campaign, status: int = 200, **context: object
    ) -> HttpResponse:
        """The template, with what each of these screens shows."""
        user = account_of(request)
        signed = campaign.sign_offs.standing().select_related("signed_by").first()
        shared = {
            "campaign": campaign,
            "signed": signed,
            "may_lead": may_lead(user=user, campaign=campaign) and not signed,
            "may_sign": may_sign(user=user, campaign=campaign) and not signed,
            "may_reopen": bool(signed) and may_reopen(user=user),
        }
        return render(request, self.template, shared | context, status=status)


class LeadView(CampaignView):
    """A screen that changes a campaign: auditors are refused, others do not know of it."""

    gate = "may_register"

    def campaign_of(self, pk: int) -> Campaign:
        """Only one that is theirs to lead."""
        found = super().campaign_of(pk)
        if not may_lead(user=account_of(self.request), campaign=found):
            raise Http404
        return found
