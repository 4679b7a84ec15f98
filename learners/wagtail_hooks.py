"""Authors may not delete a page that people's results point at."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.models import Page

from learners.study.models import Enrolment, LessonDone


@hooks.register("before_delete_page")
def keep_pages_with_results(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse in words, and show the way: unpublish it."""
    below = Page.objects.descendant_of(page, inclusive=True).values("pk")
    if (
        Enrolment.objects.filter(course__in=below).exists()
        or LessonDone.objects.filter(lesson__in=below).exists()
    ):
        messages.error(
            request,
            "Đã có người học trang này nên không xóa được. Hãy gỡ xuất bản (ẩn trang), đừng xóa.",
        )
        return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return None
