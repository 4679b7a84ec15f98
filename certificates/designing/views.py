"""Authors set designs of papers, inside Wagtail under /bien-tap/mau-giay/."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.generic import View

from certificates.designing import services
from certificates.designing.forms import DesignForm, initial_of
from certificates.designing.models import PaperDesign, PaperDesignVersion
from certificates.designing.permissions import may_design
from certificates.designing.previewing import preview_of
from certificates.designing.selectors import designs, newest
from certificates.drawing.designs import DESIGNS
from lms.core.access import account_of


class DeskView(View):
    """Only whoever may set designs."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_design(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ListView(DeskView):
    """All designs, and which of them papers take today."""

    def get(self, request: HttpRequest) -> HttpResponse:
        titles = {key: one.title for key, one in DESIGNS.items()}
        today = timezone.localdate()
        context = {"designs": designs(), "titles": titles, "today": today}
        return render(request, "certificates/designing/list.html", context)


class DesignView(DeskView):
    """One design, or a new one: the form beside what papers would look like."""

    design: PaperDesign | None
    version: PaperDesignVersion | None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        key = kwargs.get("design_id")
        self.design = get_object_or_404(PaperDesign, pk=key) if key else None
        self.version = newest(self.design) if self.design else None

    def get(self, request: HttpRequest, design_id: int | None = None) -> HttpResponse:
        return self._page(request, DesignForm(initial=self._initial(), version=self.version))

    def post(self, request: HttpRequest, design_id: int | None = None) -> HttpResponse:
        form = self._typed(request)
        if form.is_valid():
            try:
                saved = services.save_design(
                    draft=form.draft(), design=self.design, actor=account_of(request)
                )
                return redirect("designing:design", design_id=saved.pk)
            except services.Refused as refused:
                for field, message in refused.problems:
                    form.add_error(field, message)
        return self._page(request, form, status=422)

    def _typed(self, request: HttpRequest) -> DesignForm:
        return DesignForm(
            request.POST, request.FILES, initial=self._initial(), version=self.version
        )

    def _initial(self) -> dict[str, Any]:
        if self.design and self.version:
            return initial_of(self.design, self.version)
        first = {"drawing": next(iter(DESIGNS)), "place": "Thái Nguyên"}
        return first | {"issuer": settings.CERTIFICATE_ISSUER}

    def _page(self, request: HttpRequest, form: DesignForm, status: int = 200) -> HttpResponse:
        versions = self.design.versions.select_related("saved_by") if self.design else []
        context = {"form": form, "design": self.design, "versions": versions}
        return render(request, "certificates/designing/design.html", context, status=status)


class PreviewView(DesignView):
    """What is typed at this moment, drawn for three names; nothing is kept."""

    def post(self, request: HttpRequest, design_id: int | None = None) -> HttpResponse:
        form = self._typed(request)
        form.is_valid()  # whatever is typed so far is shown; the rest has its default
        shown, problems = preview_of(draft=form.draft(), design=self.design, version=self.version)
        context = {"samples": shown, "problems": problems}
        return render(request, "certificates/designing/preview.html", context)


list_page = never_cache(ListView.as_view())
design_page = never_cache(DesignView.as_view())
preview = never_cache(PreviewView.as_view())
