"""My papers, for their owner."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from certificates.drawing.facts import Kind
from certificates.papers.copies import file_of
from certificates.papers.models import Certificate
from certificates.papers.selectors import papers_of
from learners.study.views import LearnerView
from lms.core.tokens import BadCode, parse_code

_FILES = {
    Kind.COMPLETION: "giay-chung-nhan",
    Kind.ATTENDANCE: "giay-xac-nhan",
    Kind.TRAINER: "giay-giang-vien",
}


class MineView(LearnerView):
    """My papers; one that is being made says so and shows itself when it is there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        papers = list(papers_of(self.learner))
        waiting = any(paper.state == Certificate.State.PENDING for paper in papers)
        template = "certificates/mine.html"
        if request.htmx:  # type: ignore[attr-defined]
            template = "certificates/papers.html"
        return render(request, template, {"papers": papers, "waiting": waiting})


class PdfView(LearnerView):
    """The paper itself: as it was signed, else drawn from its frozen facts; the same bytes."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        own = Certificate.objects.filter(learner=self.learner)
        try:
            paper = own.issued().get(code=parse_code(code))
        except (BadCode, Certificate.DoesNotExist) as error:
            raise Http404 from error
        response = HttpResponse(file_of(paper), content_type="application/pdf")
        response["Content-Disposition"] = (
            f'inline; filename="{_FILES[Kind(paper.kind)]}-{paper.number}.pdf"'
        )
        return response
