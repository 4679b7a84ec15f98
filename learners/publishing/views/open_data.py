"""The open data: what it is, the files at their stable addresses, and what describes them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition
from django.views.generic import View

from learners.monitoring.indicator import Indicator
from learners.publishing import describing, files, selectors
from learners.publishing.chosen import OF_PROVINCE, PUBLISHED
from learners.publishing.describing import COLUMNS, PROPOSED_LICENCE, PUBLISHER, Facts, Meaning
from lms.core.public import PublicView

# Another one when the same months are written in another form: caches ask again.
_FORM = "2"


def _etag(request: HttpRequest, *args: object, **kwargs: object) -> str:
    return f'"{_FORM}-{selectors.fingerprint()}"'


def _changed(request: HttpRequest, *args: object, **kwargs: object) -> datetime | None:
    return selectors.changed_at()


class OpenView(View):
    """A file for everybody, from any page anywhere; asked again, it says that nothing changed."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            response["Access-Control-Allow-Origin"] = "*"
            response["Cross-Origin-Resource-Policy"] = "cross-origin"
            response["Cache-Control"] = "public, max-age=300"
        return response


_asked_again = method_decorator(condition(etag_func=_etag, last_modified_func=_changed))


class CsvView(OpenView):
    """The months as CSV."""

    @_asked_again
    def get(self, request: HttpRequest) -> HttpResponseBase:
        return _streamed(
            files.as_csv(selectors.rows_of(selectors.standing())), "text/csv; charset=utf-8", "csv"
        )


class JsonView(OpenView):
    """The same rows as JSON."""

    @_asked_again
    def get(self, request: HttpRequest) -> HttpResponseBase:
        facts = _facts()
        head = {
            "title": facts.title,
            "licence": facts.licence,
            "publisher": PUBLISHER,
            "schema": facts.at("so-lieu-thang.schema.json"),
        }
        rows = selectors.rows_of(selectors.standing())
        return _streamed(files.as_json(rows, head), "application/json", "json")


class DescriptionView(OpenView):
    """One of the descriptions for machines."""

    describe = staticmethod(describing.json_schema)
    media = "application/json"

    @_asked_again
    def get(self, request: HttpRequest) -> HttpResponseBase:
        return JsonResponse(
            self.describe(_facts()),
            content_type=self.media,
            json_dumps_params={"ensure_ascii": False, "indent": 1},
        )


class IndexView(PublicView):
    """What the data is, under which licence, how to cite it, and what was corrected."""

    def get(self, request: HttpRequest) -> HttpResponse:
        published = selectors.publications()
        context = {
            "columns": [(name, title, words) for name, (_, _, title, words) in COLUMNS.items()],
            "indicators": PUBLISHED,
            "of_province": OF_PROVINCE,
            "licence": selectors.licence(),
            "proposed": PROPOSED_LICENCE,
            "publisher": PUBLISHER,
            "published": published,
            "last": published[0] if published else None,
        }
        return render(request, "learners/publishing/open_data.html", context)


def _facts() -> Facts:
    months, licence, changed = selectors.standing(), selectors.licence(), selectors.changed_at()
    return Facts(
        site=settings.SITE_URL,
        indicators=[(one.code, one.name, _meanings(one)) for one in PUBLISHED],
        licence=licence.address if licence else PROPOSED_LICENCE[1],
        first=months[-1].day if months else None,
        last=months[0].day if months else None,
        changed=changed.isoformat() if changed else None,
        demo=settings.DEMO,
    )


def _meanings(indicator: Indicator) -> list[Meaning]:
    return [
        Meaning(one.number, one.since, one.definition, one.change) for one in indicator.versions
    ]


def _streamed(parts: Iterator[bytes], media: str, ending: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=media)
    response["Content-Disposition"] = f'inline; filename="so-lieu-thang.{ending}"'
    return response
