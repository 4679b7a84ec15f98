"""Where somebody is signed in, and how they end it."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from lms.core import audit
from lms.core.access import account_of
from lms.core.devices import device_words
from lms.core.models import User


@dataclass(frozen=True, slots=True)
class Device:
    """One place where an account is signed in."""

    pk: int
    name: str
    address: str
    since: datetime
    is_this: bool


def devices_of(request: HttpRequest) -> list[Device]:
    """Where this account is signed in, this device first; sessions that ended are forgotten."""
    live = UserSession.objects.purge_and_list(account_of(request))
    devices = [
        Device(
            pk=one.pk,
            name=device_words(one.user_agent),
            address=one.ip,
            since=one.created_at,
            is_this=one.session_key == request.session.session_key,
        )
        for one in live
    ]
    return sorted(devices, key=lambda device: (not device.is_this, -device.since.timestamp()))


def end_device(*, user: User, pk: int) -> None:
    """Sign one device of this account out; one that is gone already is no error."""
    session = UserSession.objects.filter(user=user, pk=pk).first()
    if session:
        session.end()
        audit.record(actor=user, action="core.end_session", target=user)


def end_other_devices(request: HttpRequest) -> None:
    """Sign this account out everywhere but here, also where no list knows of it."""
    user = account_of(request)
    user.set_unusable_password()  # every session hangs on it
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    UserSession.objects.filter(user=user).delete()
    UserSession.objects.create_from_request(request)
    audit.record(actor=user, action="core.end_other_sessions", target=user)


def forget_ended() -> int:
    """Delete what is kept of sessions that are gone (addresses, devices); returns how many."""
    live = Session.objects.values("session_key")
    return UserSession.objects.exclude(session_key__in=live).delete()[0]
