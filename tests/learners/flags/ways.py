"""Something behind every door of flags."""

from learners.classes.models import TrainingClass
from learners.closing.models import Closing
from learners.closing.selectors import rule_of_today
from learners.flags.models import CallBack, CallDraw, Flag
from learners.people.models import Learner


def behind_doors_of_flags(training_class: TrainingClass, learner: Learner) -> dict[str, int]:
    """A flag of a class that was closed, opened again, and somebody of it to call."""
    flag = Flag.objects.create(
        kind="too_many",
        key="too_many:0",
        training_class=training_class,
        evidence={"session": training_class.sessions.get(number=1).pk, "there": 31, "holds": 30},
    )
    officer = training_class.opened_by
    closing = Closing.objects.create(
        training_class=training_class,
        rule=rule_of_today(),
        closed_by=officer,
        reopened_by=officer,
        reopened_at=flag.found_at,
        reason="Thử",
    )
    draw = CallDraw.objects.create(closing=closing, seed="a", percent=5, pool=[learner.pk])
    call = CallBack.objects.create(draw=draw, learner=learner)
    return {"flags:flag": flag.pk, "flags:callback": call.pk}
