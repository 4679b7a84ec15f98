"""Showing a paper: the owner's screen, the page for everyone, its pictures."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.generic import View

from certificates.papers.finding import found_or_404
from certificates.papers.models import Certificate
from certificates.sharing import services
from certificates.sharing.forms import ShareForm
from certificates.sharing.models import Share
from certificates.sharing.picture import SIZES, draw
from certificates.sharing.selectors import share_of, shared_with_code
from certificates.sharing.telling import Shown, Told, told_of
from learners.study.views import LearnerView
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.tokens import BadCode, parse_code

_KEPT_SECONDS = 600  # a picture costs half a second, and friends look at about the same time


class OwnView(LearnerView):
    """I decide whether others see my paper, and how much of my name; and take it back."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        paper = self._paper(code)
        share = share_of(paper)
        form = ShareForm(initial={"shows": share.shows if share else None})
        return self._page(paper, share, form)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        paper, actor = self._paper(code), account_of(request)
        if request.POST.get("act") == "take_back":
            services.take_back(paper=paper, actor=actor)
            messages.success(request, "Đã thôi chia sẻ. Trang không còn nữa.")
            return redirect("sharing:own", code=paper.code)
        form = ShareForm(request.POST)
        if form.is_valid():
            try:
                services.share(paper=paper, shows=form.cleaned_data["shows"], actor=actor)
                return redirect("sharing:own", code=paper.code)
            except DomainError as refusal:
                form.add_error("shows", refusal.message)
        return self._page(paper, share_of(paper), form, status=422)

    def _paper(self, code: str) -> Certificate:
        own = Certificate.objects.issued().filter(learner=self.learner)
        try:
            return own.select_related("enrolment__course").get(code=parse_code(code))
        except (BadCode, Certificate.DoesNotExist) as error:
            raise Http404 from error

    def _page(
        self, paper: Certificate, share: Share | None, form: ShareForm, status: int = 200
    ) -> HttpResponse:
        stands = paper.state_today == Certificate.State.VALID
        context: dict[str, object] = {"paper": paper, "form": form, "stands": stands}
        if share and stands:
            context |= _card(share)
        return render(self.request, "certificates/sharing/own.html", context, status=status)


class SharedView(View):
    """Only while its owner shows it; never from anybody's memory, never in a search."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-cache, private"
        response["X-Robots-Tag"] = "noindex, noarchive"
        return response


class PageView(SharedView):
    """The page for everyone, with what chats and networks read for their preview card."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return render(request, "certificates/sharing/page.html", _card(_shared(code)))


class PictureView(SharedView):
    """The picture; asked for again it is sent again only if it changed."""

    form = "rong"

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase | None:
        share = _shared(code)
        told = _told(share)
        key = hashlib.sha256(f"{share.code} {self.form} {told}".encode()).hexdigest()
        etag = f'"{key[:32]}"'
        if unchanged := get_conditional_response(request, etag=etag):
            return unchanged
        picture = cache.get(f"shared:{key}") or draw(told, SIZES[self.form])
        cache.set(f"shared:{key}", picture, _KEPT_SECONDS)
        response = HttpResponse(picture, content_type="image/png", headers={"ETag": etag})
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def _shared(code: str) -> Share:
    return found_or_404(shared_with_code, code)


def _told(share: Share) -> Told:
    return told_of(share.paper.frozen, Shown(share.shows))


def _card(share: Share) -> dict[str, object]:
    """What both pages show. Others read whole addresses; our own pages take the paths."""
    site = settings.SITE_URL
    paths = {name: reverse(f"shared:{name}", args=[share.code]) for name in ("wide", "square")}
    wide = {"path": paths["wide"], "url": site + paths["wide"], "size": SIZES["rong"]}
    square = {"path": paths["square"], "url": site + paths["square"], "size": SIZES["vuong"]}
    return {
        "told": _told(share),
        "page_url": site + reverse("shared:page", args=[share.code]),
        "wide": wide,
        "square": square,
        "pictures": [wide, square],
    }
