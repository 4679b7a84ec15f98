"""Ending many papers takes a second person; and what acts on batches are called."""

from django.db import transaction

from certificates.batches import services
from certificates.batches.models import Batch
from lms.core import approvals, audit
from lms.core.access import Scope
from lms.core.approvals import Act, Data
from lms.core.models import Approval, User
from lms.core.numbers import show_number
from lms.core.tasks import ring

END = "batches.end"

WORDS = {
    "batches.draft": "Soạn đợt cấp, thu hồi giấy",
    "batches.confirm": "Xác nhận đợt cấp, thu hồi giấy",
    "batches.drop": "Bỏ đợt cấp, thu hồi giấy",
    "batches.pause": "Tạm dừng đợt cấp, thu hồi giấy",
    "batches.go_on": "Làm tiếp đợt cấp, thu hồi giấy",
    "batches.look": "Xem đợt cấp, thu hồi giấy",
}


@transaction.atomic
def ask(*, batch: Batch, actor: User) -> Approval:
    """Ask a second person to agree to ending these papers. Raises DomainError."""
    row = services.note_asked(batch=batch)
    data = {
        "batch": row.pk,
        "act": row.get_act_display(),
        "many": row.rows.waiting().count(),
        "commune": row.commune_id,
    }
    return approvals.ask(act=END, target=row, data=data, reason=row.reason, actor=actor)


def _words(data: Data) -> str:
    act, many = data["act"].capitalize(), show_number(data["many"])
    return f"{act}: {many} giấy của đợt số {data['batch']}"


def _may_decide(scope: Scope, data: Data) -> bool:
    """A registrar of the same commune, or of the province."""
    return scope.may_register and (scope.whole_province or data["commune"] in scope.places)


def _carry_out(*, data: Data, actor: User, second: User) -> None:
    for job in services.start_agreed(batch_id=data["batch"], actor=actor):
        ring(job)


def register() -> None:
    """Called once, by the autodiscovery of acts."""
    audit.WORDS.update(WORDS)
    approvals.register(
        Act(
            code=END,
            name="Thu hồi, cấp lại nhiều giấy",
            words=_words,
            may_decide=_may_decide,
            carry_out=_carry_out,
        )
    )
