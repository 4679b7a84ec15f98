"""A slip of paper that opens a record: made by staff, typed in by the person."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from learners.people import claims
from learners.people.models import Learner
from learners.people.selectors import learner_of
from learners.rights.claiming import claim_by_slip
from learners.rights.forms import ClaimForm, CodeForm
from lms.core import audit
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import RegistrarView


class MakeSlipView(RegistrarView):
    """Make a slip for somebody who has no account, to print and hand over; the code shows once."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        learner = self._person(pk)
        audit.record(actor=account_of(request), action="people.open", target=learner)
        return render(request, "learners/rights/make_slip.html", {"learner": learner})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        learner = self._person(pk)
        context: dict[str, object] = {"learner": learner, "days": claims.SLIP_LIVES.days}
        try:
            slip = claims.make_slip(learner=learner, actor=account_of(request))
        except DomainError as error:
            context["problem"] = error.message
            return render(request, "learners/rights/make_slip.html", context, status=409)
        context["groups"] = slip.split("-")
        return render(request, "learners/rights/slip.html", context)

    def _person(self, pk: int) -> Learner:
        people = Learner.objects.standing().visible_to(account_of(self.request))
        return get_object_or_404(people.select_related("commune"), pk=pk)


@method_decorator(never_cache, name="dispatch")
class ClaimView(LoginRequiredMixin, View):
    """I was handed a slip: the code first, then, for somebody new, the consents."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._ask(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        code = CodeForm(request.POST)
        if not code.is_valid():
            return self._ask(code, 422)
        try:
            return self._go_on(request, code.cleaned_data["ma"])
        except DomainError as error:
            code.add_error("ma", error.message)
            return self._ask(code, 422)

    def _go_on(self, request: HttpRequest, code: str) -> HttpResponse:
        user, own = account_of(request), learner_of(request.user)
        slip = claims.open_slip(typed=code, user=user)
        sent = "consents" in request.POST
        form = ClaimForm(slip, request.POST if sent else None, initial={"ma": code})
        if not sent or (own is None and not form.is_valid()):
            context = {"form": form, "own": own, "record": slip.learner, "code": code}
            status = 422 if sent else 200
            return render(request, "learners/rights/claim_record.html", context, status=status)
        claim_by_slip(
            user=user,
            typed=code,
            consents=form.consents() if own is None else [],
            guardian_name="" if own else form.cleaned_data["guardian_name"],
            actor=user,
        )
        messages.success(request, "Hồ sơ này là của bạn rồi. Kết quả học trong đó được giữ nguyên.")
        return redirect("rights:mine")

    def _ask(self, form: CodeForm, status: int = 200) -> HttpResponse:
        return render(self.request, "learners/rights/claim.html", {"form": form}, status=status)
