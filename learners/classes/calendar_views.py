"""The calendar as a page, as a feed outside the login, and the page of its private address."""

from hashlib import sha256
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.generic import View

from learners.classes import calendar
from learners.classes.calendar import Filters
from learners.classes.timetable import WEEKDAYS
from lms.core.access import account_of
from lms.core.limits import allow
from lms.core.staff import StaffView

# A calendar asks every hour; a phone, a tablet and a computer of one person share the address.
FETCHES_AN_HOUR = 60
# Of one network, where an office sits behind one address.
ASKED_A_MINUTE = 240
KEPT_SECONDS = 15 * 60


def _filters(request: HttpRequest) -> Filters:
    return Filters.read(request.GET.get("xa", ""), request.GET.get("giang-vien", ""))


class CalendarView(StaffView):
    """A month: a list of days on a phone, a table where there is room."""

    gate = "may_teach"

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = _filters(request)
        first = calendar.month_asked(request.GET.get("thang", ""))
        month = calendar.month_of(user=account_of(request), first=first, filters=filters)
        context = {"month": month, "filters": filters, "weekdays": WEEKDAYS}
        return render(request, "learners/classes/calendar.html", context)


class FeedPageView(StaffView):
    """Where one makes, copies, renews and ends the private address of one's calendar."""

    gate = "may_teach"

    def get(self, request: HttpRequest) -> HttpResponse:
        filters, feed = _filters(request), calendar.standing_feed(owner=account_of(request))
        address = calendar.feed_address(feed, filters) if feed else ""
        context = {
            "feed": feed,
            "address": address,
            "webcal": "webcal" + address[address.find(":") :] if address else "",
            "filters": filters,
        }
        return render(request, "learners/classes/calendar_feed.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        user, act = account_of(request), request.POST.get("act", "")
        if act == "end":
            calendar.end_feed(actor=user)
            messages.success(request, "Địa chỉ cũ không còn dùng được.")
        elif act in ("make", "renew"):
            calendar.make_feed(actor=user, anew=act == "renew")
            messages.success(request, "Đã có địa chỉ lịch riêng của bạn.")
        back = redirect("classes:feed")
        back["Location"] += _filters(request).query
        return back


class FeedView(View):
    """The calendar for a program that knows the private address; nobody signs in here."""

    def dispatch(self, request: HttpRequest, code: str) -> HttpResponseBase:
        network = get_adapter().get_client_ip(request)
        if not allow(f"calendar-from:{network}", amount=ASKED_A_MINUTE, seconds=60):
            return _slower(60)
        return super().dispatch(request, code)

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:
        feed = calendar.feed_of(code)
        if feed is None:
            raise Http404
        if not allow(f"calendar:{feed.pk}", amount=FETCHES_AN_HOUR, seconds=3600):
            return _slower(3600)
        content = calendar.feed_file(feed=feed, filters=_filters(request))
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="lich-lop.ics"'
        response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
        response["X-Robots-Tag"] = "noindex"
        response["ETag"] = etag = f'"{sha256(content).hexdigest()[:32]}"'
        return get_conditional_response(request, etag=etag, response=response) or response


def _slower(seconds: int) -> HttpResponse:
    """Asked too often: when to come again."""
    words = "Hỏi lịch quá nhiều lần. Hãy thử lại sau."
    response = HttpResponse(words, status=HTTPStatus.TOO_MANY_REQUESTS, content_type="text/plain")
    response["Retry-After"] = str(seconds)
    return response
