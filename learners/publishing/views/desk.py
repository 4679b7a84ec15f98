"""The desk of who answers for what is published: months, corrections, keys of the API."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from learners.publishing import keys, selectors, services
from learners.publishing.chosen import counted
from learners.publishing.forms import CorrectForm, KeyForm
from learners.publishing.models import ApiKey, Publication
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import FreshSignInMixin, StaffView

PAGE = 24


class DeskView(StaffView):
    """What was published of the last two years, and who reads by machine."""

    gate = "may_publish"

    def get(self, request: HttpRequest) -> HttpResponse:
        published = selectors.publications()[:PAGE]
        stands = {one.pk for one in selectors.standing()}
        found = ApiKey.objects.prefetch_related("communes").select_related("given_by")
        names = {one.code: one.name for one in counted()}
        context = {
            "published": [(one, one.pk in stands) for one in published],
            "altered": selectors.altered(published),
            "keys": [(key, [names.get(code, code) for code in key.indicators]) for key in found],
            "today": timezone.localdate(),
        }
        return render(request, "learners/publishing/desk.html", context)


class CorrectView(FreshSignInMixin, StaffView):
    """Count a month again and publish what differs."""

    gate = "may_publish"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, self._publication(pk), CorrectForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        publication, form = self._publication(pk), CorrectForm(request.POST)
        if not form.is_valid():
            return self._page(request, publication, form, status=422)
        try:
            corrected = services.correct(
                publication=publication, actor=account_of(request), **form.cleaned_data
            )
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._page(request, publication, form, status=422)
        messages.success(request, f"Đã công bố {corrected}.")
        return redirect("publishing:desk")

    def _publication(self, pk: int) -> Publication:
        return get_object_or_404(Publication, pk=pk)

    def _page(
        self, request: HttpRequest, publication: Publication, form: CorrectForm, status: int = 200
    ) -> HttpResponse:
        context = {"publication": publication, "form": form}
        return render(request, "learners/publishing/correct.html", context, status=status)


class GiveKeyView(FreshSignInMixin, StaffView):
    """A new key; its secret is shown on the answer to this form and never again."""

    gate = "may_publish"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, KeyForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = KeyForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        try:
            key, secret = keys.give(actor=account_of(request), **form.key())
        except DomainError as refusal:
            form.add_error(None, refusal.message)
            return self._page(request, form, status=422)
        context: dict[str, Any] = {"key": key, "secret": secret}
        return render(request, "learners/publishing/key_given.html", context)

    def _page(self, request: HttpRequest, form: KeyForm, status: int = 200) -> HttpResponse:
        return render(request, "learners/publishing/give_key.html", {"form": form}, status=status)


class RevokeKeyView(FreshSignInMixin, StaffView):
    """Close a key."""

    gate = "may_publish"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        key = get_object_or_404(ApiKey.objects.select_related("given_by"), pk=pk)
        return render(request, "learners/publishing/revoke_key.html", {"key": key})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        key = get_object_or_404(ApiKey, pk=pk)
        keys.revoke(key=key, actor=account_of(request))
        messages.success(
            request, f"Đã thu hồi khóa “{key}”. Chương trình dùng khóa này bị từ chối ngay."
        )
        return redirect("publishing:desk")
