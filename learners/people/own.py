"""What screens for people on the register have in common."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from learners.people.models import Learner
from learners.people.selectors import learner_of


def to_register(*, back: str) -> str:
    """The address where somebody signed in comes onto the register, and from there to `back`."""
    return f"{reverse('people:register')}?{urlencode({'next': back})}"


@method_decorator(never_cache, name="dispatch")
class OwnView(LoginRequiredMixin, View):
    """A screen for somebody on the register; others are led there and back."""

    learner: Learner

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            learner = learner_of(request.user)
            if learner is None:
                return redirect(to_register(back=request.get_full_path()))
            self.learner = learner
        return super().dispatch(request, *args, **kwargs)
