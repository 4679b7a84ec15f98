"""What people did: enrolments, lessons done, attempts at a test, proficiency."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from courses.models import CoursePage, LessonPage
from learners.people.models import Learner
from lms.core.access import ScopedQuerySet


class EnrolmentQuerySet(ScopedQuerySet["Enrolment"]):
    """Enrolments; each belongs to its learner."""

    commune_path = "learner__commune"
    organisation_path = "learner__organisation"
    owner_path = "learner__user"


class Enrolment(models.Model):
    """One person in one run of one course (ghi danh).

    `run` is the year it began in, so a course may be taken again another year. `completed_at` is
    set once, by `services.complete_if_earned`; `rule` keeps the numbers it was judged by.
    Personal data: what somebody learns.
    """

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="+")
    run = models.PositiveSmallIntegerField("đợt (năm)")
    started_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    rule = models.JSONField(null=True, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "ghi danh"
        indexes = [
            models.Index(fields=["started_at"], name="enrolment_started"),
            models.Index(
                fields=["completed_at"],
                condition=Q(completed_at__isnull=False),
                name="enrolment_completed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["learner", "course", "run"], name="enrolled_once"),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | Q(completed_at__gte=F("started_at")),
                name="completed_after_start",
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True, rule__isnull=True)
                | Q(completed_at__isnull=False, rule__isnull=False),
                name="completion_keeps_its_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"ghi danh {self.pk}"

    def merge_rank(self) -> tuple[bool, int, float]:
        """Of two for one person the greater one counts: finished first, further on, earlier."""
        when = self.completed_at or self.started_at
        return self.completed_at is not None, self.lessons_done.count(), -when.timestamp()


class LessonDone(models.Model):
    """A lesson that somebody has done: the practice was passed. The first time counts.

    Written by `services.record_lesson`. Practice that was not passed is not kept at all: how
    somebody behaves online is sensitive data (Decree 356/2025 art. 4). Personal data.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="lessons_done")
    lesson = models.ForeignKey(LessonPage, models.PROTECT, related_name="+")
    correct = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "bài đã học"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="lesson_done_once"),
            models.CheckConstraint(
                condition=Q(correct__lte=F("total"), total__gte=1), name="lesson_score_is_possible"
            ),
        ]

    def __str__(self) -> str:
        return f"bài {self.lesson_id} của ghi danh {self.enrolment_id}"


class AttemptQuerySet(ScopedQuerySet["Attempt"]):
    """Attempts; each belongs to the learner of its enrolment."""

    commune_path = "enrolment__learner__commune"
    organisation_path = "enrolment__learner__organisation"
    owner_path = "enrolment__learner__user"


class Attempt(models.Model):
    """One try at a course test: the questions as they were asked, the answers as they were given.

    Opened by `services.open_attempt`, closed once by `services.submit_attempt`. Personal data.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    questions = models.JSONField()
    pass_mark = models.PositiveSmallIntegerField()
    answers = models.JSONField(null=True, blank=True)
    correct = models.PositiveSmallIntegerField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt làm bài"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="attempt_numbered_once"),
            # Two tabs and a double click open the same attempt.
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(submitted_at__isnull=True),
                name="one_open_attempt",
            ),
            models.CheckConstraint(
                condition=Q(
                    submitted_at__isnull=True,
                    answers__isnull=True,
                    correct__isnull=True,
                    passed__isnull=True,
                )
                | Q(
                    submitted_at__isnull=False,
                    answers__isnull=False,
                    correct__isnull=False,
                    passed__isnull=False,
                ),
                name="attempt_is_open_or_graded",
            ),
        ]

    def __str__(self) -> str:
        return f"lượt làm {self.pk}"


class ProficiencyRule(models.Model):
    """What makes somebody "thành thạo kỹ năng AI cơ bản"; a change is a new row, never an edit.

    `required_courses` and `choice_courses` are course numbers. No personal data.
    """

    version = models.CharField("phiên bản", max_length=20, unique=True)
    valid_from = models.DateField("áp dụng từ ngày")
    decision = models.CharField("căn cứ", max_length=200)
    required_courses = models.JSONField("khóa bắt buộc")
    choice_courses = models.JSONField("khóa tự chọn")
    choices_needed = models.PositiveSmallIntegerField("số khóa tự chọn cần đạt", default=1)
    test_questions = models.PositiveSmallIntegerField("số câu sát hạch", default=20)
    test_pass_mark = models.PositiveSmallIntegerField("số câu đúng để đạt", default=14)
    safety_questions = models.PositiveSmallIntegerField("trong đó câu an toàn", default=5)
    safety_pass_mark = models.PositiveSmallIntegerField("câu an toàn phải đúng", default=4)
    tries = models.PositiveSmallIntegerField("số lần làm sát hạch", default=3)
    tries_hours = models.PositiveSmallIntegerField("trong bao nhiêu giờ", default=24)
    tasks_set = models.PositiveSmallIntegerField("số việc thực hành", default=5)
    tasks_needed = models.PositiveSmallIntegerField("việc thực hành phải làm được", default=3)

    class Meta:
        verbose_name = "quy định đạt kỹ năng AI cơ bản"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    test_pass_mark__lte=F("test_questions"),
                    safety_pass_mark__lte=F("safety_questions"),
                    tasks_needed__lte=F("tasks_set"),
                ),
                name="proficiency_can_be_reached",
            ),
            models.CheckConstraint(
                condition=Q(tries__gte=1, tries_hours__gte=1), name="proficiency_can_be_tried"
            ),
        ]

    def __str__(self) -> str:
        return self.version


class ProficiencyQuerySet(ScopedQuerySet["Proficiency"]):
    """Assessments; each belongs to its learner."""

    commune_path = "learner__commune"
    organisation_path = "learner__organisation"
    owner_path = "learner__user"


class Proficiency(models.Model):
    """A person assessed as proficient: by which rule, on which day, with which evidence.

    One a person: the goal counts people. Personal data.
    """

    learner = models.OneToOneField(Learner, models.PROTECT, related_name="proficiency")
    rule = models.ForeignKey(ProficiencyRule, models.PROTECT, related_name="+")
    assessed_on = models.DateField("ngày sát hạch")
    evidence = models.JSONField("minh chứng", default=dict)

    objects = ProficiencyQuerySet.as_manager()

    class Meta:
        verbose_name = "người thành thạo"
        indexes = [models.Index(fields=["assessed_on"], name="proficiency_by_day")]

    def __str__(self) -> str:
        return f"thành thạo {self.pk}"

    def merge_rank(self) -> int:
        """Of two for one person the greater one counts: the first."""
        return -self.assessed_on.toordinal()
