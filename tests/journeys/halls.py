"""A hall with a class in it, and a way to cut its network."""

import json
import os
import signal
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from tests.processes import manage, wait_for

_OPEN = """
import json
from datetime import timedelta
from django.utils import timezone
from courses.models import CoursePage
from learners.classes.models import Seat
from learners.classes.services import Plan, Times, open_class, take_seat
from learners.people.models import Consent, Learner
from learners.people.services import claim_learner
from lms.core.factors import seed_demo_factor
from lms.core.models import Area, User
from lms.core.roles import Role
from lms.core.services import grant_role, mark_verified
commune = Area.objects.get(pk="05503")
user = User.objects.create_user(email="{trainer}")
mark_verified(user=user)
grant_role(user=user, role=Role.TRAINER, area=commune, organisation=None, actor=None)
seed_demo_factor(user)
about = {{"full_name": "Ma Thị Hương", "birth_year": 1985, "commune": commune}}
trainer = claim_learner(user=user, consents=[Consent.Purpose.STUDY], actor=user, **about)
first = timezone.now() - timedelta(hours=1)
times = [Times(day, day + timedelta(hours=2)) for day in (first, first + timedelta(days=7))]
course = CoursePage.objects.order_by("pk").first()
plan = Plan(course=course, commune=commune, sessions=times, trainers=[trainer], hall="Nhà văn hóa")
made = open_class(plan=plan, actor=user)
made.seats = {chairs}
made.save()
for learner in Learner.objects.standing().exclude(pk=trainer.pk).order_by("pk")[:{people}]:
    take_seat(training_class=made, learner=learner, via=Seat.Via.SEARCH, actor=user)
print("made " + json.dumps([made.pk, made.sessions.get(number=1).pk]))
"""
_COUNT = """
import json
from learners.attendance.models import Attendance, Mark
from learners.attendance.services import recount
from learners.classes.models import Seat, Session
session = Session.objects.get(pk={session})
there = Attendance.objects.filter(session=session).there().count()
marks = Mark.objects.filter(session=session).count()
spots = Seat.objects.filter(training_class=session.training_class, spot_id__isnull=False).count()
print("made " + json.dumps([there, marks, spots, recount(session=session)]))
"""


def _told(folder: Path, script: str, env: Mapping[str, str]) -> list[int]:
    said = manage(folder, "shell", "-v", "0", "-c", script, env=env)
    found: list[int] = json.loads(said.rpartition("made ")[2])
    return found


def open_class_of(
    folder: Path, env: Mapping[str, str], trainer: str, *, people: int, chairs: int = 60
) -> int:
    """A new trainer (by e-mail) has a class of so many people, now; its session of today.

    A trainer for each journey: one address gets only so many codes in five minutes.
    """
    return _told(folder, _OPEN.format(trainer=trainer, people=people, chairs=chairs), env)[1]


def register_of(folder: Path, env: Mapping[str, str], session: int) -> dict[str, int]:
    """What stands in the database about a session."""
    names = ("there", "marks", "on the spot", "wrong lines")
    return dict(zip(names, _told(folder, _COUNT.format(session=session), env), strict=True))


class Air:
    """The way from a browser to the server, which can be cut: for pages and workers alike."""

    def __init__(self, url: str) -> None:
        self.server = (urlsplit(url).hostname or "", urlsplit(url).port or 80)
        self.cut, self.ends = False, set[socket.socket]()
        self.ear = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.ear.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):  # closed at the end
            while True:
                near, _ = self.ear.accept()
                if self.cut:
                    near.close()
                    continue
                far = socket.create_connection(self.server)
                self.ends |= {near, far}
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while heard := one.recv(65536):
                other.sendall(heard)
        self._end(one, other)

    def _end(self, *sockets: socket.socket) -> None:
        for end in sockets:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
            self.ends.discard(end)

    def off(self) -> None:
        """No signal: what is open breaks, nothing new gets through."""
        self.cut = True
        self._end(*list(self.ends))

    def on(self) -> None:
        """The signal is back."""
        self.cut = False

    def close(self) -> None:
        """At the end."""
        self.ear.close()
        self.off()


def kill_browser(profile: Path) -> None:
    """As when the phone runs out of power: every process of the browser of a profile is killed."""
    mine = f"--user-data-dir={profile}"

    def running() -> list[int]:
        found = []
        for folder in Path("/proc").iterdir():
            with suppress(OSError):
                if folder.name.isdigit() and mine in (folder / "cmdline").read_text().split("\0"):
                    found.append(int(folder.name))
        return found

    for process in running():
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    wait_for(lambda: not running(), "the browser is dead")
