"""What everybody may read, what programs read with a key, and the desk of who answers for it."""

from django.urls import URLPattern, path, re_path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.publishing import describing
from learners.publishing.views import api, desk, open_data, public

_open = open_data.DescriptionView.as_view

everything: tuple[list[URLPattern], str] = (
    [
        path("so-lieu/", public.FiguresView.as_view(), name="figures"),
        path("so-lieu/bon-so/", public.FragmentView.as_view(), name="figures_fragment"),
        path("so-lieu/thang/<str:code>/", public.FiguresView.as_view(), name="month"),
        path("so-lieu/xa/<str:code>/", public.CommuneView.as_view(), name="commune"),
        path("theo-doi/so-lieu/", public.FormerAddressView.as_view(), name="former_address"),
        path("du-lieu-mo/", open_data.IndexView.as_view(), name="open_data"),
        path("du-lieu-mo/so-lieu-thang.csv", open_data.CsvView.as_view(), name="csv"),
        path("du-lieu-mo/so-lieu-thang.json", open_data.JsonView.as_view(), name="json"),
        path(
            "du-lieu-mo/so-lieu-thang.schema.json",
            _open(describe=describing.json_schema, media="application/schema+json"),
            name="json_schema",
        ),
        path(
            "du-lieu-mo/so-lieu-thang.csv-metadata.json",
            _open(describe=describing.csvw, media="application/csvm+json"),
            name="csvw",
        ),
        path(
            "du-lieu-mo/dcat.json",
            _open(describe=describing.dcat, media="application/ld+json"),
            name="dcat",
        ),
        path("api/v1/openapi.json", api.openapi, name="api_description"),
        path("api/v1/indicators", api.indicators, name="api_indicators"),
        path("api/v1/communes", api.communes, name="api_communes"),
        path("api/v1/counts", api.counts, name="api_counts"),
        path("api/v1/goals", api.goals, name="api_goals"),
        re_path(r"^api/", api.unknown),
        path("theo-doi/cong-bo/", desk.DeskView.as_view(), name="desk"),
        path("theo-doi/cong-bo/ky/<id:pk>/", desk.CorrectView.as_view(), name="correct"),
        path("theo-doi/cong-bo/khoa/", desk.GiveKeyView.as_view(), name="give_key"),
        path("theo-doi/cong-bo/khoa/<id:pk>/", desk.RevokeKeyView.as_view(), name="revoke_key"),
    ],
    "publishing",
)
