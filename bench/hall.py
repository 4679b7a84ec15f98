"""A village hall: sixty people behind one address scan the QR and sign in at one moment."""

import http.client
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.core.cache import cache
from django.utils import timezone

from bench.config import DATA
from bench.load import Ask
from courses.models import CoursePage
from learners.attendance.models import Attendance
from learners.attendance.screens import address_now
from learners.classes.models import Seat, Session
from learners.classes.services import Plan, Times, open_class, take_seat
from learners.people.models import Learner
from lms.core.models import User
from lms.core.roles import Role
from lms.core.services import grant_role

PEOPLE = 60
SECONDS = 60
ADDRESS = "198.51.100.60"
LETTERS = DATA / "letters"
# Codes go out as letters into a folder: the one thing that is not as in production.
ENVIRONMENT = {"EMAIL_URL": f"filemail:///{LETTERS}"}  # the path begins with a stroke itself


@dataclass(slots=True)
class Guest:
    """One phone in the hall, with its cookies; counts what it asked."""

    url: str
    mail: str
    cookies: dict[str, str] = field(default_factory=dict)
    asked: int = 0

    def go(self, path: str, **form: str) -> tuple[str, str]:
        """Ask, follow redirects; where it ended and the page. Raises when it was refused."""
        for _ in range(8):
            status, page, target = self._ask(path, urlencode(form))
            if target:
                path, form = target, {}
                continue
            if status >= 400:
                raise RuntimeError(f"{self.mail}: {path} answered {status}\n{_words(page)}")
            return path, page
        raise RuntimeError(f"{self.mail}: {path} leads round in a circle")

    def _ask(self, path: str, body: str) -> tuple[int, str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        ask = Ask(path, cookie, ADDRESS, body)
        host = urlsplit(self.url).netloc
        connection = http.client.HTTPConnection(host, timeout=60)
        headers = ask.headers(host) | {"Accept-Encoding": "identity"}
        connection.request(ask.method, path, body or None, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        self.asked += 1
        return answer.status, page, answer.headers.get("Location", "")

    def come_in(self, path: str) -> float:
        """Scan, sign in with the code that was sent, press the button; returns the seconds."""
        start = time.perf_counter()
        at, page = self.go(path)
        told = {"login": self.mail, "next": "/hoc/diem-danh/", **_token(page)}
        at, page = self.go(at, **told)
        at, page = self.go(at, code=_code_for(self.mail), action="verify", **_token(page))
        if not at.startswith("/hoc/diem-danh/"):
            raise RuntimeError(f"{self.mail} may not enter: {at}\n{_words(page)}")
        at, page = self.go("/hoc/diem-danh/", **_token(page))
        if "bạn có mặt" not in page:
            raise RuntimeError(f"{self.mail} ended at {at}\n{_words(page)}")
        return time.perf_counter() - start


def _words(page: str) -> str:
    """What a page says, without its frame."""
    return page.partition("<main")[2][:2000] or page[:800]


def _token(page: str) -> dict[str, str]:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if not found:
        raise RuntimeError(f"a page without a form\n{_words(page)}")
    return {"csrfmiddlewaretoken": found[1]}


def _code_for(mail: str) -> str:
    """The code in the letter; the request that asked for it has written it already.

    Two letters of one second may share a file: it is named by the moment and an address in memory.
    """
    for file in LETTERS.iterdir():
        for letter in file.read_text(encoding="utf-8").split("-" * 79):
            if f"To: {mail}\n" in letter:
                return re.findall(r"^(\d{6})\b", letter, re.MULTILINE)[-1]
    raise RuntimeError(f"no letter to {mail}")


def _session() -> Session:
    """A class of today whose people have accounts, seats, and have never come yet."""
    people = list(Learner.objects.filter(user__isnull=False).order_by("pk")[: PEOPLE + 1])
    trainer, commune = people.pop(0), people[0].commune
    user = trainer.user
    if user is None:
        raise RuntimeError("the trainer has no account")
    grant_role(user=user, role=Role.TRAINER, area=commune, actor=None)
    start = timezone.now()
    plan = Plan(
        course=CoursePage.objects.live().order_by("number")[0],
        commune=commune,
        sessions=[Times(start, start + timedelta(hours=2))],
        trainers=[trainer],
        seats=PEOPLE,
    )
    user = User.objects.get(pk=user.pk)  # with the role it holds now
    made = open_class(plan=plan, actor=user)
    for one in people:
        take_seat(training_class=made, learner=one, via=Seat.Via.SEARCH, actor=user)
    return made.sessions.get()


def fill_hall(url: str) -> tuple[float, list[float], int]:
    """Sixty at one moment: seconds until all are in, of each of them, and how many requests.

    Raises RuntimeError when one of them was refused anything, or is not in the register.
    """
    LETTERS.mkdir(parents=True, exist_ok=True)
    for file in Path(LETTERS).iterdir():
        file.unlink()
    cache.clear()  # whom an earlier run asked for codes is not refused one now
    session = _session()
    mails = session.training_class.seats_taken.values_list("learner__user__email", flat=True)
    guests = [Guest(url, mail) for mail in mails]
    path = urlsplit(address_now(session, time.time())).path
    together = threading.Barrier(len(guests))

    def come(guest: Guest) -> float:
        together.wait()
        return guest.come_in(path)

    start = time.perf_counter()
    with ThreadPoolExecutor(len(guests)) as pool:
        each = sorted(pool.map(come, guests))
    whole = time.perf_counter() - start
    there = Attendance.objects.filter(session=session).there().count()
    if there != PEOPLE:
        raise RuntimeError(f"{there} of {PEOPLE} are in the register")
    return whole, each, sum(guest.asked for guest in guests)
