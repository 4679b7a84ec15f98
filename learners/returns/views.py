"""Monthly returns on screen: who has sent what, one return with its acts, and its files."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from learners.paper.month import Month, month_from
from learners.returns import selectors, services
from learners.returns.content import NUMBERS
from learners.returns.document import draw_return
from learners.returns.exports import file_name
from learners.returns.forms import CorrectForm, SendBackForm, WordsForm
from learners.returns.models import Return
from learners.returns.permissions import may, may_correct, may_draft, may_lock
from learners.returns.states import Act
from lms.core import audit
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import FreshSignInMixin, StaffView


class ListView(StaffView):
    """All communes of a month; for an officer of one commune, its last twelve months."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user = account_of(request)
        seen = selectors.overview(user=user, asked=request.GET)
        rows, month = seen.rows, seen.month
        context = {
            "month": month,
            "before": month.shifted(-1),
            "after": month.shifted(1) if month < selectors.this_month() else None,
            "alone": seen.alone,
            "rows": [
                (row, may_draft(user=user, area=row.area))
                for row in selectors.narrowed(rows, seen.choice)
            ],
            "numbers": [
                (words, len(selectors.narrowed(rows, code)))
                for code, words in selectors.CHOICES.items()
            ],
            "total": len(rows),
            "sees_any": seen.sees_any,
            "choice": seen.choice,
            "choices": selectors.CHOICES,
            "may_draft_all": may_lock(user=user) and any(not row.report for row in rows),
            "due": rows[0].due if rows else None,
        }
        return render(request, "learners/returns/list.html", context)


class DraftView(StaffView):
    """Opens the return of one commune (`xa`), or of all that have none yet."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("returns:list")

    def post(self, request: HttpRequest) -> HttpResponse:
        user, month = account_of(request), month_from(request.POST.get("thang", ""))
        areas, code = selectors.areas_seen(user=user), request.POST.get("xa", "")
        if code:
            areas = areas.filter(pk=code) if code.isdecimal() else areas.none()
            if not areas:
                raise Http404
        try:
            new = services.draft(month=month, areas=areas, actor=user)
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect(f"{reverse('returns:list')}?thang={month}")
        if code:
            return redirect("returns:return", _drafted(code, month).pk)
        messages.success(request, f"Đã mở {new} bản nháp. Số liệu đã điền sẵn.")
        return redirect(f"{reverse('returns:list')}?thang={month}")


class _OneView(StaffView):
    """A screen about one return, as far as it may be seen."""

    def report(self, pk: int) -> Return:
        found = selectors.report_seen(pk=pk, user=account_of(self.request))
        if found is None:
            raise Http404  # what one may not see is not known to exist
        return found

    def page(self, report: Return, *, status: int = 200, **forms: Any) -> HttpResponse:
        """The return with everything that this person may do to it."""
        user = account_of(self.request)
        shown = selectors.shown(report)
        versions = list(selectors.versions_of(report))
        newest = versions[-1] == report
        again = selectors.recount(said=shown.said) if shown.sha256 and newest else {}
        words = {"difficulties": report.difficulties, "proposals": report.proposals}
        context = {
            "report": report,
            "shown": shown,
            "said": shown.said,
            "seen": shown.said.sha256,
            "differing": [
                (line, again[line.code]) for line in shown.said.lines if line.code in again
            ],
            "headings": NUMBERS.values(),
            "versions": versions,
            "next_number": report.number + 1,
            "sent_back_with": shown.last_words,
            "may": {act.value: may(user=user, report=report, act=act) for act in Act},
            "may_count": report.is_open and may_draft(user=user, area=report.area),
            "may_correct": newest and may_correct(user=user, report=report),
            "is_over": selectors.is_over(report.period),
            "words_form": WordsForm(initial=words),
            "back_form": SendBackForm(auto_id="tra_%s"),
            "correct_form": CorrectForm(auto_id="dinh_%s"),
            **forms,
        }
        return render(self.request, "learners/returns/return.html", context, status=status)


class ReturnView(_OneView):
    """One return; whoever writes its words sends them here."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(self.report(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report, form = self.report(pk), WordsForm(request.POST)
        if not form.is_valid():
            return self.page(report, words_form=form, form=form, status=422)
        try:
            services.word(report=report, actor=account_of(request), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self.page(report, words_form=form, form=form, status=422)
        messages.success(request, "Đã ghi lời của xã, phường.")
        return redirect("returns:return", pk)


class _ActView(_OneView):
    """A button of the page of a return; a refusal shows the page again, with what was typed."""

    done: ClassVar[str]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("returns:return", self.report(pk).pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.report(pk)
        try:
            after = self.act(report, request.POST.get("da-xem", ""))
        except DomainError as refusal:
            return self.page(self.report(pk), status=422, problem=refusal.message, **self.typed())
        messages.success(request, self.done)
        return redirect("returns:return", after.pk)

    def act(self, report: Return, seen: str) -> Return:
        """Does it; gives the return to go on with."""
        raise NotImplementedError

    def typed(self) -> dict[str, Any]:
        """The form with what was typed."""
        return {}


class CountView(_ActView):
    """Counts the end of the month anew."""

    done = "Đã đếm lại từ sổ gốc."

    def act(self, report: Return, seen: str) -> Return:
        services.count_again(report=report, actor=account_of(self.request))
        return report


class SignView(FreshSignInMixin, _ActView):
    """An officer of the commune signs off."""

    done = "Đã ký gửi. Bản đã ký được giữ nguyên, giờ gửi đã ghi lại."

    def act(self, report: Return, seen: str) -> Return:
        return services.sign(report=report, seen=seen, actor=account_of(self.request))


class SendBackView(_ActView):
    """Whoever checks gives it back, in words."""

    done = "Đã trả lại cho xã, phường."

    def act(self, report: Return, seen: str) -> Return:
        words = self.request.POST.get("words", "")
        actor = account_of(self.request)
        return services.send_back(report=report, seen=seen, words=words, actor=actor)

    def typed(self) -> dict[str, Any]:
        return {"back_form": SendBackForm(self.request.POST, auto_id="tra_%s")}


class AcceptView(_ActView):
    """Whoever checks finds it right."""

    done = "Đã chấp nhận. Cán bộ tỉnh khóa là xong."

    def act(self, report: Return, seen: str) -> Return:
        return services.accept(report=report, seen=seen, actor=account_of(self.request))


class LockView(FreshSignInMixin, _ActView):
    """The province closes it for good."""

    done = "Đã khóa. Từ nay chỉ sửa được bằng bản đính chính có số."

    def act(self, report: Return, seen: str) -> Return:
        return services.lock(report=report, seen=seen, actor=account_of(self.request))


class CorrectView(_ActView):
    """Opens the next correction."""

    done = "Đã lập bản đính chính từ số đếm lại hôm nay. Hãy xem, rồi ký gửi."

    def act(self, report: Return, seen: str) -> Return:
        reason = self.request.POST.get("reason", "")
        return services.correct(report=report, reason=reason, actor=account_of(self.request))

    def typed(self) -> dict[str, Any]:
        return {"correct_form": CorrectForm(self.request.POST, auto_id="dinh_%s")}


class PdfView(_OneView):
    """The return as an administrative document."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.report(pk)
        audit.record(actor=account_of(request), action="returns.export", target=report, form="pdf")
        response = HttpResponse(draw_return(selectors.shown(report)), "application/pdf")
        response["Content-Disposition"] = f'inline; filename="{file_name(report)}.pdf"'
        return response


class FrozenView(_OneView):
    """The signed text byte for byte: its SHA-256 is what is printed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.report(pk)
        if report.is_open:
            raise Http404
        audit.record(actor=account_of(request), action="returns.export", target=report, form="json")
        text = selectors.signing_of(report).content
        response = HttpResponse(text, "application/json")
        response["Content-Disposition"] = f'attachment; filename="{file_name(report)}.json"'
        return response


def _drafted(code: str, month: Month) -> Return:
    return Return.objects.of(month).get(area=code, number=0)
