"""What says something to a class: somebody's words, a notice of the class itself, once more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from learners.announcing.channels import Channel, Person, channels_on
from learners.announcing.models import (
    IN_APP,
    LONGEST_ABOUT,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    Announcement,
    Delivery,
)
from learners.announcing.occasions import BY_KIND, fill
from learners.announcing.selectors import class_name, made_today, people, people_of, words_of
from learners.announcing.texts import Unsendable, Words
from learners.classes.locking import lock_class
from learners.classes.models import Session, TrainingClass
from learners.classes.permissions import check_may_run
from learners.people.models import Learner
from learners.people.selectors import learner_of
from lms.core import audit, jobs
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import Job, User

MOST_A_DAY_OF_A_CLASS = 5
MOST_A_DAY_OF_AN_AUTHOR = 20
UNSIGNED = "Bình dân học AI"
TASK = "announcing.send"
State = Delivery.State


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to say, and by which ways."""

    subject: str
    text: str
    channels: Collection[str]

    def ways(self) -> list[Channel]:
        """The chosen ways that are on, and always the site."""
        return [way for way in channels_on() if way.code == IN_APP or way.code in self.channels]


def signature(*, user: User) -> str:
    """The name that words to a class are signed with; never a phone or an address."""
    own = learner_of(user)
    return (own.full_name if own else user.full_name) or UNSIGNED


def words_for(*, draft: Draft, training_class: TrainingClass, author: User) -> Words:
    """A draft as the ways take it."""
    lines = [clean_text(line) for line in draft.text.splitlines()]
    return Words(
        class_name=class_name(training_class),
        sender=signature(user=author),
        subject=clean_text(draft.subject)[:LONGEST_SUBJECT],
        text="\n".join(lines).strip(),
    )


@transaction.atomic
def announce(
    *, training_class: TrainingClass, draft: Draft, key: UUID, actor: User
) -> Announcement:
    """Say something to everybody who has a seat; the same `key` again is the same announcement.

    What goes out of the house waits for the job of the announcement, which the caller rings for.
    Raises DomainError: not theirs, nothing said, too often today, or a way cannot carry it.
    """
    locked = lock_class(training_class)
    if made := Announcement.objects.filter(key=key, author=actor, training_class=locked).first():
        return made
    check_may_run(user=actor, training_class=locked)
    _check_limits(locked, actor)
    words = words_for(draft=draft, training_class=training_class, author=actor)
    if not (words.subject and words.text):
        raise DomainError("Hãy ghi thông báo về việc gì và lời nhắn.")
    if len(words.text) > LONGEST_TEXT:
        raise DomainError("Lời nhắn dài quá 1.000 ký tự. Hãy viết ngắn lại.")
    for way in draft.ways():
        try:
            way.prepare(words)
        except Unsendable as refusal:
            raise DomainError(str(refusal)) from refusal
    made = Announcement.objects.create(
        training_class=locked,
        author=actor,
        sender=words.sender,
        subject=words.subject,
        text=words.text,
        key=key,
    )
    _tell(made, people_of(locked), draft.ways())
    _start(made, actor)
    audit.record(actor=actor, action="announcing.announce", target=made, to_class=locked.pk)
    return made


@transaction.atomic
def notify(
    *,
    training_class: TrainingClass,
    kind: str,
    session: Session | None = None,
    learners: Collection[int] | None = None,
) -> Announcement | None:
    """A notice of the class itself, to everybody with a seat or only to `learners`.

    A reminder is made once a session; None when there is nobody to tell or it was made before.
    """
    everybody = people_of(training_class, learners)
    reminder = kind == Announcement.Kind.REMINDER
    if not everybody or (
        reminder and Announcement.objects.filter(session=session, kind=kind).exists()
    ):
        return None
    occasion = BY_KIND[kind]
    at = timezone.localtime(session.starts_at) if session else None
    number = session.number if session else 0
    made = Announcement.objects.create(
        training_class=training_class,
        kind=kind,
        session=session,
        sender=UNSIGNED,
        subject=occasion.subject,
        text=fill(occasion, number=number, at=at, hall=training_class.hall),
    )
    _tell(made, everybody, channels_on())
    _start(made, None)
    audit.record(actor=None, action="announcing.notify", target=made, to_class=training_class.pk)
    return made


@transaction.atomic
def tell(
    *, about: str, kind: str, subject: str, text: str, learners: Collection[int]
) -> Announcement | None:
    """Say something to people who sit in no class together; None when there is nobody to tell.

    What goes out of the house waits for the job, which the caller rings for.
    """
    everybody = people(Learner.objects.standing().filter(pk__in=learners), of_a_class=False)
    if not everybody:
        return None
    made = Announcement.objects.create(
        about=about[:LONGEST_ABOUT], kind=kind, sender=UNSIGNED, subject=subject, text=text
    )
    _tell(made, everybody, channels_on())
    _start(made, None)
    audit.record(actor=None, action="announcing.notify", target=made)
    return made


@transaction.atomic
def remind(*, session: Session) -> Announcement | None:
    """Tell a class of its session of tomorrow, once; two clocks at once make one reminder."""
    training_class = lock_class(session.training_class)
    session = Session.objects.get(pk=session.pk)
    if session.state != Session.State.PLANNED or training_class.state != TrainingClass.State.OPEN:
        return None
    kind = Announcement.Kind.REMINDER
    return notify(training_class=training_class, kind=kind, session=session)


def remind_of_tomorrow() -> list[Announcement]:
    """Reminders for all sessions of tomorrow that have none yet."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    start += timedelta(days=1)
    planned = Session.objects.filter(
        starts_at__gte=start,
        starts_at__lt=start + timedelta(days=1),
        state=Session.State.PLANNED,
        training_class__state=TrainingClass.State.OPEN,
    ).exclude(announcements__kind=Announcement.Kind.REMINDER)
    found = [remind(session=one) for one in planned.select_related("training_class")]
    return [one for one in found if one]


@transaction.atomic
def send_again(*, announcement: Announcement, actor: User) -> int:
    """What failed waits once more, at a person's word; returns how many.

    Raises DomainError when the class is not theirs.
    """
    if announcement.training_class is None:
        raise DomainError("Thông báo này không của lớp nào. Hãy gửi lại ở trang của nó.")
    check_may_run(user=actor, training_class=announcement.training_class)
    return try_failed(announcement=announcement, actor=actor)


@transaction.atomic
def try_failed(*, announcement: Announcement, actor: User) -> int:
    """The same for whoever has checked that it is theirs; returns how many wait once more."""
    locked = Announcement.objects.select_for_update(of=("self",)).get(pk=announcement.pk)
    failed = locked.deliveries.filter(state=State.FAILED)
    again = failed.update(state=State.WAITING, tries=0, try_after=None, problem="")
    if again:
        _start(locked, actor)
        audit.record(actor=actor, action="announcing.send_again", target=locked, rows=again)
    return again


@transaction.atomic
def go_on(*, announcement_id: int) -> Job | None:
    """A new job for what still waits and is due, when no job is open for it."""
    locked = Announcement.objects.select_for_update(of=("self",)).get(pk=announcement_id)
    if not Delivery.objects.due().filter(announcement=locked).exists():
        return None
    return _start(locked, None)


def unfinished() -> list[int]:
    """Announcements of which something is due and no job is open."""
    open_now = (Job.State.WAITING, Job.State.RUNNING)
    found = Delivery.objects.due().exclude(announcement__job__state__in=open_now)
    return sorted(set(found.order_by().values_list("announcement", flat=True)[:1000]))


def mark_read(*, delivery: Delivery) -> None:
    """Its owner has opened a message; the first time counts."""
    unread = Delivery.objects.filter(pk=delivery.pk, read_at__isnull=True)
    unread.update(read_at=timezone.now())


def _check_limits(training_class: TrainingClass, author: User) -> None:
    of_class = made_today(training_class=training_class) >= MOST_A_DAY_OF_A_CLASS
    if of_class or made_today(author=author) >= MOST_A_DAY_OF_AN_AUTHOR:
        most = MOST_A_DAY_OF_A_CLASS if of_class else MOST_A_DAY_OF_AN_AUTHOR
        whose = "Lớp này" if of_class else "Bạn"
        raise DomainError(f"{whose} đã có {most} thông báo hôm nay. Ngày mai hãy gửi tiếp.")


def _tell(made: Announcement, everybody: Sequence[Person], ways: Sequence[Channel]) -> None:
    """A row for each person and way: on the site at once, out of the house by the job."""
    words, rows = words_of(made), []
    for way in ways:
        try:
            way.prepare(words)
            problem = ""
        except Unsendable as refusal:  # only of a notice: words of people were tried before
            problem = str(refusal)
        rows += [_row(made, one, way, problem) for one in everybody]
    Delivery.objects.bulk_create(rows, batch_size=500)


def _row(made: Announcement, person: Person, way: Channel, problem: str) -> Delivery:
    row = Delivery(announcement=made, learner_id=person.learner_id, channel=way.code)
    address = way.can_reach(person)
    if problem or not address:
        row.state = State.NOT_POSSIBLE
        row.problem = (problem or way.why_not(person))[:200]
        return row
    row.address = way.mask(address)[:120]
    if not way.carrier:
        row.state, row.sent_at = State.SENT, timezone.now()
    return row


def _start(made: Announcement, actor: User | None) -> Job | None:
    """The open job of an announcement, a new one when none is; nothing when nothing waits."""
    if jobs.is_open(made.job):
        return made.job
    if not made.deliveries.filter(state=State.WAITING).exists():
        return None
    made.job = jobs.start(task=TASK, actor=actor)
    made.save(update_fields=["job"])
    return made.job
