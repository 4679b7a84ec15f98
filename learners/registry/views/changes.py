"""Changing what stands about a person: added, corrected, moved, identified."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView

from learners.people import changes
from learners.people.forms import commune_label
from learners.people.models import Learner
from learners.registry.forms import AddForm, CorrectForm, IdentifyForm, MoveForm
from learners.registry.look_alikes import Likeness, look_alikes
from lms.core import audit
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.models import Area
from lms.core.staff import RegistrarView


class PersonFormView(RegistrarView, FormView[Any]):
    """A form about somebody whom one may see; `act` calls the service and says what was done."""

    template_name = "learners/registry/change.html"
    title: str
    lead = ""
    button = "Ghi"

    @cached_property
    def learner(self) -> Learner:
        """The person; whom one may not see is not known to exist."""
        people = Learner.objects.standing().visible_to(account_of(self.request))
        found = people.select_related("commune", "organisation__area")
        learner = found.filter(pk=self.kwargs["pk"]).first()
        if learner is None:
            raise Http404
        return learner

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        audit.record(actor=account_of(request), action="people.open", target=self.learner)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            done = self.act(form)
        except DomainError as error:
            form.add_error(None, as_validation_error(error))
            return self.form_invalid(form)
        messages.success(self.request, done)
        if self.is_mine():
            return redirect("registry:person", pk=self.learner.pk)
        return redirect("registry:list")

    def act(self, form: Any) -> str:
        """Do it; returns a sentence that says what was done."""
        raise NotImplementedError

    def is_mine(self) -> bool:
        """Whether the person may still be seen: somebody handed over is another's to look at."""
        people = Learner.objects.standing().visible_to(account_of(self.request))
        return people.filter(pk=self.learner.pk).exists()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {"title": self.title, "lead": self.lead, "button": self.button}
        return {**super().get_context_data(**kwargs), **told, "learner": self.learner}


class CorrectView(PersonFormView):
    """What is known is set right."""

    form_class = CorrectForm
    title = "Sửa thông tin"
    lead = (
        "Nhật ký ghi ai sửa, sửa mục nào và vì sao. Giấy chứng nhận đã cấp giữ nguyên tên cũ; "
        "nếu tên trên giấy sai, hãy báo nơi cấp để cấp lại."
    )

    def get_initial(self) -> dict[str, Any]:
        return CorrectForm.initial_of(self.learner)

    def act(self, form: CorrectForm) -> str:
        changed = changes.correct(
            learner=self.learner,
            facts=form.facts(),
            reason=form.cleaned_data["reason"],
            actor=account_of(self.request),
        )
        if not changed:
            return "Không có gì khác, nên không sửa gì."
        return f"Đã sửa: {', '.join(changes.FIELDS[name] for name in changed)}."


class MoveView(PersonFormView):
    """Somebody lives elsewhere now."""

    form_class = MoveForm
    title = "Chuyển nơi ở"
    lead = (
        "Cán bộ nơi ở cũ ghi việc bàn giao; cán bộ nơi ở mới ghi việc nhận về. "
        "Từ ngày chuyển, người này tính vào số liệu của xã, phường mới."
    )
    button = "Ghi việc chuyển"

    def act(self, form: MoveForm) -> str:
        data = form.cleaned_data
        changes.move(
            learner=self.learner,
            commune=data["commune"],
            hamlet=data["hamlet"],
            moved_on=data["moved_on"],
            actor=account_of(self.request),
        )
        return f"{self.learner.full_name} nay ở {data['commune']}."


class IdentifyView(PersonFormView):
    """A personal ID number was seen."""

    form_class = IdentifyForm
    title = "Ghi số định danh"
    lead = "Dùng để không ai bị ghi hai lần. Không hỏi, không giữ ảnh giấy tờ."

    def act(self, form: IdentifyForm) -> str:
        data = form.cleaned_data
        changed = changes.identify(
            learner=self.learner,
            number=data["number"],
            seen=data["seen"],
            actor=account_of(self.request),
        )
        return "Đã ghi số định danh." if changed else "Số này đã được ghi từ trước."


class AddView(RegistrarView, FormView[AddForm]):
    """Somebody new, once it was looked whether they stand on the register already."""

    form_class = AddForm
    template_name = "learners/registry/add.html"

    def get_initial(self) -> dict[str, Any]:
        if len(self.scope.communes) != 1:
            return {}
        return {"commune": commune_label(Area.objects.get(pk=next(iter(self.scope.communes))))}

    def form_valid(self, form: AddForm) -> HttpResponse:
        commune = form.cleaned_data["commune"]
        try:
            found = look_alikes(facts=form.facts(), commune=commune, user=account_of(self.request))
            learner = self._settled(form, commune, found)
        except DomainError as error:
            form.add_error(None, as_validation_error(error))
            return self.form_invalid(form)
        if learner is None:
            return self.render_to_response(self.get_context_data(form=form, found=found))
        messages.success(self.request, f"{learner.full_name} đã có trong sổ của {commune}.")
        return redirect("registry:person", pk=learner.pk)

    def _settled(self, form: AddForm, commune: Area, found: list[Likeness]) -> Learner | None:
        """The person put on the register or taken in; None when it must be asked who they are."""
        user, asked = account_of(self.request), self.request.POST
        elsewhere = {str(one.learner.pk): one.learner for one in found if not one.mine}
        if learner := elsewhere.get(asked.get("take", "")):
            today = timezone.localdate()
            hamlet = form.cleaned_data["hamlet"]
            changes.move(
                learner=learner, commune=commune, moved_on=today, hamlet=hamlet, actor=user
            )
            return learner
        if found and "new" not in asked:
            return None
        return changes.add_person(facts=form.facts(), commune=commune, actor=user)
