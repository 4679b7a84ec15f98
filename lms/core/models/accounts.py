"""Accounts: who may sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lms.core.identity import show_phone


class UserManager(BaseUserManager["User"]):
    """Accounts have no password: whoever holds the phone or the mailbox signs in."""

    def create_user(
        self, *, email: str | None = None, phone: str | None = None, **fields: Any
    ) -> "User":
        """A new account with a verified-by-code door; give `email` or `phone`."""
        user = self.model(email=email.lower() if email else None, phone=phone, **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator with all rights; signs in by a code like everyone (password is ignored)."""
        return self.create_user(email=email, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A login (tài khoản). A person is a Learner and may have none.

    Personal data: phone, email, full_name. Written by `accounts` (sign-in) and `services`.
    """

    email = models.EmailField("thư điện tử", unique=True, null=True, blank=True)
    phone = models.CharField("số điện thoại", max_length=16, unique=True, null=True, blank=True)
    full_name = models.CharField("họ và tên", max_length=120, blank=True)
    is_active = models.BooleanField("đang dùng", default=True)
    is_staff = models.BooleanField("vào được trang vận hành", default=False)
    # Empty until a first code was entered; such accounts are forgotten after a day.
    verified_at = models.DateTimeField("đã xác minh lúc", null=True, blank=True)
    date_joined = models.DateTimeField("ngày tạo", default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False), name="user_has_a_door"
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True) | Q(phone__startswith="+84"),
                name="user_phone_is_e164",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.contact

    @property
    def contact(self) -> str:
        """The door this account signs in by, as its owner writes it."""
        return self.email or show_phone(self.phone or "")

    def has_usable_password(self) -> bool:
        """No account has one, also those that were made at the door."""
        return False

    def get_full_name(self) -> str:
        """The name that Wagtail and the admin show."""
        return str(self)

    get_short_name = get_full_name

    def clean(self) -> None:
        super().clean()
        self.email = self.email or None
        self.phone = self.phone or None
