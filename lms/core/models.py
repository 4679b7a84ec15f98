"""What every box stands on: accounts, places, roles, the record of who did what."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from lms.core.identity import show_phone
from lms.core.roles import Role


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

    def get_full_name(self) -> str:
        """The name that Wagtail and the admin show."""
        return str(self)

    get_short_name = get_full_name

    def clean(self) -> None:
        super().clean()
        self.email = self.email or None
        self.phone = self.phone or None


class AreaQuerySet(models.QuerySet["Area"]):
    """Places."""

    def communes(self) -> Self:
        """The communes and wards, in the order of the Vietnamese alphabet."""
        return self.filter(level=Area.Level.COMMUNE).order_by("sort_key", "code")


class Area(models.Model):
    """The province, or one of its communes and wards; the code is text with leading zeros.

    `kind` is today's; `AreaKind` keeps since when and by which decision. Loaded by `load_areas`.
    No personal data.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", "tỉnh"
        COMMUNE = "commune", "xã, phường"

    class Kind(models.TextChoices):
        PROVINCE = "tinh", "tỉnh"
        RURAL = "xa", "xã"
        WARD = "phuong", "phường"

    code = models.CharField("mã", max_length=5, primary_key=True)
    name = models.CharField("tên", max_length=60)
    level = models.CharField("cấp", max_length=8, choices=Level)
    kind = models.CharField("loại", max_length=6, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="thuộc")
    former_place = models.CharField("nơi cũ, để phân biệt tên giống nhau", max_length=200)
    search_key = models.CharField(max_length=80, db_index=True)
    sort_key = models.CharField(max_length=160)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = "địa bàn"
        verbose_name_plural = "địa bàn"
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="province", parent__isnull=True)
                | Q(level="commune", parent__isnull=False),
                name="area_level_fits_parent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()} {self.name}"


class AreaKind(models.Model):
    """From which day an area is a commune or a ward, and what says so. No personal data."""

    area = models.ForeignKey(Area, models.CASCADE, related_name="kinds")
    kind = models.CharField("loại", max_length=6, choices=Area.Kind)
    valid_from = models.DateField("từ ngày")
    source = models.CharField("căn cứ", max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "valid_from"], name="one_kind_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.kind} {self.valid_from}"


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Roles that people hold."""

    def valid_on(self, day: date) -> Self:
        """Grants that hold on `day`; `valid_to` is the last day."""
        return self.filter(valid_from__lte=day).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


class RoleGrant(models.Model):
    """A role that somebody holds for an area, from, to, given by whom.

    Written by `services.grant_role`. Personal data: who holds which office.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name="tài khoản")
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)
    area = models.ForeignKey(Area, models.PROTECT, verbose_name="địa bàn")
    valid_from = models.DateField("từ ngày", default=timezone.localdate)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    granted_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="người giao"
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = "vai trò được giao"
        verbose_name_plural = "vai trò được giao"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "area", "valid_from"], name="grant_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="grant_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.area}"


class AuditEntry(models.Model):
    """One act or one look at somebody's data; only ever added, by `audit.record`.

    Personal data: who acted. `data` never holds names or numbers of people.
    """

    at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)
    actor = models.ForeignKey(
        User, models.DO_NOTHING, null=True, blank=True, db_constraint=False, related_name="+"
    )
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=80)
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = "dòng nhật ký"
        verbose_name_plural = "nhật ký"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at} {self.action} {self.target}"
