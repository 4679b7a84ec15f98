"""Giving a role takes a second person; and what acts on accounts are called."""

from datetime import date

from lms.core import approvals, audit, merging, organisations, services
from lms.core.access import Scope
from lms.core.approvals import Act, Data
from lms.core.models import Area, Organisation, User
from lms.core.roles import Role

WORDS = {
    "core.grant_role": "Giao vai trò",
    "core.end_role": "Kết thúc vai trò",
    "core.ask_second": "Xin người thứ hai đồng ý",
    "core.agree": "Đồng ý việc cần hai người",
    "core.refuse": "Từ chối việc cần hai người",
    "core.reset_second_factor": "Gỡ bước xác thực thứ hai",
    "core.end_session": "Đăng xuất một thiết bị của mình",
    "core.end_other_sessions": "Đăng xuất mọi thiết bị khác của mình",
    "core.read_log": "Xem nhật ký",
    "core.look_roles": "Xem danh sách vai trò",
    "core.export": "Tải bảng số liệu",
    "core.ask_export": "Nhờ máy làm tệp của một bảng dài",
    "core.fetch_export": "Tải tệp máy đã làm",
    "core.change_kind": "Đổi loại xã, phường",
    "core.change_title": "Đổi tên, loại xã, phường",
    "core.merge_unit": "Sáp nhập xã, phường",
    "core.call_off_merger": "Bỏ việc sáp nhập chưa tới ngày",
    "core.keep_figures": "Nạp số liệu của địa bàn",
    "core.add_organisation": "Thêm cơ quan, đơn vị",
    "core.change_organisation": "Sửa cơ quan, đơn vị",
    "core.open_organisation": "Mở lại cơ quan, đơn vị",
    "core.close_organisation": "Đóng cơ quan, đơn vị",
    "core.merge_organisation": "Nhập cơ quan, đơn vị vào nơi khác",
}


def _words(data: Data) -> str:
    return f"Giao vai trò {Role(data['role']).label}, {_place(data)}{_days(data)}"


def _place(data: Data) -> str:
    if data["organisation"]:
        return str(Organisation.objects.get(pk=data["organisation"]))
    return str(Area.objects.get(pk=data["area"]))


def _days(data: Data) -> str:
    begins = f", từ ngày {date.fromisoformat(data['valid_from']):%d/%m/%Y}"
    ends = data["valid_to"]
    return begins + (f" đến hết ngày {date.fromisoformat(ends):%d/%m/%Y}" if ends else "")


def _about(data: Data) -> str:
    user = User.objects.get(pk=data["user"])
    return f"{user.full_name}, {user.contact}" if user.full_name else user.contact


def _may_decide(scope: Scope, data: Data) -> bool:
    return scope.may_decide_roles and (
        data["role"] != Role.OPERATOR or Role.OPERATOR in scope.roles
    )


def _carry_out(*, data: Data, actor: User, second: User) -> None:
    services.grant_role(
        user=User.objects.get(pk=data["user"]),
        role=Role(data["role"]),
        area=Area.objects.get(pk=data["area"]),
        organisation=Organisation.objects.filter(pk=data["organisation"]).first(),
        valid_from=date.fromisoformat(data["valid_from"]),
        valid_to=date.fromisoformat(data["valid_to"]) if data["valid_to"] else None,
        actor=actor,
        second=second,
    )


def _merger_words(data: Data) -> str:
    area, into = Area.objects.get(pk=data["area"]), Area.objects.get(pk=data["into"])
    first_day = date.fromisoformat(data["first_day"])
    return f"{area} nhập vào {into} từ ngày {first_day:%d/%m/%Y}, theo {data['source']}"


def _merge(*, data: Data, actor: User, second: User) -> None:
    merging.merge(
        area=Area.objects.get(pk=data["area"]),
        into=Area.objects.get(pk=data["into"]),
        first_day=date.fromisoformat(data["first_day"]),
        source=data["source"],
        actor=actor,
        second=second,
    )


def _both(data: Data) -> tuple[Organisation, Organisation]:
    found = Organisation.objects.select_related("area").in_bulk(
        [data["organisation"], data["into"]]
    )
    return found[data["organisation"]], found[data["into"]]


def _joining_words(data: Data) -> str:
    one, into = _both(data)
    return f"{one} ({one.area}) nhập vào {into} ({into.area})"


def _join(*, data: Data, actor: User, second: User) -> None:
    organisation, into = _both(data)
    organisations.merge(organisation=organisation, into=into, actor=actor, second=second)


def register() -> None:
    """Called once, when the house starts."""
    audit.WORDS.update(WORDS)
    approvals.register(
        Act(
            code=merging.MERGE_UNIT,
            name="Sáp nhập xã, phường",
            words=_merger_words,
            may_decide=lambda scope, data: scope.keeps_province,
            carry_out=_merge,
        )
    )
    approvals.register(
        Act(
            code=organisations.MERGE_ORGANISATION,
            name="Nhập cơ quan, đơn vị",
            words=_joining_words,
            may_decide=lambda scope, data: scope.keeps_province,
            carry_out=_join,
        )
    )
    approvals.register(
        Act(
            code=services.GRANT_ROLE,
            name="Giao vai trò",
            words=_words,
            may_decide=_may_decide,
            carry_out=_carry_out,
            about=_about,
        )
    )
