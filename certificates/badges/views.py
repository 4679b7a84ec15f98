"""Badges: for their owner, for whoever has the paper's code, and for programs that check them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from certificates.badges import selectors
from certificates.papers.copies import hand_out
from certificates.papers.finding import issued_or_404
from certificates.papers.models import Certificate
from learners.study.views import LearnerView
from lms.core.public import PublicView

_LINKED = "application/ld+json"


class OpenView(PublicView):
    """The same, for programs of any site."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


class DidView(OpenView):
    """The issuer's keys at the address where did:web looks for them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return _json(selectors.did_document(), "application/did+ld+json")


class IssuerView(OpenView):
    """Who issues."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return _json(selectors.profile(), _LINKED)


class AchievementView(OpenView):
    """What a badge is given for."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        told = selectors.achievement(code)
        if told is None:
            raise Http404
        return _json(told, _LINKED)


class StatusView(OpenView):
    """Which badges were revoked."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        number = code.removeprefix("thu-hoi-")
        known = number != code and number.isascii() and number.isdecimal() and len(number) < 10
        text = selectors.status_list(int(number)) if known else ""
        if not text:
            raise Http404
        return HttpResponse(text, content_type=selectors.MEDIA_TYPE)


class _OwnView(LearnerView):
    """For whose paper it is, and for nobody else."""

    def own(self, code: str) -> Certificate:
        paper = issued_or_404(code)
        if paper.learner_id != self.learner.pk:
            raise Http404
        return paper


class OwnView(_OwnView):
    """My badge, to take away; I choose whether it holds my name (`?ten=1`)."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return _badge(request, self.own(code), with_name=request.GET.get("ten") == "1")


class OwnPdfView(_OwnView):
    """My paper with the badge inside, for programs that look into a PDF."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        paper = self.own(code)
        content = selectors.paper_with_badge(paper)
        if content is None:
            return _waiting(request)
        content = hand_out(paper, content)
        return _file(content, "application/pdf", f"giay-kem-huy-hieu-{paper.number}.pdf")


@method_decorator(never_cache, name="dispatch")
class CheckedView(View):
    """The badge of a paper for whoever has its code: without a name."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return _badge(request, issued_or_404(code), with_name=False)


def _badge(request: HttpRequest, paper: Certificate, *, with_name: bool) -> HttpResponse:
    document = selectors.signed(paper, with_name=with_name)
    if document is None:
        return _waiting(request)
    content = selectors.as_file(document)
    return _file(content, selectors.MEDIA_TYPE, selectors.file_name(paper))


def _waiting(request: HttpRequest) -> HttpResponse:
    return render(request, "certificates/badges/waiting.html", status=503)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _json(document: dict[str, Any], content_type: str) -> HttpResponse:
    return HttpResponse(selectors.as_file(document), content_type=content_type)
