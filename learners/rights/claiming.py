"""A slip of paper opens a record: for somebody new, or beside a record they already have."""

from collections.abc import Collection

from django.db import transaction

from learners.duplicates.services import merge
from learners.people import claims
from learners.people.models import Learner
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User


@transaction.atomic
def claim_by_slip(
    *,
    user: User,
    typed: str,
    consents: Collection[str],
    actor: User,
    guardian_name: str = "",
) -> Learner:
    """Spend the slip and give its record to `user`; who has a record of their own gets them merged.

    Raises DomainError when the slip is not good, the record is taken, or `services.claim_learner`
    says no; the slip is then still good.
    """
    User.objects.select_for_update().get(pk=user.pk)  # two tabs wait for each other
    record = _standing(claims.use_slip(typed=typed))
    found = Learner.objects.filter(user=user).first()
    own = _standing(found) if found else None
    if own is None:
        return claims.claim_record(
            user=user, record=record, consents=consents, guardian_name=guardian_name, actor=actor
        )
    if record == own:
        return own
    if record.user_id:
        raise DomainError("Hồ sơ này đã có người nhận. Hãy báo cho cán bộ đã đưa phiếu mã.")
    merge(kept=own, merged=record, actor=actor)
    audit.record(actor=actor, action="rights.merge_own", target=own, merged=record.pk)
    own.refresh_from_db()
    return own


def _standing(record: Learner) -> Learner:
    """The record that this one was merged into meanwhile, or itself."""
    while record.merged_into:
        record = record.merged_into
    return record
