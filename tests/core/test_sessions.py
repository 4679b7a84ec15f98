"""Where one is signed in, and how one ends it."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from lms.core.devices import device_words
from lms.core.models import AuditEntry
from lms.core.tasks import forget_expired
from tests.core.door import DOOR
from tests.core.factors import come_in

pytestmark = pytest.mark.django_db
DEVICES = "/toi/thiet-bi/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Mobile Safari/537.36"
)
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def user(make_user):
    return make_user(email="lan@vidu.vn")


@pytest.fixture
def phone(user) -> Client:
    browser = Client(HTTP_USER_AGENT=PHONE, REMOTE_ADDR="203.0.113.7")
    come_in(browser, "lan@vidu.vn")
    return browser


@pytest.fixture
def desktop(user) -> Client:
    browser = Client(HTTP_USER_AGENT=DESKTOP, REMOTE_ADDR="203.0.113.8")
    come_in(browser, "lan@vidu.vn")
    return browser


def is_in(browser: Client) -> bool:
    return browser.get(DEVICES).status_code == 200


def seen(browser: Client) -> list[tuple[str, str, bool]]:
    devices = browser.get(DEVICES).context["devices"]
    return [(device.name, device.address, device.is_this) for device in devices]


def test_one_sees_where_one_is_signed_in_this_device_first(phone, desktop):
    assert seen(phone) == [
        ("Chrome trên điện thoại Android", "203.0.113.7", True),
        ("Firefox trên máy tính Windows", "203.0.113.8", False),
    ]


def test_one_device_is_signed_out(phone, desktop, user):
    other = next(d.pk for d in phone.get(DEVICES).context["devices"] if not d.is_this)
    phone.post(DEVICES, {"device": str(other)})
    assert (is_in(phone), is_in(desktop)) == (True, False)
    assert AuditEntry.objects.get(action="core.end_session").actor == user


def test_all_others_are_signed_out_at_once(phone, desktop, user):
    unknown = Client()
    unknown.force_login(user)  # a session that no list knows of
    phone.post(DEVICES)
    assert [is_in(browser) for browser in (phone, desktop, unknown)] == [True, False, False]
    assert seen(phone) == [("Chrome trên điện thoại Android", "203.0.113.7", True)]


def test_nobody_ends_the_session_of_another(phone, make_user):
    stranger = Client()
    make_user(email="binh@vidu.vn")
    come_in(stranger, "binh@vidu.vn")
    theirs = phone.get(DEVICES).context["devices"][0].pk
    stranger.post(DEVICES, {"device": str(theirs)})
    assert is_in(phone) is True


@pytest.mark.parametrize("device", ["0", "9" * 40, "-1", "x", "²"])
def test_a_device_that_nobody_has_harms_nothing(phone, device):
    assert phone.post(DEVICES, {"device": device}).status_code == 302
    assert is_in(phone) is True


def test_a_visitor_is_led_to_the_door(client):
    assert client.get(DEVICES)["Location"] == f"{DOOR}?next={DEVICES}"


def test_what_is_kept_of_a_session_goes_with_it(phone, desktop):
    Session.objects.all().delete()
    forget_expired.delay()
    assert UserSession.objects.count() == 0


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (PHONE, "Chrome trên điện thoại Android"),
        (DESKTOP, "Firefox trên máy tính Windows"),
        (f"{PHONE} Zalo android/23", "Zalo trên điện thoại Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17 Safari/604", "Safari trên iPhone"),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120",
            "Edge trên máy tính Windows",
        ),
        ("curl/8.0", "Thiết bị không rõ"),
        ("Something (Macintosh)", "Trình duyệt khác trên máy Mac"),
        ("", "Thiết bị không rõ"),
    ],
)
def test_a_browser_is_called_as_people_call_it(user_agent, words):
    assert device_words(user_agent) == words
