"""The register of trainers as tables: the list, and who covers what."""

from django.utils import timezone

from learners.trainers import selectors
from learners.trainers.filters import read_filters
from learners.trainers.listing import trainers_of
from learners.trainers.models import TrainerFile
from lms.core.access import scope_of
from lms.core.models import User
from lms.core.sheets import Sheet
from lms.core.tables import Extract, Table, Words

_TRAINERS = (
    *("Họ và tên", "Bậc", "Địa bàn", "Bước", "Từ ngày"),
    *("Công nhận đến hết ngày", "Điều kiện còn thiếu", "Dạy được bằng tiếng"),
)
_COVER = (
    *("Mã", "Xã, phường", "Giảng viên", "Thôn, xóm chưa có", "Người cho một giảng viên"),
    *("Dân số trong độ tuổi lao động", "Dạy được bằng tiếng"),
)


def trainers_table(user: User, asked: Words) -> Extract:
    """The files of the list in register order, as on its pages."""
    filters = read_filters(asked, scope_of(user))
    files = trainers_of(user=user, filters=filters)
    return Extract(
        Sheet("Giảng viên", _TRAINERS, (_row(file) for file in files.iterator(chunk_size=2_000))),
        files.count(),
        f"giang-vien-{timezone.localdate():%Y-%m-%d}",
        about=str(filters.area) if filters.area else "",
        target=filters.area or "trainers",
        facts={"searched": bool(filters.text)},
    )


def _row(file: TrainerFile) -> tuple[object, ...]:
    return (
        *(file.learner.full_name, file.get_tier_display(), str(file.area)),
        *(file.state_today.words, file.state_since, file.valid_to),
        *("chưa xét" if file.missing is None else file.missing, file.spoken),
    )


def cover_table(user: User, asked: Words) -> Extract:
    """How each commune of one's scope is covered, those without a trainer first."""
    rows = [
        (
            *(one.area.pk, str(one.area), one.trainers, one.bare_hamlets, one.load),
            *(one.people, one.spoken),
        )
        for one in selectors.cover(user)
    ]
    name = f"do-phu-giang-vien-{timezone.localdate():%Y-%m-%d}"
    return Extract(Sheet("Độ phủ", _COVER, rows), len(rows), name)


TABLES = (
    Table("giang-vien", "Giảng viên", trainers_table, personal=True, action="trainers.export"),
    Table("do-phu", "Độ phủ giảng viên", cover_table),
)
