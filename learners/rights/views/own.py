"""My data: what is kept, who looked, what I agreed to; correct it, take it away, have it erased."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from learners.people import consents
from learners.people.consents import NEEDS_GUARDIAN
from learners.people.models import Consent, ConsentText, Learner
from learners.people.own import OwnView
from learners.rights import services
from learners.rights.copies import FILE_NAME, copy_of
from learners.rights.correcting import correct_own
from learners.rights.forms import CorrectForm, is_childs
from learners.rights.models import DataRequest
from learners.rights.selectors import (
    clock_of,
    days_off,
    holdings_of,
    is_bound,
    looks_at,
    own_requests,
    subject_of,
)
from lms.core import audit
from lms.core.access import account_of
from lms.core.errors import DomainError

LOOKS_SHOWN = 30


class MineView(OwnView):
    """All of it on one page, in plain words."""

    def get(self, request: HttpRequest) -> HttpResponse:
        subject = subject_of(self.learner)
        requests = list(own_requests(self.learner))
        context = {
            "learner": self.learner,
            "kept": holdings_of(subject),
            "bound": is_bound(subject),
            "looks": looks_at(self.learner)[:LOOKS_SHOWN],
            "purposes": _purposes(self.learner),
            "requests": _with_clocks(requests),
        }
        return render(request, "learners/rights/mine.html", context)


def _purposes(learner: Learner) -> list[dict[str, Any]]:
    """Each purpose with its standing yes, if there is one."""
    standing = {
        consent.purpose: consent for consent in learner.consents.filter(withdrawn_at__isnull=True)
    }
    return [
        {"code": purpose.value, "name": purpose.label, "consent": standing.get(purpose.value)}
        for purpose in Consent.Purpose
    ]


def _with_clocks(requests: list[DataRequest]) -> list[tuple[DataRequest, Any]]:
    """Each request with the clock that runs for it."""
    if not requests:
        return []
    off = days_off(min(asked.reply_due_on for asked in requests))
    today = timezone.localdate()
    return [(asked, clock_of(asked, today, off)) for asked in requests]


class ConsentView(OwnView):
    """One purpose: the words, what follows from taking it back, and the button for either."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self._show(code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        actor = account_of(request)
        _text(code)
        try:
            if request.POST.get("act") == "give":
                guardian = request.POST.get("guardian_name", "")[:200]
                consents.give(
                    learner=self.learner, purpose=code, actor=actor, guardian_name=guardian
                )
                messages.success(request, "Đã ghi nhận bạn đồng ý. Cảm ơn bạn.")
            else:
                consents.withdraw(learner=self.learner, purpose=code, actor=actor)
                messages.success(request, "Đã ghi nhận bạn rút lại sự đồng ý, có hiệu lực ngay.")
        except DomainError as error:
            return self._show(code, problem=error.message, status=422)
        return redirect("rights:mine")

    def _show(self, code: str, problem: str = "", status: int = 200) -> HttpResponse:
        text = _text(code)
        standing = self.learner.consents.filter(purpose=code, withdrawn_at__isnull=True).first()
        given = (
            ConsentText.objects.filter(purpose=code, version=standing.text_version).first()
            if standing
            else None
        )
        context = {
            "code": code,
            "name": Consent.Purpose(code).label,
            "text": given or text,
            "newer": text if given and given != text else None,
            "standing": standing,
            "asks_guardian": is_childs(self.learner),
            "problem": problem,
            "needs_guardian": problem == NEEDS_GUARDIAN,
        }
        return render(self.request, "learners/rights/consent.html", context, status=status)


def _text(code: str) -> ConsentText:
    if (text := consents.current_texts().get(code)) is None:
        raise Http404
    return text


class CorrectView(OwnView):
    """What stands there, to be set right; what a paper states goes to the commune as a request."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(CorrectForm(initial=CorrectForm.initial_of(self.learner)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CorrectForm(request.POST)
        if not form.is_valid():
            return self._show(form, 422)
        try:
            asked = correct_own(
                learner=self.learner,
                facts=form.facts(self.learner),
                commune=form.cleaned_data["commune"],
                actor=account_of(request),
            )
        except DomainError as error:
            form.add_error(None, error.message)
            return self._show(form, 422)
        messages.success(request, _corrected(asked))
        return redirect("rights:mine")

    def _show(self, form: CorrectForm, status: int = 200) -> HttpResponse:
        bound = is_bound(subject_of(self.learner))
        context = {"form": form, "bound": bound, "learner": self.learner}
        return render(self.request, "learners/rights/correct.html", context, status=status)


def _corrected(asked: DataRequest | None) -> str:
    if asked is None:
        return "Đã sửa."
    return (
        "Đã sửa phần bạn tự sửa được. Họ tên, ngày sinh, giới tính và xã, phường đã gửi tới "
        f"{asked.learner.commune}: trả lời chậm nhất ngày {asked.reply_due_on:%d/%m/%Y}, "
        f"làm xong chậm nhất ngày {asked.due_on:%d/%m/%Y}."
    )


class DownloadView(OwnView):
    """All of it in one file."""

    def post(self, request: HttpRequest) -> FileResponse:
        audit.record(actor=account_of(request), action="rights.download", target=self.learner)
        return FileResponse(copy_of(self.learner), as_attachment=True, filename=FILE_NAME)


class AskErasureView(OwnView):
    """What goes, what stays and why, and the button that asks for it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        kept = holdings_of(subject_of(self.learner))
        return render(request, "learners/rights/ask_erasure.html", {"kept": kept})

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = services.receive(
            learner=self.learner,
            kind=DataRequest.Kind.DELETE,
            words=request.POST.get("words", "")[:1_000],
            actor=account_of(request),
        )
        messages.success(
            request,
            "Đã nhận yêu cầu xóa. Bạn được trả lời chậm nhất ngày "
            f"{asked.reply_due_on:%d/%m/%Y}; việc xóa xong chậm nhất ngày "
            f"{asked.due_on:%d/%m/%Y}. Đến lúc đó bạn vẫn rút yêu cầu được.",
        )
        return redirect("rights:mine")


class TakeBackView(OwnView):
    """I no longer ask for it."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        asked = get_object_or_404(self.learner.data_requests, pk=pk)
        try:
            services.take_back(asked=asked, actor=account_of(request))
            messages.success(request, "Đã rút yêu cầu.")
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("rights:mine")
