"""What looks odd about classes, beside its evidence; and the people who are called back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from learners.flags import selectors, services
from learners.flags.forms import CallForm, DecisionForm
from learners.flags.models import CallBack, Flag
from learners.flags.permissions import may_call, may_decide
from learners.people.selectors import commune_names
from lms.core import audit
from lms.core.access import Scope, account_of
from lms.core.errors import DomainError
from lms.core.staff import StaffView


class ListView(StaffView):
    """Flags of one's scope: those that wait, the newest first, or what is asked for."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user, filters = account_of(request), selectors.filters_of(request.GET)
        after = request.GET.get("sau", "")
        rows, next_key = selectors.flags_page(user=user, filters=filters, after=after)
        audit.record(
            actor=user, action="flags.look", target=filters.commune or "flags", rows=len(rows)
        )
        waiting = selectors.open_flags(user=user)
        context = {
            "rows": rows,
            "next_key": next_key,
            "first": not after,
            "filters": filters,
            "kinds": [(one.value, one.label, waiting.get(one.value, 0)) for one in Flag.Kind],
            "states": Flag.State.choices,
            "communes": _communes(self.scope),
            "waiting": sum(waiting.values()),
        }
        return render(request, "learners/flags/list.html", context)


class FlagView(StaffView):
    """One flag with its evidence, and what an officer says to it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        flag = _flag(request, pk)
        audit.record(actor=account_of(request), action="flags.open", target=flag)
        return self._page(request, flag, DecisionForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        flag, form = _flag(request, pk), DecisionForm(request.POST)
        if not form.is_valid():
            return self._page(request, flag, form, status=422)
        try:
            services.decide(flag=flag, actor=account_of(request), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._page(request, flag, form, status=422)
        messages.success(request, "Đã ghi kết luận. Máy không tự làm gì thêm với ai.")
        return redirect("flags:flag", pk)

    def _page(
        self, request: HttpRequest, flag: Flag, form: DecisionForm, status: int = 200
    ) -> HttpResponse:
        waits = flag.state == Flag.State.OPEN
        context = {
            "flag": flag,
            "form": form,
            "evidence": selectors.evidence_of(flag, user=account_of(request)),
            "may_decide": waits and may_decide(user=account_of(request), flag=flag),
        }
        return render(request, "learners/flags/flag.html", context, status=status)


class CallsView(StaffView):
    """Who is to be called back, and what came of it class by class."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user, after = account_of(request), request.GET.get("sau", "")
        state = request.GET.get("ket-qua", "")
        state = state if state in CallBack.Result.values else ""
        calls, next_key = selectors.calls_page(user=user, state=state, after=after)
        audit.record(actor=user, action="flags.look_at_calls", target="flags", rows=len(calls))
        context = {
            "calls": calls,
            "next_key": next_key,
            "first": not after,
            "state": state,
            "results": CallBack.Result.choices[1:],
            "rates": selectors.rates(user=user),
        }
        return render(request, "learners/flags/calls.html", context)


class CallView(StaffView):
    """One person: name and phone for whoever calls, and what they said."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        call = _call(request, pk)
        audit.record(actor=account_of(request), action="flags.open_call", target=call)
        return self._page(request, call, CallForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        call, form = _call(request, pk), CallForm(request.POST)
        if not form.is_valid():
            return self._page(request, call, form, status=422)
        try:
            services.record_call(call=call, actor=account_of(request), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._page(request, call, form, status=422)
        messages.success(request, "Đã ghi kết quả cuộc gọi.")
        return redirect("flags:callbacks")

    def _page(
        self, request: HttpRequest, call: CallBack, form: CallForm, status: int = 200
    ) -> HttpResponse:
        theirs = may_call(user=account_of(request), call=call)
        agreed = call.may_contact  # type: ignore[attr-defined]  # annotated by the selector
        context = {
            "call": call,
            "form": form,
            "may_call": theirs and call.result in (CallBack.Result.WAITING, "not_reached"),
            "phone": call.learner.phone if theirs and agreed else "",
            "agreed": agreed,
        }
        return render(request, "learners/flags/call.html", context, status=status)


def _flag(request: HttpRequest, pk: int) -> Flag:
    found = selectors.flag_seen(pk=pk, user=account_of(request))
    if found is None:
        raise Http404  # what one may not see is not known to exist
    return found


def _call(request: HttpRequest, pk: int) -> Any:
    found = selectors.call_seen(pk=pk, user=account_of(request))
    if found is None:
        raise Http404
    return found


def _communes(scope: Scope) -> dict[str, str]:
    """What the field of places offers: nothing to choose where there is one."""
    names = commune_names()
    if not scope.whole_province:
        names = {code: names[code] for code in names if code in scope.places}
    return names if len(names) > 1 else {}
