"""“I am helping Mrs X”: the learning is hers, the minutes are the helper's.

Minutes are evidence for payment elsewhere, so they are bounded: in one session nobody helps for
longer than it lasts, however many they sat beside.
"""

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from learners.classes.locking import check_open, lock_class
from learners.classes.models import ClassTrainer, Help, Seat, Session, TrainingClass
from learners.classes.permissions import check_may_run, may_run
from learners.people.models import Learner, TeamMember
from learners.people.selectors import is_theirs
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import fold
from lms.core.models import User


@transaction.atomic
def note_help(
    *, session: Session, helper: Learner, learner: Learner, minutes: int, actor: User
) -> Help:
    """Write down that `helper` sat beside `learner` for so many minutes; again, it is corrected.

    A helper notes their own help if they belong to the class or to a digital team of its commune;
    who runs the class notes anybody's. Raises DomainError when the session has not begun or was
    called off, the learner has no seat, or the helper's minutes would pass the session's.
    """
    training_class = lock_class(session.training_class)
    check_open(training_class)
    session = Session.objects.get(pk=session.pk)
    _check_session(session)
    if not is_theirs(helper, actor):
        check_may_run(user=actor, training_class=training_class)
    elif not may_run(user=actor, training_class=training_class):
        _check_belongs(helper, training_class)
    if helper == learner:
        raise DomainError("Người giúp và người được giúp phải là hai người.")
    if not Seat.objects.filter(training_class=training_class, learner=learner).seated().exists():
        raise DomainError("Người được giúp chưa có chỗ trong lớp này. Hãy xếp chỗ trước.")
    _check_minutes(session, helper, learner, minutes)
    noted, _ = Help.objects.update_or_create(
        session=session,
        helper=helper,
        learner=learner,
        defaults={"minutes": minutes, "noted_by": actor, "noted_at": timezone.now()},
    )
    audit.record(
        actor=actor,
        action="classes.note_help",
        target=session,
        helper=helper.pk,
        learner=learner.pk,
        minutes=minutes,
    )
    return noted


def person_in_class(*, training_class: TrainingClass, typed: str) -> Learner:
    """Who of the class is called so, with or without marks; "Lan 1975" tells namesakes apart.

    Raises DomainError when nobody is, or several are: it is asked back, never guessed.
    """
    *words, last = typed.split() or [""]
    year = int(last) if words and last.isdecimal() and len(last) == 4 else None
    name = fold(" ".join(words) if year else typed)
    people = _of_class(training_class).filter(
        Q(search_key=name) | Q(search_key__endswith=f" {name}")
    )
    found = list((people.filter(birth_year=year) if year else people)[:2]) if name else []
    if not found:
        raise DomainError(f"Trong lớp không có ai tên “{typed}”. Hãy ghi như trong danh sách lớp.")
    if len(found) > 1:
        raise DomainError(
            f"Có hơn một người tên “{typed}”. Hãy ghi đủ họ tên và năm sinh, ví dụ: Lan 1975."
        )
    return found[0]


def _of_class(training_class: TrainingClass) -> QuerySet[Learner]:
    seats = Seat.objects.filter(training_class=training_class).seated().values("learner")
    trainers = ClassTrainer.objects.filter(training_class=training_class).values("learner")
    return Learner.objects.standing().filter(Q(pk__in=seats) | Q(pk__in=trainers))


def _check_session(session: Session) -> None:
    if session.state == Session.State.CANCELLED:
        raise DomainError("Buổi học này đã hủy nên không ghi được.")
    if session.starts_at > timezone.now():
        raise DomainError("Buổi học chưa bắt đầu. Hãy ghi khi đã giúp xong.")


def _check_belongs(helper: Learner, training_class: TrainingClass) -> None:
    today = timezone.localdate()
    team = TeamMember.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today),
        learner=helper,
        valid_from__lte=today,
        team__commune=training_class.commune_id,
        team__is_active=True,
    )
    if not _of_class(training_class).filter(pk=helper.pk).exists() and not team.exists():
        raise DomainError(
            "Bạn chưa có tên trong lớp này, nên hãy nhờ giảng viên ghi giúp lượt bạn đã giúp."
        )


def _check_minutes(session: Session, helper: Learner, learner: Learner, minutes: int) -> None:
    if minutes < 1:
        raise DomainError("Hãy ghi số phút đã giúp, từ 1 phút trở lên.")
    others = Help.objects.filter(session=session, helper=helper).exclude(learner=learner)
    already = others.aggregate(sum=Sum("minutes"))["sum"] or 0
    if already + minutes > session.minutes:
        left = session.minutes - already
        raise DomainError(
            f"Buổi này dài {session.minutes} phút, người giúp đã được ghi {already} phút. "
            f"Còn ghi được nhiều nhất {left} phút."
        )
