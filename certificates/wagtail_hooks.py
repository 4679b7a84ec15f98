"""The desk of authors has a page for designs of papers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from certificates.designing import urls
from certificates.designing.models import PaperDesign
from certificates.designing.permissions import may_design


class _DesignsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_design(request.user)


@hooks.register("register_admin_urls")
def designs_of_papers() -> list[URLResolver]:
    """Their addresses below the desk."""
    return [path("mau-giay/", include(urls.desk))]


@hooks.register("register_admin_menu_item")
def designs_in_the_menu() -> MenuItem:
    """For whoever may set them."""
    return _DesignsItem("Mẫu giấy", reverse("designing:list"), icon_name="doc-full", order=250)


@hooks.register("before_delete_page")
def keep_courses_with_a_design(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse in words, and show the way."""
    below = Page.objects.descendant_of(page, inclusive=True).values("pk")
    if not PaperDesign.objects.filter(course__in=below).exists():
        return None
    messages.error(
        request,
        "Có mẫu giấy dành riêng cho khóa này nên không xóa được. Hãy chuyển mẫu đó sang "
        "“Mọi khóa học” trước, hoặc chỉ gỡ xuất bản khóa.",
    )
    return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
