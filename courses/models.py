"""The tree of courses: home → catalogue → course → lesson. It cannot be built any other way.

Pages hold no personal data: a published page is the same for everyone, so it can be cached by a
proxy and by the phone. What is personal comes in a small fragment from `learners.study`.
"""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page

from courses.blocks import LessonBody, QuestionBank
from courses.blocks.practice import questions_of
from courses.quiz import Question
from lms.core.numbers import show_number

# A phone that saw a page keeps it this long; an author's correction reaches everyone as soon.
_PUBLIC = "public, max-age=60"
# A lesson without its pictures: page, style sheet, letters and script, measured.
_PAGE_WEIGHT = 90_000


# How wide a course's picture stands in a list (templates/components/course_card.html).
_COVER = "width-640"


class PublicPage(Page):
    """A page that says of itself that it is the same for everyone."""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        response["Cache-Control"] = _PUBLIC
        return response


class LoadedPage(PublicPage):
    """A page that the starter content may write, and an author may take over.

    `source_digest` is the digest of the file last loaded, `source_revision` the revision made
    then: when it is no longer the latest, an author has edited the page and the loader keeps off.
    """

    source_digest = models.CharField(max_length=64, blank=True, editable=False)
    source_revision = models.BigIntegerField(null=True, editable=False)

    class Meta:
        abstract = True


class HomePage(PublicPage):
    """The front door. No personal data."""

    lead = models.CharField("lời mời", max_length=300)
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["courses.CatalogPage"]
    content_panels = [*Page.content_panels, FieldPanel("lead")]
    template = "courses/pages/home.html"

    class Meta:
        verbose_name = "trang chủ"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        courses = list(courses_with_pictures())
        first = courses[0].lessons.first() if courses else None
        return {**context, "courses": courses, "first_lesson": first}


class CatalogPage(PublicPage):
    """All courses. No personal data."""

    lead = models.CharField("giới thiệu", max_length=300, blank=True)
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["courses.HomePage"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]
    content_panels = [*Page.content_panels, FieldPanel("lead")]
    template = "courses/pages/catalog.html"

    class Meta:
        verbose_name = "danh mục khóa học"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "courses": courses_with_pictures()}


class CoursePage(LoadedPage):
    """A course: its lessons, the bank of its test, and the rule that makes it done.

    No personal data.
    """

    number = models.PositiveSmallIntegerField("số thứ tự", help_text="Khóa 1, Khóa 2…")
    summary = models.CharField("tóm tắt", max_length=300)
    welcome = RichTextField("lời mời vào học", features=["bold", "italic", "ul", "link"])
    outcomes = models.TextField("học xong bạn sẽ", help_text="Mỗi dòng một điều.")
    picture = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="hình bìa",
    )
    picture_alt = models.CharField("mô tả hình", max_length=250, blank=True)
    hours = models.DecimalField("số giờ", max_digits=4, decimal_places=1)
    mandatory = models.BooleanField("bắt buộc để đạt kỹ năng AI cơ bản", default=False)
    competences = models.CharField("mã năng lực (Thông tư 02/2025)", max_length=100, blank=True)

    bank = StreamField(QuestionBank(), verbose_name="ngân hàng câu hỏi")
    questions_drawn = models.PositiveSmallIntegerField("số câu rút ngẫu nhiên", default=10)
    pass_mark = models.PositiveSmallIntegerField("số câu đúng để đạt", default=7)
    tries = models.PositiveSmallIntegerField("số lần làm", default=3)
    tries_hours = models.PositiveSmallIntegerField("trong bao nhiêu giờ", default=24)
    months_valid = models.PositiveSmallIntegerField(
        "giấy có hạn trong bao nhiêu tháng",
        null=True,
        blank=True,
        help_text="Để trống: giấy của khóa này không hết hạn.",
    )

    parent_page_types: ClassVar[list[str]] = ["courses.CatalogPage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage"]
    template = "courses/pages/course.html"
    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("number"), FieldPanel("hours"), FieldPanel("mandatory")]),
        FieldPanel("summary"),
        FieldPanel("welcome"),
        FieldPanel("outcomes"),
        FieldRowPanel([FieldPanel("picture"), FieldPanel("picture_alt")]),
        FieldPanel("competences"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("questions_drawn"), FieldPanel("pass_mark")]),
                FieldRowPanel([FieldPanel("tries"), FieldPanel("tries_hours")]),
                FieldPanel("months_valid"),
                FieldPanel("bank"),
            ],
            "Bài cuối khóa",
        ),
    ]

    class Meta:
        verbose_name = "khóa học"
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark__lte=models.F("questions_drawn"), pass_mark__gte=1),
                name="course_pass_mark_can_be_reached",
            ),
            models.CheckConstraint(
                condition=Q(tries__gte=1, tries_hours__gte=1), name="course_can_be_tried"
            ),
            models.CheckConstraint(
                condition=Q(months_valid__isnull=True) | Q(months_valid__gte=1),
                name="course_papers_last_a_month",
            ),
        ]

    @property
    def lessons(self) -> models.QuerySet["LessonPage"]:
        """The published lessons in order; all of them are required."""
        return LessonPage.objects.live().child_of(self).order_by("path")

    @cached_property
    def outcome_lines(self) -> list[str]:
        """One outcome an item."""
        return [line for line in self.outcomes.splitlines() if line.strip()]

    @property
    def rule(self) -> dict[str, int]:
        """The numbers of the rule, as stored beside a completion."""
        months = {"months_valid": self.months_valid} if self.months_valid else {}
        return {
            "questions_drawn": self.questions_drawn,
            "pass_mark": self.pass_mark,
            "tries": self.tries,
            "tries_hours": self.tries_hours,
            **months,
        }

    @property
    def hours_text(self) -> str:
        """ "1,5 giờ", "2 giờ"."""
        hours = Decimal(self.hours)
        return f"{show_number(int(hours) if hours == int(hours) else hours.normalize())} giờ"

    def bank_questions(self) -> list[Question]:
        """The bank as plain data; answers are in it, so it never goes into a page."""
        return questions_of(self.bank)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "lessons": list(self.lessons.defer("body", "practice"))}


def courses_with_pictures() -> models.QuerySet[CoursePage]:
    """The published courses by number, for lists: their pictures come along in two queries."""
    pictures = get_image_model().objects.prefetch_renditions(_COVER)
    courses: models.QuerySet[CoursePage] = CoursePage.objects.live().order_by("number")
    return courses.defer("bank", "welcome").prefetch_related(
        models.Prefetch("picture", queryset=pictures)
    )


class LessonPage(LoadedPage):
    """A lesson: about fifteen minutes, one situation, one thing to try, three questions.

    No personal data.
    """

    module = models.CharField("mô-đun", max_length=120)
    summary = models.CharField("tóm tắt", max_length=300)
    minutes = models.PositiveSmallIntegerField(
        "số phút", default=15, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    competences = models.CharField("mã năng lực (Thông tư 02/2025)", max_length=100, blank=True)
    body = StreamField(LessonBody(), verbose_name="nội dung")
    practice = StreamField(QuestionBank(), verbose_name="câu hỏi luyện tập")
    weight = models.PositiveIntegerField("dung lượng (byte)", default=0, editable=False)

    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "courses/pages/lesson.html"
    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("module"), FieldPanel("minutes")]),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("practice"),
        FieldPanel("competences"),
    ]

    class Meta:
        verbose_name = "bài học"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.weight = _PAGE_WEIGHT + sum(
            block.value["image"].file_size or 0
            for block in self.body
            if block.block_type == "picture" and block.value["image"]
        )
        super().save(*args, **kwargs)

    @cached_property
    def course(self) -> CoursePage:
        """The course this lesson belongs to."""
        return CoursePage.objects.parent_of(self).get()

    @property
    def pass_mark(self) -> int:
        """How many practice questions make the lesson done: at least two thirds."""
        return -(-2 * len(self.practice) // 3)

    def practice_questions(self) -> list[Question]:
        """The practice questions, options in an order that is the same at every visit."""
        return [question.shuffled(self.pk) for question in questions_of(self.practice)]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        lessons = list(self.course.lessons.defer("body", "practice"))
        here = next((i for i, lesson in enumerate(lessons) if lesson.pk == self.pk), 0)
        return {
            **context,
            "course": self.course,
            "position": here + 1,
            "lesson_count": len(lessons),
            "previous_lesson": lessons[here - 1] if here else None,
        }
