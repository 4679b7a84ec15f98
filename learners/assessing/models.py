"""What somebody can do: tasks and how they went, work handed in, the proficiency test, paper."""

from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from learners.assessing.pictures import EXTENSION
from learners.classes.models import ClassScoped, Seat, TrainingClass
from learners.people.models import Learner
from learners.study.models import ProficiencyRule
from lms.core.access import ScopedQuerySet, scope_of
from lms.core.models import PROVINCE_CODE, User
from lms.core.storage import private_storage
from lms.core.tokens import new_code

LONGEST_WORDS = 400
LONGEST_SHEET = 30
LONGEST_REASON = 300


class PracticalTask(models.Model):
    """A practical task (việc thực hành): what is done, and what has to be seen to call it done.

    A change is a new version, never an edit; the highest version in force counts. `course_number`
    is the course it belongs to; none for a task of the proficiency rule. Written by
    `loading.load_tasks`. No personal data.
    """

    code = models.SlugField("mã", max_length=40)
    version = models.PositiveSmallIntegerField("phiên bản")
    valid_from = models.DateField("áp dụng từ ngày")
    course_number = models.PositiveSmallIntegerField("của khóa", null=True, blank=True)
    title = models.CharField("việc", max_length=120)
    # One sentence a line: what whoever watches has to see.
    criteria = models.TextField("cần thấy")
    proof = models.CharField("nộp gì", max_length=300)

    class Meta:
        verbose_name = "việc thực hành"
        verbose_name_plural = "việc thực hành"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="task_version_once")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def criteria_lines(self) -> list[str]:
        """One thing to see an item."""
        return [line for line in self.criteria.splitlines() if line.strip()]


class Outcome(models.TextChoices):
    """How a task went."""

    DONE = "done", "làm được"
    NOT_YET = "not_yet", "chưa đạt"


class PracticalResultQuerySet(ScopedQuerySet["PracticalResult"]):
    """Results; each belongs to its learner, and is seen by who teaches the class it was seen in."""

    commune_path = "learner__commune"
    organisation_path = "learner__organisation"
    owner_path = "learner__user"

    def own(self, user: User) -> Q:
        """One's own, and those of the classes one teaches."""
        taught = Q(
            training_class__trainers__learner__user=user, training_class__trainers__until=None
        )
        return super().own(user) | Q(pk__in=self.model.objects.filter(taught).values("pk"))

    def done(self) -> Self:
        """Tasks that were done."""
        return self.filter(outcome=Outcome.DONE)


class PracticalResult(models.Model):
    """How a task went for somebody: one row a person and task, so that twice is once.

    Written by `services`. Personal data: what somebody can do, who judged it, and their words.
    """

    class Route(models.TextChoices):
        OBSERVED = "observed", "giảng viên nhìn thấy"
        HANDED_IN = "handed_in", "bài nộp"

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="practical_results")
    task = models.ForeignKey(PracticalTask, models.PROTECT, related_name="+")
    route = models.CharField("cách", max_length=9, choices=Route)
    outcome = models.CharField("kết quả", max_length=7, choices=Outcome)
    judged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    judged_on = models.DateField("ngày", default=timezone.localdate)
    training_class = models.ForeignKey(
        TrainingClass, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    words = models.CharField("lời nhắn", max_length=LONGEST_WORDS, blank=True)

    objects = PracticalResultQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả thực hành"
        constraints = [
            models.UniqueConstraint(fields=["learner", "task"], name="task_judged_once_a_person")
        ]

    def __str__(self) -> str:
        return f"việc {self.task_id} của {self.learner_id}"

    def merge_rank(self) -> tuple[bool, int]:
        """Of two for one person the greater one counts: the one that was done, the earlier one."""
        return self.outcome == Outcome.DONE, -self.judged_on.toordinal()


def picture_name(row: "HandIn", name: str) -> str:
    """Where a picture lies: nothing of what it was called on the phone."""
    return f"thuc-hanh/{timezone.localdate():%Y/%m}/{new_code(21)}.{EXTENSION}"


class HandInQuerySet(ScopedQuerySet["HandIn"]):
    """Work handed in; each belongs to its learner."""

    commune_path = "learner__commune"
    organisation_path = "learner__organisation"
    owner_path = "learner__user"

    def reviewable_by(self, user: User) -> Self:
        """What `user` may judge: trainers of the learner's commune and officers of their scope.

        Never their own, nor that of somebody they teach, or have taught, in the course of the task
        (in any course, for a task of the proficiency rule): whoever taught does not review.
        """
        scope = scope_of(user)
        if not scope.may_run_classes:
            return self.none()
        allowed = Q()
        if PROVINCE_CODE not in scope.teaching:
            allowed = Q(learner__commune__in=scope.teaching)
            if scope.may_register:
                allowed |= Q(pk__in=self.model.objects.watched_by(user).values("pk"))
        taught = Seat.objects.filter(
            learner=OuterRef("learner"), training_class__trainers__learner__user=user
        )
        in_course = taught.filter(training_class__course__number=OuterRef("task__course_number"))
        mine = Q(learner__user=user) | Q(
            learner__in=Learner.objects.filter(user=user, merged_into__isnull=False).values(
                "merged_into"
            )
        )
        of_rule = Q(task__course_number__isnull=True)
        others = self.filter(allowed).exclude(mine).exclude(Exists(in_course))
        return others.exclude(of_rule & Q(Exists(taught)))


class HandIn(models.Model):
    """Work that somebody handed in for a task, with words or a picture, and what was said of it.

    One waits a person and task. Written by `services`. Personal data: what somebody wrote and
    photographed; the picture lies where the web does not reach, without what a camera adds.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "chờ xem"
        DONE = "done", "làm được"
        NOT_YET = "not_yet", "chưa đạt"

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="hand_ins")
    task = models.ForeignKey(PracticalTask, models.PROTECT, related_name="+")
    text = models.TextField("bạn đã làm thế nào", max_length=2_000, blank=True)
    picture = models.FileField(
        "ảnh", storage=private_storage, upload_to=picture_name, max_length=120, blank=True
    )
    handed_in_at = models.DateTimeField("nộp lúc", default=timezone.now)
    state = models.CharField("tình trạng", max_length=7, choices=State, default=State.WAITING)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField("xem lúc", null=True, blank=True)
    words = models.CharField("lời nhắn", max_length=LONGEST_WORDS, blank=True)

    objects = HandInQuerySet.as_manager()

    class Meta:
        verbose_name = "bài nộp"
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(state="waiting"),
                name="hand_in_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "task"],
                condition=Q(state="waiting"),
                name="one_waiting_hand_in",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", reviewed_by__isnull=True, reviewed_at__isnull=True)
                | ~Q(state="waiting") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="hand_in_waits_or_is_reviewed",
            ),
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(picture=""), name="hand_in_holds_something"
            ),
        ]

    def __str__(self) -> str:
        return f"bài nộp {self.pk}"

    def merge_rank(self) -> float:
        """Of two that wait for one person the greater one counts: the earlier one."""
        return -self.handed_in_at.timestamp()


class ProficiencyTryQuerySet(ScopedQuerySet["ProficiencyTry"]):
    """Tries at the proficiency test; each belongs to its learner."""

    commune_path = "learner__commune"
    organisation_path = "learner__organisation"
    owner_path = "learner__user"


class ProficiencyTry(models.Model):
    """One try at the proficiency test: the questions as they were asked, and the answers.

    A question carries whether it is one of safety; the marks to reach stand in `rule`, which is
    never edited. Opened and closed once by `services`. Personal data.
    """

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="proficiency_tries")
    number = models.PositiveSmallIntegerField()
    rule = models.ForeignKey(ProficiencyRule, models.PROTECT, related_name="+")
    questions = models.JSONField()
    answers = models.JSONField(null=True, blank=True)
    correct = models.PositiveSmallIntegerField(null=True, blank=True)
    safety_correct = models.PositiveSmallIntegerField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = ProficiencyTryQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt sát hạch"
        constraints = [
            models.UniqueConstraint(fields=["learner", "number"], name="try_numbered_once"),
            # Two tabs and a double click open the same try.
            models.UniqueConstraint(
                fields=["learner"], condition=Q(submitted_at__isnull=True), name="one_open_try"
            ),
            models.CheckConstraint(
                condition=Q(
                    submitted_at__isnull=True,
                    answers__isnull=True,
                    correct__isnull=True,
                    safety_correct__isnull=True,
                    passed__isnull=True,
                )
                | Q(
                    submitted_at__isnull=False,
                    answers__isnull=False,
                    correct__isnull=False,
                    safety_correct__isnull=False,
                    passed__isnull=False,
                ),
                name="try_is_open_or_graded",
            ),
        ]

    def __str__(self) -> str:
        return f"lượt sát hạch {self.pk}"

    def merge_rank(self) -> tuple[bool, bool, float]:
        """Of two for one person the greater one counts: passed first, handed in, earlier."""
        return bool(self.passed), self.submitted_at is not None, -self.started_at.timestamp()


class PaperResultQuerySet(ClassScoped["PaperResult"]):
    """Results from paper: seen with the class, and by the person."""

    commune_path = "training_class__commune"
    organisation_path = "training_class__organisation"

    def own(self, user: User) -> Q:
        """One's own, and those of the classes one teaches."""
        return super().own(user) | Q(learner__user=user)

    def standing(self) -> Self:
        """Those that count: not taken back."""
        return self.filter(voided_at__isnull=True)


class PaperResult(models.Model):
    """A test that was written on paper: how many answers were right, and the sheet's number.

    The number names the sheet in the folder of the class, so that a result can be checked; every
    class numbers its own, and a sheet counts once. `total` and `passed` keep what it was judged by
    on that day. What was entered wrongly is taken back with a reason and stays to be read; the
    right numbers are a new row. Written by `sheets`. Personal data: how somebody did in a test.
    """

    class Kind(models.TextChoices):
        COURSE = "course", "bài cuối khóa"
        PROFICIENCY = "proficiency", "bài sát hạch"

    sheet_number = models.CharField("số phiếu", max_length=LONGEST_SHEET)
    kind = models.CharField("bài", max_length=11, choices=Kind)
    learner = models.ForeignKey(Learner, models.PROTECT, related_name="paper_results")
    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="paper_results")
    rule = models.ForeignKey(
        ProficiencyRule, models.PROTECT, null=True, blank=True, related_name="+"
    )
    correct = models.PositiveSmallIntegerField("số câu đúng")
    total = models.PositiveSmallIntegerField("số câu")
    safety_correct = models.PositiveSmallIntegerField("câu an toàn đúng", null=True, blank=True)
    passed = models.BooleanField("đạt")
    taken_on = models.DateField("ngày làm bài", default=timezone.localdate)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("nhập lúc", default=timezone.now)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    voided_at = models.DateTimeField("bỏ lúc", null=True, blank=True)
    void_reason = models.CharField("lý do bỏ", max_length=LONGEST_REASON, blank=True)

    objects = PaperResultQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả từ phiếu giấy"
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "sheet_number"],
                condition=Q(voided_at__isnull=True),
                name="sheet_counts_once",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
                name="sheet_voided_by_somebody_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(correct__lte=F("total"), total__gte=1), name="paper_score_is_possible"
            ),
            models.CheckConstraint(
                condition=Q(kind="course", rule__isnull=True, safety_correct__isnull=True)
                | Q(
                    kind="proficiency",
                    rule__isnull=False,
                    safety_correct__isnull=False,
                    safety_correct__lte=F("correct"),
                ),
                name="paper_proficiency_has_safety",
            ),
            models.CheckConstraint(condition=~Q(sheet_number=""), name="paper_names_its_sheet"),
        ]

    def __str__(self) -> str:
        return f"phiếu {self.sheet_number}"
