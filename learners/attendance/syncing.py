"""What a phone brings when the signal returns: each item is kept, known, refused, or later.

Brought twice, in any order, from two phones at once, it leaves the same register: every entry has
an id of its phone's making, and `rules` says which one counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from learners.attendance.batches import Batch, Malformed, NewMark, NewPerson
from learners.attendance.ledger import ID_TAKEN, Ledger, check_presence, is_same
from learners.attendance.models import Mark
from learners.attendance.rules import on_our_clock
from learners.classes.models import Seat, Session
from learners.classes.permissions import check_may_run
from learners.classes.spot import seat_on_spot, seats_by_spot
from learners.people.changes import Facts
from lms.core import audit
from lms.core.bulk import lock_register
from lms.core.errors import DomainError
from lms.core.models import User

KEPT, KNOWN, REFUSED, LATER = "kept", "known", "refused", "later"
PERSON_FIRST = "Người này chưa ghi được tên vào lớp. Lượt điểm danh giữ lại trên máy."


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one item; `why` is a sentence when it was not taken."""

    id: str
    state: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """One answer for each item, in the order in which they were sent."""

    people: list[Answer]
    marks: list[Answer]


@transaction.atomic
def sync(*, session: Session, batch: Batch, actor: User, device: str = "") -> Answers:
    """Take over what a phone wrote down.

    Raises DomainError, writing nothing, when the class is not theirs; whatever else is wrong is
    said of the single item. A class that is closed by now refuses what it does not know already.
    """
    check_may_run(user=actor, training_class=session.training_class)
    if batch.people:
        lock_register()  # before the class, as `seat_on_spot` does: nobody waits in a circle
    syncing = _Syncing(session, batch, actor, device)
    people = [syncing.seat(one) for one in batch.people]
    marks = syncing.marks()
    kept = sum(answer.state == KEPT for answer in [*people, *marks])
    if kept:
        audit.record(actor=actor, action="attendance.sync", target=session, kept=kept)
    return Answers(people, marks)


class _Syncing:
    def __init__(self, session: Session, batch: Batch, actor: User, device: str) -> None:
        self.session, self.batch, self.actor, self.device = session, batch, actor, device
        self.ledger = Ledger(session)
        self.problem = ""
        try:
            self.ledger.check_open()
        except DomainError as error:
            self.problem = error.message

    def seat(self, told: NewPerson | Malformed) -> Answer:
        """Somebody written down on the spot gets a seat, once."""
        if isinstance(told, Malformed):
            return Answer(told.id, REFUSED, told.why)
        key = str(told.spot)
        if self._on_spot([told.spot]):
            return Answer(key, KNOWN)
        if self.problem:
            return Answer(key, REFUSED, self.problem)
        facts = Facts(
            full_name=told.name,
            birth_year=told.birth_year,
            hamlet=told.hamlet,
            phone=told.phone,
        )
        try:
            with transaction.atomic():
                seat_on_spot(
                    training_class=self.ledger.training_class,
                    spot_id=told.spot,
                    facts=facts,
                    commune=self.ledger.training_class.commune,
                    paper=told.paper,
                    guardian_name=told.guardian_name,
                    actor=self.actor,
                )
        except DomainError as error:
            return Answer(key, REFUSED, error.message)
        return Answer(key, KEPT)

    def marks(self) -> list[Answer]:
        """Every tap, in the order in which it was sent."""
        told = [one for one in self.batch.marks if isinstance(one, NewMark)]
        self.known = dict(self.ledger.known(one.id for one in told))
        self.by_key = self.ledger.seats(one.seat for one in told if one.seat is not None)
        self.by_spot = self._on_spot(one.spot for one in told if one.spot is not None)
        self.drafts: list[Mark] = []
        answers = [self._mark(one) for one in self.batch.marks]
        self.ledger.write(self.drafts)
        return answers

    def _mark(self, told: NewMark | Malformed) -> Answer:
        if isinstance(told, Malformed):
            return Answer(told.id, REFUSED, told.why)
        key = str(told.id)
        seat = self.by_spot.get(told.spot) if told.spot else self.by_key.get(told.seat or 0)
        if told.spot and seat is None and not self.problem:
            return Answer(key, LATER, PERSON_FIRST)
        before = self.known.get(told.id)
        try:
            if before is None and self.problem:
                raise DomainError(self.problem)
            made = before or self._draft(told, seat)
            if before and not self._repeats(before, told, seat):
                raise DomainError(ID_TAKEN)
        except DomainError as error:
            return Answer(key, REFUSED, error.message)
        if before:
            return Answer(key, KNOWN)
        self.known[made.pk] = made
        self.drafts.append(made)
        return Answer(key, KEPT)

    def _draft(self, told: NewMark, seat: Seat | None) -> Mark:
        check_presence(told.presence)
        made_at = on_our_clock(
            made=told.made_at, sent=self.batch.sent_at, received=self.ledger.received_at
        )
        return self.ledger.draft(
            seat,
            told.presence,
            Mark.How.TAP,
            id=told.id,
            made_at=made_at,
            made_by=self.actor,
            device=self.device,
        )

    def _repeats(self, before: Mark, told: NewMark, seat: Seat | None) -> bool:
        again = Mark(
            session=self.session, seat=seat, presence=told.presence, how=Mark.How.TAP, id=told.id
        )
        return is_same(before, again)

    def _on_spot(self, spots: Iterable[UUID]) -> dict[UUID, Seat]:
        return seats_by_spot(training_class=self.ledger.training_class, spots=spots)
