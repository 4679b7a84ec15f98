"""What the columns of a sheet of tasks are called, and where its headings stand. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.core.identity import fold

LOOKED_AT = 30  # lines in which headings are looked for


@dataclass(frozen=True, slots=True)
class Column:
    """Something a column holds; `spellings` are headings without marks and punctuation."""

    code: str
    label: str  # as the template writes it
    spellings: tuple[str, ...]


def _column(code: str, label: str, spellings: str) -> Column:
    return Column(code, label, (fold(label), *spellings.split("|")))


# In the order of the template. The codes of facts are those of `facts.TaskFacts`.
COLUMNS = (
    _column("objective_number", "Mục tiêu số", "so muc tieu|ma muc tieu|muc tieu so"),
    _column("objective", "Mục tiêu", "ten muc tieu|nhom nhiem vu|nhom muc tieu|nhom"),
    _column(
        "number",
        "Số nhiệm vụ",
        "so|stt|tt|so tt|so thu tu|nhiem vu so|ma nhiem vu|ma|so hieu nhiem vu|so hieu",
    ),
    _column(
        "title",
        "Nhiệm vụ",
        "ten nhiem vu|noi dung nhiem vu|noi dung|noi dung cong viec|cong viec|nhiem vu cu the|"
        "nhiem vu giai phap|nhiem vu va giai phap|ro viec|ten cong viec",
    ),
    _column(
        "lead",
        "Cơ quan chủ trì",
        "don vi chu tri|chu tri|co quan don vi chu tri|co quan chu tri thuc hien|ro trach nhiem|"
        "don vi chu tri thuc hien|co quan thuc hien|don vi thuc hien|trach nhiem",
    ),
    _column(
        "others",
        "Cơ quan phối hợp",
        "don vi phoi hop|phoi hop|co quan don vi phoi hop|co quan phoi hop thuc hien|"
        "don vi phoi hop thuc hien",
    ),
    _column(
        "person",
        "Người phụ trách",
        "ro nguoi|nguoi chiu trach nhiem|ho ten nguoi phu trach|can bo phu trach|"
        "nguoi chu tri|nguoi thuc hien|lanh dao phu trach|nguoi dau moi",
    ),
    _column("post", "Chức vụ", "chuc danh|chuc vu nguoi phu trach"),
    _column(
        "deadline",
        "Thời hạn",
        "thoi gian|thoi gian hoan thanh|thoi han hoan thanh|han|han hoan thanh|tien do|"
        "ro thoi gian|thoi gian thuc hien|thoi han thuc hien|moc thoi gian",
    ),
    _column(
        "product",
        "Sản phẩm",
        "ro san pham|san pham dau ra|ket qua|san pham ket qua|san pham du kien|"
        "ket qua san pham|san pham hoan thanh|ket qua dau ra",
    ),
    _column(
        "legal_base",
        "Căn cứ",
        "can cu phap ly|van ban giao|van ban giao nhiem vu|co so phap ly|quyet dinh|so van ban",
    ),
    _column("authority", "Thẩm quyền", "ro tham quyen|cap tham quyen|cap quyet dinh|tham quyen"),
    _column(
        "is_central",
        "Do Trung ương giao",
        "trung uong giao|nhiem vu trung uong|trung uong|tw giao|cap giao|nguon giao|do tw giao",
    ),
    _column("indicator", "Chỉ tiêu", "ten chi tieu|chi so|chi tieu danh gia|chi tieu do luong"),
    _column("unit", "Đơn vị tính", "dvt|don vi do"),
    _column("baseline", "Giá trị ban đầu", "hien trang|gia tri hien tai|gia tri goc|ban dau"),
    _column("target", "Cần đạt", "muc tieu can dat|gia tri can dat|ke hoach|muc can dat|muc dat"),
    _column("period", "Kỳ", "ky bao cao|ky danh gia|ky tinh|giai doan"),
    _column("formula", "Cách tính, nguồn", "cach tinh|nguon so lieu|nguon|cong thuc|phuong phap"),
)
BY_CODE = {column.code: column for column in COLUMNS}
_SPELLED = {spelling: column.code for column in COLUMNS for spelling in column.spellings}
_LOOSE_SHORTEST = 7  # letters a spelling needs to be found inside a longer heading


@dataclass(frozen=True, slots=True)
class Found:
    """The line of the headings (from 0), which column is what, and headings that mean nothing."""

    line: int
    columns: dict[int, str]
    unknown: list[str]


def find_columns(table: Sequence[Sequence[str]]) -> Found | None:
    """The headings: the line among the first ones that names most; None without a column of tasks.

    A sheet may have a title block above and headings in any order, with or without marks.
    """
    read = [_read(line) for line in table[:LOOKED_AT]]
    best = max(range(len(read)), key=lambda i: (len(read[i]), -i), default=-1)
    if best < 0 or "title" not in read[best].values() or len(read[best]) < 2:
        return None
    unknown = [cell for index, cell in enumerate(table[best]) if cell and index not in read[best]]
    return Found(best, read[best], unknown)


def _read(line: Sequence[str]) -> dict[int, str]:
    """Column index → code; each code once, to the heading that names it exactly."""
    found: dict[int, str] = {}
    for name in (_exactly, _loosely):
        for index, cell in enumerate(line):
            code = "" if index in found else name(fold(cell))
            if code and code not in found.values():
                found[index] = code
    return dict(sorted(found.items()))


def _exactly(heading: str) -> str:
    return _SPELLED.get(heading, "")


def _loosely(heading: str) -> str:
    """The longest known heading that stands in a longer one of few words; not in a sentence."""
    if len(heading.split()) > 8:
        return ""
    spaced = f" {heading} "
    inside = [one for one in _SPELLED if len(one) >= _LOOSE_SHORTEST and f" {one} " in spaced]
    return _SPELLED[max(inside, key=len)] if inside else ""
