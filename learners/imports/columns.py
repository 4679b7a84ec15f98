"""What the columns of a list are: the fields we know, and which column is which. Pure."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lms.core.identity import clean_text, fold


@dataclass(frozen=True, slots=True)
class Field:
    """Something a column may hold. `spellings` are headings without marks, longest wins."""

    code: str
    label: str
    spellings: tuple[str, ...]
    kept: bool = True  # whether anything of it goes to the register


def _field(code: str, label: str, spellings: str, *, kept: bool = True) -> Field:
    return Field(code, label, tuple(part.strip() for part in spellings.split("|")), kept)


FIELDS: tuple[Field, ...] = (
    _field(
        "full_name",
        "Họ và tên",
        "ho va ten|ho ten|ho va ten hoc vien|ten hoc vien|ho chu dem va ten|ho ten khai sinh|"
        "ho va ten khai sinh|ho dem va ten|ho va ten dem va ten|ten nguoi hoc|hoc vien|ten day du|"
        "full name|fullname|name|ho va ten nguoi hoc|ho va ten can bo",
    ),
    _field(
        "surname",
        "Họ và tên đệm",
        "ho va ten dem|ho dem|ho va dem|ho ten dem|ho va chu dem|ho chu dem|ho lot|ho va chu lot|"
        "ho|surname|last name",
    ),
    _field("given_name", "Tên", "ten|ten goi|given name|first name"),
    _field(
        "birth_date",
        "Ngày sinh",
        "ngay sinh|ngay thang nam sinh|sinh ngay|ns|ngay thang sinh|nts|ntns|date of birth|dob|"
        "birthday|ngay thang nam|nam sinh ngay sinh|ngay sinh nam sinh",
    ),
    _field(
        "birth_year",
        "Năm sinh",
        "nam sinh|sinh nam|nam sinh nam|ngay sinh nam|ngay thang nam sinh nam|year of birth",
    ),
    _field("birth_month", "Tháng sinh", "thang sinh|ngay sinh thang|ngay thang nam sinh thang"),
    _field("birth_day", "Ngày (trong tháng) sinh", "ngay sinh ngay|ngay thang nam sinh ngay"),
    _field("sex", "Giới tính", "gioi tinh|gioi|phai|nam nu|gt|sex|gender"),
    _field("male", "Nam (đánh dấu hoặc ghi năm sinh)", "gioi tinh nam|la nam"),
    _field(
        "female",
        "Nữ (đánh dấu hoặc ghi năm sinh)",
        "nu|gioi tinh nu|la nu|nam sinh nu|ngay sinh nu|nu gioi|ngay thang nam sinh nu",
    ),
    _field(
        "id_number",
        "Số định danh (CCCD)",
        "so cccd|cccd|can cuoc cong dan|so can cuoc cong dan|so can cuoc|can cuoc|so dinh danh|"
        "so dinh danh ca nhan|ma dinh danh|ma dinh danh ca nhan|dinh danh ca nhan|cmnd cccd|"
        "cccd cmnd|so cmnd cccd|so cccd cmnd|cmnd|so cmnd|cmt|so cmt|chung minh nhan dan|"
        "so chung minh nhan dan|so dinh danh cccd|so dd ca nhan|so ddcn|cmtnd|so the can cuoc|"
        "id number|giay to tuy than|so giay to",
    ),
    _field(
        "phone",
        "Điện thoại",
        "sdt|so dien thoai|dien thoai|so dt|dt|di dong|dien thoai di dong|so di dong|dtdd|so dtdd|"
        "dien thoai lien he|so dien thoai lien he|so may|zalo|so zalo|phone|tel|mobile|lien he|"
        "phone number|so dt lien he",
    ),
    _field(
        "email",
        "Thư điện tử",
        "email|e mail|thu dien tu|dia chi email|hop thu|dia chi thu dien tu|mail|gmail",
    ),
    _field(
        "commune",
        "Xã, phường",
        "xa phuong|phuong xa|xa|phuong|xa phuong thi tran|don vi hanh chinh|ten xa|ten xa phuong|"
        "xa phuong noi o|xa phuong cu tru|dia ban|dia phuong|ma xa|ma xa phuong|xa phuong dac khu|"
        "commune|ward|noi o xa phuong|noi cu tru xa phuong",
    ),
    _field(
        "district",
        "Huyện (trước 01/7/2025)",
        "huyen|quan huyen|huyen thanh pho|huyen thi xa thanh pho|huyen tp|huyen tx tp|district",
    ),
    _field(
        "hamlet",
        "Thôn, xóm, tổ dân phố",
        "thon|xom|ban|to|to dan pho|thon xom|xom thon|thon ban|thon xom ban|to dan pho thon xom|"
        "thon xom to dan pho|thon xom ban to|xom to|to xom|xom to dan pho|thon to|khu pho|khu|tdp|"
        "khu dan cu|thon to dan pho|ten xom|ten thon|thon ban to dan pho|hamlet|pho|noi o thon xom|"
        "xom ban to dan pho|thon xom ban to dan pho",
    ),
    _field(
        "address",
        "Địa chỉ",
        "dia chi|noi o|cho o|noi o hien nay|cho o hien nay|noi cu tru|noi thuong tru|thuong tru|"
        "ho khau thuong tru|hktt|dia chi thuong tru|dia chi lien he|noi o hien tai|cho o hien tai|"
        "dia chi noi o|dia chi hien nay|address|noi dang ky thuong tru|tam tru|ho khau",
    ),
    _field(
        "organisation",
        "Cơ quan, đơn vị",
        "don vi|co quan|don vi cong tac|co quan don vi|noi cong tac|co quan cong tac|noi lam viec|"
        "to chuc|truong|ten don vi|ten co quan|co quan don vi cong tac|don vi cong tac hien nay|"
        "cong ty|doanh nghiep|hop tac xa|co quan to chuc|organisation|ten truong",
    ),
    _field("note", "Ghi chú (không ghi vào sổ)", "ghi chu|note|luu y|ghi chu khac", kept=False),
    _field("stt", "Số thứ tự (không ghi vào sổ)", "stt|tt|so tt|so thu tu|no", kept=False),
)
BY_CODE = {field.code: field for field in FIELDS}
_SPELLED = {spelling: field.code for field in FIELDS for spelling in field.spellings}
# Headings that contain a known one and mean something else. Ethnicity is among them: never kept.
_OTHERS = re.compile(
    r"\b(cap|quoc tich|noi sinh|que quan|nguyen quan|dan toc|ton giao|trinh do|chuc vu|nghe|lop|"
    r"ky (ten|nhan)|chu ky|khoa hoc|chu ho|cha|me|bo|vo|chong|nguoi than|bao lanh|giam ho|diem|"
    r"ket qua|het han|thoi gian|ngay (hoc|dang ky|cap|vao|bat dau|ket thuc)|giang vien|"
    r"giao vien|to cong nghe|ma hoc vien|ma so|so tien|loai|noi dung|xep loai)\b"
)
_LOOSE_SHORTEST = 5  # letters a spelling needs to be found inside a longer heading


def spelled(heading: str) -> str:
    """The field a heading names exactly, or ""."""
    bare = fold(heading)
    if bare == "nam":  # năm or nam: only the marks tell
        return "birth_year" if "năm" in clean_text(heading).lower() else ""
    return _SPELLED.get(bare, "")


def guess_columns(headings: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[int, str]:
    """Column index → field code, for every column that can be told.

    By the heading as it is; then by a known heading inside it; then by what the first rows hold. A
    field is given once, to the column that names it best.
    """
    found: dict[int, str] = {}
    for name in (spelled, _loosely):
        for index, heading in enumerate(headings):
            code = "" if index in found else name(heading)
            if code and (code not in found.values() or not BY_CODE[code].kept):
                found[index] = code
    _tell_communes(sample, found)
    _tell_sexes(headings, sample, found)
    _tell_names(headings, sample, found)
    for index, heading in enumerate(headings):
        if index not in found and not _OTHERS.search(fold(heading)):
            code = _by_values(_column(sample, index))
            if code and code not in found.values() and not _covered(code, found):
                found[index] = code
    return dict(sorted(found.items()))


def _loosely(heading: str) -> str:
    bare = f" {fold(heading)} "
    if _OTHERS.search(bare):
        return ""
    inside = [s for s in _SPELLED if len(s) >= _LOOSE_SHORTEST and f" {s} " in bare]
    return _SPELLED[max(inside, key=len)] if inside else ""


def _column(sample: Sequence[Sequence[str]], index: int) -> list[str]:
    return [row[index].strip() for row in sample if index < len(row) and row[index].strip()]


def _tell_communes(sample: Sequence[Sequence[str]], found: dict[int, str]) -> None:
    """“Đơn vị” may be the communes of a province as well as where people work."""
    where = {code: index for index, code in found.items()}.get("organisation")
    if where is not None and "commune" not in found.values():
        found[where] = (
            "commune" if _share(_column(sample, where), _is_commune) > 0.7 else "organisation"
        )


def _is_commune(text: str) -> bool:
    return bool(re.match(r"(xã|phường|thị trấn|xa|phuong) \w", text, re.IGNORECASE))


def _tell_sexes(
    headings: Sequence[str], sample: Sequence[Sequence[str]], found: dict[int, str]
) -> None:
    """Columns "Nam" and "Nữ" to be marked, or filled with the year of birth."""
    for index, heading in enumerate(headings):
        bare, text = fold(heading), clean_text(heading).lower()
        if bare == "nam" and "năm" not in text:
            if "female" in found.values():
                found[index] = "male"
            elif _share(_column(sample, index), _is_year) > 0.5 and not _born(found):
                found[index] = "birth_year"
        born_men = re.fullmatch(r"(nam|ngay|ngay thang nam) sinh nam", bare)
        if born_men and not text.endswith("năm") and "female" in found.values():
            found[index] = "male"


def _tell_names(
    headings: Sequence[str], sample: Sequence[Sequence[str]], found: dict[int, str]
) -> None:
    """“Tên” alone is a full name; “Họ và tên” over two columns is surname and given name."""
    codes = {code: index for index, code in found.items()}
    if "given_name" in codes and not {"surname", "full_name"} & codes.keys():
        found[codes["given_name"]] = "full_name"
    elif "surname" in codes and not {"given_name", "full_name"} & codes.keys():
        found[codes["surname"]] = "full_name"
        codes = {code: index for index, code in found.items()}
    if "full_name" not in codes or "given_name" in codes:
        return
    first, second = codes["full_name"], codes["full_name"] + 1
    nameless = second < len(headings) and fold(headings[second]) in ("", fold(headings[first]))
    if second not in found and nameless:
        given = _column(sample, second)
        if _share(given, lambda text: text.isalpha() and len(text) <= 8) > 0.7:
            found[first], found[second] = "surname", "given_name"


def _by_values(values: list[str]) -> str:
    """The field that most of these values can only be, or ""."""
    for code, is_one in _LOOKS.items():
        if len(values) >= 2 and _share(values, is_one) > 0.7:
            return code
    return ""


def _share(values: Sequence[str], is_one: Callable[[str], bool]) -> float:
    return sum(1 for value in values if is_one(value)) / len(values) if values else 0.0


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"(19[2-9]\d|20[01]\d)(\.0)?", text))


_SURNAMES = (
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly trieu ma nong luong vi "
    "ha lam trinh dinh luu ban dao mong lo giang sung vuong cao mai ta phung quach tong luc be "
    "hua loc dam chu to mac tu thach than khuong doan nghiem"
)
_IS_SURNAME = frozenset(_SURNAMES.split())
_LOOKS: dict[str, Callable[[str], bool]] = {
    "id_number": lambda text: bool(re.fullmatch(r"'?\d{11,12}(\.0)?", text)),
    "phone": lambda text: bool(re.fullmatch(r"'?(\+?84|0)?[35789][\d .\-]{8,12}", text)),
    "email": lambda text: bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", text)),
    "birth_year": _is_year,
    "birth_date": lambda text: bool(
        re.fullmatch(r"(\d{1,2}[/.\-]\d{1,2}[/.\-])?(19|20)?\d{2}|(19|20)\d{2}-\d{2}-\d{2}", text)
    ),
    "sex": lambda text: fold(text) in ("nam", "nu"),
    "full_name": lambda text: (
        1 < len(fold(text).split()) < 7 and fold(text).split()[0] in _IS_SURNAME
    ),
}


def _born(found: Mapping[int, str]) -> bool:
    return bool({"birth_date", "birth_year"} & set(found.values()))


def _covered(code: str, found: Mapping[int, str]) -> bool:
    """Whether a field is already there in another shape."""
    codes = set(found.values())
    return (
        (code == "full_name" and bool({"surname", "given_name"} & codes))
        or (code == "sex" and bool({"male", "female"} & codes))
        or (code in ("birth_date", "birth_year") and bool(_born(found) or {"male"} & codes))
    )


def headings_hash(headings: Iterable[str]) -> str:
    """What a list with the same headings in the same order is known by (SHA-256, hex)."""
    return hashlib.sha256("\x1f".join(map(fold, headings)).encode()).hexdigest()


def missing(columns: Mapping[int, str]) -> list[str]:
    """What a mapping lacks before rows can be read by it, in sentences; empty when it will do."""
    codes = [code for code in columns.values() if code in BY_CODE]
    said = []
    if "full_name" not in codes and not {"surname", "given_name"} <= set(codes):
        said.append("Chưa có cột họ và tên. Hãy chọn cột họ và tên, hoặc hai cột họ đệm và tên.")
    if not {"birth_date", "birth_year", "male", "female", "id_number"} & set(codes):
        said.append("Chưa có cột ngày sinh hoặc năm sinh. Hãy chọn cột ghi ngày sinh.")
    said += [
        f"Có {codes.count(field.code)} cột cùng được chọn là “{field.label}”. Hãy chỉ giữ một cột."
        for field in FIELDS
        if field.kept and codes.count(field.code) > 1
    ]
    if "full_name" in codes and {"surname", "given_name"} & set(codes):
        said.append("Đã có cột họ và tên thì không chọn thêm cột họ đệm hoặc cột tên.")
    return said
