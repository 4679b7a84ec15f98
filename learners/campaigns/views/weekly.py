"""The weekly summary: one switch for an officer, and the way out for whoever got the letter."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from learners.campaigns import summaries, weekly
from learners.campaigns.models import Letter, Subscription
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import StaffView


class SwitchView(StaffView):
    """Whether one gets the letter, where to, and how it would read today."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user = account_of(request)
        text = summaries.letter(weekly.summary_of(user), home="…", stop="…")
        context = {
            "address": weekly.address_of(user),
            "asked": Subscription.objects.filter(user=user).first(),
            "preview": text,
            "last": Letter.objects.filter(user=user, key__startswith="weekly:").last(),
        }
        return render(request, "learners/campaigns/weekly.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        user = account_of(request)
        try:
            if request.POST.get("action") == "on":
                weekly.subscribe(user=user)
                messages.success(request, "Đã bật. Sáng thứ Hai tới bạn sẽ nhận bản tin.")
            else:
                weekly.unsubscribe(user=user)
                messages.success(request, "Đã tắt bản tin tuần.")
        except DomainError as refusal:
            messages.error(request, refusal.message)
        return redirect("weekly:switch")


@method_decorator(csrf_exempt, name="dispatch")
class StopView(View):
    """The link in the letter: a button, and no login; a mail program sends the form by itself.

    The signed code in the address is the right to do just this, so no other token is asked for.
    """

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self._page(request, code, done=False)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        return self._page(request, code, done=True)

    def _page(self, request: HttpRequest, code: str, *, done: bool) -> HttpResponse:
        user = weekly.user_of(code=code)
        if user is None:
            raise Http404
        if done:
            weekly.unsubscribe(user=user)
        response = render(request, "learners/campaigns/weekly_stop.html", {"done": done})
        response["Cache-Control"] = "private, no-store"
        return response
