"""Printing a sheet, taking its picture back in, and confirming what was read."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from learners.attendance.models import Presence
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


def take_picture(*, session: Session, file: File, actor: User) -> SheetScan:
    """Read a picture of a page of this session's sheet and keep both; the same picture is one.

    Nothing is written into the register before somebody confirms. Raises DomainError when the
    class is not theirs, or with what is wrong with the picture: then nothing is kept.
    """
    check_may_run(user=actor, training_class=session.training_class)
    if not file.size:
        raise DomainError(pictures.EMPTY)
    if file.size > pictures.LARGEST:
        raise DomainError(pictures.TOO_LARGE)
    content = file.read()
    digest = hashlib.sha256(content).hexdigest()
    known = SheetScan.objects.filter(sheet__session=session, sha256=digest).first()
    if known:
        return known
    if not allow(f"paper:{actor.pk}", amount=MOST_AN_HOUR, seconds=3600):
        raise DomainError(TOO_OFTEN)
    with TemporaryDirectory() as folder:
        source = Path(folder, "sent")
        source.write_bytes(content)
        found = pictures.read_picture(source, Path(folder))
        sheet = _sheet_of(session, found, actor)
        return _keep(sheet, found, digest, Path(folder), actor)


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
def _keep(sheet: Sheet, found: Found, digest: str, folder: Path, actor: User) -> SheetScan:
    Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    known = SheetScan.objects.filter(sheet=sheet, sha256=digest).first()
    if known:  # sent twice at once
        return known
    scan = SheetScan(
        sheet=sheet, page=found.page, sha256=digest, read=found.rows, uploaded_by=actor
    )
    for field in ("picture", "flat"):
        content = ContentFile((folder / f"{field}.jpg").read_bytes())
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
