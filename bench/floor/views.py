"""Four pages without a product: nothing is cached, nothing is left out that their kind needs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bench.floor.models import Summary
from certificates.papers.models import Certificate
from learners.people.models import Learner
from learners.study.models import Enrolment, LessonDone


def hello(request: HttpRequest) -> HttpResponse:
    """A bare view."""
    return HttpResponse("hello")


def dash(request: HttpRequest) -> HttpResponse:
    """Signed in: session, account, and three indexed queries under a small template."""
    learner = Learner.objects.filter(user=request.user).first()  # type: ignore[misc]
    context = {
        "learner": learner,
        "enrolments": list(Enrolment.objects.filter(learner=learner)),
        "lessons": list(LessonDone.objects.filter(enrolment__learner=learner)),
    }
    return render(request, "floor/dash.html", context)


def live(request: HttpRequest) -> HttpResponse:
    """Ninety-two rows of a summary table, for anyone; one query."""
    rows = list(Summary.objects.filter(day=request.GET["day"]).order_by("name"))
    return render(request, "floor/live.html", {"rows": rows})


def read(request: HttpRequest, code: str) -> HttpResponse:
    """One row by its unique index under a small template."""
    return render(request, "floor/read.html", {"paper": Certificate.objects.get(code=code)})
