"""Every address of the product, one line an audience. Names are the contract, not paths."""

from allauth.account import views as account
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from certificates.badges import urls as badges
from certificates.batches import urls as batches
from certificates.checking import urls as checking
from certificates.offline import urls as offline
from certificates.papers import urls as papers
from certificates.printing import urls as printing
from certificates.register import urls as register
from certificates.sharing import urls as sharing
from certificates.signing import urls as signing
from certificates.transparency import urls as transparency
from learners.announcing import urls as announcing
from learners.assessing import urls as assessing
from learners.attendance import urls as attendance
from learners.campaigns import urls as campaigns
from learners.classes import calendar_views
from learners.classes import urls as classes
from learners.closing import urls as closing
from learners.flags import urls as flags
from learners.paper import urls as paper
from learners.publishing import urls as publishing
from learners.resolution import urls as resolution
from learners.returns import urls as returns
from learners.rights import urls as rights
from learners.trainers import urls as trainers
from lms.core import urls as core
from lms.core import views

handler403 = "lms.core.views.permission_denied"
handler404 = "lms.core.views.page_not_found"
handler500 = "lms.core.views.server_error"

to_the_one_door = views.OneDoorView.as_view(pattern_name="account_login", query_string=True)
to_signing_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

# allauth's pages that exist here; the others (passwords, sign-up page) have no address at all.
accounts = [
    path("vao/", views.SignInView.as_view(), name="account_login"),
    path("ma/", views.ConfirmCodeView.as_view(), name="account_confirm_login_code"),
    path("ra/", account.logout, name="account_logout"),
    path("khoa/", account.account_inactive, name="account_inactive"),
    path("dang-ky/", to_signing_in, name="account_signup"),
    path("xin-ma/", to_signing_in, name="account_request_login_code"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("xac-minh/ngoai-mang/", include(offline.anyone)),  # anyone; first, since it is asked most
    path("xac-minh/", include(checking.check)),
    path("hoc/giay/", include(papers.mine)),  # citizens: papers
    path("hoc/giay/", include(badges.mine)),
    path("hoc/giay/", include(sharing.mine)),
    path("toi/", include(rights.mine)),  # my data
    path("hoc/", include(rights.claim)),
    path("hoc/", include("learners.people.urls")),
    path("hoc/", include("learners.study.urls")),
    path("hoc/lop/", include(classes.join)),
    path("hoc/diem-danh/", include(attendance.scan)),
    path("hoc/", include(assessing.learn)),
    path("hoc/thong-bao/", include(announcing.inbox)),
    path("day/", include(classes.day)),  # trainers
    path("day/", include(attendance.day)),
    path("day/", include(assessing.day)),
    path("day/", include(paper.day)),
    path("day/", include(announcing.day)),
    path("day/", include(closing.day)),
    path("day/giang-vien/", include(trainers.own)),
    path("", include(publishing.everything)),  # anyone; programs with a key; who answers for it
    path("theo-doi/giay/dot/", include(batches.watch)),
    path("theo-doi/giay/in/", include(printing.watch)),
    path("theo-doi/giay/", include(register.watch)),
    path("theo-doi/giang-vien/", include(trainers.watch)),
    path("theo-doi/bat-thuong/", include(flags.watch)),
    path("theo-doi/nghi-quyet/", include(resolution.watch)),
    path("theo-doi/bao-cao/", include(returns.watch)),
    path("theo-doi/chien-dich/", include(campaigns.watch)),
    path("theo-doi/canh-bao/", include(campaigns.warn)),
    path("theo-doi/ban-tin/", include(campaigns.switch)),
    path("theo-doi/ky-so/", include(signing.watch)),
    path("ban-tin/", include(campaigns.letters)),  # whoever got the letter
    path("theo-doi/", include("learners.monitoring.urls")),  # officers
    path("theo-doi/", include(rights.requests)),
    path("theo-doi/", include("learners.registry.urls")),
    path("theo-doi/danh-sach/", include("learners.imports.urls")),
    path("theo-doi/trung/", include("learners.duplicates.urls")),
    path("xac-minh/", include(badges.check)),  # anyone
    path("", include(badges.anyone)),
    path("chia-se/", include(sharing.anyone)),
    path("so-cong-khai/", include(transparency.log)),
    path("nghi-quyet-57/", include(resolution.anyone)),
    # Programs that read a calendar: whoever knows the private address.
    path("lich/<str:code>.ics", calendar_views.FeedView.as_view(), name="calendar_feed"),
    path("theo-doi/", include(core)),  # whoever holds a role
    path("toi/thiet-bi/", include(core.devices)),  # everyone: their own devices
    path("tai-khoan/xac-thuc/", include(core.factors)),
    path("tai-khoan/", include(accounts)),
    # One login door, and no passwords: Wagtail's and the admin's own pages for both are closed.
    re_path(r"^(?:bien-tap|quan-tri)/login/", to_the_one_door),
    re_path(
        r"^(?:bien-tap/users|quan-tri/password_change)/",
        RedirectView.as_view(pattern_name="admin:core_user_changelist"),
    ),
    path("bien-tap/", include(wagtailadmin_urls)),  # authors
    path("tai-lieu/", include(wagtaildocs_urls)),
    path("quan-tri/", admin.site.urls),  # operators
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("favicon.ico", RedirectView.as_view(url=settings.STATIC_URL + "img/favicon.svg")),
]
if settings.SERVE_MEDIA:
    urlpatterns += [re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT})]
urlpatterns += [path("", include(wagtail_urls))]
