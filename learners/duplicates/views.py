"""The duplicates desk: what waits, one pair beside each other, what was merged."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from learners.duplicates import selectors, services
from learners.duplicates.forms import DecisionForm
from learners.duplicates.models import Merge, Pair
from learners.duplicates.selectors import Filters
from learners.duplicates.sides import compared, older_and_fuller
from lms.core import audit
from lms.core.access import Scope, account_of
from lms.core.errors import DomainError
from lms.core.models import Area
from lms.core.staff import FreshSignInMixin, RegistrarView, StaffView

_DONE = {
    Pair.State.SAME: "Đã ghi: cùng một người.",
    Pair.State.DIFFERENT: "Đã ghi: hai người khác nhau. Sẽ không hỏi lại về hai hồ sơ này.",
    Pair.State.LATER: "Đã để sau.",
}


class DeskView(StaffView):
    """Pairs of one's scope that wait, the likeliest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        filters, user = _filters(request), account_of(request)
        after = request.GET.get("sau", "")
        page = selectors.desk_page(user=user, filters=filters, after=after)
        audit.record(
            actor=user, action="duplicates.look", target="learners.pair", rows=len(page.rows)
        )
        context = {
            "page": page,
            "filters": filters,
            "query": _query(filters),
            "first": not after,
            "communes": _communes(self.scope),
        }
        return render(request, "learners/duplicates/desk.html", context)


class PairView(StaffView):
    """Two people beside each other, with what speaks for and against."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = account_of(request)
        row = selectors.pair_with_sides(pk=pk, user=user)
        if row is None:
            raise Http404  # what one may not see is not known to exist
        audit.record(actor=user, action="duplicates.open", target=row.pair)
        records = [record for record in (row.pair.left, row.pair.right) if record]
        context = {
            "row": row,
            "pair": row.pair,
            "lines": compared(row.left, row.right),
            "records": records,
            "keep": older_and_fuller(records),
            "open": row.pair.state in (Pair.State.OPEN, Pair.State.LATER),
            "may_decide": self.scope.may_register,
            "query": _query(_filters(request)),
        }
        return render(request, "learners/duplicates/pair.html", context)


class DecideView(RegistrarView):
    """An answer; then the next pair opens."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("duplicates:pair", pk=_visible_pair(request, pk).pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        pair, user, filters = _visible_pair(request, pk), account_of(request), _filters(request)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return redirect("duplicates:pair", pk=pair.pk)
        kept = form.cleaned_data["kept"]
        records = {record.pk: record for record in (pair.left, pair.right) if record}
        following = selectors.next_pair(user=user, filters=filters, after=pair)
        try:
            decision = services.decide(
                pair=pair,
                decision=form.cleaned_data["decision"],
                kept=records.get(kept),
                actor=user,
            ).state
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _DONE[Pair.State(decision)])
        # Merging may have answered the next question too: then the one after it.
        if following and not Pair.objects.undecided().filter(pk=following.pk).exists():
            following = selectors.next_pair(user=user, filters=filters, after=pair)
        address = reverse("duplicates:pair", args=[following.pk]) if following else None
        return redirect((address or reverse("duplicates:desk")) + _query(filters))


class MergesView(StaffView):
    """What was merged, by whom, and the way back."""

    def get(self, request: HttpRequest) -> HttpResponse:
        user = account_of(request)
        merges, next_key = selectors.merges_page(user=user, after=request.GET.get("sau", ""))
        audit.record(
            actor=user, action="duplicates.look", target="learners.merge", rows=len(merges)
        )
        context = {
            "merges": merges,
            "next_key": next_key,
            "may_undo": self.scope.may_register,
        }
        return render(request, "learners/duplicates/merges.html", context)


class UndoView(FreshSignInMixin, RegistrarView):
    """Before a merge is taken back: what will be, and one button."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        merge = _visible_merge(request, pk)
        audit.record(actor=account_of(request), action="duplicates.open", target=merge)
        return render(request, "learners/duplicates/undo.html", {"merge": merge})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        merge = _visible_merge(request, pk)
        try:
            services.undo_merge(merge=merge, actor=account_of(request))
        except DomainError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Đã tách lại hai hồ sơ như trước khi gộp.")
        return redirect("duplicates:merges")


def _visible_pair(request: HttpRequest, pk: int) -> Pair:
    pairs = Pair.objects.visible_to(account_of(request)).select_related("left", "right")
    return get_object_or_404(pairs, pk=pk)


def _visible_merge(request: HttpRequest, pk: int) -> Merge:
    merges = Merge.objects.visible_to(account_of(request))
    return get_object_or_404(merges.select_related("kept__commune", "merged__commune"), pk=pk)


def _filters(request: HttpRequest) -> Filters:
    commune = request.GET.get("xa", "")[:5]
    later = request.GET.get("xem") == "de-sau"
    return Filters(later=later, commune=commune if commune.isdecimal() else "")


def _query(filters: Filters) -> str:
    asked: dict[str, Any] = {"xem": "de-sau"} if filters.later else {}
    if filters.commune:
        asked["xa"] = filters.commune
    return f"?{urlencode(asked)}" if asked else ""


def _communes(scope: Scope) -> list[Area]:
    """The communes there are to choose among; none for whoever watches over one."""
    communes = Area.objects.communes()
    if scope.whole_province:
        return list(communes)
    return list(communes.filter(pk__in=scope.communes)) if len(scope.communes) > 1 else []
