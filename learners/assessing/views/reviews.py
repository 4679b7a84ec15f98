"""Work handed in, for those who did not teach the person: the queue, and one piece of work."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from learners.assessing import selectors, services
from learners.assessing.forms import ReviewForm
from learners.assessing.models import HandIn
from lms.core import audit
from lms.core.access import account_of
from lms.core.errors import DomainError
from lms.core.staff import StaffView


class ReviewsView(StaffView):
    """What waits for somebody to look at it, the longest waiting first."""

    gate = "may_run_classes"

    def get(self, request: HttpRequest) -> HttpResponse:
        user, after = account_of(request), request.GET.get("sau", "")
        rows, next_key = selectors.waiting_page(user=user, after=after)
        audit.record(actor=user, action="assessing.look", target="learners.handin", rows=len(rows))
        context = {"rows": rows, "next_key": next_key, "first": not after}
        return render(request, "learners/assessing/reviews.html", context)


class ReviewView(StaffView):
    """One piece of work, and what is said of it."""

    gate = "may_run_classes"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        handed_in = reviewable(request, pk)
        audit.record(actor=account_of(request), action="assessing.look", target=handed_in)
        return self._show(handed_in, ReviewForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        handed_in = reviewable(request, pk)
        form = ReviewForm(request.POST)
        if not form.is_valid():
            return self._show(handed_in, form, status=422)
        try:
            services.review(
                handed_in=handed_in,
                done=form.cleaned_data["outcome"] == "done",
                words=form.cleaned_data["words"],
                actor=account_of(request),
            )
        except DomainError as error:
            return self._show(handed_in, form, status=409, problem=error.message)
        messages.success(request, "Đã gửi kết quả cho người học. Cảm ơn bạn!")
        return redirect("assessing:reviews")

    def _show(
        self, handed_in: HandIn, form: ReviewForm, status: int = 200, problem: str = ""
    ) -> HttpResponse:
        context = {"handed_in": handed_in, "form": form, "problem": problem}
        return render(self.request, "learners/assessing/review.html", context, status=status)


class PictureView(StaffView):
    """The picture of a piece of work, for whoever may review it."""

    gate = "may_run_classes"

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        return picture_of(reviewable(request, pk))


def reviewable(request: HttpRequest, pk: int) -> HandIn:
    """Work that this person may review; what is not theirs is not known to exist."""
    rows = HandIn.objects.reviewable_by(account_of(request))
    return get_object_or_404(rows.select_related("task", "learner__commune"), pk=pk)


def picture_of(handed_in: HandIn) -> FileResponse:
    """The picture itself, kept by nobody on the way; 404 when there is none."""
    try:
        opened = handed_in.picture.open("rb") if handed_in.picture else None
    except FileNotFoundError:
        opened = None
    if opened is None:
        raise Http404
    response = FileResponse(opened, content_type="image/jpeg", filename="bai-nop.jpg")
    response["Cache-Control"] = "private, no-store"
    return response
