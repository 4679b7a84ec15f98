"""Sixty people, one address, one minute: all scan and sign in; guessing codes stays limited."""

from datetime import timedelta
from urllib.parse import urlsplit

import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learners.attendance import screens
from learners.attendance.models import Attendance
from learners.people.models import Consent
from learners.people.services import claim_learner
from tests.core.door import ask_for_code, code_sent_to, enter, errors, wrong

ADDRESS = "203.0.113.9"
PEOPLE = 60


def scan(browser: Client, session) -> None:
    now = timezone.now().timestamp()
    browser.get(urlsplit(screens.address_now(session, now)).path, follow=True)


def test_sixty_scan_and_sign_in_within_a_minute_behind_one_address(make_hall, make_user, commune):
    hall = make_hall(0, seats=PEOPLE)
    mails = [f"hoc{number:02d}@vidu.vn" for number in range(PEOPLE)]
    for number, mail in enumerate(mails):
        user = make_user(email=mail)
        name = f"Hoàng Văn {'ABCDEG'[number // 10]}{'abcdeghikl'[number % 10]}"
        about = {"full_name": name, "birth_year": 1960, "commune": commune}
        learner = claim_learner(user=user, consents=[Consent.Purpose.STUDY], actor=user, **about)
        hall.seat(learner)
    start, statuses = timezone.now(), []
    for number, mail in enumerate(mails):
        with time_machine.travel(start + timedelta(seconds=number), tick=False):
            browser = Client(REMOTE_ADDR=ADDRESS)
            scan(browser, hall.session)
            asked = ask_for_code(browser, mail, next=reverse("scan:come_in"))
            entered = enter(browser, code_sent_to(mail), next=reverse("scan:come_in"))
            came = browser.post(reverse("scan:come_in"))
            statuses.append((asked.status_code, entered.url, came.status_code))
    assert statuses == [(302, "/hoc/diem-danh/", 302)] * PEOPLE
    assert Attendance.objects.filter(session=hall.session).there().count() == PEOPLE


def test_guessing_a_code_in_that_hall_ends_after_a_few_tries(make_hall, make_user):
    hall = make_hall(1)
    mail = hall.seats[0].learner.user.email
    browser = Client(REMOTE_ADDR=ADDRESS)
    scan(browser, hall.session)
    ask_for_code(browser, mail)
    right = code_sent_to(mail)
    tries = [enter(browser, wrong(right)).status_code for _ in range(6)]
    assert tries[0] == 200
    assert "_auth_user_id" not in browser.session
    enter(browser, right)
    assert "_auth_user_id" not in browser.session
    more = [ask_for_code(Client(REMOTE_ADDR=ADDRESS), mail) for _ in range(5)]
    assert errors(more[-1])[0].startswith("Bạn đã thử nhiều lần.")
    assert Attendance.objects.count() == 0
