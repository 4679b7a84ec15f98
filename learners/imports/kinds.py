"""What an uploaded file is, by its content and not by its name. Runs in the parser's process."""

import zipfile
from pathlib import Path

LARGEST_UNPACKED = 600 * 1024 * 1024
# Sheets pack to a tenth or a twentieth; what packs much better was made to burst.
_SUSPICIOUS_RATIO = 200
_SUSPICIOUS_SIZE = 30 * 1024 * 1024
_MOST_MEMBERS = 5_000

_ASK_EXCEL = "Hãy mở bằng Excel và lưu lại thành .xlsx rồi gửi lại."
_BROKEN = "Tệp bị hỏng hoặc mới tải lên được một phần. Hãy gửi lại tệp."
_LOCKED = "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."
_TOO_LARGE = (
    "Tệp này bung ra quá lớn nên không mở. Hãy chép riêng danh sách sang một tệp mới, "
    "hoặc chia thành vài tệp."
)
_BEGINNINGS = (
    (b"\x89PNG", "một bức ảnh"),
    (b"\xff\xd8\xff", "một bức ảnh"),
    (b"GIF8", "một bức ảnh"),
    (b"BM", "một bức ảnh"),
    (b"RIFF", "một bức ảnh hoặc đoạn phim"),
    (b"II*\0", "một bức ảnh"),
    (b"MM\0*", "một bức ảnh"),
    (b"%PDF", "tệp PDF"),
    (b"Rar!", "tệp nén"),
    (b"7z\xbc\xaf", "tệp nén"),
    (b"\x1f\x8b", "tệp nén"),
    (b"{\\rtf", "văn bản Word"),
    (b"MZ", "một chương trình"),
    (b"\x7fELF", "một chương trình"),
)


class Refused(Exception):
    """The file cannot be read as a list. The message is a Vietnamese sentence saying what to do."""


def kind_of(source: Path) -> str:
    """ "xlsx", "xlsm", "xlsb", "ods", "xls" or "csv" (any delimited text).

    Raises Refused for what is no table, is locked, broken, or would burst when unpacked.
    """
    with source.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\0\r\n\t \xef\xbb\xbf"):
        raise Refused("Tệp này trống, không có gì bên trong. Hãy chọn lại tệp danh sách.")
    if head.startswith(b"PK"):
        return _packed(source)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound(source)
    for beginning, what in _BEGINNINGS:
        if head.startswith(beginning):
            raise Refused(f"Đây là {what}, không phải bảng tính. Hãy gửi tệp Excel hoặc CSV.")
    start = head.lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta")):
        raise Refused(f"Đây là trang web (HTML hoặc XML), không phải bảng tính. {_ASK_EXCEL}")
    return "csv"


def _packed(source: Path) -> str:
    """A zip: a workbook, or something else; its table of contents is enough to tell."""
    try:
        with zipfile.ZipFile(source) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as broken:
        raise Refused(_BROKEN) from broken
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise Refused(_LOCKED)
    _check_size(members)
    if "xl/workbook.xml" in names:
        return "xlsm" if "xl/vbaProject.bin" in names else "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if {"mimetype", "content.xml"} <= names:
        return "ods"
    what = "văn bản Word" if "word/document.xml" in names else "tệp nén, không phải bảng tính"
    raise Refused(f"Đây là {what}. Hãy gửi tệp Excel hoặc CSV.")


def _check_size(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    bursting = any(
        member.file_size > _SUSPICIOUS_SIZE
        and member.file_size > _SUSPICIOUS_RATIO * max(member.compress_size, 1)
        for member in members
    )
    if bursting or unpacked > LARGEST_UNPACKED or len(members) > _MOST_MEMBERS:
        raise Refused(_TOO_LARGE)


def _compound(source: Path) -> str:
    """An OLE file: an old workbook, or a new one behind a password."""
    content = source.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused(_LOCKED)
    if "WordDocument".encode("utf-16-le") in content:
        raise Refused("Đây là văn bản Word. Hãy gửi tệp Excel hoặc CSV.")
    return "xls"


def has_formulas(source: Path) -> bool:
    """Whether an XLSX holds formulas near the top of a sheet."""
    with zipfile.ZipFile(source) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with packed.open(name) as sheet:
                    start = sheet.read(512 * 1024)
                if b"<f>" in start or b"<f " in start:
                    return True
    return False
