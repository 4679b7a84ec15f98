"""The proficiency test on the web: opened, resumed, handed in. Every call may come twice."""

import secrets

from django.db import transaction
from django.utils import timezone

from courses.quiz import Answers
from learners.assessing.bank import draw_test, mark_test, passes, read_bank
from learners.assessing.models import PaperResult, ProficiencyTry
from learners.assessing.proving import lock, prove_if_earned
from learners.people.models import Learner
from learners.people.selectors import is_theirs
from learners.study.models import Proficiency
from learners.study.selectors import next_try, rule_on
from learners.study.services import check_kept
from learners.study.tries import given, used_up
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User

_PASSED = "Bạn đã đạt bài sát hạch rồi. Xem những việc còn lại ở trang Đạt kỹ năng AI cơ bản."


@transaction.atomic
def open_try(*, learner: Learner) -> ProficiencyTry:
    """The try that is open, or a new one with freshly drawn questions.

    Raises DomainError when the test is passed, the tries are used up, there is no rule or bank, or
    the person's study is not kept.
    """
    learner = lock(learner=learner)
    check_kept(learner=learner)
    tries = ProficiencyTry.objects.filter(learner=learner)
    if waiting := tries.filter(submitted_at__isnull=True).first():
        return waiting
    if has_passed(learner=learner):
        raise DomainError(_PASSED)
    rule = rule_on(timezone.localdate())
    questions = rule and draw_test(
        read_bank(),
        questions=rule.test_questions,
        safety=rule.safety_questions,
        seed=secrets.token_hex(16),
    )
    if rule is None or questions is None:
        raise DomainError("Bài sát hạch đang được soạn. Mời bạn quay lại sau.")
    if moment := next_try(tries, tries=rule.tries, hours=rule.tries_hours):
        raise DomainError(used_up(tries=rule.tries, hours=rule.tries_hours, moment=moment))
    latest = tries.order_by("-number").values_list("number", flat=True).first()
    return ProficiencyTry.objects.create(
        learner=learner, number=(latest or 0) + 1, rule=rule, questions=questions
    )


@transaction.atomic
def submit_try(*, attempt: ProficiencyTry, answers: Answers, actor: User) -> ProficiencyTry:
    """Grade a try, once: sent again, it keeps its first answers.

    Raises DomainError when it is somebody else's, or the person's study is not kept any more.
    """
    learner = lock(learner=attempt.learner)
    if not is_theirs(learner, actor):
        raise DomainError("Bài làm này là của người khác.")
    attempt = ProficiencyTry.objects.select_related("rule").get(pk=attempt.pk)
    if attempt.submitted_at:
        return attempt
    check_kept(learner=learner)
    marks = mark_test(attempt.questions, answers)
    attempt.answers = given(marks.score)
    attempt.correct, attempt.safety_correct = marks.correct, marks.safety_correct
    attempt.passed = passes(
        correct=marks.correct,
        safety_correct=marks.safety_correct,
        pass_mark=attempt.rule.test_pass_mark,
        safety_pass_mark=attempt.rule.safety_pass_mark,
    )
    attempt.submitted_at = timezone.now()
    attempt.save()
    audit.record(actor=actor, action="assessing.submit_try", target=attempt, passed=attempt.passed)
    prove_if_earned(learner=learner)
    return attempt


def has_passed(*, learner: Learner) -> bool:
    """Whether nothing is left to try: passed on the web or on paper, or proficient already."""
    paper = PaperResult.objects.standing().filter(
        learner=learner, kind=PaperResult.Kind.PROFICIENCY
    )
    return (
        ProficiencyTry.objects.filter(learner=learner, passed=True).exists()
        or paper.filter(passed=True).exists()
        or Proficiency.objects.filter(learner=learner).exists()
    )
