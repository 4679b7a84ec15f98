"""“I am helping Mrs X”: the learning is hers, the minutes are the helper's.

Minutes are evidence for payment elsewhere, so they are bounded: in one session nobody helps for
longer than it lasts, however many they sat beside. And a note is a claim: it counts when the
register says the helper was there, or, of a trainer or a member of a digital team who has no seat,
when somebody else who runs the class wrote or confirmed it.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import models, transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from learners.classes.locking import check_open, lock_class
from learners.classes.models import ClassTrainer, Help, Seat, Session, TrainingClass
from learners.classes.permissions import check_may_run
from learners.people.models import Learner, TeamMember
from learners.people.selectors import is_theirs
from lms.core import audit
from lms.core.boxes import modules_named
from lms.core.errors import DomainError
from lms.core.identity import fold
from lms.core.merged import going_on
from lms.core.models import User

LEAST_MINUTES = 5


class Standing(models.TextChoices):
    """What comes of a note of help, in words."""

    COUNTS = "counts", "được tính"
    ABSENT = "absent", "không tính: sổ điểm danh ghi người giúp vắng"
    UNMARKED = "unmarked", "chưa tính: người giúp chưa được điểm danh buổi này"
    UNCONFIRMED = "unconfirmed", "chưa tính: chờ người phụ trách lớp xác nhận"
    STRUCK = "struck", "đã bỏ"


def with_standing(notes: Iterable[Help]) -> list[tuple[Help, Standing]]:
    """Each note with what comes of it; two queries for any number of notes."""
    found = list(notes)
    sessions = {note.session_id for note in found}
    helpers = {note.helper_id for note in found}
    seated = Seat.objects.seated().filter(
        training_class__sessions__in=sessions, learner__in=helpers
    )
    seats = set(seated.values_list("training_class__sessions", "learner"))
    presence: dict[tuple[int, int], bool] = {}
    for box in modules_named("presence"):
        presence |= box.presence_of(sessions=sessions, learners=helpers)
    return [
        (note, _standing(note, presence.get(key), has_seat=key in seats))
        for note in found
        for key in [(note.session_id, note.helper_id)]
    ]


def counting(notes: Iterable[Help]) -> list[Help]:
    """The notes that count, in their order."""
    return [note for note, standing in with_standing(notes) if standing == Standing.COUNTS]


def _standing(note: Help, there: bool | None, *, has_seat: bool) -> Standing:
    if note.struck_at:
        return Standing.STRUCK
    if there is not None:
        return Standing.COUNTS if there else Standing.ABSENT
    if has_seat:
        return Standing.UNMARKED
    return Standing.COUNTS if note.confirmed_at else Standing.UNCONFIRMED


@transaction.atomic
def note_help(
    *, session: Session, helper: Learner, learner: Learner, minutes: int, actor: User
) -> Help:
    """Write down that `helper` sat beside `learner` for so many minutes; again, it is corrected.

    A helper notes their own help if they belong to the class or to a digital team of its commune;
    who runs the class notes anybody else's, and so confirms it. Raises DomainError when the session
    has not begun or was called off, the learner has no seat, the helper was marked as absent or
    does not belong there, the minutes are too few or would pass the session's, or the note is no
    longer the helper's to change.
    """
    training_class = lock_class(session.training_class)
    check_open(training_class)
    session = Session.objects.get(pk=session.pk)
    own = is_theirs(helper, actor)
    if not own:
        check_may_run(user=actor, training_class=training_class)
    _check_session(session)
    _check_people(session, helper, learner)
    note = Help.objects.filter(session=session, helper=helper, learner=learner).first()
    if own and note and (note.confirmed_at or note.struck_at):
        raise DomainError(_DECIDED)
    note = note or Help(session=session, helper=helper, learner=learner)
    _check_minutes(session, note, minutes)
    note.minutes, note.noted_by, note.noted_at = minutes, actor, timezone.now()
    note.struck_by = note.struck_at = None
    note.confirmed_by, note.confirmed_at = (None, None) if own else (actor, note.noted_at)
    _check_not_absent(note)
    note.save()
    audit.record(
        actor=actor,
        action="classes.note_help",
        target=session,
        helper=helper.pk,
        learner=learner.pk,
        minutes=minutes,
    )
    return note


@transaction.atomic
def confirm_help(*, note: Help, actor: User) -> Help:
    """Who runs the class says that it was so; twice is once. Nobody confirms their own help."""
    note = _locked(note, actor)
    if is_theirs(note.helper, actor):
        raise DomainError(
            "Bạn không tự xác nhận lượt giúp của mình. Hãy nhờ giảng viên khác của lớp, "
            "hoặc cán bộ xã, phường."
        )
    if note.confirmed_at is None:
        note.confirmed_by, note.confirmed_at = actor, timezone.now()
        note.struck_by = note.struck_at = None
        _keep(note, "classes.confirm_help", actor)
    return note


@transaction.atomic
def strike_help(*, note: Help, actor: User) -> Help:
    """Who runs the class says that it was not so; the note stays, and counts nowhere."""
    note = _locked(note, actor)
    if note.struck_at is None:
        note.struck_by, note.struck_at = actor, timezone.now()
        note.confirmed_by = note.confirmed_at = None
        _keep(note, "classes.strike_help", actor)
    return note


def _locked(note: Help, actor: User) -> Help:
    training_class = lock_class(note.session.training_class)
    check_open(training_class)
    check_may_run(user=actor, training_class=training_class)
    return Help.objects.select_related("helper", "session").get(pk=note.pk)


def _keep(note: Help, action: str, actor: User) -> None:
    note.save(update_fields=["confirmed_by", "confirmed_at", "struck_by", "struck_at"])
    audit.record(
        actor=actor,
        action=action,
        target=note.session,
        helper=note.helper_id,
        learner=note.learner_id,
    )


def learner_in_class(*, training_class: TrainingClass, typed: str) -> Learner:
    """Who of the class is called so, with or without marks; "Lan 1975" tells namesakes apart.

    Raises DomainError when nobody is, or several are: it is asked back, never guessed.
    """
    return _called(_of_class(training_class), typed, "Trong lớp không có ai")


def helper_in_session(*, session: Session, typed: str) -> Learner:
    """The same of those who may help: of the class, or of a digital team of its commune."""
    missing = "Trong lớp và trong tổ công nghệ số của xã, phường không có ai"
    return _called(_helpers(session), typed, missing)


def _called(people: QuerySet[Learner], typed: str, missing: str) -> Learner:
    *words, last = typed.split() or [""]
    year = int(last) if words and last.isdecimal() and len(last) == 4 else None
    name = fold(" ".join(words) if year else typed)
    named = people.filter(Q(search_key=name) | Q(search_key__endswith=f" {name}"))
    found = list((named.filter(birth_year=year) if year else named)[:2]) if name else []
    if not found:
        raise DomainError(f"{missing} tên “{typed}”. Hãy ghi như trong danh sách.")
    if len(found) > 1:
        raise DomainError(
            f"Có hơn một người tên “{typed}”. Hãy ghi đủ họ tên và năm sinh, ví dụ: Lan 1975."
        )
    return found[0]


def may_help(*, session: Session, helper: Learner) -> bool:
    """Whether they belong to the class, or that day to a digital team of its commune."""
    return _helpers(session).filter(pk=helper.pk).exists()


def sessions_to_help(*, sessions: Sequence[Session], helper: Learner) -> list[Session]:
    """Those of one class's sessions in which they may help; two queries for any number."""
    if not sessions:
        return []
    training_class = sessions[0].training_class
    if _of_class(training_class).filter(pk=helper.pk).exists():
        return list(sessions)
    teams = TeamMember.objects.filter(learner=helper, team__commune__in=_around(training_class))
    spans = list(teams.values_list("valid_from", "valid_to"))
    return [
        session
        for session in sessions
        for day in [timezone.localdate(session.starts_at)]
        if any(first <= day and (last is None or day <= last) for first, last in spans)
    ]


def _helpers(session: Session) -> QuerySet[Learner]:
    training_class = session.training_class
    team = _team_members(training_class, timezone.localdate(session.starts_at)).values("learner")
    return _of_class(training_class) | Learner.objects.standing().filter(pk__in=team)


def _of_class(training_class: TrainingClass) -> QuerySet[Learner]:
    seats = Seat.objects.filter(training_class=training_class).seated().values("learner")
    trainers = ClassTrainer.objects.filter(training_class=training_class).values("learner")
    return Learner.objects.standing().filter(Q(pk__in=seats) | Q(pk__in=trainers))


def _team_members(training_class: TrainingClass, day: date) -> QuerySet[TeamMember]:
    return TeamMember.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        valid_from__lte=day,
        team__commune__in=_around(training_class),
    )


def _around(training_class: TrainingClass) -> set[str]:
    """Whose teams help in a class: of its commune, and of what that became part of."""
    return {training_class.commune_id, going_on(training_class.commune).pk}


def _check_session(session: Session) -> None:
    if session.state == Session.State.CANCELLED:
        raise DomainError("Buổi học này đã hủy nên không ghi được.")
    if session.starts_at > timezone.now():
        raise DomainError("Buổi học chưa bắt đầu. Hãy ghi khi đã giúp xong.")


def _check_people(session: Session, helper: Learner, learner: Learner) -> None:
    if not may_help(session=session, helper=helper):
        raise DomainError(_OUTSIDE)
    if helper == learner:
        raise DomainError("Người giúp và người được giúp phải là hai người.")
    seats = Seat.objects.filter(training_class=session.training_class_id, learner=learner)
    if not seats.seated().exists():
        raise DomainError("Người được giúp chưa có chỗ trong lớp này. Hãy xếp chỗ trước.")


def _check_not_absent(note: Help) -> None:
    if with_standing([note])[0][1] == Standing.ABSENT:
        raise DomainError(
            f"Sổ điểm danh ghi {note.helper.full_name} vắng buổi này nên không ghi được lượt giúp. "
            "Nếu sổ ghi nhầm, hãy sửa điểm danh trước."
        )


_OUTSIDE = (
    "Người giúp phải có tên trong lớp này, hoặc ở trong tổ công nghệ số của xã, phường vào ngày "
    "học. Hãy nhờ giảng viên xếp chỗ trước."
)
_DECIDED = (
    "Người phụ trách lớp đã xem lượt giúp này, nên bạn không tự sửa được nữa. "
    "Nếu cần sửa, hãy nói với giảng viên."
)


def _check_minutes(session: Session, note: Help, minutes: int) -> None:
    if minutes < LEAST_MINUTES:
        raise DomainError(f"Hãy ghi số phút đã giúp, từ {LEAST_MINUTES} phút trở lên.")
    others = Help.objects.filter(session=session, helper=note.helper, struck_at=None)
    already = others.exclude(pk=note.pk).aggregate(sum=Sum("minutes"))["sum"] or 0
    if already + minutes > session.minutes:
        left = session.minutes - already
        raise DomainError(
            f"Buổi này dài {session.minutes} phút, người giúp đã được ghi {already} phút. "
            f"Còn ghi được nhiều nhất {left} phút."
        )
