"""A class of 500: what its officer and its trainer ask of the roster."""

from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from bench.actors import cookie_of, first_course
from bench.load import Ask
from learners.classes.models import Seat, TrainingClass
from learners.classes.selectors import roster_page
from learners.classes.services import Plan, Times, open_class
from learners.people.models import Learner
from lms.core.models import Area, User
from lms.core.roles import Role
from lms.core.services import grant_role

_HALL = "bench"
_PEOPLE = 500


def roster_asks() -> list[Ask]:
    """The first page, the pages behind it, and a search for each of some people; the trainer's."""
    one = TrainingClass.objects.filter(hall=_HALL).first() or _open()
    lead = one.trainers.select_related("learner__user").get().learner
    if lead.user is None:
        raise RuntimeError("the class of the bench has a trainer without an account")
    cookie = cookie_of(lead.user, settings.AUTHENTICATION_BACKENDS[0])
    found, key = [f"/day/lop/{one.pk}/hoc-vien/"], ""
    while key := roster_page(training_class=one, key=key).next_key:
        found.append(f"{found[0]}?{urlencode({'sau': key})}")
    seats = one.seats_taken.select_related("learner").order_by("pk")[::25]
    found += [
        f"{found[0]}?{urlencode({'tim': seat.learner.search_key.split()[-1]})}" for seat in seats
    ]
    return [Ask(address, cookie) for address in found]


def _open() -> TrainingClass:
    """A class of 500 people of the largest commune, made once."""
    largest = Learner.objects.values("commune").annotate(n=Count("pk")).order_by("-n").first()
    if largest is None:
        raise RuntimeError("nobody lives in the province of the bench")
    commune = Area.objects.get(pk=largest["commune"])
    people = list(Learner.objects.filter(commune=commune, user=None).order_by("pk")[: _PEOPLE + 1])
    lead, user = people[0], User.objects.create(email="trainer@bench.invalid")
    grant_role(user=user, role=Role.TRAINER, area=commune, organisation=None, actor=None)
    lead.user = user
    lead.save()
    start = timezone.now() + timedelta(days=1)
    made = open_class(
        plan=Plan(
            course=first_course(),
            commune=commune,
            sessions=[Times(start, start + timedelta(hours=2))],
            trainers=[lead],
            hall=_HALL,
            seats=_PEOPLE,
        ),
        actor=user,
    )
    Seat.objects.bulk_create(
        Seat(training_class=made, learner=one, via=Seat.Via.IMPORT) for one in people[1:]
    )
    return made
