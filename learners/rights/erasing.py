"""Erasing a person: cannot be undone, takes two people, leaves facts that name nobody.

Law 91/2025/QH15 art. 14. What stays, and why, is said by each holding (`personal_data` of each
box): an empty row of the register that enrolments, completions and assessments hang on, so that
every number of every day can be counted again; the register of papers issued; and who did what, by
ids.
"""

from django.db import transaction

from learners.people.models import Learner
from learners.rights import services
from learners.rights.models import DataRequest
from learners.rights.selectors import OPEN, subject_of
from lms.core import approvals, audit
from lms.core.errors import DomainError
from lms.core.holdings import all_holdings
from lms.core.models import Approval, User

ACT = "rights.erase"


@transaction.atomic
def ask_erasure(*, asked: DataRequest, reason: str, actor: User) -> Approval:
    """Ask a second person to agree to an erasure that was requested; nothing is erased yet.

    Raises DomainError without a reason, when it was no request to delete, or has ended.
    """
    if asked.kind != DataRequest.Kind.DELETE or asked.state not in OPEN:
        raise DomainError("Chỉ xóa theo một yêu cầu xóa đang mở.")
    learner = asked.learner
    data = {
        "request": asked.pk,
        "learner": learner.pk,
        "commune": learner.commune_id,
        "user": learner.user_id,
    }
    return approvals.ask(act=ACT, target=learner, data=data, reason=reason, actor=actor)


@transaction.atomic
def erase(*, learner_id: int, request_id: int, actor: User, second: User) -> Learner:
    """Erase all that names the person, in every box, and end the request; twice is once.

    Raises DomainError, and erases nothing, when the request was taken back meanwhile.
    """
    learner = Learner.objects.select_for_update().get(pk=learner_id)
    if learner.erased_at:
        return learner
    asked = learner.data_requests.select_for_update().filter(pk=request_id, state__in=OPEN).first()
    if asked is None:
        raise DomainError("Người này đã rút yêu cầu, hoặc yêu cầu đã kết thúc: không xóa nữa.")
    services.end_as_done(asked=asked, actor=actor)
    erase_everything(learner=learner)
    audit.record(
        actor=actor, action=ACT, target=learner, request=request_id, second_person=second.pk
    )
    learner.refresh_from_db()
    return learner


def erase_everything(*, learner: Learner) -> None:
    """Have every box forget the person; what a box could not do undoes the others with it."""
    subject = subject_of(learner)
    for holding in reversed(all_holdings()):
        holding.erase(subject)


def waiting(*, learner: Learner) -> Approval | None:
    """The erasure that waits for a second person, if one does."""
    return Approval.objects.filter(
        act=ACT, target=f"learners.learner:{learner.pk}", state=Approval.State.WAITING
    ).first()
