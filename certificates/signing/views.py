"""Signatures, for who answers for them: what waits, what was sent out, what came back."""

import tempfile

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from certificates.signing import returning, selectors, sending, services, signers
from certificates.signing.forms import ParcelForm
from certificates.signing.models import SigningBatch
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import FreshSignInMixin, StaffView


class DeskView(StaffView):
    """How many papers wait, the last batches, and where signed files come back."""

    gate = "may_have_papers_signed"

    def get(self, request: HttpRequest) -> HttpResponse:
        return desk(request, ParcelForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ParcelForm(request.POST, request.FILES)
        if not form.is_valid():
            return desk(request, form, status=422)
        try:
            answers = returning.take_back(
                name=str(getattr(request.FILES["tep"], "name", "")),
                content=form.cleaned_data["tep"],
                actor=account_of(request),
            )
        except DomainError as refusal:
            form.add_error("tep", refusal.message)
            return desk(request, form, status=422)
        taken = sum(answer.taken for answer in answers)
        context = {"answers": answers, "taken": taken, "refused": len(answers) - taken}
        return render(request, "certificates/signing_taken.html", context)


class SendView(FreshSignInMixin, StaffView):
    """A new batch of what has waited longest."""

    gate = "may_have_papers_signed"

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("signing:desk")

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            batch = sending.send_out(actor=account_of(request))
        except DomainError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, f"Đã lập lô {batch.pk}. Hãy tải tệp ZIP của lô.")
        return redirect("signing:desk")


class BatchView(StaffView):
    """What of a batch is still out, as a ZIP."""

    gate = "may_have_papers_signed"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
        batch = get_object_or_404(SigningBatch, pk=pk)
        packed = tempfile.TemporaryFile()  # noqa: SIM115  (closed with the response)
        try:
            sending.write_batch(batch=batch, into=packed, actor=account_of(request))
        except DomainError as refusal:
            packed.close()
            messages.error(request, refusal.message)
            return redirect("signing:desk")
        packed.seek(0)
        return FileResponse(packed, as_attachment=True, filename=f"gui-ky-lo-{batch.pk}.zip")


class AgainView(StaffView):
    """Papers that could not be signed are tried once more."""

    gate = "may_have_papers_signed"

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("signing:desk")

    def post(self, request: HttpRequest) -> HttpResponse:
        again = services.try_again(actor=account_of(request))
        messages.success(request, f"Sẽ ký lại {again} giấy trong ít phút.")
        return redirect("signing:desk")


def desk(request: HttpRequest, form: ParcelForm, status: int = 200) -> HttpResponse:
    """The page of the desk."""
    kind = signers.kind()
    context = {
        "form": form,
        "kind": kind,
        "sends": kind == signers.Kind.OUT,
        "counts": selectors.counts(),
        "batches": selectors.last_batches(),
        "most": sending.MOST,
    }
    return render(request, "certificates/signing_desk.html", context, status=status)
