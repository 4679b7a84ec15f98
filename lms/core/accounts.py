"""One door for everyone: a phone number or an e-mail address, then a six-digit code.

A contact that is new gets an account on the way through, so signing up and signing in are the same
two screens, and nobody learns from them who has an account. No passwords exist.
"""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from lms.core import services
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.identity import clean_phone, clean_text
from lms.core.models import User
from lms.core.roles import STARTS
from lms.core.senders import send_code


class PhoneField(forms.CharField):
    """A phone field that takes what people type and gives E.164."""

    def clean(self, value: Any) -> str:
        cleaned = super().clean(value)
        if not cleaned:
            return ""
        try:
            return clean_phone(cleaned)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class AccountAdapter(DefaultAccountAdapter):
    """allauth's doors onto `User.phone` and onto the senders."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": (
            "Bạn đã thử nhiều lần. Hãy chờ vài phút rồi thử lại, "
            "và dùng mã trong tin nhắn mới nhất."
        ),
        "incorrect_code": "Mã chưa đúng. Hãy nhập 6 số trong tin nhắn hoặc thư mới nhất.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made at the one door (`SignInForm`), never on a page of their own."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Officers, authors and operators begin at their work, everyone else at their learning."""
        roles = scope_of(request.user).roles
        return reverse(next((STARTS[r] for r in STARTS if r in roles), settings.LOGIN_REDIRECT_URL))

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:  # type: ignore[override]
        return (user.phone, user.verified_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:  # type: ignore[override]
        user.phone = phone
        user.save(update_fields=["phone"])

    def set_phone_verified(self, user: User, phone: str) -> None:  # type: ignore[override]
        services.mark_verified(user=user)

    def send_verification_code_sms(  # type: ignore[override]
        self, user: User, phone: str, code: str, **kwargs: Any
    ) -> None:
        send_code(channel="phone", recipient=phone, code=code)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The only letter allauth sends here is the sign-in code."""
        send_code(channel="email", recipient=email, code=context["code"])

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Only what went wrong: our own pages say the rest."""
        if level == messages.ERROR and "message" in kwargs:
            messages.error(request, kwargs["message"])

    def login(self, request: HttpRequest, user: User) -> None:  # type: ignore[override]
        super().login(request, user)
        services.mark_verified(user=user)


class SignInForm(LoginForm):
    """The first screen: where shall the code go?"""

    user: User | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label="Số điện thoại hoặc email",
            max_length=254,
            error_messages={"required": "Hãy nhập số điện thoại hoặc email của bạn."},
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
        )

    def clean_login(self) -> str:
        """The contact in its stored form: E.164, or a lower-case address."""
        typed = clean_text(self.cleaned_data["login"])
        if "@" not in typed:
            try:
                return clean_phone(typed)
            except ValueError as error:
                raise ValidationError(str(error)) from error
        try:
            validate_email(typed)
        except ValidationError as error:
            raise ValidationError("Email chưa đúng. Ví dụ: lan@thainguyen.vn.") from error
        return typed.lower()

    def user_credentials(self) -> dict[str, str]:
        """What was typed, under the name of its kind."""
        contact = self.cleaned_data["login"]
        return {"email" if "@" in contact else "phone": contact}

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Make the account if it is new, then let allauth send the code.

        No transaction holds the database while a gateway is slow. A new account whose code cannot
        be sent is taken back; one whose code is never entered is forgotten (`services`).
        """
        is_new = False
        if self.user is None:
            self.user, is_new = self._new_or_raced_user()
        try:
            return super().login(request, redirect_url=redirect_url)
        except DomainError:
            if is_new:
                self.user.delete()
            raise

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        user = getattr(self, "user", None)
        if user is not None and not user.is_active:
            raise ValidationError(
                "Tài khoản này đã khóa. Hãy liên hệ Ủy ban nhân dân xã, phường để được giúp."
            )
        return cleaned

    def _new_or_raced_user(self) -> tuple[User, bool]:
        """Two quick taps on the button make one account."""
        contact = self.cleaned_data["login"]
        if "@" in contact:
            return User.objects.get_or_create(email=contact)
        return User.objects.get_or_create(phone=contact)


def as_validation_error(error: DomainError) -> ValidationError:
    """A refused rule as an error of a form."""
    return ValidationError(error.message)
