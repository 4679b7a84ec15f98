"""What changes the duplicates desk: pairs laid on it, decided, and asked about a new record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from learners.duplicates.candidates import find
from learners.duplicates.merging import merge, undo_merge
from learners.duplicates.models import Pair
from learners.duplicates.signals import pair_decided
from learners.people.matching import Judgement, Verdict, judge, traits_of
from learners.people.models import Learner
from lms.core import audit
from lms.core.bulk import lock_register
from lms.core.errors import DomainError
from lms.core.models import User

__all__ = ["NewPair", "decide", "merge", "put_on_desk", "scan_learner", "undo_merge"]

State = Pair.State


@dataclass(frozen=True, slots=True)
class NewPair:
    """A question for the desk: is `left_id` the record `right_id`, or the person of `candidate`?

    A candidate is not on the register yet; whoever brought it knows it by `origin`, and shows of it
    what `sides.CANDIDATE` names.
    """

    left_id: int
    judgement: Judgement
    right_id: int | None = None
    candidate: Mapping[str, Any] | None = None
    origin: str = ""


@transaction.atomic
def put_on_desk(*, pairs: Sequence[NewPair]) -> None:
    """Lay questions on the desk; one that was asked before, or answered, is not asked again."""
    if not pairs:
        return
    Pair.objects.bulk_create(map(_row, pairs), ignore_conflicts=True, batch_size=1_000)
    audit.record(actor=None, action="duplicates.put_on_desk", target="learners.pair", n=len(pairs))


def _row(pair: NewPair) -> Pair:
    left, right = pair.left_id, pair.right_id
    if right is not None and right < left:
        left, right = right, left
    return Pair(
        left_id=left,
        right_id=right,
        candidate=pair.candidate,
        origin=pair.origin,
        score=pair.judgement.score,
        reasons=list(pair.judgement.reasons),
    )


@transaction.atomic
def scan_learner(*, learner: Learner) -> int:
    """Ask about every record that may be the same person as this one; returns how many."""
    learner = Learner.objects.get(pk=learner.pk)
    if learner.merged_into_id or learner.erased_at:
        return 0
    matches = [match for match in find([traits_of(learner)])[0] if match.learner_id != learner.pk]
    put_on_desk(pairs=[NewPair(m.learner_id, m.judgement, right_id=learner.pk) for m in matches])
    return len(matches)


@transaction.atomic
def decide(*, pair: Pair, decision: str, actor: User, kept: Learner | None = None) -> Pair:
    """Say what a pair is: `same`, `different`, or `later`.

    Of two records that are the same, `kept` stays and takes over the other (`merging.merge`);
    without it the older one. Raises DomainError when somebody was quicker, or when it is not for
    `actor` to say.
    """
    lock_register()
    visible = Pair.objects.visible_to(actor).select_for_update(of=("self",))
    found = visible.filter(pk=pair.pk).first()
    if found is None:
        raise DomainError("Không có cặp hồ sơ này trong phần sổ mà bạn phụ trách.")
    _check_open(found)
    found.state = State(decision)
    if found.state == State.LATER:
        found.save(update_fields=["state"])
    else:
        found.decided_by, found.decided_at = actor, timezone.now()
        found.save(update_fields=["state", "decided_by", "decided_at"])
        _carry_out(found, kept, actor)
    audit.record(actor=actor, action="duplicates.decide", target=found, decision=decision)
    return found


def _check_open(pair: Pair) -> None:
    if pair.state in (State.SAME, State.DIFFERENT):
        said, at = State(pair.state).label, timezone.localtime(pair.decided_at)
        raise DomainError(
            f"Cặp này đã có người quyết định lúc {at:%H:%M ngày %d/%m/%Y}: {said}. "
            "Mời bạn xem cặp tiếp theo."
        )
    if not Pair.objects.undecided().filter(pk=pair.pk).exists():
        raise DomainError(
            "Một trong hai hồ sơ không còn đứng riêng trong sổ. Mời bạn xem cặp tiếp theo."
        )


def _carry_out(pair: Pair, kept: Learner | None, actor: User) -> None:
    if pair.candidate is not None:
        _settle(pair)
    elif pair.state == State.SAME:
        left, right = pair.left, pair.right
        assert right is not None  # noqa: S101  (constraint pair_of_two)
        if kept is not None and kept not in (left, right):
            raise DomainError("Hãy chọn một trong hai hồ sơ để giữ lại.")
        keep = kept or left
        merge(kept=keep, merged=right if keep == left else left, actor=actor)


def _settle(pair: Pair) -> None:
    """Tell whoever brought a candidate what it is, once nothing about it is open any more."""
    about = Pair.objects.filter(origin=pair.origin)
    if pair.state == State.SAME:
        others = list(about.undecided().exclude(pk=pair.pk).select_related("left"))
        Pair.objects.filter(pk__in=[other.pk for other in others]).delete()
        put_on_desk(pairs=list(_between(pair.left, [other.left for other in others])))
    elif about.undecided().exists():
        return
    answers = pair_decided.send(sender=Pair, pair_id=pair.pk)
    made = next((answer for _, answer in answers if answer), None)
    # What was said of the candidate is remembered of the record that it became.
    if pair.state == State.DIFFERENT and made:
        about.filter(state=State.DIFFERENT, left__lt=made).update(right=made)
    about.exclude(state__in=(State.OPEN, State.LATER)).update(candidate={})


def _between(left: Learner, others: Sequence[Learner]) -> list[NewPair]:
    """The candidate was `left`: whoever else it may have been may now be `left`."""
    asked = []
    for other in others:
        judgement = judge(traits_of(left), traits_of(other))
        if judgement.verdict is not Verdict.APART:
            asked.append(NewPair(left.pk, judgement, right_id=other.pk))
    return asked
