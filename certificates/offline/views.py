"""Checking papers with no network: the page that stays on the phone, and what it needs."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from certificates.offline import shell
from certificates.offline.trust import trust_list
from lms.core.public import CAMERA_HERE, PublicView


class KeptView(PublicView):
    """The same for everyone; asked for anew each time there is a network."""

    kept = "public, no-cache"


class PageView(KeptView):
    """Shown in place of a paper's page when there is no network; the script fills it in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        response = render(request, shell.PAGE)
        response["Permissions-Policy"] = CAMERA_HERE
        return response


class TrustView(KeptView):
    """The list that a phone keeps."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse(trust_list())


class ManifestView(KeptView):
    """What makes the check page one that can be put on the home screen."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse(shell.manifest(), content_type="application/manifest+json")


class WorkerView(KeptView):
    """The service worker of everything under /xac-minh/."""

    def get(self, request: HttpRequest) -> HttpResponse:
        response = HttpResponse(shell.worker(), content_type="text/javascript; charset=utf-8")
        response["Service-Worker-Allowed"] = shell.SCOPE
        return response
