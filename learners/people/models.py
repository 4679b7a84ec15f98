"""Who learns. A person stands once on the register, with or without an account."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from learners.people.matching import slip_key
from learners.people.ordering import SearchOrder, birth_words
from lms.core.access import ScopedQuerySet
from lms.core.identity import LONGEST_NAME, fold, name_sort_key
from lms.core.models import Area, Organisation, User


class LearnerQuerySet(ScopedQuerySet["Learner"]):
    """People; each belongs to their own account."""

    follows_people = True

    def standing(self) -> Self:
        """Those who stand on the register: neither merged into another record nor erased."""
        return self.filter(merged_into__isnull=True, erased_at__isnull=True)


class Learner(models.Model):
    """A person on the register (học viên).

    Personal data: name, birth date, sex, where they live and work, phone, e-mail, and a keyed hash
    of the personal ID number with its last three digits; the number itself is never stored, nor is
    ethnicity (Decree 356/2025 art. 4). Written by `people.services` and by imports only. The phone
    is a way to reach somebody, not an identity: a household shares one.
    """

    class Source(models.TextChoices):
        SIGN_UP = "sign_up", "tự ghi tên"
        IMPORT = "import", "từ danh sách"
        STAFF = "staff", "cán bộ, giảng viên ghi"
        DEMO = "demo", "số liệu mẫu"

    class Sex(models.TextChoices):
        FEMALE = "female", "nữ"
        MALE = "male", "nam"

    class IdSeen(models.TextChoices):
        DECLARED = "declared", "người học tự khai"
        PAPER = "paper", "đã xem giấy tờ"
        VNEID = "vneid", "VNeID"

    class Mapping(models.TextChoices):
        PICKED = "picked", "chọn từ danh sách"
        NAME = "name", "theo tên xã, phường"
        CODE = "code", "theo mã xã, phường"
        FORMER = "former", "theo đơn vị cũ trước 01/7/2025"
        WHOLE_LIST = "whole_list", "theo cả danh sách"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="learner"
    )
    full_name = models.CharField("họ và tên", max_length=LONGEST_NAME)
    search_key = models.CharField(max_length=LONGEST_NAME, editable=False)
    slip_key = models.CharField(max_length=LONGEST_NAME, default="", editable=False)
    sort_key = models.CharField(max_length=400, editable=False)
    birth_year = models.PositiveSmallIntegerField("năm sinh")
    birth_month = models.PositiveSmallIntegerField("tháng sinh", null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField("ngày sinh", null=True, blank=True)
    sex = models.CharField("giới tính", max_length=6, choices=Sex, blank=True)
    # Where they live today; moves are kept in `Move`.
    commune = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="xã, phường", db_index=False
    )
    hamlet = models.CharField("thôn, xóm, tổ dân phố", max_length=120, blank=True)
    # What the paper or list said, and how and when a commune of today was made of it.
    address_recorded = models.CharField("địa chỉ như đã ghi", max_length=250, blank=True)
    address_mapping = models.CharField(max_length=10, choices=Mapping, default=Mapping.PICKED)
    address_mapped_on = models.DateField(default=timezone.localdate)
    phone = models.CharField("điện thoại", max_length=16, blank=True)
    phone_tail = models.CharField(max_length=4, blank=True, editable=False)
    email = models.EmailField("thư điện tử", blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan, đơn vị",
        db_index=False,
    )
    id_hash = models.CharField(max_length=64, blank=True, editable=False)
    id_last3 = models.CharField("3 số cuối số định danh", max_length=3, blank=True)
    id_seen = models.CharField(max_length=8, choices=IdSeen, blank=True)
    source = models.CharField("nguồn", max_length=10, choices=Source)
    registered_at = models.DateTimeField("ghi tên lúc", default=timezone.now)
    # The record that this one was found to be the same person as (`duplicates`).
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    # Erased on the person's request: what remains is an empty row that facts hang on (`rights`).
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = LearnerQuerySet.as_manager()

    class Meta:
        verbose_name = "học viên"
        verbose_name_plural = "học viên"
        # Every index is paid for with every person of a list of hundreds of thousands: none that
        # another one serves, and none over fields that are mostly empty.
        indexes = [
            # The list of a commune in register order, read page by page.
            models.Index(fields=["commune", "sort_key", "id"], name="learner_by_commune"),
            models.Index(
                fields=["organisation", "sort_key", "id"],
                condition=Q(organisation__isnull=False),
                name="learner_by_organisation",
            ),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="learner_by_kept_record",
            ),
            models.Index(fields=["sort_key", "id"], name="learner_by_name"),
            # A search by name, in a commune and in the whole province.
            models.Index(
                "commune",
                SearchOrder("search_key", "sort_key"),
                "id",
                name="learner_by_commune_search",
            ),
            models.Index(SearchOrder("search_key", "sort_key"), "id", name="learner_by_search"),
            # What `matching.keys_of` says: where somebody stands who may be on the register.
            models.Index(
                fields=["slip_key", "birth_year", "commune", "birth_month", "birth_day"],
                name="learner_by_slips",
            ),
            models.Index(
                fields=["birth_year", "birth_month", "birth_day", "commune"],
                condition=Q(birth_day__isnull=False),
                name="learner_by_birth",
            ),
            models.Index(
                fields=["id_hash"],
                condition=~Q(id_hash="") & Q(merged_into__isnull=False),
                name="learner_merged_by_id",
            ),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="learner_by_phone"),
            models.Index(
                fields=["phone_tail", "sort_key", "id"],
                condition=~Q(phone_tail=""),
                name="learner_by_phone_tail",
            ),
            models.Index(
                fields=["id_last3", "sort_key", "id"],
                condition=~Q(id_last3=""),
                name="learner_by_id_tail",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year__gte=1900, birth_year__lte=2100), name="learner_birth_year"
            ),
            models.CheckConstraint(
                # "Not null" is said: what cannot be told of nothing, a check lets through.
                condition=Q(birth_month__isnull=True, birth_day__isnull=True)
                | Q(birth_month__isnull=False, birth_month__gte=1, birth_month__lte=12)
                & (Q(birth_day__isnull=True) | Q(birth_day__gte=1, birth_day__lte=31)),
                name="learner_birth_date",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) & ~Q(full_name="") & ~Q(sort_key="")
                | Q(
                    erased_at__isnull=False,
                    full_name="",
                    phone="",
                    email="",
                    id_hash="",
                    user__isnull=True,
                ),
                name="learner_has_a_name_or_is_erased",
            ),
            models.CheckConstraint(
                condition=Q(id_hash="", id_last3="", id_seen="")
                | ~(Q(id_hash="") | Q(id_last3="") | Q(id_seen="")),
                name="learner_id_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="learner_not_merged_into_itself",
            ),
            # One person, one count: two standing records never share an ID number.
            models.UniqueConstraint(
                fields=["id_hash"],
                condition=~Q(id_hash="") & Q(merged_into__isnull=True),
                name="one_learner_an_id",
            ),
        ]

    def __str__(self) -> str:
        return f"học viên {self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.set_keys()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def set_keys(self) -> None:
        """Derive the keys that search and order people; bulk writers call it themselves."""
        self.search_key = fold(self.full_name)
        self.slip_key = slip_key(self.search_key)
        self.sort_key = name_sort_key(self.full_name)
        self.phone_tail = self.phone[-4:]

    @property
    def birth(self) -> str:
        """The birth date as far as it is known: 05/03/1975, 03/1975 or 1975."""
        return birth_words(self.birth_year, self.birth_month, self.birth_day)

    def age_on(self, day: date) -> int:
        """The age reached in the year of `day`; with a bare birth year nothing closer is known."""
        return day.year - self.birth_year


class Move(models.Model):
    """Somebody moved from one commune to another; where they live today stands in `Learner`.

    The commune on a day is `from_commune` of the first move after it, else today's.
    Written by `services.move`. Personal data: where somebody lived.
    """

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="moves")
    from_commune = models.ForeignKey(Area, models.PROTECT, related_name="+")
    to_commune = models.ForeignKey(Area, models.PROTECT, related_name="+")
    moved_on = models.DateField("chuyển ngày", default=timezone.localdate)
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "chuyển nơi ở"
        ordering = ["moved_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_commune=F("to_commune")), name="move_goes_elsewhere"
            ),
            models.UniqueConstraint(fields=["learner", "moved_on"], name="one_move_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.from_commune_id} {self.to_commune_id}"


class DigitalTeam(models.Model):
    """The helpers of a hamlet (tổ công nghệ số cộng đồng), set up by a decision of the commune.

    Official letter 793/BTTTT-THH of 2022-03-05. Written by `teams`. No personal data.
    """

    commune = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="xã, phường")
    hamlet = models.CharField("thôn, xóm, tổ dân phố", max_length=120)
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    is_active = models.BooleanField("đang hoạt động", default=True)

    class Meta:
        verbose_name = "tổ công nghệ số cộng đồng"
        ordering = ["commune", "hamlet"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "hamlet"], condition=Q(is_active=True), name="one_team_a_hamlet"
            )
        ]

    def __str__(self) -> str:
        return f"Tổ công nghệ số cộng đồng {self.hamlet}"


class TeamMember(models.Model):
    """Somebody in a digital team, from, to. Written by `teams`. Personal data: who helps where."""

    team = models.ForeignKey(DigitalTeam, models.CASCADE, related_name="members")
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="teams")
    is_head = models.BooleanField("tổ trưởng", default=False)
    valid_from = models.DateField("từ ngày", default=timezone.localdate)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "learner"],
                condition=Q(valid_to__isnull=True),
                name="in_a_team_once",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(valid_to__isnull=True, is_head=True),
                name="one_head_a_team",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="member_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.learner_id}"


class PaperCode(models.Model):
    """A code on paper by which a person claims their record: made by staff, used once, for days.

    Only its hash is kept. Written by `claims`. Personal data: whose record it opens.
    """

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="paper_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="paper_code_lives_for_a_while"
            )
        ]

    def __str__(self) -> str:
        return f"mã nhận hồ sơ {self.pk}"


class ConsentText(models.Model):
    """The words of a consent: what exactly somebody agreed to. New words are a new version.

    Loaded by `consents.load_texts`. No personal data.
    """

    purpose = models.CharField("mục đích", max_length=12)
    version = models.CharField("bản", max_length=20)
    words = models.TextField("lời văn")
    valid_from = models.DateField("từ ngày")

    class Meta:
        verbose_name = "lời văn của sự đồng ý"
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="one_text_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Consent(models.Model):
    """One person's yes to one purpose, provable: which words, when, how. Only added or withdrawn.

    Law 91/2025/QH15 art. 9: per purpose, not bundled, silence is no consent, the controller proves;
    art. 24: under sixteen the guardian agrees too. Personal data: who agreed to what, and the
    guardian's name.
    """

    class Purpose(models.TextChoices):
        STUDY = "study", "ghi nhận việc học và cấp giấy"
        CONTACT = "contact", "cán bộ liên hệ về việc học"

    class Method(models.TextChoices):
        WEB = "web", "tự đánh dấu trên trang"
        PAPER = "paper", "ký trên giấy"

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="consents")
    purpose = models.CharField("mục đích", max_length=12, choices=Purpose)
    text_version = models.CharField("bản lời văn", max_length=20)
    method = models.CharField("cách đồng ý", max_length=8, choices=Method)
    # Where the signed sheet lies: "tờ 12, sổ lớp Tân Cương 3".
    paper = models.CharField("tờ giấy", max_length=120, blank=True)
    guardian_name = models.CharField("người giám hộ", max_length=LONGEST_NAME, blank=True)
    given_at = models.DateTimeField("đồng ý lúc", default=timezone.now)
    taken_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField("rút lại lúc", null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "sự đồng ý"
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_consent_a_purpose",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
            ),
            models.CheckConstraint(
                condition=Q(method="web", paper="") | Q(method="paper") & ~Q(paper=""),
                name="consent_on_paper_names_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.purpose}"
