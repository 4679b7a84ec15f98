"""What people and workers do, each run as a process of its own: `python -m tests.faults.acts …`.

Prints what came of it as JSON.
"""

import json
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  (after setup, as in every script of Django)
from django.contrib.auth import (  # noqa: E402
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
)
from django.contrib.sessions.backends.cached_db import SessionStore  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.utils import timezone  # noqa: E402

from certificates.batches import services as batches  # noqa: E402
from certificates.drawing.facts import Kind  # noqa: E402
from certificates.papers import services as certificates  # noqa: E402
from certificates.signing.models import SignedFile  # noqa: E402
from courses.models import CoursePage  # noqa: E402
from learners.imports import tasks as import_tasks  # noqa: E402
from learners.imports.services import confirm_plan  # noqa: E402
from learners.people.models import Consent  # noqa: E402
from learners.people.services import claim_learner  # noqa: E402
from learners.study.services import open_attempt  # noqa: E402
from lms.core import second_factor  # noqa: E402
from lms.core.factors import seed_demo_factor  # noqa: E402
from lms.core.models import Area, User  # noqa: E402
from lms.core.roles import Role  # noqa: E402
from lms.core.services import grant_role, mark_verified  # noqa: E402
from lms.messy import make_list  # noqa: E402
from tests.factories import finish_lessons  # noqa: E402
from tests.facts import enrol_on, make_person  # noqa: E402
from tests.filling import attempt_form, practice_form  # noqa: E402
from tests.learners.imports.lists import as_csv, plan, upload  # noqa: E402


def _course() -> CoursePage:
    return CoursePage.objects.live().order_by("number")[0]


def sign_in(user: User) -> str:
    """The cookie of a browser in which `user` is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _register(number: int) -> User:
    user = User.objects.create_user(email=f"nguoi{number}@vidu.vn")
    mark_verified(user=user)
    claim_learner(
        user=user,
        full_name="Nguyễn Thị Lan",
        birth_year=1975,
        commune=Area.objects.get(pk="05503"),
        consents=[Consent.Purpose.STUDY],
        actor=user,
    )
    return user


def practisers(count: str) -> list[dict[str, Any]]:
    """People who have done nothing yet, each with the practice pages of a course filled in."""
    lessons = list(_course().lessons)
    return [
        {
            "session": sign_in(_register(number)),
            "posts": [
                [f"/hoc/bai/{lesson.pk}/luyen-tap/", practice_form(lesson.practice_questions())]
                for lesson in lessons
            ],
        }
        for number in range(int(count))
    ]


def finishers(count: str) -> list[dict[str, Any]]:
    """People before the last page of a course: the test is open, its answers are filled in."""
    found = []
    for number in range(int(count)):
        user = _register(number)
        finish_lessons(user.learner, _course())
        attempt = open_attempt(learner=user.learner, course=_course())
        post = [f"/hoc/bai-lam/{attempt.pk}/", attempt_form(attempt)]
        found.append({"session": sign_in(user), "attempt": attempt.pk, "posts": [post]})
    return found


def papers(count: str) -> int:
    """Papers that are due, and no bell has rung for them."""
    today, commune = timezone.localdate(), Area.objects.get(pk="05503")
    for _ in range(int(count)):
        enrolment = enrol_on(today, make_person(commune), _course(), finished=today)
        certificates.open_certificates(enrolment_ids=[enrolment.pk])
    return int(count)


def batch(count: str) -> int:
    """People who finished and have no paper, in a batch that is confirmed; no bell has rung."""
    today, commune = timezone.localdate(), Area.objects.get(pk="05503")
    for _ in range(int(count)):
        enrol_on(today, make_person(commune), _course(), finished=today)
    officer = User.objects.create_user(email="xa@vidu.vn")
    mark_verified(user=officer)
    grant_role(user=officer, role=Role.COMMUNE_OFFICER, area=commune, actor=None)
    made = batches.draft_issue(kind=Kind.COMPLETION, commune=commune, actor=officer)
    batches.confirm(batch=made, actor=officer)
    return made.pk


def unsigned(count: str) -> int:
    """Papers that were issued and wait for a signature, and no bell has rung for them."""
    papers(count)
    return certificates.issue_pending()


def forget_holds() -> int:
    """As if the time had passed for which a worker holds what it signs."""
    return SignedFile.objects.exclude(claim="").update(claimed_until=timezone.now())


def clerk() -> str:
    """An officer of a commune in a browser that has shown the second factor."""
    officer = User.objects.create_user(email="xa@vidu.vn")
    mark_verified(user=officer)
    home = Area.objects.get(pk="05503")
    grant_role(user=officer, role=Role.COMMUNE_OFFICER, area=home, actor=None)
    seed_demo_factor(officer)
    request = HttpRequest()
    request.session = SessionStore(sign_in(officer))
    second_factor.show(request, officer)
    request.session.save()
    return str(request.session.session_key)


def lists(count: str) -> int:
    """A messy list that is planned and confirmed, and no bell has rung for its writing."""
    officer = User.objects.create_user(email="canbo@vidu.vn")
    mark_verified(user=officer)
    province = Area.objects.get(level=Area.Level.PROVINCE)
    grant_role(user=officer, role=Role.PROVINCE_OFFICER, area=province, actor=None)
    made = make_list(rows=int(count), seed=1945)
    taken = plan(upload(officer, as_csv(made.rows, headings=made.headings)))
    return confirm_plan(pk=taken.pk, actor=officer).pk


def apply(job: str) -> None:
    """Write a confirmed list, undisturbed."""
    import_tasks.apply(int(job))


def issue_pending() -> int:
    """What the clock does every minute."""
    return certificates.issue_pending()


if __name__ == "__main__":
    act = {"practisers": practisers, "finishers": finishers, "papers": papers}
    act |= {"unsigned": unsigned, "forget_holds": forget_holds}
    act |= {"clerk": clerk, "lists": lists, "apply": apply, "batch": batch}
    done = {**act, "issue_pending": issue_pending}[sys.argv[1]](*sys.argv[2:])
    sys.stdout.write(json.dumps(done))
