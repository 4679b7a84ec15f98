"""A hall with a class in it, what is done on its phones, and a way to cut its network."""

import json
import os
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.journeys.conftest import Visitor
from tests.processes import manage, wait_for

_TRAINER = """
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
"""
_OPEN = """
first = timezone.now() - timedelta(hours={hours_ago})
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


def told(folder: Path, script: str, env: Mapping[str, str]) -> Any:
    """What a script prints behind "made ", as JSON: it runs inside the product."""
    said = manage(folder, "shell", "-v", "0", "-c", script, env=env)
    return json.loads(said.rpartition("made ")[2])


def make_trainer(folder: Path, env: Mapping[str, str], trainer: str) -> None:
    """A new trainer (by e-mail) of Tân Cương, who has no class yet."""
    told(folder, _TRAINER.format(trainer=trainer) + 'print("made null")', env)


def open_class_of(
    folder: Path,
    env: Mapping[str, str],
    trainer: str,
    *,
    people: int,
    chairs: int = 60,
    hours_ago: int = 1,
) -> int:
    """A new trainer (by e-mail) has a class of so many people; its first session, just begun.

    A trainer for each journey: one address gets only so many codes in five minutes.
    """
    script = _TRAINER.format(trainer=trainer) + _OPEN.format(
        people=people, chairs=chairs, hours_ago=hours_ago
    )
    session: int = told(folder, script, env)[1]
    return session


def register_of(folder: Path, env: Mapping[str, str], session: int) -> dict[str, int]:
    """What stands in the database about a session."""
    names = ("there", "marks", "on the spot", "wrong lines")
    return dict(zip(names, told(folder, _COUNT.format(session=session), env), strict=True))


def sign_up(visitor: Visitor, contact: str, name: str) -> None:
    """Through the one door and onto the register, from wherever one was led there."""
    visitor.sign_in(contact)
    visitor.page.wait_for_url("**/hoc/ghi-ten/**")
    for label, said in (("Họ và tên", name), ("Năm sinh", "1971")):
        visitor.page.get_by_role("textbox", name=label).fill(said)
    visitor.page.get_by_label("Xã, phường nơi bạn ở").fill("Tân Cương")
    visitor.page.get_by_role("option", name="Tân Cương").click()  # else it covers what follows
    visitor.page.get_by_label(re.compile("Tôi đồng ý để chương trình lưu")).check()
    visitor.tap("Ghi tên", "button")


def add_on_the_spot(trainer: Visitor, name: str) -> None:
    """Somebody who is not on the list, from the register."""
    form = trainer.page.locator(".roll-add")
    if not form.is_visible():
        trainer.page.get_by_text("Thêm người chưa có trong danh sách").click()
    form.get_by_label("Họ và tên", exact=True).fill(name)
    form.get_by_label("Năm sinh").fill("1958")
    form.get_by_label("Giấy đồng ý đã ký, nếu có").fill("tờ 3")
    form.get_by_role("button", name="Thêm và ghi có mặt").click()
    expect(trainer.page.get_by_role("group", name=name)).to_be_visible()


def outbox_says(trainer: Visitor, text: str) -> None:
    """What the phone says of what it has not sent yet."""
    expect(trainer.page.locator(".outbox__words")).to_contain_text(text)


def read_qr(picture: Path) -> str:
    """What a QR in a picture says, as a camera sees it."""
    read = ["zbarimg", "-q", "--raw", str(picture)]
    return subprocess.run(read, capture_output=True, text=True, check=True).stdout.strip()


def scan_screen(trainer: Visitor, picture: Path) -> str:
    """The address in the QR that the trainer's screen shows now."""
    trainer.page.locator(".hall__qr").wait_for()
    # The whole page: the code itself is replaced by the next one while it is looked at.
    trainer.page.screenshot(path=picture, full_page=True)
    return read_qr(picture)


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
