"""Staff screens of the ground: what waits for a second person, roles, the record of acts."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView

from lms.core import approvals, audit, selectors, services
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.forms import AskForRoleForm, EndRoleForm, LogForm
from lms.core.models import Approval, RoleGrant
from lms.core.roles import Role
from lms.core.staff import FreshSignInMixin, StaffView


class ApprovalsView(StaffView):
    """What waits for a second person, within one's reach."""

    gate = "holds_a_role"

    def get(self, request: HttpRequest) -> HttpResponse:
        user = account_of(request)
        rows = approvals.visible_to(user)
        context = {
            "may_watch": self.scope.may_watch,
            "mine_to_decide": [row for row in rows if row.asked_by_id != user.pk],
            "asked_by_me": [row for row in rows if row.asked_by_id == user.pk],
        }
        return render(request, "core/approvals.html", context)


class ApprovalView(FreshSignInMixin, StaffView):
    """One act that waits: what, why, who asked; agree or refuse."""

    gate = "holds_a_role"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return render(request, "core/approval.html", self._context(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        approval = self._approval(pk)
        decide = approvals.agree if request.POST.get("action") == "agree" else approvals.refuse
        try:
            decided = decide(approval=approval, actor=account_of(request))
        except DomainError as error:
            context = self._context(pk) | {"problem": error.message}
            return render(request, "core/approval.html", context, status=422)
        messages.success(request, f"{decided.words}: {decided.get_state_display()}.")
        return redirect("core:approvals")

    def _approval(self, pk: int) -> Approval:
        """The one asked for; what is neither one's own nor one's to decide is not found."""
        approval = get_object_or_404(Approval.objects.select_related("asked_by"), pk=pk)
        user = account_of(self.request)
        if approval.act not in approvals.ACTS:
            raise Http404
        if approval.asked_by != user and not approvals.may_decide(approval=approval, user=user):
            raise Http404
        return approval

    def _context(self, pk: int) -> dict[str, Any]:
        approval, user = self._approval(pk), account_of(self.request)
        act = approvals.ACTS[approval.act]
        waits = approval.state == Approval.State.WAITING
        return {
            "approval": approval,
            "act": act,
            "about": act.about(approval.data) if waits else "",
            "may_decide": waits and approvals.may_decide(approval=approval, user=user),
        }


class RolesView(StaffView):
    """Who holds which role where; every look is written down."""

    gate = "may_see_roles"

    def get(self, request: HttpRequest) -> HttpResponse:
        text, role = _typed(request, "tim"), _typed(request, "vai-tro")
        role = role if role in Role.values else ""
        ended = "het-han" in request.GET
        rows, next_key = selectors.grants_page(
            scope=self.scope, text=text, role=role, ended=ended, after=_key(request)
        )
        audit.record(
            actor=account_of(request),
            action="core.look_roles",
            target=RoleGrant._meta.label_lower,
            rows=len(rows),
        )
        may_end = [self.scope.may_give(r.role, r.area_id, r.organisation_id) for r in rows]
        context = {
            "rows": list(zip(rows, may_end, strict=True)),
            "next_key": next_key,
            "text": text,
            "roles": Role.choices,
            "today": timezone.localdate(),
            "may_watch": self.scope.may_watch,
            "may_give": self.scope.may_ask_for_roles,
            "role": role,
            "ended": ended,
        }
        return render(request, "core/roles.html", context)


class AskForRoleView(FreshSignInMixin, StaffView, FormView[AskForRoleForm]):
    """Ask that somebody be given a role; a second person decides."""

    gate = "may_ask_for_roles"
    form_class = AskForRoleForm
    template_name = "core/ask_for_role.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"scope": self.scope}

    def form_valid(self, form: AskForRoleForm) -> HttpResponse:
        try:
            done = services.ask_for_role(actor=account_of(self.request), **form.grant())
        except DomainError as error:
            form.add_error(None, as_validation_error(error))
            return self.form_invalid(form)
        if isinstance(done, Approval):
            messages.success(self.request, "Đã gửi. Vai trò có hiệu lực khi người thứ hai đồng ý.")
            return redirect("core:approvals")
        messages.success(self.request, "Đã giao vai trò.")
        return redirect("core:roles")


class EndRoleView(FreshSignInMixin, StaffView, FormView[EndRoleForm]):
    """Set the last day of a role."""

    gate = "may_ask_for_roles"
    form_class = EndRoleForm
    template_name = "core/end_role.html"

    @cached_property
    def grant(self) -> RoleGrant:
        """The role; one that is not theirs to end is not found."""
        grant = get_object_or_404(selectors.grants_seen_by(self.scope), pk=self.kwargs["pk"])
        if not self.scope.may_give(grant.role, grant.area_id, grant.organisation_id):
            raise Http404
        return grant

    def get_initial(self) -> dict[str, Any]:
        return {"valid_to": max(timezone.localdate(), self.grant.valid_from)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"grant": self.grant}

    def form_valid(self, form: EndRoleForm) -> HttpResponse:
        try:
            services.end_role(
                grant=self.grant,
                valid_to=form.cleaned_data["valid_to"],
                actor=account_of(self.request),
            )
        except DomainError as error:
            form.add_error("valid_to", as_validation_error(error))
            return self.form_invalid(form)
        messages.success(self.request, f"Vai trò của {self.grant.user} kết thúc đúng ngày đã chọn.")
        return redirect("core:roles")


class LogView(StaffView):
    """The record of acts, to read and to search; reading it is written down too."""

    gate = "may_read_log"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = LogForm(request.GET)
        rows: list[Any] = []
        next_key = None
        if form.is_valid():
            wanted = form.wanted()
            rows, next_key = selectors.log_page(wanted=wanted, after=_key(request))
            audit.record(
                actor=account_of(request),
                action="core.read_log",
                target="core.auditentry",
                **wanted.as_data(),
            )
        context = {
            "form": form,
            "next_key": next_key,
            "entries": [
                {
                    "row": row,
                    "action": selectors.action_words(row.action),
                    "target": selectors.target_words(row.target),
                    "facts": selectors.facts_words(row.data),
                }
                for row in rows
            ],
        }
        return render(request, "core/log.html", context)


def _typed(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "")[:80].replace("\x00", "").strip()


def _key(request: HttpRequest) -> int | None:
    """Where the page before ended; anything else is the beginning."""
    key = request.GET.get("sau", "")[:18]
    return int(key) if key.isascii() and key.isdigit() else None
