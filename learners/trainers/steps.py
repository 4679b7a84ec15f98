"""A file under its lock, and a step of it with its line of history: for whatever changes one."""

from datetime import date

from django.utils import timezone

from learners.trainers.models import StateChange, Suspension, TrainerFile
from learners.trainers.permissions import check_may_keep
from learners.trainers.reviewing import note
from learners.trainers.states import WAYS, State, may_go, state_on
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User

LONGEST_WORDS = 300


def locked(file: TrainerFile, actor: User) -> TrainerFile:
    """The file as it stands now, until the transaction ends; what lapsed in between is written.

    Raises DomainError when it is not theirs to keep, or the person no longer stands here.
    """
    check_may_keep(user=actor, file=file)
    rows = TrainerFile.objects.select_for_update(of=("self",)).select_related("learner", "area")
    row = rows.get(pk=file.pk)
    if row.learner.merged_into_id or row.learner.erased_at:
        raise DomainError("Người này không còn đứng riêng trong sổ. Hãy tìm lại trong sổ học viên.")
    lapse(row, timezone.localdate())
    return row


def lapse(file: TrainerFile, today: date) -> bool:
    """Write down that what was in force has ended; whether it had."""
    if state_on(State(file.state), file.valid_to, today) == State(file.state):
        return False
    last = f"{file.valid_to:%d/%m/%Y}"
    take_step(file, State.EXPIRED, actor=None, words=f"Hết hạn công nhận ngày {last}.")
    file.save(update_fields=["state", "state_since"])
    end_suspension(file, today)
    return True


def take_step(file: TrainerFile, to: State, *, actor: User | None, words: str) -> StateChange:
    """Go to a state and write the line of history. Raises DomainError where there is no way."""
    now = State(file.state)
    if not may_go(now, to):
        ways = ", ".join(state.words for state in State if state in WAYS[now])
        raise DomainError(
            f"Hồ sơ đang ở bước “{now.words}” nên chưa sang “{to.words}” được. "
            f"Từ đây đi tiếp được tới: {ways}."
        )
    if now != to:
        file.state, file.state_since = to, timezone.localdate()
    return StateChange.objects.create(
        file=file, from_state=now, to_state=to, changed_by=actor, words=words
    )


def finish(file: TrainerFile) -> None:
    """Keep what changed, and how much the file misses by now."""
    file.save()
    note([file])


def end_suspension(file: TrainerFile, day: date) -> None:
    """From `day` on the person is counted again; nothing if they were not suspended."""
    Suspension.objects.filter(
        learner=file.learner_id, tier=file.tier, ended_on__isnull=True
    ).update(ended_on=day)


def reason(words: str) -> str:
    """A reason as it is kept. Raises DomainError when there is none."""
    told = clean_text(words)[:LONGEST_WORDS]
    if not told:
        raise DomainError("Hãy ghi lý do, để người sau xem lại còn hiểu.")
    return told
