"""What was reported before the register: written down, approved by another, matched to people."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from learners.imports.models import Import
from learners.monitoring import balances
from learners.monitoring.forms import BalanceForm, LinkForm
from learners.monitoring.models import OpeningBalance
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.models import PROVINCE_CODE
from lms.core.numbers import show_number
from lms.core.staff import FreshSignInMixin, StaffView


class BalancesView(StaffView):
    """The bands: what was carried over, how much of it has a name, how much is counted."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user = account_of(request)
        bands = [(band, band.may_approve(user)) for band in balances.bands()]
        context = {"bands": bands, "may_change": self.scope.keeps_province}
        return render(request, "learners/monitoring/balances.html", context)


class BalanceView(StaffView):
    """A new number, or one set right; it is then to be approved again."""

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        balance = self._balance(pk)
        initial = {} if balance.pk else {"area": PROVINCE_CODE}
        return self._page(BalanceForm(instance=balance, initial=initial))

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        form = BalanceForm(request.POST, request.FILES, instance=self._balance(pk))
        if form.is_valid():
            try:
                balances.write_down(balance=form.save(commit=False), actor=account_of(request))
            except DomainError as error:
                form.add_error(None, as_validation_error(error))
            else:
                messages.success(request, "Đã ghi. Một cán bộ tỉnh khác cần duyệt số liệu này.")
                return redirect("monitoring:balances")
        return self._page(form, status=422)

    def _balance(self, pk: int | None) -> OpeningBalance:
        if not self.scope.keeps_province:
            raise PermissionDenied
        return OpeningBalance() if pk is None else get_object_or_404(OpeningBalance, pk=pk)

    def _page(self, form: BalanceForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "balance": form.instance}
        return render(self.request, "learners/monitoring/balance.html", context, status=status)


class ApproveView(FreshSignInMixin, StaffView):
    """A second officer stands for the number."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        get_object_or_404(OpeningBalance, pk=pk)
        return redirect("monitoring:balances")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        balance = get_object_or_404(OpeningBalance, pk=pk)
        try:
            seen = request.POST.get("da-xem", "")
            balances.approve(balance=balance, seen=seen, actor=account_of(request))
        except DomainError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, f"Đã duyệt “{balance.title}”.")
        return redirect("monitoring:balances")


class LinkView(StaffView):
    """A list of the register that names people of the number."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(self._form(), self._balance(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        balance, form = self._balance(pk), self._form(request.POST)
        if form.is_valid():
            try:
                new = balances.link_list(
                    balance=balance, taken=form.cleaned_data["taken"], actor=account_of(request)
                )
            except DomainError as error:
                form.add_error(None, as_validation_error(error))
            else:
                messages.success(
                    request, f"Đã nối danh sách: thêm {show_number(new)} người có tên."
                )
                return redirect("monitoring:balances")
        return self._page(form, balance, status=422)

    def _balance(self, pk: int) -> OpeningBalance:
        if not self.scope.keeps_province:
            raise PermissionDenied
        return get_object_or_404(OpeningBalance, pk=pk)

    def _form(self, data: object = None) -> LinkForm:
        written = Import.objects.visible_to(account_of(self.request)).filter(
            state=Import.State.APPLIED
        )
        return LinkForm(data, lists=written)

    def _page(self, form: LinkForm, balance: OpeningBalance, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "balance": balance,
            "lists": balance.lists.select_related("taken").order_by("pk"),
        }
        return render(self.request, "learners/monitoring/link.html", context, status=status)


class UnlinkView(StaffView):
    """A list that was linked by mistake."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("monitoring:link_list", get_object_or_404(OpeningBalance, pk=pk).pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        balance = get_object_or_404(OpeningBalance, pk=pk)
        word = request.POST.get("danh-sach", "")[:18]
        taken = int(word) if word.isascii() and word.isdigit() else 0
        try:
            gone = balances.unlink_list(balance=balance, taken=taken, actor=account_of(request))
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("monitoring:balances")
        messages.success(request, f"Đã bỏ nối danh sách: bớt {show_number(gone)} người có tên.")
        return redirect("monitoring:link_list", balance.pk)


class FileView(StaffView):
    """The report behind a number, as it was handed in."""

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        balance = get_object_or_404(OpeningBalance, pk=pk)
        if not self.scope.whole_province or not balance.file:
            raise Http404
        return FileResponse(
            balance.file.open("rb"),
            as_attachment=True,
            filename=f"minh-chung-{balance.pk}.pdf",
            content_type="application/pdf",
        )
