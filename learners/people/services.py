"""What changes the register of people."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from learners.people.models import Consent, Learner
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_full_name, fold
from lms.core.models import Area, User

# The words a person agreed to (templates/learners/people/register.html); a change is a new version.
CONSENT_TEXT_VERSION = "2026-11"
YOUNGEST, OLDEST = 15, 120


@transaction.atomic
def claim_learner(
    *,
    user: User,
    full_name: str,
    birth_year: int,
    commune: Area,
    consents: Collection[str],
    actor: User,
) -> Learner:
    """Put the person behind `user` on the register, or find them there.

    The record of somebody without an account is theirs when the phone they have just proved to
    hold, the name (marks aside) and the birth year agree. Doing it twice changes nothing.
    Raises DomainError when the person is too young, or does not agree to their study being kept.
    """
    user = User.objects.select_for_update().get(pk=user.pk)  # two tabs wait for each other
    own = Learner.objects.filter(user=user).first()
    if own:
        return own
    _check_birth_year(birth_year)
    if Consent.Purpose.STUDY not in consents:
        raise DomainError(
            "Để ghi nhận việc học và cấp giấy, chúng tôi cần bạn đồng ý ở ô thứ nhất dưới đây. "
            "Bạn vẫn học được mà không cần ghi tên."
        )
    name = _name_on_papers(full_name)
    learner = _on_register(user, name, birth_year) or Learner(
        full_name=name, birth_year=birth_year, commune=commune, source=Learner.Source.SIGN_UP
    )
    learner.user = user
    learner.phone = learner.phone or user.phone or ""
    learner.email = learner.email or user.email or ""
    learner.save()
    user.full_name = learner.full_name
    user.save(update_fields=["full_name"])
    for purpose in consents:
        give_consent(learner=learner, purpose=purpose, actor=actor)
    audit.record(actor=actor, action="people.claim_learner", target=learner)
    return learner


def give_consent(*, learner: Learner, purpose: str, actor: User) -> Consent:
    """Write down a yes given on the web; a standing yes stays as it is."""
    return Consent.objects.get_or_create(
        learner=learner,
        purpose=purpose,
        withdrawn_at=None,
        defaults={
            "text_version": CONSENT_TEXT_VERSION,
            "method": Consent.Method.WEB,
            "taken_by": None if actor == learner.user else actor,
        },
    )[0]


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
    found = Learner.objects.select_for_update().filter(
        user__isnull=True, phone=user.phone, search_key=fold(name), birth_year=birth_year
    )[:2]
    return found[0] if len(found) == 1 else None
