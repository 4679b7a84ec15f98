"""The end of a class: who meets the rule and who misses what; close, and open again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from learners.classes.models import TrainingClass
from learners.classes.permissions import may_run, oversees
from learners.closing import rules, selectors, services
from lms.core import audit
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import StaffView


def _class(request: HttpRequest, pk: int) -> TrainingClass:
    found = selectors.class_seen(pk=pk, user=account_of(request))
    if found is None:
        raise Http404
    return found


class CloseView(StaffView):
    """Person by person what is met and what is missing, and the yes to closing."""

    gate = "may_teach"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class, user = _class(request, pk), account_of(request)
        audit.record(actor=user, action="closing.look", target=training_class)
        closing = selectors.standing_closing(training_class=training_class)
        rule = closing.rule if closing else selectors.rule_of_today()
        people = selectors.people_of(training_class=training_class, rule=rule)
        context = {
            "training_class": training_class,
            "closing": closing,
            "rule": rule,
            "words": rules.words(selectors.numbers_of(rule)),
            "met": [one for one in people if not one.missing],
            "others": [one for one in people if one.missing],
            "hours": selectors.hours_of(training_class=training_class) if closing else [],
            "may_close": not closing and may_run(user=user, training_class=training_class),
            "may_reopen": closing and oversees(user=user, training_class=training_class),
        }
        return render(request, "learners/closing/close.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            closing = services.close_class(
                training_class=_class(request, pk), actor=account_of(request)
            )
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            many = closing.counts["completed"]
            messages.success(request, f"Lớp đã kết thúc. {many} người vừa hoàn thành khóa học.")
        return redirect("closing:close", pk)


class ReopenView(StaffView):
    """An officer opens a closed class again, for a reason."""

    gate = "may_register"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("closing:close", _class(request, pk).pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class = _class(request, pk)
        try:
            services.reopen_class(
                training_class=training_class,
                reason=request.POST.get("ly-do", ""),
                actor=account_of(request),
            )
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect("closing:close", pk)
        messages.success(request, "Lớp đã mở lại. Kết quả và giấy đã cấp vẫn giữ nguyên.")
        return redirect("classes:class", pk)
