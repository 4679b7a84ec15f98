"""Who is proficient: what speaks for somebody, what is missing, and writing it down once.

The rule is `study.ProficiencyRule`: courses, the test with its safety part, practical tasks. And
whoever taught is never the only one who certifies: among those who judged the counted tasks and
the test there must be somebody who never taught the person, or the product itself, which drew and
graded a test on the web (trainer track, conflict rules; `permissions.certified_by_others`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from learners.assessing.models import PaperResult, PracticalResult, ProficiencyTry
from learners.assessing.permissions import certified_by_others, teachers_of
from learners.assessing.signals import proficiency_reached
from learners.people.consents import study_withdrawn
from learners.people.models import Learner
from learners.study.models import Enrolment, Proficiency, ProficiencyRule
from learners.study.selectors import (
    CourseState,
    Step,
    course_steps,
    exam_step,
    rule_on,
    tasks_step,
)
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User

_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody has reached of one rule."""

    rule: ProficiencyRule
    finished: dict[int, int]  # course number → the enrolment that finished it
    test: ProficiencyTry | PaperResult | None
    tasks: list[PracticalResult]
    certified: bool

    @property
    def courses_met(self) -> bool:
        """Whether all required courses and enough of the others are finished."""
        chosen = self.finished.keys() & set(self.rule.choice_courses)
        required = set(self.rule.required_courses) <= self.finished.keys()
        return required and len(chosen) >= self.rule.choices_needed

    @property
    def tasks_met(self) -> bool:
        """Whether enough tasks are done."""
        return len(self.tasks) >= self.rule.tasks_needed

    @property
    def met(self) -> bool:
        """Whether nothing is missing."""
        return self.courses_met and self.test is not None and self.tasks_met and self.certified

    @property
    def waits_for_another(self) -> bool:
        """Whether all is there but that somebody who did not teach certifies something."""
        return self.test is not None and self.tasks_met and not self.certified

    @property
    def evidence(self) -> dict[str, Any]:
        """What the assessment rests on, by ids: for whoever opens the number later."""
        wanted = {*self.rule.required_courses, *self.rule.choice_courses}
        courses = sorted(pk for number, pk in self.finished.items() if number in wanted)
        return {
            "rule": self.rule.version,
            "enrolments": courses,
            **_named(self.test),
            "tasks": [result.pk for result in self.tasks],
            "judged_by": sorted({pk for pk in _certifiers(self.test, self.tasks) if pk}),
        }


def standing_of(*, learner: Learner, rule: ProficiencyRule) -> Standing:
    """How far somebody is, read from the facts themselves; five queries."""
    enrolments = Enrolment.objects.filter(learner=learner, completed_at__isnull=False)
    finished = dict(enrolments.order_by("-completed_at").values_list("course__number", "pk"))
    tasks = _tasks(learner)
    tests = _tests(learner, rule)
    teachers = teachers_of(learner=learner)
    # The test that somebody else certified, if one was; else any that was passed.
    independent = (
        t for t in tests if certified_by_others(certifiers=[_judge(t)], teachers=teachers)
    )
    test = next(independent, next(iter(tests), None))
    certified = certified_by_others(certifiers=_certifiers(test, tasks), teachers=teachers)
    return Standing(rule, finished, test, tasks, certified)


def steps_of(standing: Standing, states: list[CourseState], *, assessed: bool) -> list[Step]:
    """The rule in plain words beside what is met; who is assessed has met all of it."""
    steps = course_steps(standing.rule, states, assessed=assessed)
    steps.append(exam_step(standing.rule, met=assessed or standing.test is not None))
    steps.append(tasks_step(standing.rule, met=assessed or standing.tasks_met))
    if standing.waits_for_another and not assessed:
        words = "Có một người không dạy bạn cùng xác nhận: xem bài nộp, hoặc nhập phiếu sát hạch"
        steps.append(Step(words, met=False))
    return steps


def lock(*, learner: Learner) -> Learner:
    """The person's row, locked: what is judged of one person is judged one after the other.

    Raises DomainError when the record stands no longer on the register.
    """
    rows = Learner.objects.select_for_update(of=("self",), no_key=True)
    row = rows.get(pk=learner.pk)
    if row.merged_into_id or row.erased_at:
        raise DomainError("Hồ sơ này không còn đứng riêng trong sổ. Hãy tải lại trang.")
    return row


@transaction.atomic
def prove_if_earned(*, learner: Learner) -> bool:
    """Write down that somebody is proficient, once, when the rule of today is met.

    The day is today: the day on which the last thing became known. Sends `proficiency_reached`
    inside the transaction. Returns whether it happened now.
    """
    learner = lock(learner=learner)
    rule = rule_on(timezone.localdate())
    if rule is None or Proficiency.objects.filter(learner=learner).exists():
        return False
    standing = standing_of(learner=learner, rule=rule)
    if not standing.met or study_withdrawn(learner=learner):
        return False
    proved = Proficiency.objects.create(
        learner=learner,
        rule=rule,
        assessed_on=timezone.localdate(),
        evidence=standing.evidence,
    )
    audit.record(actor=None, action="assessing.prove", target=proved, learner=learner.pk)
    proficiency_reached.send(sender=Proficiency, learner_id=learner.pk, proficiency_id=proved.pk)
    return True


def weigh_again(*, learner: Learner, sheet_number: str, actor: User, may_undo: bool) -> bool:
    """A sheet says something else now: look at an assessment that rests on it; False if it falls.

    It stays where the rule it was found by is still met; its evidence then names what it rests on
    now. Otherwise it is taken back, which is an officer's act. Raises DomainError for who may not.
    """
    proved = Proficiency.objects.filter(learner=learner).select_related("rule").first()
    if proved is None or proved.evidence.get("sheet") != sheet_number:
        return True
    standing = standing_of(learner=learner, rule=proved.rule)
    if standing.met:
        proved.evidence = standing.evidence
        proved.save(update_fields=["evidence"])
        return True
    if not may_undo:
        raise DomainError(
            f"Nhờ phiếu này mà ngày {proved.assessed_on:%d/%m/%Y} {learner.full_name} đã được ghi "
            "nhận đạt kỹ năng AI cơ bản. Sửa phiếu là rút lại việc ấy: hãy nhờ cán bộ xã, phường "
            "hoặc cán bộ tỉnh sửa."
        )
    audit.record(
        actor=actor,
        action="assessing.take_back",
        target=proved,
        learner=learner.pk,
        assessed_on=proved.assessed_on.isoformat(),
        evidence=proved.evidence,
    )
    proved.delete()
    return False


def prove_missed() -> int:
    """Whoever passed the test and whose bell was lost: look again; returns how many were proved.

    Safe to run at any time and to be killed: each person is a transaction of their own.
    """
    proved, after = 0, 0
    waiting = Learner.objects.standing().filter(proficiency__isnull=True).order_by("pk")
    tried = ProficiencyTry.objects.filter(passed=True).values("learner")
    sheets = PaperResult.objects.standing().filter(passed=True, kind="proficiency")
    passed = waiting.filter(pk__in=tried) | waiting.filter(pk__in=sheets.values("learner"))
    while people := list(passed.filter(pk__gt=after)[:_CHUNK]):
        proved += sum(prove_if_earned(learner=person) for person in people)
        after = people[-1].pk
    return proved


def _tests(learner: Learner, rule: ProficiencyRule) -> list[ProficiencyTry | PaperResult]:
    tries = ProficiencyTry.objects.filter(learner=learner, passed=True).order_by("submitted_at")
    sheets = PaperResult.objects.standing().filter(
        learner=learner, passed=True, kind=PaperResult.Kind.PROFICIENCY
    )
    return [*tries.defer("questions", "answers")[:1], *sheets.order_by("entered_at")]


def _tasks(learner: Learner) -> list[PracticalResult]:
    """The tasks of the rule that are done, each once, whichever version it was."""
    done = PracticalResult.objects.done().filter(learner=learner, task__course_number__isnull=True)
    by_code = {r.task.code: r for r in done.select_related("task").order_by("-judged_on", "-pk")}
    return sorted(by_code.values(), key=lambda result: result.pk)


def _judge(test: ProficiencyTry | PaperResult) -> int | None:
    """The account behind a test; None for what the product graded."""
    return test.entered_by_id if isinstance(test, PaperResult) else None


def _certifiers(
    test: ProficiencyTry | PaperResult | None, tasks: Iterable[PracticalResult]
) -> list[int | None]:
    judged: list[int | None] = [result.judged_by_id for result in tasks]
    return judged if test is None else [*judged, _judge(test)]


def _named(test: ProficiencyTry | PaperResult | None) -> dict[str, int | str | None]:
    """Which test it is; every class numbers its own sheets."""
    if isinstance(test, PaperResult):
        return {"sheet": test.sheet_number, "class": test.training_class_id}
    return {"try": test.pk if test else None}
