"""Erasing takes a second person; and what acts on rights are called."""

from learners.people.models import Learner
from learners.rights.erasing import ACT, erase
from lms.core import approvals, audit
from lms.core.access import Scope
from lms.core.approvals import Act, Data
from lms.core.models import User

WORDS = {
    "rights.receive": "Nhận yêu cầu về dữ liệu",
    "rights.reply": "Trả lời yêu cầu về dữ liệu",
    "rights.extend": "Gia hạn yêu cầu về dữ liệu",
    "rights.finish": "Làm xong yêu cầu về dữ liệu",
    "rights.refuse": "Từ chối yêu cầu về dữ liệu",
    "rights.take_back": "Rút yêu cầu về dữ liệu",
    "rights.look": "Xem yêu cầu về dữ liệu",
    "rights.look_list": "Xem danh sách yêu cầu về dữ liệu",
    "rights.download": "Tự tải dữ liệu của mình",
    "rights.hand_copy": "Lấy bản sao dữ liệu theo yêu cầu",
    "rights.correct": "Tự sửa dữ liệu của mình",
    "rights.merge_own": "Gộp hồ sơ được nhận vào hồ sơ của mình",
    "rights.erase": "Xóa dữ liệu cá nhân",
}


def _words(data: Data) -> str:
    person, asked = data["learner"], data["request"]
    return f"Xóa vĩnh viễn dữ liệu cá nhân của học viên số {person}, theo yêu cầu số {asked}"


def _about(data: Data) -> str:
    """Who it is, while it waits; nothing of it is kept."""
    person = Learner.objects.select_related("commune").filter(pk=data["learner"]).first()
    return f"{person.full_name}, sinh {person.birth}, {person.commune}" if person else ""


def _may_decide(scope: Scope, data: Data) -> bool:
    """A registrar of the person's commune, or of the province."""
    return scope.may_register and scope.covers(data["commune"])


def _carry_out(*, data: Data, actor: User, second: User) -> None:
    erase(learner_id=data["learner"], request_id=data["request"], actor=actor, second=second)


def register() -> None:
    """Called once, by the autodiscovery of acts."""
    audit.WORDS.update(WORDS)
    approvals.register(
        Act(
            code=ACT,
            name="Xóa dữ liệu cá nhân",
            words=_words,
            may_decide=_may_decide,
            carry_out=_carry_out,
            about=_about,
        )
    )
