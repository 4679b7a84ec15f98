"""allauth's second factors in our words: how secrets are kept, and what the forms say."""

import base64
import time
from hashlib import sha256
from typing import Any, ClassVar

from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django import forms
from django.conf import settings
from django.core.cache import cache

from lms.core import second_factor
from lms.core.models import User

WRONG_CODE = (
    "Mã chưa đúng, hoặc đã dùng rồi. Mỗi mã chỉ dùng một lần: hãy chờ ứng dụng hiện mã mới "
    "(khoảng nửa phút) rồi nhập lại."
)

# SECRET_KEY was changed and the old one is not among SECRET_KEY_FALLBACKS.
UNREADABLE = (
    "Bước xác thực của tài khoản này không đọc được nữa. "
    "Hãy báo người vận hành của tỉnh để được thiết lập lại."
)


class MFAAdapter(DefaultMFAAdapter):
    """Secrets are encrypted with the installation's key; staff always keep one factor."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": (
            "Đây là cách xác thực cuối cùng của bạn. Hãy thêm một cách khác trước khi bỏ cách này."
        ),
        "cannot_generate_recovery_codes": "Hãy thiết lập một cách xác thực trước.",
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever needs a second factor adds another before the last one goes."""
        if authenticator.type not in second_factor.FACTORS:
            return True
        others = Authenticator.objects.filter(
            user=authenticator.user, type__in=second_factor.FACTORS
        ).exclude(pk=authenticator.pk)
        return others.exists() or not second_factor.is_needed(authenticator.user)

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """The suggested name of a passkey."""
        return f"Khóa {Authenticator.objects.filter(user=user, type=type).count() + 1}"


def seed_demo_factor(user: User) -> None:
    """A factor whose code the demo shows (`demo_code`); making it twice changes nothing."""
    secret = MFAAdapter().encrypt(totp.generate_totp_secret())
    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": secret, "demo": True}}
    )


def demo_code(user: User) -> str:
    """The code of this moment for an account of the demo; empty for everybody else.

    Only where DEMO is on, and only for a factor that `seed_demo_factor` made.
    """
    if not settings.DEMO:
        return ""
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None or not factor.data.get("demo"):
        return ""
    try:
        secret = MFAAdapter().decrypt(factor.data["secret"])
    except InvalidToken:
        return ""
    # A code that was used a moment ago does not work again: the next one does.
    codes = [totp.format_hotp_value(totp.hotp_value(secret, n)) for n in _counters()]
    return next((code for code in codes if not _is_spent(user, code)), codes[0])


def _cipher() -> MultiFernet:
    """Keys made from SECRET_KEY, the newest first; SECRET_KEY_FALLBACKS still open old secrets."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(f"second factor {key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _code_field() -> forms.CharField:
    return forms.CharField(
        label="Mã xác thực",
        max_length=20,
        error_messages={"required": "Hãy nhập mã 6 số trong ứng dụng, hoặc một mã dự phòng."},
        widget=forms.TextInput(
            attrs={
                "class": "code-input",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autofocus": True,
            }
        ),
    )


def _counters() -> list[int]:
    """The steps whose codes work now, this moment's first."""
    now = time.time() / app_settings.TOTP_PERIOD - 0.5
    return sorted(totp.yield_hotp_counters_from_time(), key=lambda counter: abs(counter - now))


def _spent_key(user: User, code: str) -> str:
    return f"second-factor:{user.pk}:{''.join(filter(str.isalnum, code))}"


def _is_spent(user: User, code: str) -> bool:
    return cache.get(_spent_key(user, code)) is not None


class _SpentOnceMixin:
    """A code works once: allauth forgets a used code after 30 seconds, a slow one lives for 90."""

    user: User

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except InvalidToken as error:
            raise forms.ValidationError(UNREADABLE) from error
        if not cache.add(_spent_key(self.user, code), 1, timeout=120):
            raise forms.ValidationError(WRONG_CODE)
        return code


class AuthenticateForm(_SpentOnceMixin, base_forms.AuthenticateForm):
    """The second factor at signing in; whoever has just shown it is not asked again at once."""

    code = _code_field()

    def save(self) -> None:
        post_authentication(context.request, self.authenticator, reauthenticated=True)


class AuthenticateByPasskeyForm(webauthn_forms.AuthenticateWebAuthnForm):
    """The same by a passkey."""

    reauthenticated = True


class ReauthenticateForm(_SpentOnceMixin, base_forms.ReauthenticateForm):
    """The second factor before an act of weight."""

    code = _code_field()


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):
    """The first code of an app that was just set up."""

    code = _code_field()
