"""The rows of lists that somebody stands in, for the person; and how they are blanked."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from learners.duplicates.models import Pair
from learners.imports.models import Import, ImportRow
from learners.imports.selectors import annotated_path, rows_path
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks
from lms.core.identity import mask_personal_id, show_phone

_GONE = "Đã xóa theo yêu cầu của người có dữ liệu."
_BLANKED = (
    "Một người trong danh sách đã yêu cầu xóa dữ liệu nên tệp được xóa. "
    "Hãy bỏ dòng của người đó rồi tải lên lại."
)
_UNFINISHED = (Import.State.UPLOADED, Import.State.COLUMNS, Import.State.PLANNED)


def _own(subject: Subject) -> QuerySet[ImportRow]:
    """Rows that are the person, and rows that led to nobody but say the same of them.

    A doubtful row with the same name and year may be somebody else: it takes an equal ID or phone.
    """
    same = [Q(learner__in=subject.learners)]
    for trait in subject.traits:
        named = Q(learner__isnull=True, search_key=trait.search_key)
        same.append(named & Q(state=ImportRow.State.INVALID, birth_year=trait.birth_year))
        if trait.phone:
            same.append(named & Q(phone=trait.phone))
        if trait.id_hash:
            same.append(Q(learner__isnull=True, id_hash=trait.id_hash))
    return ImportRow.objects.filter(reduce(or_, same))


def _rows(subject: Subject) -> Facts:
    rows = _own(subject).select_related("list", "commune").order_by("list", "line")
    return [_row(row) for row in rows]


def _row(row: ImportRow) -> dict[str, str]:
    return without_blanks(
        **{
            "Danh sách": row.list.file_name,
            "Ngày nhận": say_day(row.list.uploaded_at),
            "Dòng": row.line,
            "Kết quả": row.get_state_display(),
            "Họ và tên": row.full_name,
            "Năm sinh": row.birth_year,
            "Xã, phường": row.commune,
            "Thôn, xóm": row.hamlet,
            "Địa chỉ như đã ghi": row.address_recorded,
            "Điện thoại": show_phone(row.phone) if row.phone else "",
            "Thư điện tử": row.email,
            "Số định danh (chỉ giữ 3 số cuối)": mask_personal_id(row.id_last3),
        }
    )


def _erase(subject: Subject) -> None:
    """The rows are blanked, and the files they came from deleted: a line of a file cannot be."""
    rows = list(_own(subject).values_list("pk", "list_id"))
    ids = [pk for pk, _ in rows]
    Pair.objects.filter(origin__in=[f"import_row:{pk}" for pk in ids]).delete()
    ImportRow.objects.filter(pk__in=ids).update(
        reason=_GONE,
        **dict.fromkeys(_TEXTS, ""),
        **dict.fromkeys(_NUMBERS, None),
        made=False,
    )
    for taken in Import.objects.select_for_update().filter(pk__in={found for _, found in rows}):
        _delete_files(taken)


def _delete_files(taken: Import) -> None:
    for path in (rows_path(taken), annotated_path(taken)):
        path.unlink(missing_ok=True)
    if taken.file:
        taken.file.delete(save=False)
    taken.file, taken.found = "", {}  # type: ignore[assignment]  # found holds sample rows
    if taken.state in _UNFINISHED:
        taken.state, taken.refusal = Import.State.REFUSED, _BLANKED
    taken.save(update_fields=["file", "found", "state", "refusal"])


_TEXTS = (
    *("full_name", "search_key", "sort_key", "sex", "hamlet", "address_recorded"),
    *("address_mapping", "phone", "email", "id_hash", "id_last3"),
)
_NUMBERS = ("birth_year", "birth_month", "birth_day", "filled")

HOLDINGS = (
    Holding(
        "imports.rows",
        "Dòng trong danh sách cơ quan, xã gửi lên",
        "Để ghi bạn vào sổ từ danh sách lớp, cơ quan; và để sửa khi danh sách có chỗ sai.",
        "Nhiều nhất 90 ngày sau khi ghi vào sổ. Khi xóa hồ sơ, dòng này và tệp gốc bị xóa ngay.",
        _rows,
        _erase,
    ),
)
