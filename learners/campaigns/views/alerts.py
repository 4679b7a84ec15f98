"""Alerts of one's scope, and what was done about them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from learners.campaigns import noting
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import StaffView


class AlertsView(StaffView):
    """What to look at today, with a place to say what was done."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        key, words = request.POST.get("ve", "")[:80], request.POST.get("da-lam", "")
        try:
            noting.note(key=key, words=words, actor=account_of(request))
        except DomainError as refusal:
            told = {"problem": refusal.message, "key": key, "typed": words}
            return self._page(request, status=422, **told)
        messages.success(request, "Đã ghi việc đã làm.")
        return redirect("alerts:list")

    def _page(self, request: HttpRequest, status: int = 200, **told: str) -> HttpResponse:
        user, kind = account_of(request), request.GET.get("loai", "")
        rows = noting.shown(user=user)
        kinds: dict[str, tuple[str, int]] = {}
        for row in rows:
            title, many = kinds.get(row.alert.kind, (row.alert.title, 0))
            kinds[row.alert.kind] = (title, many + 1)
        context = {
            "rows": [row for row in rows if kind not in kinds or row.alert.kind == kind],
            "kinds": [(code, title, many) for code, (title, many) in kinds.items()],
            "kind": kind,
            "may_note": self.scope.may_register,
            "notes": noting.last_notes(user=user),
        }
        return render(request, "learners/campaigns/alerts.html", context | told, status=status)
