"""My papers for their owner; the check page for anyone."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from certificates.facts import Kind
from certificates.models import Certificate
from certificates.render import render as draw
from certificates.selectors import issued_with_code, papers_of
from learners.study.views import LearnerView
from lms.core.identity import mask_name
from lms.core.limits import allow
from lms.core.tokens import BadCode, parse_code

_FILES = {Kind.COMPLETION: "giay-chung-nhan", Kind.ATTENDANCE: "giay-xac-nhan"}
# A hall of forty may check its papers at once from one address; a script may not go on for long.
CHECKS_A_MINUTE = 240


class MineView(LearnerView):
    """My papers; one that is being made says so and shows itself when it is there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        papers = list(papers_of(self.learner))
        waiting = any(paper.state == Certificate.State.PENDING for paper in papers)
        template = "certificates/mine.html"
        if request.htmx:  # type: ignore[attr-defined]
            template = "certificates/papers.html"
        return render(request, template, {"papers": papers, "waiting": waiting})


class PdfView(LearnerView):
    """The paper itself, drawn from its frozen facts: always the same bytes."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        own = Certificate.objects.filter(enrolment__learner=self.learner)
        issued = own.exclude(state=Certificate.State.PENDING)
        try:
            paper = issued.get(code=parse_code(code))
        except (BadCode, Certificate.DoesNotExist) as error:
            raise Http404 from error
        response = HttpResponse(draw(paper.frozen, paper.design), content_type="application/pdf")
        response["Content-Disposition"] = (
            f'inline; filename="{_FILES[Kind(paper.kind)]}-{paper.number}.pdf"'
        )
        return response


class CodeForm(forms.Form):
    """A code typed off a paper."""

    ma = forms.CharField(
        label="Mã kiểm tra",
        max_length=60,
        help_text="21 chữ và số, in dưới ô vuông trên giấy. Viết hoa hay thường đều được.",
        error_messages={"required": "Hãy nhập mã kiểm tra in trên giấy."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_ma(self) -> str:
        """The code in its stored form."""
        try:
            return parse_code(self.cleaned_data["ma"])
        except BadCode as error:
            raise forms.ValidationError(
                "Mã này thiếu, thừa hoặc sai ký tự. Hãy xem lại từng nhóm 7 ký tự trên giấy."
            ) from error


class CheckView(View):
    """Is this paper genuine? No login; nothing is written, so no token is asked for either."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        address = get_adapter().get_client_ip(request)
        if not allow(f"check:{address}", amount=CHECKS_A_MINUTE, seconds=60):
            return render(request, "certificates/check_too_often.html", status=429)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, code: str = "") -> HttpResponse:
        if not code:
            return render(request, "certificates/check.html", {"form": CodeForm()})
        try:
            paper = issued_with_code(parse_code(code))
        except BadCode:
            form = CodeForm({"ma": code[:60]})
            return render(request, "certificates/check.html", {"form": form}, status=404)
        if paper is None:
            return render(request, "certificates/unknown.html", {"code": code}, status=404)
        facts = paper.frozen
        context = {"paper": paper, "facts": facts, "masked_name": mask_name(facts.full_name)}
        return render(request, "certificates/paper.html", context)

    def post(self, request: HttpRequest, code: str = "") -> HttpResponse:
        form = CodeForm(request.POST)
        if not form.is_valid():
            return render(request, "certificates/check.html", {"form": form}, status=422)
        return redirect("check:paper", code=form.cleaned_data["ma"])


check = never_cache(csrf_exempt(CheckView.as_view()))
