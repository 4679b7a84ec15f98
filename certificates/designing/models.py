"""Designs of papers, set by authors: what may change, and the versions, which may not."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from certificates.drawing.facts import Kind
from certificates.drawing.setting import Picture
from courses.models import CoursePage
from lms.core.models import User


class PaperPicture(models.Model):
    """A picture as it goes into papers, named by what it holds (`preparing`); no original is kept.

    Written by `services.save_design` with the version that uses it, never changed or deleted
    (`guarding`). Personal data: a hand is the signature of the official who signs.
    """

    digest = models.CharField("mã", max_length=64, primary_key=True)
    use = models.CharField("để làm gì", max_length=10)  # `preparing.Use`
    width = models.PositiveSmallIntegerField("rộng, điểm ảnh")
    height = models.PositiveSmallIntegerField("cao, điểm ảnh")
    content = models.BinaryField("nội dung")
    palette = models.BinaryField("bảng màu", default=bytes)
    made_at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "ảnh trên giấy"
        verbose_name_plural = "ảnh trên giấy"
        constraints = [
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0), name="paper_picture_has_a_size"
            )
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.digest[:8]}"

    @property
    def picture(self) -> Picture:
        """As it is drawn."""
        return Picture(
            self.digest, self.width, self.height, bytes(self.content), bytes(self.palette)
        )


class PaperDesign(models.Model):
    """A design of papers of one kind, for one course or for all, in use from a day on.

    Written by `services.save_design`. Papers are drawn after its newest version at their issue.
    No personal data.
    """

    name = models.CharField("tên mẫu", max_length=80, unique=True)
    # Values of `drawing.facts.Kind`; a new kind changes no table.
    kind = models.CharField("loại giấy", max_length=10)
    course = models.ForeignKey(
        CoursePage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="khóa học",
    )
    used_from = models.DateField("dùng từ ngày", null=True, blank=True)

    class Meta:
        verbose_name = "mẫu giấy"
        verbose_name_plural = "mẫu giấy"
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "used_from"],
                condition=Q(course__isnull=True, used_from__isnull=False),
                name="one_paper_design_of_a_kind_from_a_day",
            ),
            models.UniqueConstraint(
                fields=["kind", "course", "used_from"],
                condition=Q(course__isnull=False, used_from__isnull=False),
                name="one_paper_design_of_a_course_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_words(self) -> str:
        """What its papers are called."""
        return Kind(self.kind).heading


class PaperDesignVersion(models.Model):
    """A design as it was saved once: what is drawn of it, for ever.

    Written by `services.save_design`, never changed or deleted (`guarding`): papers keep the
    version of their issue. Personal data: names and posts of officials who sign, and who saved it.
    """

    design = models.ForeignKey(PaperDesign, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("bản")
    drawing = models.CharField("kiểu trình bày", max_length=20)  # key of `DESIGNS`
    title = models.CharField("tên giấy", max_length=90, blank=True)
    body_above = models.CharField("cơ quan chủ quản", max_length=120, blank=True)
    issuer = models.CharField("cơ quan cấp", max_length=160)
    place = models.CharField("địa danh", max_length=60, default="Thái Nguyên")
    first_post = models.CharField("chức vụ người ký", max_length=160, blank=True)
    first_name = models.CharField("họ tên người ký", max_length=80, blank=True)
    second_post = models.CharField("chức vụ người ký thứ hai", max_length=160, blank=True)
    second_name = models.CharField("họ tên người ký thứ hai", max_length=80, blank=True)
    main = models.CharField("màu chính", max_length=7, blank=True)
    english = models.BooleanField("thêm dòng tiếng Anh", default=False)
    first_hand = models.ForeignKey(
        PaperPicture, models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_hand = models.ForeignKey(
        PaperPicture, models.PROTECT, null=True, blank=True, related_name="+"
    )
    seal = models.ForeignKey(PaperPicture, models.PROTECT, null=True, blank=True, related_name="+")
    background = models.ForeignKey(
        PaperPicture, models.PROTECT, null=True, blank=True, related_name="+"
    )
    saved_at = models.DateTimeField("lưu lúc", default=timezone.now)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "bản của mẫu giấy"
        verbose_name_plural = "các bản của mẫu giấy"
        ordering = ["design", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["design", "number"], name="paper_design_versions_are_numbered"
            ),
            models.CheckConstraint(condition=~Q(issuer=""), name="paper_design_says_who_issues"),
            models.CheckConstraint(
                condition=~Q(first_name="")
                | Q(first_post="", first_hand__isnull=True, second_post="", second_name=""),
                name="paper_design_names_who_signs",
            ),
            models.CheckConstraint(
                condition=~Q(second_name="") | Q(second_post="", second_hand__isnull=True),
                name="paper_design_names_the_second",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.design}, bản {self.number}"
