"""The people of a campaign: who is missing and who is done, bringing them in, taking them out."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from learners.campaigns import rosters, selectors
from learners.campaigns.filters import read_filters
from learners.campaigns.forms import LeaveForm
from learners.campaigns.models import Campaign, Member
from learners.campaigns.selectors import STATES
from learners.campaigns.views.base import CampaignView, LeadView
from learners.imports.forms import ACCEPTED
from learners.people.listing import Filters, register_page
from lms.core import audit
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.tasks import ring


class PeopleView(CampaignView):
    """Who is missing, done or gone, in register order; each look is recorded."""

    template = "learners/campaigns/people.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.campaign_of(pk)
        (state, unit), key = read_filters(request.GET), request.GET.get("sau", "")
        rows, next_key = selectors.page_of(campaign=campaign, state=state, unit=unit, key=key)
        audit.record(
            actor=account_of(request),
            action="campaigns.look",
            target=campaign,
            rows=len(rows),
            state=state,
        )
        return self.page(
            request,
            campaign,
            rows=rows,
            next_key=next_key,
            first=not key,
            state=state,
            states=STATES,
            unit=unit,
            units=selectors.units_of(campaign),
            numbers=selectors.numbers(campaign),
        )


class AddView(LeadView):
    """Three ways in: the whole organisation, a list, or picked ones."""

    template = "learners/campaigns/add.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self.campaign_of(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        campaign = self.campaign_of(pk)
        try:
            match request.POST.get("action"):
                case "register":
                    return self._added(campaign, self._take_register(campaign))
                case "pick":
                    return self._added(campaign, self._pick(campaign))
                case _:
                    return self._hand_in(campaign)
        except DomainError as refusal:
            return self._show(request, campaign, problem=refusal.message, status=422)

    def _take_register(self, campaign: Campaign) -> int:
        return rosters.take_register(campaign=campaign, actor=account_of(self.request))

    def _pick(self, campaign: Campaign) -> int:
        typed = self.request.POST.getlist("nguoi")
        keys = [int(one) for one in typed if one.isascii() and one.isdecimal() and len(one) < 19]
        return rosters.pick(campaign=campaign, learners=keys, actor=account_of(self.request))

    def _added(self, campaign: Campaign, many: int) -> HttpResponse:
        said = (
            f"Đã đưa thêm {many} người vào chiến dịch." if many else "Không có ai mới để đưa vào."
        )
        messages.success(self.request, said)
        return redirect("campaigns:people", campaign.pk)

    def _hand_in(self, campaign: Campaign) -> HttpResponse:
        file = self.request.FILES.get("file")
        if file is None or isinstance(file, list):
            raise DomainError("Hãy chọn tệp danh sách trên máy của bạn.")
        brought = rosters.hand_in(
            campaign=campaign,
            file=file,
            file_name=file.name or "",
            actor=account_of(self.request),
        )
        if brought.list.job:
            ring(brought.list.job)
        return redirect("imports:stand", brought.list_id)

    def _show(
        self, request: HttpRequest, campaign: Campaign, problem: str = "", status: int = 200
    ) -> HttpResponse:
        """The page; when a name was typed, who of one's scope is called so."""
        text, user = request.GET.get("tim", "")[:80].replace("\x00", ""), account_of(request)
        found: list[Any] = []
        if text.strip():
            found = register_page(user=user, filters=Filters(text=text)).rows
            audit.record(actor=user, action="campaigns.look", target=campaign, rows=len(found))
        inside = set(
            campaign.members.filter(
                learner__in=[one.pk for one in found], left_on__isnull=True
            ).values_list("learner", flat=True)
        )
        return self.page(
            request,
            campaign,
            status,
            text=text,
            found=[(one, one.pk in inside) for one in found],
            accept=ACCEPTED,
            problem=problem,
            match=selectors.match_of(campaign),
        )


class MemberView(LeadView):
    """Take somebody out for a reason, or bring them back."""

    template = "learners/campaigns/member.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(request, self.member_of(pk), LeaveForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        member, user = self.member_of(pk), account_of(request)
        form = LeaveForm(request.POST)
        try:
            if request.POST.get("action") == "back":
                rosters.bring_back(member=member, actor=user)
                messages.success(request, "Đã đưa người này trở lại danh sách.")
                return redirect("campaigns:people", member.campaign_id)
            if not form.is_valid():
                return self._show(request, member, form, status=422)
            rosters.take_out(member=member, reason=form.cleaned_data["reason"], actor=user)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._show(request, member, form, status=422)
        messages.success(request, "Đã đưa người này ra khỏi danh sách. Dòng này vẫn xem lại được.")
        return redirect("campaigns:people", member.campaign_id)

    def member_of(self, pk: int) -> Member:
        """Somebody of a campaign that is theirs to lead."""
        found = Member.objects.select_related("learner__organisation", "left_by").filter(pk=pk)
        member = found.first()
        if member is None:
            raise Http404
        member.campaign = self.campaign_of(member.campaign_id)
        return member

    def _show(
        self, request: HttpRequest, member: Member, form: LeaveForm, status: int = 200
    ) -> HttpResponse:
        audit.record(
            actor=account_of(request), action="campaigns.look", target=member.campaign, rows=1
        )
        return self.page(request, member.campaign, status, member=member, form=form)
