"""A trainer's file for officers, and what is done with it: one small form an act."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from learners.trainers import appointing, selectors, services, trials
from learners.trainers.conditions import months_before
from learners.trainers.forms import (
    AppointForm,
    ConfirmForm,
    LanguagesForm,
    MoveForm,
    ReasonForm,
    TrainedByForm,
    TrialForm,
    day_after,
    next_states,
)
from learners.trainers.models import Tier, TrainerFile, Trial
from learners.trainers.permissions import may_keep
from learners.trainers.reviewing import review_one, rule_on
from learners.trainers.states import IN_FORCE, State
from lms.core import audit
from lms.core.access import account_of, scope_of
from lms.core.errors import DomainError
from lms.core.models import PROVINCE_CODE, Area
from lms.core.roles import Role
from lms.core.staff import StaffView


class FileView(StaffView):
    """A screen of one file; what one may not see is not known to exist."""

    file: TrainerFile

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        files = TrainerFile.objects.select_related("learner__user", "area", "trained_by")
        found = files.standing().visible_to(request.user).filter(pk=kwargs["pk"]).first()
        self.found = found

    def keep_out(self, request: HttpRequest) -> HttpResponseBase | None:
        """Behind the gate and the second factor comes the scope."""
        response = super().keep_out(request)
        if response is None:
            if self.found is None:
                raise Http404
            self.file = self.found
        return response

    def may_keep(self) -> bool:
        """Whether the file is theirs to change."""
        user = account_of(self.request)
        mine = self.file.learner.user_id == user.pk
        return not mine and may_keep(user=user, tier=self.file.tier, area=self.file.area_id)


class TrainerView(FileView):
    """All that stands in a file: what is met, what is missing, and what may be done next."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        audit.record(actor=account_of(request), action="trainers.open", target=self.file)
        now, user = self.file.state_today, self.file.learner.user
        context = {
            "file": self.file,
            "learner": self.file.learner,
            "whole": selectors.whole(self.file),
            "state": now,
            "in_force": now in IN_FORCE,
            "may_keep": self.may_keep(),
            "may_move": bool(next_states(self.file)),
            "may_appoint": now not in (State.SUSPENDED, State.WITHDRAWN),
            "may_withdraw": now != State.WITHDRAWN,
            "open_trial": next((t for t in self.file.trials.all() if _is_open(t)), None),
            "has_role": bool(user and Role.TRAINER in scope_of(user).roles),
            "has_account": bool(user),
        }
        return render(request, "learners/trainers/trainer.html", context)


def _is_open(trial: Trial) -> bool:
    return not (trial.closed_at or trial.cancelled_at)


class ActView(FileView):
    """One act on a file: a form, a service, and back to the file. Auditors find it closed."""

    gate = "may_register"
    title: ClassVar[str]
    lead: ClassVar[str] = ""
    button: ClassVar[str] = "Ghi lại"
    done: ClassVar[str] = "Đã ghi lại."

    def keep_out(self, request: HttpRequest) -> HttpResponseBase | None:
        """A file that is seen but not theirs to keep is not theirs to change."""
        response = super().keep_out(request)
        if response is None and not self.may_keep():
            raise PermissionDenied
        return response

    def form(self, data: Any = None) -> forms.Form:
        """The form, filled with what was sent."""
        return ReasonForm(data)

    def act(self, told: dict[str, Any]) -> None:
        """The one service."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            self.act(form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
            return self.show(form, status=422)
        messages.success(request, self.done)
        return redirect("trainers:trainer", pk=self.file.pk)

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        """The form on its page."""
        context = {
            "file": self.file,
            "form": form,
            "title": self.title,
            "lead": self.lead,
            "button": self.button,
            **self.more(),
        }
        return render(self.request, "learners/trainers/act.html", context, status=status)

    def more(self) -> dict[str, Any]:
        """What else the page shows."""
        return {}


class MoveView(ActView):
    """To the next step, or back."""

    title, button, done = "Chuyển bước", "Chuyển", "Đã chuyển bước."

    def form(self, data: Any = None) -> forms.Form:
        return MoveForm(data, file=self.file)

    def act(self, told: dict[str, Any]) -> None:
        services.move(
            file=self.file,
            to=State(told["to"]),
            words=told["words"],
            actor=account_of(self.request),
        )

    def more(self) -> dict[str, Any]:
        return {"missing": review_one(self.file).missing}


class ConfirmView(ActView):
    """An officer's word for what is not counted."""

    title, button, done = "Xác nhận một điều kiện", "Xác nhận", "Đã xác nhận."

    def form(self, data: Any = None) -> forms.Form:
        return ConfirmForm(data, initial=ConfirmForm.initial_of(self.finding))

    def keep_out(self, request: HttpRequest) -> HttpResponseBase | None:
        """The condition is named in the address."""
        response = super().keep_out(request)
        if response is None:
            code = request.GET.get("dieu-kien", "")
            findings = review_one(self.file).findings
            named = [one for one in findings if one.condition.measure == code and one.may_confirm]
            if not named:
                raise Http404
            self.finding = named[0]
        return response

    def act(self, told: dict[str, Any]) -> None:
        measure = self.finding.condition.measure
        services.confirm(file=self.file, measure=measure, actor=account_of(self.request), **told)

    def more(self) -> dict[str, Any]:
        return {"lead": self.finding.words}


class TrainedByView(ActView):
    """Who trained this person."""

    title, done = "Ai đã kèm người này?", "Đã ghi người kèm."

    def form(self, data: Any = None) -> forms.Form:
        return TrainedByForm(data, file=self.file)

    def act(self, told: dict[str, Any]) -> None:
        services.tell_trained_by(
            file=self.file, trained_by=told["trained_by"], actor=account_of(self.request)
        )


class LanguagesView(ActView):
    """In which languages they can teach, as they told it."""

    title, done = "Dạy được bằng tiếng nào?", "Đã ghi lại."
    lead = (
        "Hãy hỏi người ấy rồi đánh dấu. Đây là tiếng dạy được, không phải dân tộc; "
        "chúng tôi không ghi dân tộc của ai."
    )

    def form(self, data: Any = None) -> forms.Form:
        return LanguagesForm(data, initial={"languages": self.file.languages})

    def act(self, told: dict[str, Any]) -> None:
        services.tell_languages(
            file=self.file, languages=told["languages"], actor=account_of(self.request)
        )


class TrialView(ActView):
    """Name the two assessors of a trial lesson."""

    title, button, done = "Mở buổi giảng thử", "Giao chấm", "Đã giao cho hai người chấm."
    lead = "Mỗi người chấm riêng theo phiếu 5 tiêu chí. Kết quả hiện khi cả hai đã nộp phiếu."

    def form(self, data: Any = None) -> forms.Form:
        return TrialForm(data)

    def act(self, told: dict[str, Any]) -> None:
        trials.open_trial(
            file=self.file,
            held_on=told["held_on"],
            topic=told["topic"],
            assessors=(told["first"], told["second"]),
            actor=account_of(self.request),
        )


class CancelTrialView(ActView):
    """The open trial does not take place."""

    title, button, done = "Hủy buổi giảng thử", "Hủy buổi này", "Đã hủy buổi giảng thử."

    def act(self, told: dict[str, Any]) -> None:
        trial = Trial.objects.filter(file=self.file).open().first()
        if trial is None:
            raise DomainError("Không có buổi giảng thử nào đang chờ chấm.")
        trials.cancel_trial(trial=trial, words=told["words"], actor=account_of(self.request))


class AppointView(ActView):
    """A decision: the first one, or one more year."""

    button, done = "Ghi quyết định", "Đã ghi quyết định công nhận."
    lead = "Công nhận không tự cho quyền mở lớp: quyền đi theo vai trò."

    @property
    def title(self) -> str:  # type: ignore[override]
        """What it is for this file."""
        return "Gia hạn công nhận" if self.file.state in IN_FORCE else "Công nhận"

    def form(self, data: Any = None) -> forms.Form:
        return AppointForm(data, file=self.file, places=self._places(), initial=self._initial())

    def _places(self) -> Any:
        if self.file.tier == Tier.EXPERT:
            return Area.objects.filter(pk=PROVINCE_CODE)
        communes = Area.objects.communes()
        if not self.scope.whole_province:
            communes = communes.filter(pk__in=self.scope.communes)
        return communes

    def _initial(self) -> dict[str, Any]:
        start = day_after(self.file.valid_to if self.file.state in IN_FORCE else None)
        rule = rule_on(self.file.tier, start)
        months = rule.months_valid if rule else 12
        issuer = "Sở Khoa học và Công nghệ"
        if self.file.tier == Tier.CORE:
            issuer = f"Ủy ban nhân dân {str(self.file.area)[:1].lower()}{str(self.file.area)[1:]}"
        end = months_before(start, -months)
        return {
            "decided_on": timezone.localdate(),
            "issuer": issuer,
            "valid_from": start,
            "valid_to": end.fromordinal(end.toordinal() - 1),
        }

    def act(self, told: dict[str, Any]) -> None:
        appointing.appoint(
            file=self.file,
            decision=AppointForm.decision_of(told),
            words=told["words"],
            actor=account_of(self.request),
        )

    def more(self) -> dict[str, Any]:
        early = self.file.state_today in (State.CANDIDATE, State.TRAINING)
        found = review_one(self.file, state=State.WAITING if early else None)
        return {"missing": found.missing if found.is_due else []}


class SuspendView(ActView):
    """For now, somebody does not teach."""

    title, button, done = "Tạm ngừng", "Tạm ngừng từ hôm nay", "Đã tạm ngừng từ hôm nay."
    lead = "Trong thời gian tạm ngừng, người này không được đếm vào số giảng viên."

    def act(self, told: dict[str, Any]) -> None:
        appointing.suspend(file=self.file, words=told["words"], actor=account_of(self.request))


class ResumeView(ActView):
    """Somebody teaches again."""

    title, button, done = "Cho dạy lại", "Dạy lại từ hôm nay", "Đã cho dạy lại từ hôm nay."

    def act(self, told: dict[str, Any]) -> None:
        appointing.resume(file=self.file, words=told["words"], actor=account_of(self.request))


class WithdrawView(ActView):
    """The end before the last day."""

    title, button, done = "Thôi hoặc thu hồi", "Kết thúc từ hôm nay", "Đã kết thúc từ hôm nay."
    lead = "Khi người ấy xin thôi, hoặc có quyết định thu hồi: hãy ghi số quyết định vào lý do."

    def act(self, told: dict[str, Any]) -> None:
        appointing.withdraw(file=self.file, words=told["words"], actor=account_of(self.request))
