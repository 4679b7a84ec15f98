"""The officer's side: requests on the clocks of the law, and consents signed on paper."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from learners.people import consents
from learners.people.models import Consent, Learner
from learners.rights import clocks, erasing, services
from learners.rights.copies import copy_of
from learners.rights.forms import ConsentOnPaperForm, TakeForm, is_childs
from learners.rights.models import DataRequest
from learners.rights.selectors import OPEN, clock_of, days_off, requests_for
from lms.core import audit
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import FreshSignInMixin, RegistrarView, StaffView

SHOWN = 200


class ListView(StaffView):
    """The requests of one's people: what is overdue or due first stands on top."""

    def get(self, request: HttpRequest) -> HttpResponse:
        ended = request.GET.get("xem") == "xong"
        rows = list(requests_for(account_of(request), ended=ended)[: SHOWN + 1])
        today = timezone.localdate()
        off = days_off(min((row.reply_due_on for row in rows), default=today))
        clocked = [(row, clock_of(row, today, off)) for row in rows[:SHOWN]]
        audit.record(
            actor=account_of(request), action="rights.look_list", target="requests", rows=len(rows)
        )
        context = {
            "rows": clocked,
            "more": len(rows) > SHOWN,
            "ended": ended,
            "overdue": sum(bool(clock and clock.overdue) for _, clock in clocked),
        }
        return render(request, "learners/rights/requests.html", context)


class RequestView(StaffView):
    """One request: who, what, until when; and what can be done about it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        asked = self._asked(pk)
        audit.record(actor=account_of(request), action="rights.look", target=asked.learner)
        return self._show(asked)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.scope.may_register:
            raise PermissionDenied
        asked = self._asked(pk)
        try:
            said = _ACTS.get(request.POST.get("act", ""), _nothing)(asked, request)
        except DomainError as error:
            asked.refresh_from_db()
            return self._show(asked, error.message, status=422)
        messages.success(request, said)
        return redirect("requests:request", pk=pk)

    def _asked(self, pk: int) -> DataRequest:
        seen = DataRequest.objects.visible_to(account_of(self.request))
        rows = seen.select_related("learner__commune", "taken_by", "handled_by")
        return get_object_or_404(rows, pk=pk)

    def _show(self, asked: DataRequest, problem: str = "", status: int = 200) -> HttpResponse:
        today = timezone.localdate()
        standing = consents.standing_purposes(learner=asked.learner)
        context = {
            "asked": asked,
            "learner": asked.learner,
            "clock": clock_of(asked, today, days_off(asked.reply_due_on)),
            "open": asked.state in OPEN,
            "may_change": self.scope.may_register,
            "most_days": clocks.LONGEST_EXTENSION[asked.kind],
            "purposes": [p for p in Consent.Purpose if p.value in standing],
            "waiting": erasing.waiting(learner=asked.learner),
            "typed": self.request.POST,
            "problem": problem,
        }
        return render(self.request, "learners/rights/request.html", context, status=status)


def _nothing(asked: DataRequest, request: HttpRequest) -> str:
    raise DomainError("Hãy chọn một việc để làm.")


def _reply(asked: DataRequest, request: HttpRequest) -> str:
    services.reply(asked=asked, answer=_typed(request, "answer"), actor=account_of(request))
    return "Đã ghi câu trả lời; người yêu cầu thấy ở trang Dữ liệu của tôi."


def _extend(asked: DataRequest, request: HttpRequest) -> str:
    days = _typed(request, "days")
    asked = services.extend(
        asked=asked,
        days=int(days) if days.isdecimal() and len(days) < 4 else 0,
        reason=_typed(request, "reason"),
        actor=account_of(request),
    )
    return f"Đã gia hạn đến hết ngày {asked.due_on:%d/%m/%Y}."


def _finish(asked: DataRequest, request: HttpRequest) -> str:
    answer, actor = _typed(request, "answer"), account_of(request)
    if asked.kind == DataRequest.Kind.WITHDRAW:
        purposes = request.POST.getlist("purpose")
        services.stop(asked=asked, purposes=purposes, answer=answer, actor=actor)
    else:
        services.finish(asked=asked, answer=answer, actor=actor)
    return "Đã ghi là làm xong."


def _refuse(asked: DataRequest, request: HttpRequest) -> str:
    services.refuse(asked=asked, reason=_typed(request, "reason"), actor=account_of(request))
    return "Đã từ chối, kèm lý do."


def _erase(asked: DataRequest, request: HttpRequest) -> str:
    erasing.ask_erasure(asked=asked, reason=_typed(request, "reason"), actor=account_of(request))
    return "Đã xin người thứ hai đồng ý. Chưa có gì bị xóa."


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")[:1_000].strip()


_ACTS = {
    "reply": _reply,
    "extend": _extend,
    "finish": _finish,
    "refuse": _refuse,
    "erase": _erase,
}


class CopyView(FreshSignInMixin, RegistrarView):
    """All that is kept about somebody who asked for it, to hand over; signed in anew."""

    def post(self, request: HttpRequest, pk: int) -> FileResponse:
        actor = account_of(request)
        seen = DataRequest.objects.visible_to(actor).filter(kind=DataRequest.Kind.COPY)
        asked = get_object_or_404(seen.filter(state__in=OPEN).select_related("learner"), pk=pk)
        audit.record(actor=actor, action="rights.hand_copy", target=asked.learner, request=asked.pk)
        name = f"du-lieu-yeu-cau-{asked.pk}.zip"
        return FileResponse(copy_of(asked.learner), as_attachment=True, filename=name)


class PersonView(RegistrarView):
    """A form about somebody of one's own people."""

    template = ""

    def person(self, pk: int) -> Learner:
        """Whom it is about; who may not see them learns nothing."""
        people = Learner.objects.standing().visible_to(account_of(self.request))
        return get_object_or_404(people.select_related("commune"), pk=pk)

    def look(self, learner: Learner) -> None:
        """Each look is written down."""
        audit.record(actor=account_of(self.request), action="people.open", target=learner)

    def show(self, learner: Learner, status: int = 200, **context: Any) -> HttpResponse:
        """The form again, or for the first time."""
        context |= {"learner": learner}
        return render(self.request, self.template, context, status=status)


class TakeView(PersonView):
    """Take a request in for somebody who came to the counter or wrote."""

    template = "learners/rights/take_request.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        learner = self.person(pk)
        self.look(learner)
        return self.show(learner, form=TakeForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        learner, form = self.person(pk), TakeForm(request.POST)
        if form.is_valid():
            try:
                asked = services.receive(
                    learner=learner, actor=account_of(request), **form.cleaned_data
                )
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                return redirect("requests:request", pk=asked.pk)
        return self.show(learner, status=422, form=form)


class PaperConsentView(PersonView):
    """Record a consent that was signed on a sheet, or one that was taken back at the counter."""

    template = "learners/rights/paper_consent.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        learner = self.person(pk)
        self.look(learner)
        return self._form(learner, ConsentOnPaperForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        learner, actor = self.person(pk), account_of(request)
        withdrawn = request.POST.get("withdraw", "")
        if withdrawn in Consent.Purpose:
            consents.withdraw(learner=learner, purpose=withdrawn, actor=actor)
            messages.success(request, "Đã ghi việc rút lại sự đồng ý, có hiệu lực ngay.")
            return redirect("requests:paper_consent", pk=pk)
        form = ConsentOnPaperForm(request.POST)
        if not form.is_valid():
            return self._form(learner, form, 422)
        try:
            consents.give(learner=learner, actor=actor, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
            return self._form(learner, form, 422)
        messages.success(request, "Đã ghi sự đồng ý trên giấy.")
        return redirect("requests:paper_consent", pk=pk)

    def _form(self, learner: Learner, form: ConsentOnPaperForm, status: int = 200) -> HttpResponse:
        return self.show(
            learner,
            status=status,
            form=form,
            asks_guardian=is_childs(learner),
            texts=list(consents.current_texts().values()),
            standing=learner.consents.filter(withdrawn_at__isnull=True).order_by("given_at"),
        )
