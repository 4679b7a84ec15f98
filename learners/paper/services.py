"""Printing a sheet, taking its picture back in, and confirming what was read."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from learners.attendance.models import Presence
from learners.attendance.selectors import why_no_mark
from learners.attendance.services import mark_from_paper
from learners.classes.models import Session, TrainingClass
from learners.classes.permissions import check_may_run
from learners.paper import pictures, selectors
from learners.paper.models import Sheet, SheetScan
from learners.paper.pictures import Found
from learners.paper.signing import draw_sheet
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.limits import allow
from lms.core.models import User
from lms.core.tokens import CLASS_LENGTH, new_code

# Pictures one account may have read in an hour: a class of 500 has 28 pages.
MOST_AN_HOUR = 120
OTHER_SESSION = (
    "Tờ trong ảnh là của buổi khác: {}. Hãy mở đúng buổi đó rồi gửi ảnh; ở đây chưa ghi gì."
)
UNKNOWN_SHEET = (
    "Tờ trong ảnh không phải tờ điểm danh của buổi này. Hãy kiểm tra lại buổi học; "
    "ở đây chưa ghi gì."
)
NO_TIME_LEFT = "Chưa kịp đọc. Hãy gửi lại chính tệp này: máy đọc tiếp phần còn lại."
TOO_OFTEN = "Bạn đã gửi nhiều ảnh liền nhau. Hãy nghỉ ít phút rồi gửi tiếp."


def page_pdf(*, sheet: Sheet) -> bytes:
    """The sheet as a PDF; the same sheet gives the same rows whenever it is drawn."""
    return draw_sheet(selectors.heading_of(sheet), selectors.people_on(sheet))


@transaction.atomic
def print_sheet(*, session: Session, actor: User) -> Sheet:
    """The sheet of a session for its roster of now; a roster that did not change gives the same.

    Raises DomainError when the class is not theirs.
    """
    check_may_run(user=actor, training_class=session.training_class)
    TrainingClass.objects.select_for_update(of=("self",)).get(pk=session.training_class_id)
    seats = selectors.seats_in_order(session)
    last = session.sheets.order_by("-pk").first()
    if last and last.seats == seats:
        return last
    code = new_code(CLASS_LENGTH)
    sheet = Sheet.objects.create(session=session, code=code, seats=seats, printed_by=actor)
    audit.record(actor=actor, action="paper.print_sheet", target=sheet, people=len(seats))
    return sheet


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file: the pictures that were kept, and what is wrong with its other pages."""

    scans: list[SheetScan]
    problems: list[str]


def take_file(*, session: Session, file: File, actor: User, until: float = inf) -> Taken:
    """Read a photo of a page of this session's sheet, or a PDF of several, and keep what was read.

    Nothing is written into the register before somebody confirms; the same file again changes
    nothing. What is not read when the clock (`time.monotonic`) stands at `until` is left, and said.
    Raises DomainError when the class is not theirs or takes no marks, or with what is wrong with
    the file: then nothing is kept.
    """
    check_may_run(user=actor, training_class=session.training_class)
    problem = why_no_mark(training_class=session.training_class, session=session)
    if problem or not file.size or file.size > pictures.LARGEST:
        raise DomainError(problem or (pictures.TOO_LARGE if file.size else pictures.EMPTY))
    content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    with TemporaryDirectory() as folder:
        source = Path(folder, "sent")
        source.write_bytes(content)
        pages = range(1, pictures.pages_in(source) + 1)
        kept: list[SheetScan] = []
        wrong: dict[str, list[int]] = {}
        for number in pages:
            try:
                kept += _take_page(session, _Page(source, digest, number, until), actor)
            except DomainError as refusal:
                wrong.setdefault(refusal.message, []).append(number)
    if not kept:
        raise DomainError(next(iter(wrong), pictures.BLANK))
    said = [f"Trang {', '.join(map(str, on))} của tệp: {words}" for words, on in wrong.items()]
    return Taken(kept, said)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of a file that was sent."""

    source: Path
    digest: str  # of the file
    number: int  # from 1
    until: float


def _take_page(session: Session, page: _Page, actor: User) -> list[SheetScan]:
    """The picture of a page, new or known; none of an empty back."""
    known = SheetScan.objects.filter(
        sheet__session=session, sha256=page.digest, file_page=page.number
    ).first()
    if known:
        return [known]
    if monotonic() > page.until:
        raise DomainError(NO_TIME_LEFT)
    if not allow(f"paper:{actor.pk}", amount=MOST_AN_HOUR, seconds=3600):
        raise DomainError(TOO_OFTEN)
    found = pictures.read_page(page.source, page.source.parent, page.number)
    return [_keep(_sheet_of(session, found, actor), found, page, actor)] if found else []


def _sheet_of(session: Session, found: Found, actor: User) -> Sheet:
    sheet = Sheet.objects.filter(session=session, code=found.code).first()
    if sheet and found.page <= sheet.pages:
        return sheet
    other = Sheet.objects.visible_to(actor).filter(code=found.code).exclude(session=session)
    seen = other.select_related("session").first()
    if seen:
        day = timezone.localtime(seen.session.starts_at)
        words = f"lớp {seen.session.training_class_id}, buổi {seen.session.number}, {day:%d/%m/%Y}"
        raise DomainError(OTHER_SESSION.format(words))
    raise DomainError(UNKNOWN_SHEET)


@transaction.atomic
def _keep(sheet: Sheet, found: Found, page: _Page, actor: User) -> SheetScan:
    Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    where = {"sheet": sheet, "sha256": page.digest, "file_page": page.number}
    known = SheetScan.objects.filter(**where).first()
    if known:  # sent twice at once
        return known
    scan = SheetScan(**where, page=found.page, read=found.rows, uploaded_by=actor)
    for field in ("picture", "flat"):
        content = ContentFile((page.source.parent / f"{field}.jpg").read_bytes())
        getattr(scan, field).save(f"{sheet.code}-{found.page}-{field}.jpg", content, save=False)
    scan.save()
    audit.record(actor=actor, action="paper.take_picture", target=scan, page=found.page)
    return scan


@transaction.atomic
def confirm(*, scan: SheetScan, presences: Mapping[int, str], actor: User) -> int:
    """Take what a person confirmed of a page over into the register; returns how many are new.

    `presences` maps the seats of the page to what was the case; all of them, none guessed.
    Confirmed again, only what differs is written. Raises DomainError, and changes nothing.
    """
    session = scan.sheet.session
    check_may_run(user=actor, training_class=session.training_class)
    scan = SheetScan.objects.select_for_update(of=("self",)).get(pk=scan.pk)
    seats = [line.seat.pk for line in selectors.lines_of(scan) if line.seat]
    if set(presences) - set(seats):
        raise DomainError("Danh sách lớp vừa thay đổi. Hãy tải lại trang rồi xác nhận.")
    missing = [key for key in seats if presences.get(key) not in Presence.values]
    if missing:
        raise DomainError(f"Còn {len(missing)} người chưa chọn. Hãy chọn cho từng người rồi gửi.")
    new = mark_from_paper(session=session, presences=presences, evidence=scan.evidence, actor=actor)
    scan.confirmed = {str(key): presence for key, presence in presences.items()}
    scan.confirmed_by, scan.confirmed_at = actor, timezone.now()
    scan.save(update_fields=["confirmed", "confirmed_by", "confirmed_at"])
    audit.record(actor=actor, action="paper.confirm", target=scan, new=new)
    return new
