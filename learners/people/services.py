"""What changes the register of people."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from learners.people.consents import give
from learners.people.models import Consent, Learner
from learners.people.signals import learner_registered
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_full_name, fold
from lms.core.models import Area, User

YOUNGEST, OLDEST = 15, 120
STUDY_IS_NEEDED = (
    "Để ghi nhận việc học và cấp giấy, chúng tôi cần bạn đồng ý ở ô thứ nhất dưới đây. "
    "Bạn vẫn học được mà không cần ghi tên."
)


@transaction.atomic
def claim_learner(
    *,
    user: User,
    full_name: str,
    birth_year: int,
    commune: Area,
    consents: Collection[str],
    actor: User,
    guardian_name: str = "",
    record: Learner | None = None,
) -> Learner:
    """Put the person behind `user` on the register, or find them there.

    The record of somebody without an account is theirs when the phone they have just proved to
    hold, the name (marks aside) and the birth year agree, or when they proved it in another way
    (`claims`): then it is given as `record`. Doing it twice changes nothing. Raises DomainError
    when the person is too young, does not agree to their study being kept, needs a guardian, or
    somebody else was quicker.
    """
    user = User.objects.select_for_update().get(pk=user.pk)  # two tabs wait for each other
    own = Learner.objects.filter(user=user).select_related("merged_into").first()
    if own:
        return own.merged_into or own
    _check_birth_year(birth_year)
    if Consent.Purpose.STUDY not in consents:
        raise DomainError(STUDY_IS_NEEDED)
    name = _name_on_papers(full_name)
    found = _still_free(record) if record else _on_register(user, name, birth_year)
    learner = found or Learner(
        full_name=name, birth_year=birth_year, commune=commune, source=Learner.Source.SIGN_UP
    )
    _make_theirs(learner, user)
    for purpose in consents:
        give(learner=learner, purpose=purpose, actor=actor, guardian_name=guardian_name)
    audit.record(actor=actor, action="people.claim_learner", target=learner)
    if found is None:
        learner_registered.send(sender=Learner, learner_id=learner.pk)
    return learner


def _make_theirs(learner: Learner, user: User) -> None:
    learner.user = user
    learner.phone = learner.phone or user.phone or ""
    learner.email = learner.email or user.email or ""
    learner.save()
    user.full_name = learner.full_name
    user.save(update_fields=["full_name"])


def _name_on_papers(full_name: str) -> str:
    try:
        return clean_full_name(full_name)
    except ValueError as error:
        raise DomainError(str(error)) from error


def _check_birth_year(birth_year: int) -> None:
    age = timezone.localdate().year - birth_year
    if age < YOUNGEST:
        raise DomainError(
            f"Chương trình dành cho người từ {YOUNGEST} tuổi. "
            "Bạn vẫn học được các bài mà không cần ghi tên."
        )
    if age > OLDEST:
        raise DomainError("Năm sinh chưa đúng. Hãy nhập đủ 4 số, ví dụ 1975.")


def _on_register(user: User, name: str, birth_year: int) -> Learner | None:
    """The one unclaimed record that agrees in proved phone, name and birth year."""
    if not user.phone:
        return None
    free = Learner.objects.standing().select_for_update().filter(user__isnull=True)
    found = free.filter(phone=user.phone, search_key=fold(name), birth_year=birth_year)[:2]
    return found[0] if len(found) == 1 else None


def _still_free(record: Learner) -> Learner:
    """The record, locked; whoever comes second is told so."""
    free = Learner.objects.standing().select_for_update().filter(user__isnull=True, pk=record.pk)
    if found := free.first():
        return found
    raise DomainError(
        "Hồ sơ này vừa có người nhận. Nếu đó không phải là bạn, "
        "hãy báo cho cán bộ xã, phường nơi bạn ở."
    )
