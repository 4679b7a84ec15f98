"""Scans: PDFs of one page or several, as office scanners make them, and PDFs that mean ill."""

import signal
from io import BytesIO
from time import monotonic

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from learners.attendance.models import Attendance
from learners.paper import opening, pictures, reader_process, selectors, services
from learners.paper.models import SheetScan
from lms.core.children import run_child
from lms.core.errors import DomainError
from tests.learners.paper.conftest import seat_people, send_file
from tests.learners.paper.photos import BLUE, filled, rasterised, scanned

pytestmark = pytest.mark.django_db
A4 = (595, 842)
EMPTY_PAGE = Image.new("RGB", (1_654, 2_339), (250, 250, 248))


def proposed(scan: SheetScan) -> list[str]:
    return [line.presence or "asked" for line in selectors.lines_of(scan)]


def empty_pdf(*sizes: tuple[float, float]) -> bytes:
    document, out = pypdfium2.PdfDocument.new(), BytesIO()
    for size in sizes:
        document.new_page(*size)
    document.save(out)
    return out.getvalue()


class TestReading:
    @pytest.fixture
    def session(self, make_class, trainer):
        """The first session of a class of twenty: two pages."""
        made = make_class(trainer=trainer)
        seat_people(made, trainer.user, [f"Nguyễn Thị Hoa {n:02}" for n in range(20)])
        return made.sessions.get(number=1)

    @pytest.fixture
    def pages(self, sheet) -> list[Image.Image]:
        """Its two pages: everybody came, but the last, whose row is blank."""
        printed = rasterised(services.page_pdf(sheet=sheet))
        everybody = dict.fromkeys(range(18), (0, "cross", BLUE))
        return [filled(printed[0], everybody, 1), filled(printed[1], {0: (1, "tick", BLUE)}, 2)]

    def test_each_page_of_a_scan_is_a_page_of_the_sheet(self, session, pages, trainer):
        taken = send_file(session, scanned(*reversed(pages)), trainer.user)
        assert [(scan.page, scan.file_page) for scan in taken.scans] == [(2, 1), (1, 2)]
        second, first = taken.scans
        assert (proposed(first), proposed(second)) == (["present"] * 18, ["late", "absent"])
        assert not Attendance.objects.exists()  # nobody confirmed
        with Image.open(first.picture.path) as kept:
            assert (kept.format, kept.height) == ("JPEG", 2_800)

    def test_the_same_scan_again_changes_nothing(self, session, pages, trainer):
        scan = scanned(*pages)
        first, again = (send_file(session, scan, trainer.user).scans for _ in range(2))
        assert (again, SheetScan.objects.count()) == (first, 2)

    def test_empty_backs_are_left_out_in_silence(self, session, pages, trainer):
        both_sides = scanned(pages[0], EMPTY_PAGE, pages[1], EMPTY_PAGE)
        taken = send_file(session, both_sides, trainer.user)
        assert ([scan.page for scan in taken.scans], taken.problems) == ([1, 2], [])

    def test_of_a_mixed_scan_the_good_pages_are_kept_and_the_others_named(
        self, session, pages, trainer
    ):
        second = session.training_class.sessions.get(number=2)
        other = services.print_sheet(session=second, actor=trainer.user)
        stranger = rasterised(services.page_pdf(sheet=other))[0]
        scan = scanned(pages[0], stranger)
        taken = send_file(session, scan, trainer.user)
        assert [one.page for one in taken.scans] == [1]
        assert len(taken.problems) == 1
        assert taken.problems[0].startswith("Trang 2 của tệp: Tờ trong ảnh là của buổi khác")
        (there,) = send_file(second, scan, trainer.user).scans  # the same file belongs there too
        assert (there.sheet, there.file_page) == (other, 2)

    def test_what_there_was_no_time_for_is_read_when_it_is_sent_again(
        self, session, pages, trainer
    ):
        scan = scanned(*pages)
        sent = {"session": session, "file": ContentFile(scan), "actor": trainer.user}
        with pytest.raises(DomainError) as late:
            services.take_file(**sent, until=monotonic())
        assert late.value.message == services.NO_TIME_LEFT
        assert len(send_file(session, scan, trainer.user).scans) == 2

    def test_the_printed_file_itself_sent_back_has_only_blank_rows(self, session, sheet, trainer):
        taken = send_file(session, b"\r\n" + services.page_pdf(sheet=sheet), trainer.user)
        assert proposed(taken.scans[0]) == ["absent"] * 18

    def test_a_script_inside_is_not_run(self, session, sheet, trainer):
        endless = b"/Type /Catalog /OpenAction <</S /JavaScript /JS (while (true) {})>>"
        pdf = services.page_pdf(sheet=sheet)
        assert pdf.count(b"/Type /Catalog") == 1
        taken = send_file(session, pdf.replace(b"/Type /Catalog", endless), trainer.user)
        assert len(taken.scans) == 2


def locked() -> bytes:
    out = BytesIO()
    canvas = Canvas(out, encrypt="mật khẩu")
    canvas.drawString(9, 9, "x")
    canvas.save()
    return out.getvalue()


def greedy() -> bytes:
    """A page that draws itself thirty times, each of which does so again, and so on."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
    bodies = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources <</XObject <</A 5 0 R>>>>>>",
    ]
    for number in range(4, 14):
        calls = b"/A Do " * 30 if number < 13 else b"0 0 m 500 500 l S"
        inner = b"/Resources <</XObject <</A %d 0 R>>>>" % (number + 1)
        head = form + inner if number > 4 else b""
        bodies.append(b"<<%b /Length %d>> stream\n%b\nendstream" % (head, len(calls), calls))
    objects = [b"%d 0 obj %b endobj\n" % pair for pair in enumerate(bodies, start=1)]
    return b"%PDF-1.4\n" + b"".join(objects) + b"trailer <</Root 1 0 R>>\n%%EOF"


class TestRefusing:
    @pytest.mark.parametrize(
        ("make", "sentence"),
        [
            (lambda: b"%PDF-1.7 ...", opening.BROKEN),
            (lambda: scanned(EMPTY_PAGE)[:-400], opening.BROKEN),
            (locked, opening.LOCKED),
            (lambda: empty_pdf(*[A4] * 500), opening.TOO_MANY_PAGES.format(500, 10)),
            (lambda: empty_pdf((28_346, 28_346)), opening.STRANGE_SIZE),
            (lambda: empty_pdf((14_000, 1)), opening.STRANGE_SIZE),
            (lambda: empty_pdf(A4, A4), pictures.BLANK),
            (empty_pdf, opening.BROKEN),
        ],
    )
    def test_what_cannot_be_read_is_said(self, session, trainer, make, sentence):
        with pytest.raises(DomainError) as refused:
            send_file(session, make(), trainer.user)
        assert (refused.value.message, SheetScan.objects.count()) == (sentence, 0)

    def test_a_page_that_wants_all_memory_costs_the_reader_its_life_and_no_more(
        self, session, trainer
    ):
        with pytest.raises(DomainError, match="Không đọc được tệp này"):
            send_file(session, greedy(), trainer.user)

    def test_the_reader_never_gets_more_memory_than_its_limit(self, tmp_path):
        (tmp_path / "greedy.pdf").write_bytes(greedy())
        # From a small process of its own: among the children of this one are larger ones (Java).
        told = run_child(
            "tests.learners.paper.watched_reader",
            *(str(tmp_path / "greedy.pdf"), str(tmp_path), "1"),
            seconds=pictures.WALL_SECONDS,
        )
        ended, largest = map(int, told.stdout.split())
        assert ended == -signal.SIGABRT
        assert largest < reader_process.MEMORY
