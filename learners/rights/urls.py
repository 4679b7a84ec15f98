"""Three audiences: the person under /toi/ and /hoc/, officers under /theo-doi/."""

from django.urls import path

import lms.core.converters  # noqa: F401  (makes <id:pk> known)
from learners.rights.views import officers, own, slips

mine = (
    [
        path("", own.MineView.as_view(), name="mine"),
        path("sua/", own.CorrectView.as_view(), name="correct"),
        path("tai-ve/", own.DownloadView.as_view(), name="download"),
        path("xoa/", own.AskErasureView.as_view(), name="ask_erasure"),
        path("dong-y/<str:code>/", own.ConsentView.as_view(), name="consent"),
        path("yeu-cau/<id:pk>/rut/", own.TakeBackView.as_view(), name="take_back"),
    ],
    "rights",
)
claim = ([path("nhan-ho-so/", slips.ClaimView.as_view(), name="claim")], "claims")
requests = (
    [
        path("yeu-cau/", officers.ListView.as_view(), name="list"),
        path("yeu-cau/<id:pk>/", officers.RequestView.as_view(), name="request"),
        path("yeu-cau/<id:pk>/ban-sao/", officers.CopyView.as_view(), name="copy"),
        path("so/<id:pk>/yeu-cau/", officers.TakeView.as_view(), name="take"),
        path("so/<id:pk>/dong-y/", officers.PaperConsentView.as_view(), name="paper_consent"),
        path("so/<id:pk>/phieu/", slips.MakeSlipView.as_view(), name="slip"),
    ],
    "requests",
)
