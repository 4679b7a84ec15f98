"""Reading sheets: whom a page is for, what was read of each, and what the register says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from learners.attendance.models import THERE, Attendance, Presence
from learners.classes.models import ClassTrainer, Seat, Session, stood_at
from learners.paper import marks
from learners.paper.layout import ROWS
from learners.paper.models import Sheet, SheetScan
from learners.paper.signing import Heading, Person
from lms.core.models import User

CONTRADICTS = "Tờ giấy để trống, nhưng sổ đã ghi người này {}."
_BOX_WORDS = {"present": "Có mặt", "late": "Muộn", "excused": "Vắng có phép"}


def sessions_for(user: User) -> QuerySet[Session]:
    """The sessions a user may see, with what a sheet says of them."""
    return Session.objects.visible_to(user).select_related(
        "training_class__course", "training_class__commune"
    )


def seats_in_order(session: Session) -> list[int]:
    """Who has a seat, in the order of given names."""
    seated = Seat.objects.seated().filter(training_class=session.training_class_id)
    return list(seated.order_by("learner__sort_key", "pk").values_list("pk", flat=True))


def sheets_of(session: Session) -> QuerySet[Sheet]:
    """The sheets printed for a session, newest first, with `read_pages`: pages confirmed."""
    confirmed = Count("scans__page", distinct=True, filter=Q(scans__confirmed_at__isnull=False))
    return session.sheets.annotate(read_pages=confirmed).select_related("printed_by")


def scans_of(session: Session) -> QuerySet[SheetScan]:
    """The pictures that came back, those to confirm first."""
    scans = SheetScan.objects.filter(sheet__session=session).select_related("sheet", "uploaded_by")
    return scans.order_by(F("confirmed_at").desc(nulls_first=True), "-sheet", "page", "pk")


@dataclass(frozen=True, slots=True)
class Back:
    """What has come back of a sheet of several pages, by the numbers of its pages."""

    code: str
    confirmed: list[int]
    waiting: list[int]
    missing: list[int]


def pages_back(scans: Iterable[SheetScan]) -> list[Back]:
    """Of each sheet among these pictures that has several pages: which are done, which missing."""
    of_sheets: dict[Sheet, dict[int, bool]] = {}
    for scan in scans:
        done = of_sheets.setdefault(scan.sheet, {})
        done[scan.page] = done.get(scan.page, False) or scan.confirmed_at is not None
    return [
        Back(
            sheet.code,
            sorted(page for page, confirmed in done.items() if confirmed),
            sorted(page for page, confirmed in done.items() if not confirmed),
            sorted(set(range(1, sheet.pages + 1)) - set(done)),
        )
        for sheet, done in of_sheets.items()
        if sheet.pages > 1
    ]


def next_to_confirm(scan: SheetScan) -> SheetScan | None:
    """Another picture of the same session that nobody has confirmed."""
    waiting = SheetScan.objects.filter(
        sheet__session=scan.sheet.session_id, confirmed_at__isnull=True
    )
    return waiting.exclude(pk=scan.pk).order_by("page", "pk").first()


def heading_of(sheet: Sheet) -> Heading:
    """What stands on top of a sheet."""
    session = sheet.session
    training_class = session.training_class
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    place = [training_class.hall, training_class.hamlet, str(training_class.commune)]
    return Heading(
        course=training_class.course.title,
        training_class=f"Lớp {training_class.pk}",
        session=f"Buổi {session.number}",
        when=f"{starts:%H:%M}–{ends:%H:%M} ngày {starts:%d/%m/%Y}",
        place=", ".join(part for part in place if part),
        trainer=_lead_of(session),
        code=sheet.code,
    )


def _lead_of(session: Session) -> str:
    teaching = ClassTrainer.objects.filter(
        stood_at(session.starts_at), training_class=session.training_class_id
    )
    names = teaching.order_by("-part", "pk").values_list("learner__full_name", flat=True)
    return names.first() or ""


def people_on(sheet: Sheet) -> list[Person]:
    """Who stands on a sheet, row by row."""
    seats = Seat.objects.select_related("learner").in_bulk(sheet.seats)
    return [_person(seats.get(key)) for key in sheet.seats]


def _person(seat: Seat | None) -> Person:
    if seat is None or seat.learner.erased_at:
        return Person("", "", "")
    return Person(seat.learner.full_name, str(seat.learner.birth_year), seat.learner.hamlet)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a page, as whoever confirms sees it."""

    row: int  # on the page, from 0
    number: int  # printed, from 1 over the whole sheet
    seat: Seat | None
    read: str  # in words, what was seen
    presence: str  # what is proposed
    doubt: str  # why a person has to look; empty when nothing is asked

    @property
    def field(self) -> str:
        """The name of its field in the form."""
        return f"cho-{self.seat.pk}" if self.seat else ""


def lines_of(scan: SheetScan) -> list[Line]:
    """The rows of a page that matter: whoever has a seat today, and other rows with writing."""
    keys = scan.sheet.seats_on(scan.page)
    seats = (
        Seat.objects.seated()
        .filter(training_class=scan.sheet.session.training_class_id)
        .select_related("learner")
        .in_bulk(keys)
    )
    known = dict(
        Attendance.objects.filter(session=scan.sheet.session_id, seat__in=keys).values_list(
            "seat", "presence"
        )
    )
    lines = []
    for row, seen in enumerate(marks.rows_from(scan.read)):
        number = (scan.page - 1) * ROWS + row + 1
        seat = seats.get(keys[row]) if row < len(keys) else None
        if seat:
            lines.append(_line(scan, row, number, seat, seen, known.get(seat.pk, "")))
        elif marks.is_touched(seen):
            lines.append(Line(row, number, None, _words(seen), "", ""))
    return lines


def _line(scan: SheetScan, row: int, number: int, seat: Seat, seen: marks.Row, known: str) -> Line:
    understood = marks.understand(seen)
    presence, doubt = understood.presence, understood.doubt
    if presence == Presence.ABSENT and known in THERE and not scan.confirmed_at:
        presence, doubt = "", CONTRADICTS.format(Presence(known).label)
    presence = scan.confirmed.get(str(seat.pk), presence)
    return Line(row, number, seat, _words(seen), presence, doubt)


def _words(seen: marks.Row) -> str:
    """What was seen in a row: "Có mặt ✓"; every box with something in it is named."""
    if not seen.boxes:
        return "không thấy rõ dòng này"
    said = [
        f"{_BOX_WORDS[box]}{'' if state == marks.MARKED else ' (chưa rõ)'}"
        for box, state in zip(_BOX_WORDS, seen.boxes, strict=True)
        if state != marks.EMPTY
    ]
    signed = ["có chữ ký"] if seen.signature == marks.MARKED else []
    return ", ".join(said + signed) or "để trống"


def answers_to(lines: Sequence[Line], data: dict[str, str]) -> dict[int, str]:
    """Seat → presence as somebody chose it; a seat without a choice is left out."""
    return {line.seat.pk: data[line.field] for line in lines if line.seat and data.get(line.field)}
