"""Saying something to a class and what came of it; and one's own messages."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from learners.announcing import selectors, services
from learners.announcing.forms import AnnouncementForm
from learners.announcing.models import Announcement, Delivery
from learners.classes.models import TrainingClass
from learners.classes.permissions import check_may_run, may_run
from learners.classes.views.base import ClassView
from learners.study.views import LearnerView
from lms.core import audit, jobs
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.staff import StaffView
from lms.core.tasks import ring


class ClassAnnouncementsView(ClassView):
    """What was said to a class, and saying something: first a look at it, then out it goes."""

    template = "learners/announcing/class.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.class_of(pk), AnnouncementForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class, user = self.class_of(pk), account_of(request)
        form = AnnouncementForm(request.POST)
        if not form.is_valid():
            return self.show(training_class, form, status=422)
        draft = form.draft()
        try:
            if "send" not in request.POST:
                check_may_run(user=user, training_class=training_class)
                return self.show(training_class, form, draft=draft)
            made = services.announce(
                training_class=training_class, draft=draft, key=form.cleaned_data["key"], actor=user
            )
        except DomainError as error:
            form.add_error(None, as_validation_error(error))
            return self.show(training_class, form, draft=draft, status=422)
        if made.job:
            ring(made.job)
        messages.success(request, "Đã gửi thông báo cho lớp.")
        return redirect("announcing:announcement", pk=made.pk)

    def show(
        self,
        training_class: TrainingClass,
        form: AnnouncementForm,
        draft: services.Draft | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The page; with a draft, what people would get of it and who would."""
        user = account_of(self.request)
        after = self.request.GET.get("sau", "")
        made, next_key = selectors.announcements_page(training_class=training_class, after=after)
        everybody = selectors.people_of(training_class)
        context: dict[str, Any] = {
            "training_class": training_class,
            "form": form,
            "made": made,
            "next_key": next_key,
            "may_write": self.may_run(training_class),
            "audience": selectors.audience(everybody),
        }
        if draft:
            words = services.words_for(draft=draft, training_class=training_class, author=user)
            codes = [way.code for way in draft.ways()]
            shown = selectors.previews(words, codes)
            wrong = any(one.problem for one in shown)
            context |= {
                "previews": shown,
                "audience": selectors.audience(everybody, codes),
                "ready": status == 200 and not wrong,
            }
            status = 422 if wrong else status
        return self.page(self.request, status, **context)


class AnnouncementView(StaffView):
    """One announcement: the words, to whom it went, what failed, and once more."""

    gate = "may_teach"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        made = self.announcement(pk)
        of_class = made.training_class
        if of_class is None:
            raise Http404  # said to nobody's class: it is read where it was made
        user, state = account_of(request), request.GET.get("xem", "")
        audit.record(actor=user, action="announcing.open", target=made)
        after = request.GET.get("sau", "")
        rows, next_key = selectors.log_page(announcement=made, state=state, after=after)
        lines = selectors.result_of(made)
        context = {
            "made": made,
            "training_class": of_class,
            "lines": lines,
            "rows": rows,
            "next_key": next_key,
            "state": state,
            "states": Delivery.State.choices,
            "reached": selectors.told_people(made),
            "untold": selectors.untold(made),
            "working": jobs.is_open(made.job),
            "open": sum(line.open for line in lines),
            "failed": sum(line.failed for line in lines),
            "may_write": may_run(user=user, training_class=of_class),
        }
        return render(request, "learners/announcing/announcement.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        made = self.announcement(pk)
        try:
            number = services.send_again(announcement=made, actor=account_of(request))
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("announcing:announcement", pk=pk)
        made.refresh_from_db()
        if number and made.job:
            ring(made.job)
        messages.success(request, f"Đang gửi lại cho {number} lượt chưa gửi được.")
        return redirect("announcing:announcement", pk=pk)

    def announcement(self, pk: int) -> Announcement:
        """The announcement, or a 404 for whoever may not see its class."""
        found = Announcement.objects.visible_to(account_of(self.request)).select_related(
            "training_class__course", "training_class__commune", "session", "job"
        )
        return get_object_or_404(found, pk=pk)


class InboxView(LearnerView):
    """One's own messages, the unread ones marked."""

    def get(self, request: HttpRequest) -> HttpResponse:
        after = request.GET.get("sau", "")
        rows, next_key = selectors.inbox_page(learner=self.learner, after=after)
        context = {"rows": rows, "next_key": next_key, "first": not after}
        return private(render(request, "learners/announcing/inbox.html", context))


class MessageView(LearnerView):
    """One message. Opened it is read: that is all a look at it writes, and only the first one."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        own = Delivery.objects.in_inbox_of(self.learner).select_related(
            "announcement__training_class__course", "announcement__training_class__commune"
        )
        delivery = get_object_or_404(own, pk=pk)
        if request.method == "GET":
            services.mark_read(delivery=delivery)
        context = {"delivery": delivery, "announcement": delivery.announcement}
        return private(render(request, "learners/announcing/message.html", context))


class CountView(LearnerView):
    """How many messages wait: a few words that other pages fetch, so that they pay no query."""

    def get(self, request: HttpRequest) -> HttpResponse:
        count = selectors.unread(learner=self.learner)
        return private(render(request, "learners/announcing/count.html", {"count": count}))


def private(response: HttpResponse) -> HttpResponse:
    """A page about one person is kept by no cache."""
    response["Cache-Control"] = "private, no-cache"
    return response
