"""Taking back a large list takes a second person; and what acts on lists are called."""

from learners.imports import services
from learners.imports.models import Import
from lms.core import approvals, audit
from lms.core.access import Scope
from lms.core.approvals import Act, Data
from lms.core.models import Approval, User
from lms.core.numbers import show_number
from lms.core.tasks import ring

UNDO = "imports.undo"

WORDS = {
    "imports.receive": "Tải danh sách lên",
    "imports.confirm_columns": "Xác nhận các cột của danh sách",
    "imports.answer": "Trả lời các dòng máy hỏi",
    "imports.confirm_plan": "Đồng ý ghi danh sách vào sổ",
    "imports.apply": "Ghi danh sách vào sổ",
    "imports.begin_undo": "Yêu cầu hoàn tác danh sách",
    "imports.undo": "Hoàn tác danh sách",
    "imports.settle": "Ghi kết quả của dòng cần xem lại",
    "imports.forget": "Xóa tệp và các dòng đã hết hạn lưu",
    "imports.look": "Xem các dòng của danh sách",
    "imports.download": "Tải tệp kết quả của danh sách",
}


def ask_undo(*, taken: Import, reason: str, actor: User) -> Approval:
    """Ask a second person to agree to taking a large list back. Raises DomainError."""
    data = {
        "list": taken.pk,
        "new": taken.counts.get("new", 0),
        "commune": taken.commune_id,
        "organisation": taken.organisation_id,
    }
    return approvals.ask(act=UNDO, target=taken, data=data, reason=reason, actor=actor)


def _words(data: Data) -> str:
    return f"Hoàn tác danh sách số {data['list']}, đã ghi {show_number(data['new'])} người mới"


def _may_decide(scope: Scope, data: Data) -> bool:
    """A registrar of the same place, or of the province."""
    own = data["commune"] in scope.places or data["organisation"] in scope.organisations
    return scope.may_register and (scope.whole_province or own)


def _carry_out(*, data: Data, actor: User, second: User) -> None:
    ring(services.begin_undo(pk=data["list"], actor=actor))


def register() -> None:
    """Called once, by the autodiscovery of acts."""
    audit.WORDS.update(WORDS)
    approvals.register(
        Act(
            code=UNDO,
            name="Hoàn tác danh sách",
            words=_words,
            may_decide=_may_decide,
            carry_out=_carry_out,
        )
    )
