"""What the screens of a class have in common: which class, and who may act in it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from learners.classes import selectors
from learners.classes.models import Session, TrainingClass
from learners.classes.permissions import may_run
from lms.core.access import account_of
from lms.core.staff import StaffView


class ClassView(StaffView):
    """A screen of a class that one teaches or watches over; any other is not known to exist."""

    gate = "may_teach"
    template = ""

    def class_of(self, pk: int) -> TrainingClass:
        """The class of the address, with its numbers."""
        found = selectors.class_of(pk=pk, user=account_of(self.request))
        if found is None:
            raise Http404
        return found

    def may_run(self, training_class: TrainingClass) -> bool:
        """Whether the people and sessions of a class that they see are theirs to write."""
        # A trainer who watches over no place sees it because they teach it: no need to ask again.
        return self.scope.only_teaches or may_run(
            user=account_of(self.request), training_class=training_class
        )

    def page(self, request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
        """The screen, with what was typed when it could not be."""
        return render(request, self.template, context, status=status)


class RunView(ClassView):
    """A screen that changes a class: who may only look at it is refused."""

    gate = "may_run_classes"

    def class_of(self, pk: int) -> TrainingClass:
        """The class of the address, if it is theirs to run."""
        found = super().class_of(pk)
        if not self.may_run(found):
            raise PermissionDenied
        return found

    def session_of(self, pk: int) -> Session:
        """The session of the address, of a class that is theirs to run."""
        found = Session.objects.visible_to(account_of(self.request)).filter(pk=pk).first()
        if found is None:
            raise Http404
        found.training_class = self.class_of(found.training_class_id)
        return found
