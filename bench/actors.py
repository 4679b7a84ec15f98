"""Who asks: learners and an officer who are signed in, and papers that can be checked."""

from dataclasses import dataclass
from itertools import product
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from bench.load import Ask
from certificates.papers.models import Certificate
from certificates.papers.services import facts_of
from certificates.transparency.models import LogEntry
from certificates.transparency.services import append, enter, sign_head
from courses.models import CoursePage, LessonPage
from courses.quiz import Kind, Question
from learners.people.models import Learner
from learners.study.models import Enrolment, LessonDone
from lms.core import second_factor
from lms.core.models import PROVINCE_CODE, Area, User
from lms.core.roles import Role
from lms.core.services import grant_role

_LEARNERS = 1_000
_SERIES = "BENCH"
_PAPERS = 20_000
_CSRF = "benchbenchbenchbenchbenchbench00"


@dataclass(frozen=True, slots=True)
class Actors:
    """The cookies of signed-in learners, of the same at the floor, and of a province's officer."""

    learner_ids: list[int]
    learners: list[str]
    at_floor: list[str]
    officer: str


def sign_in_all() -> Actors:
    """Accounts for some people of the province, made once; sessions for all of them, made now."""
    Session.objects.all().delete()
    learners = list(
        Learner.objects.filter(user__isnull=False).select_related("user").order_by("pk")
    )
    if not learners:
        _give_accounts()
        return sign_in_all()
    officer, _ = User.objects.get_or_create(email="officer@bench.invalid")
    province = Area.objects.get(pk=PROVINCE_CODE)
    grant_role(user=officer, role=Role.PROVINCE_OFFICER, area=province, actor=None)
    users = [learner.user for learner in learners if learner.user]
    door = settings.AUTHENTICATION_BACKENDS[0]
    return Actors(
        learner_ids=[one.pk for one in learners],
        learners=[cookie_of(user, door) for user in users],
        at_floor=[cookie_of(user, "django.contrib.auth.backends.ModelBackend") for user in users],
        officer=cookie_of(officer, door),
    )


def _give_accounts() -> None:
    """Every so-manieth person of the register gets an account."""
    every = max(1, Learner.objects.count() // _LEARNERS)
    ids = list(Learner.objects.order_by("pk").values_list("pk", flat=True))[::every][:_LEARNERS]
    people = list(Learner.objects.filter(pk__in=ids))
    users = User.objects.bulk_create(
        User(email=f"learner{one.pk}@bench.invalid", verified_at=timezone.now()) for one in people
    )
    for one, user in zip(people, users, strict=True):
        one.user = user
    Learner.objects.bulk_update(people, ["user"])


def cookie_of(user: User, door: str) -> str:
    """A session as the login makes it, as a cookie; `door` is the backend that let them in.

    Whoever holds a role has shown their second factor.
    """
    session = SessionStore()
    request = HttpRequest()
    request.session, request.user = session, user
    if user.grants.exists():
        second_factor.show(request, user)
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = door
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def halfway(actors: Actors) -> None:
    """Everyone has done the first half of the first course, as in the middle of a campaign."""
    forget_lessons(actors)
    course = first_course()
    lessons = list(course.lessons)
    enrolments = Enrolment.objects.filter(learner__in=actors.learner_ids, course=course)
    LessonDone.objects.bulk_create(
        LessonDone(enrolment=enrolment, lesson=lesson, correct=3, total=3)
        for enrolment, lesson in product(enrolments, lessons[: len(lessons) // 2])
    )


def forget_lessons(actors: Actors) -> None:
    """Nobody has done a lesson."""
    LessonDone.objects.filter(enrolment__learner__in=actors.learner_ids).delete()


def lessons_kept(actors: Actors) -> int:
    """How many lessons stand as done."""
    return LessonDone.objects.filter(enrolment__learner__in=actors.learner_ids).count()


def first_course() -> CoursePage:
    """Course 1."""
    return CoursePage.objects.live().order_by("number")[0]


def practices(actors: Actors) -> list[Ask]:
    """Right answers to the practice of every lesson by every learner: each a row of its own."""
    asks = []
    for lesson in LessonPage.objects.live().order_by("path"):
        answers = [pair for question in lesson.practice_questions() for pair in _right(question)]
        body = urlencode([("csrfmiddlewaretoken", _CSRF), *answers])
        asks += [
            Ask(
                f"/hoc/bai/{lesson.pk}/luyen-tap/",
                f"{cookie}; {settings.CSRF_COOKIE_NAME}={_CSRF}",
                body=body,
            )
            for cookie in actors.learners
        ]
    return asks


def _right(question: Question) -> list[tuple[str, str]]:
    """The right answer to a question as the fields of its form."""
    name = f"q-{question.id}"
    if question.kind is Kind.ORDERING:
        return [(f"{name}-{o}", str(i)) for i, o in enumerate(question.right_answer, start=1)]
    return [(name, option) for option in question.right_answer]


def papers() -> list[str]:
    """The codes of some issued papers out of many, all in the public log; made once."""
    ours = Certificate.objects.filter(series=_SERIES)
    if not ours.exists():
        _issue()
    if missing := ours.filter(log_entries__isnull=True).values_list("pk", flat=True):
        enter(certificate_ids=list(missing), act=LogEntry.Act.ISSUED)
        append()
        sign_head(day=timezone.localdate())
    codes = ours.order_by("code").values_list("code", flat=True)
    return list(codes[::10])


def _issue() -> None:
    finished = Enrolment.objects.filter(completed_at__isnull=False).select_related(
        "learner", "course"
    )
    certificates = []
    for number, enrolment in enumerate(finished.order_by("pk")[:_PAPERS]):
        paper = Certificate(
            enrolment=enrolment, learner=enrolment.learner, state=Certificate.State.VALID
        )
        paper.series, paper.year, paper.serial = _SERIES, 2026, number
        paper.number = f"{_SERIES}-{number:06d}"
        paper.freeze(facts_of(certificate=paper, number=paper.number))
        paper.issued_at = timezone.now()
        certificates.append(paper)
    Certificate.objects.bulk_create(certificates, batch_size=2_000)
