"""Looking through classes, deciding on what was found, drawing and recording calls.

Every call may come twice and counts once.
"""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from learners.attendance.rules import OLDEST
from learners.classes.models import TrainingClass
from learners.closing.selectors import standing_closing
from learners.flags import drawing
from learners.flags.gathering import oddities
from learners.flags.models import UNSETTLED, CallBack, CallDraw, Flag, Look
from learners.flags.patterns import Found
from learners.flags.permissions import may_call, may_decide
from learners.flags.selectors import pool_of
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User

# Marks come in for so long after a session (a phone in a drawer), so long it is looked at.
_WHILE = OLDEST + timedelta(days=7)


@transaction.atomic
def look_at(*, class_id: int) -> int:
    """Look through one class and write down what is odd; returns how many flags are new.

    What was found before keeps its state; while nobody has decided, its evidence is brought up to
    date.
    """
    training_class = TrainingClass.objects.filter(pk=class_id).first()
    if training_class is None or training_class.state == TrainingClass.State.CANCELLED:
        return 0
    new = _write(oddities(training_class))
    Look.objects.update_or_create(
        training_class=training_class, defaults={"looked_at": timezone.now()}
    )
    return new


def look_at_all() -> int:
    """Look through every class of the last months that was not looked at today.

    One transaction a class: killed at any point, the next call goes on with the rest. Returns how
    many classes were looked at.
    """
    now = timezone.now()
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    lately = TrainingClass.objects.filter(
        sessions__starts_at__range=(now - _WHILE, now),
    ).exclude(state=TrainingClass.State.CANCELLED)
    done = Look.objects.filter(looked_at__gte=today).values("training_class")
    keys = list(lately.exclude(pk__in=done).order_by("pk").values_list("pk", flat=True).distinct())
    for class_id in keys:
        look_at(class_id=class_id)
    return len(keys)


def _write(found: list[Found]) -> int:
    by_key = {one.key: one for one in found}
    standing = {flag.key: flag for flag in Flag.objects.filter(key__in=by_key)}
    for key, flag in standing.items():
        if flag.evidence != by_key[key].evidence:
            # Decided meanwhile, it keeps what it was decided on.
            Flag.objects.filter(pk=flag.pk, state=Flag.State.OPEN).update(
                evidence=by_key[key].evidence
            )
    new = [one for key, one in by_key.items() if key not in standing]
    Flag.objects.bulk_create([_flag(one) for one in new], ignore_conflicts=True)
    return len(new)


def _flag(found: Found) -> Flag:
    return Flag(
        kind=found.kind,
        key=found.key,
        training_class_id=found.training_class,
        other_class_id=found.other_class,
        evidence=found.evidence,
    )


@transaction.atomic
def decide(*, flag: Flag, state: str, words: str, actor: User) -> Flag:
    """Say what there is to a flag; once. Nothing follows by itself.

    Raises DomainError when it is not theirs, without words, or when somebody else said otherwise.
    """
    flag = Flag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    if not may_decide(user=actor, flag=flag):
        raise DomainError(
            "Việc này do cán bộ xã, phường hoặc cơ quan phụ trách lớp kết luận, "
            "không phải người dạy lớp đó."
        )
    words = clean_text(words)[:300]
    if state not in (Flag.State.EXPLAINED, Flag.State.CONFIRMED):
        raise DomainError("Hãy chọn: có lý do chính đáng, hoặc đúng là bất thường.")
    if not words:
        raise DomainError("Hãy ghi đã xem gì, hỏi ai, và vì sao kết luận như vậy.")
    if flag.state != Flag.State.OPEN:
        if (flag.state, flag.words) == (state, words):
            return flag
        raise DomainError("Đã có người kết luận về việc này. Hãy tải lại trang để xem.")
    flag.state, flag.words = state, words
    flag.decided_by, flag.decided_at = actor, timezone.now()
    flag.save()
    audit.record(actor=actor, action="flags.decide", target=flag, state=state)
    return flag


@transaction.atomic
def draw_calls(*, class_id: int) -> CallDraw | None:
    """Draw who of a class that was just closed is called back; once a closing.

    Called inside the transaction that closes it. Whoever was in an earlier draw's list of the class
    is not drawn from again. Returns None when there is nobody to draw from.
    """
    training_class = TrainingClass.objects.get(pk=class_id)
    closing = standing_closing(training_class=training_class)
    if closing is None:
        return None
    if there := CallDraw.objects.filter(closing=closing).first():
        return there
    pool = pool_of(training_class=training_class)
    if not pool:
        return None
    seed = secrets.token_hex(16)
    made = CallDraw.objects.create(closing=closing, seed=seed, percent=drawing.PERCENT, pool=pool)
    chosen = drawing.draw(seed=seed, people=pool)
    CallBack.objects.bulk_create(CallBack(draw=made, learner_id=pk) for pk in chosen)
    audit.record(
        actor=None,
        action="flags.draw_calls",
        target=training_class,
        pool=len(pool),
        drawn=len(chosen),
    )
    return made


@transaction.atomic
def record_call(*, call: CallBack, result: str, words: str, actor: User) -> CallBack:
    """Write down what came of calling somebody; who was not reached may be called again.

    A denial raises a flag. Raises DomainError when it is not theirs to call, or when somebody else
    wrote something else down.
    """
    call = (
        CallBack.objects.select_for_update(of=("self",))
        .select_related("draw__closing__training_class", "learner")
        .get(pk=call.pk)
    )
    if not may_call(user=actor, call=call):
        raise DomainError(
            "Gọi lại là việc của cán bộ xã, phường hoặc cơ quan phụ trách lớp, "
            "không phải người dạy lớp đó."
        )
    if result not in CallBack.Result.values or result == CallBack.Result.WAITING:
        raise DomainError("Hãy chọn kết quả cuộc gọi.")
    words = clean_text(words)[:300]
    if call.result not in UNSETTLED:
        if call.result == result:
            return call
        raise DomainError("Đã có người ghi kết quả cuộc gọi này. Hãy tải lại trang để xem.")
    call.result, call.words = result, words
    call.called_by, call.called_at = actor, timezone.now()
    call.save()
    audit.record(actor=actor, action="flags.record_call", target=call, result=result)
    if result == CallBack.Result.DENIES:
        found = Found(Flag.Kind.DENIED, (call.pk,), call.training_class.pk, {"call": call.pk})
        _write([found])
    return call
