"""The issuer's keys: one signs, each stays to check by, and a stolen one is disowned in words."""

from datetime import UTC, datetime, timedelta
from stat import S_IMODE

import pytest
import time_machine
from django.utils import timezone

from certificates.keys import files
from certificates.keys.alerts import alerts_on
from certificates.keys.models import IssuerKey
from certificates.keys.selectors import all_keys, as_jwk, public_of, signing_kid
from certificates.keys.services import disown_key, look_for_file, make_key, rotate_key
from lms.core.alerting import Bounds
from lms.core.errors import DomainError
from lms.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_the_first_key_is_made_once_and_its_private_half_is_for_its_owner_alone(settings):
    key = make_key()
    assert make_key() == key
    path = settings.ISSUER_KEYS_DIR / f"{key.kid}.pem"
    assert S_IMODE(path.stat().st_mode) == 0o600
    assert "PRIVATE" not in key.public_pem
    assert AuditEntry.objects.filter(action="keys.make").count() == 1


def test_a_new_key_signs_and_the_old_one_stays_to_check_by():
    old = make_key()
    new = rotate_key()
    assert (signing_kid(), [key.kid for key in all_keys()]) == (new.kid, [new.kid, old.kid])
    for key in (old, new):
        private = files.private(key.kid).public_key()
        assert private.public_numbers() == public_of(key.kid).public_numbers()


def test_a_stolen_key_is_followed_by_another_and_says_since_when_and_why():
    old = make_key()
    gone = disown_key(kid=old.kid, since=timezone.now(), reason="Mất máy chủ")
    assert (gone.why_stolen, gone.used_until is not None) == ("Mất máy chủ", True)
    assert signing_kid() not in ("", old.kid)


def test_disowning_wants_a_reason_a_known_key_and_a_moment_in_its_time():
    key, now = make_key(), timezone.now()
    for wrong in (
        {"kid": key.kid, "since": now, "reason": " "},
        {"kid": "nao-do", "since": now, "reason": "Mất"},
        {"kid": key.kid, "since": key.used_from - timedelta(days=1), "reason": "Mất"},
    ):
        with pytest.raises(DomainError):
            disown_key(**wrong)
    assert not IssuerKey.objects.filter(stolen_at__isnull=False).exists()


def test_a_public_key_is_a_json_web_key_of_the_right_length():
    told = as_jwk(make_key())
    assert (told["kty"], told["crv"], len(told["x"]), len(told["y"])) == ("EC", "P-256", 43, 43)


def look() -> list[str]:
    """What the province is told after the worker has looked for the file of its key."""
    look_for_file()
    return [alert.words for alert in alerts_on(timezone.localdate(), Bounds())]


def test_the_province_is_told_since_when_the_worker_has_no_key_and_no_more_once_it_is_back(
    settings, tmp_path, caplog
):
    key, home = make_key(), settings.ISSUER_KEYS_DIR
    assert look() == []
    files.private(key.kid)  # whoever read it before goes on signing, until they are started anew
    settings.ISSUER_KEYS_DIR = tmp_path
    with time_machine.travel(datetime(2026, 11, 30, 1, 5, tzinfo=UTC), tick=False):
        (words,) = look()
    assert f"Từ 08:05, 30/11/2026 không thấy hoặc không mở được tệp của khóa {key.kid}." in words
    assert look() == [words]
    assert str(tmp_path) in caplog.text
    settings.ISSUER_KEYS_DIR = home
    assert look() == []


def test_a_file_that_opens_with_another_password_is_as_good_as_gone(settings):
    settings.ISSUER_KEY_PASSWORD = "mật khẩu cũ"
    make_key()
    assert look() == []
    settings.ISSUER_KEY_PASSWORD = "mật khẩu khác"
    assert len(look()) == 1
    rotate_key()
    assert look() == []


def test_a_key_whose_file_is_gone_signs_nothing(settings, tmp_path):
    settings.ISSUER_KEYS_DIR = tmp_path
    with pytest.raises(files.KeyMissing):
        files.private("khong")
