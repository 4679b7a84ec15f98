"""The boards of the register as tables to take away: people, organisations, teams, figures."""

from django.utils import timezone

from learners.people import exports
from learners.people.listing import register_rows
from learners.people.teams import teams_in
from learners.registry.filters import place_of, read_filters
from learners.registry.selectors import figures_shown
from lms.core.access import scope_of
from lms.core.models import Organisation, User
from lms.core.organisations import organisations_of
from lms.core.sheets import Sheet
from lms.core.tables import Extract, Table, Words


def people_table(user: User, asked: Words) -> Extract:
    """The people of the list as on its pages; phones only of whoever agreed."""
    filters = read_filters(asked, scope_of(user))
    parts = [str(one) for one in (filters.commune, filters.organisation) if one]
    return Extract(
        exports.table(user=user, filters=filters),
        register_rows(user=user, filters=filters).order_by().count(),
        f"so-hoc-vien-{timezone.localdate():%Y-%m-%d}",
        about=", ".join(parts + ([f"tìm “{filters.text}”"] if filters.text else [])),
        target=place_of(filters),
        facts={"searched": bool(filters.text)},
    )


def organisations_table(user: User, asked: Words) -> Extract:
    """The organisations of the list."""
    found = organisations_of(scope=scope_of(user), text=asked.get("tim", "")[:80])
    rows = (
        (
            one.name,
            one.get_kind_display(),
            str(one.area),
            one.parent.name if one.parent else "",
            _state(one),
        )
        for one in found.iterator(chunk_size=2_000)
    )
    heads = ["Tên", "Loại", "Địa bàn", "Thuộc", "Tình trạng"]
    return Extract(Sheet("Cơ quan, đơn vị", heads, rows), found.count(), "co-quan-don-vi")


def _state(one: Organisation) -> str:
    if one.successor:
        return f"đã nhập vào {one.successor}"
    return "đang hoạt động" if one.is_active else "đã đóng"


def teams_table(user: User, asked: Words) -> Extract:
    """The digital teams of one's communes; no names in it."""
    found = teams_in(scope_of(user))
    rows = (
        (
            team.hamlet,
            str(team.commune),
            team.decision_number,
            team.decided_on,
            team.helpers,  # type: ignore[attr-defined]  # annotated
            "đang hoạt động" if team.is_active else "đã dừng",
        )
        for team in found.iterator(chunk_size=2_000)
    )
    heads = ["Thôn, xóm", "Xã, phường", "Quyết định", "Ngày", "Người đang giúp", "Tình trạng"]
    return Extract(Sheet("Tổ công nghệ số", heads, rows), found.count(), "to-cong-nghe-so")


def figures_table(user: User, asked: Words) -> Extract:
    """The newest figures of the communes with their source."""
    rows = [(area.pk, str(area), *told) for area, *told in figures_shown()]
    heads = ["Mã", "Xã, phường", "Trong độ tuổi lao động", "Dân số", "Nguồn, ngày"]
    return Extract(Sheet("Dân số", heads, rows), len(rows), "dan-so-xa-phuong")


TABLES = (
    Table("so-hoc-vien", "Sổ học viên", people_table, personal=True, action="people.export"),
    Table("co-quan", "Cơ quan, đơn vị", organisations_table),
    Table("to-so", "Tổ công nghệ số cộng đồng", teams_table),
    Table("dan-so", "Dân số các xã, phường", figures_table),
)
