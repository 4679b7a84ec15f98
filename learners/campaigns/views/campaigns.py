"""Campaigns: the list, a new one, one with its numbers, setting it right, signing its result."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from learners.campaigns import selectors, services, signing
from learners.campaigns.forms import AimForm, CampaignForm, as_typed
from learners.campaigns.ladder import days_of
from learners.campaigns.models import Campaign
from learners.campaigns.views.base import CampaignView, LeadView
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.staff import FreshSignInMixin, RegistrarView, StaffView


class ListView(StaffView):
    """The campaigns of one's scope, the newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        after = request.GET.get("sau", "")
        rows, next_key = selectors.campaigns_page(user=account_of(request), after=after)
        scope = self.scope
        context = {
            "rows": rows,
            "next_key": next_key,
            "first": not after,
            "may_open": scope.may_register and (scope.whole_province or scope.organisations),
            "has_scope": scope.whole_province or scope.organisations,
        }
        return render(request, "learners/campaigns/list.html", context)


class OpenView(RegistrarView):
    """A new campaign."""

    def keep_out(self, request: HttpRequest) -> HttpResponseBase | None:
        """Officers of a commune have no agency to open one for."""
        if not (self.scope.whole_province or self.scope.organisations):
            raise PermissionDenied
        return super().keep_out(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, CampaignForm(user=account_of(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        user = account_of(request)
        form = CampaignForm(request.POST, user=user)
        if not form.is_valid():
            return self._page(request, form, status=422)
        said = form.cleaned_data
        try:
            campaign = services.open_campaign(
                organisation=said["organisation"],
                counts=said["counts"],
                course=said["course"],
                aim=form.aim(),
                actor=user,
            )
        except DomainError as refusal:
            form.add_error(None, as_validation_error(refusal))
            return self._page(request, form, status=422)
        messages.success(request, "Đã mở chiến dịch. Bước tiếp theo: đưa danh sách người vào.")
        return redirect("campaigns:add", campaign.pk)

    def _page(self, request: HttpRequest, form: CampaignForm, status: int = 200) -> HttpResponse:
        return render(request, "learners/campaigns/open.html", {"form": form}, status=status)


class OneView(CampaignView):
    """A campaign with its numbers, how its lists were matched, and its results."""

    template = "learners/campaigns/campaign.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.campaign_of(pk)
        return self.page(
            request,
            campaign,
            numbers=selectors.numbers(campaign),
            match=selectors.match_of(campaign),
            steps=days_of(campaign.steps, campaign.deadline),
            results=list(campaign.sign_offs.select_related("signed_by", "reopened_by")),
        )


class ChangeView(LeadView):
    """Set the goal right."""

    template = "learners/campaigns/change.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.campaign_of(pk)
        form = AimForm(user=account_of(request), initial=as_typed(campaign))
        return self.page(request, campaign, form=form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign, user = self.campaign_of(pk), account_of(request)
        form = AimForm(request.POST, user=user)
        if not form.is_valid():
            return self.page(request, campaign, form=form, status=422)
        try:
            services.change_aim(campaign=campaign, aim=form.aim(), actor=user)
        except DomainError as refusal:
            form.add_error(None, as_validation_error(refusal))
            return self.page(request, campaign, form=form, status=422)
        messages.success(request, "Đã ghi.")
        return redirect("campaigns:campaign", pk)


class SignView(FreshSignInMixin, CampaignView):
    """The result as it would be frozen, and the signature of who answers for it."""

    template = "learners/campaigns/sign.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self.campaign_of(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.campaign_of(pk)
        try:
            signing.sign_off(campaign=campaign, actor=account_of(request))
        except DomainError as refusal:
            return self._show(request, campaign, problem=refusal.message, status=422)
        messages.success(request, "Đã ký kết quả. Từ nay chiến dịch không đổi được nữa.")
        return redirect("campaigns:campaign", pk)

    def _show(
        self, request: HttpRequest, campaign: Campaign, problem: str = "", status: int = 200
    ) -> HttpResponse:
        numbers = selectors.numbers(campaign)
        return self.page(request, campaign, status, numbers=numbers, problem=problem)


class ReopenView(FreshSignInMixin, CampaignView):
    """An officer of the province opens a signed campaign again, for a reason."""

    template = "learners/campaigns/reopen.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(request, self.campaign_of(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign, reason = self.campaign_of(pk), request.POST.get("ly-do", "")
        try:
            signing.reopen(campaign=campaign, reason=reason, actor=account_of(request))
        except DomainError as refusal:
            told = {"problem": refusal.message, "reason": reason}
            return self.page(request, campaign, 422, **told)
        messages.success(request, "Đã mở lại. Kết quả đã ký vẫn giữ để xem.")
        return redirect("campaigns:campaign", pk)
