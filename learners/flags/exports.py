"""What looks odd about classes as a table; nobody is named in it."""

from django.utils import timezone

from learners.flags.selectors import filters_of, flag_rows, flags_of
from lms.core.models import User
from lms.core.sheets import Sheet
from lms.core.tables import Extract, Table, Words

_HEADS = ("Dấu hiệu", "Đã thấy gì", "Lớp", "Khóa học", "Xã, phường", "Thấy ngày", "Tình trạng")


def flags_table(user: User, asked: Words) -> Extract:
    """The flags of the list, the newest first."""
    found = flags_of(user=user, filters=filters_of(asked))
    rows = (
        (
            *(row.flag.get_kind_display().capitalize(), row.seen, row.flag.training_class.code),
            *(row.flag.training_class.course.title, str(row.flag.training_class.commune)),
            *(timezone.localdate(row.flag.found_at), row.flag.get_state_display()),
        )
        for row in flag_rows(found.iterator(chunk_size=2_000))
    )
    name = f"dau-hieu-bat-thuong-{timezone.localdate():%Y-%m-%d}"
    return Extract(Sheet("Bất thường", _HEADS, rows), found.count(), name, target="flags")


TABLES = (Table("bat-thuong", "Dấu hiệu bất thường", flags_table, action="flags.export"),)
