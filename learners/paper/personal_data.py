"""Pictures of sheets in which somebody stands with name and signature; and how they go."""

from collections.abc import Iterator

from learners.classes.models import Seat
from learners.paper.models import SheetScan
from learners.paper.retention import delete_files
from lms.core.holdings import Facts, Holding, Subject, say_day


def _scans(subject: Subject) -> Iterator[SheetScan]:
    """The pictures of the pages on which the person stands."""
    seats = dict(
        Seat.objects.filter(learner__in=subject.learners).values_list("pk", "training_class")
    )
    scans = SheetScan.objects.filter(sheet__session__training_class__in=set(seats.values()))
    for scan in scans.exclude(picture="").select_related("sheet__session").order_by("pk"):
        if set(seats) & set(scan.sheet.seats_on(scan.page)):
            yield scan


def _facts(subject: Subject) -> Facts:
    return [
        {
            "Lớp": f"Lớp {scan.sheet.session.training_class_id}",
            "Buổi": f"Buổi {scan.sheet.session.number}",
            "Ngày học": say_day(scan.sheet.session.starts_at),
            "Trang": str(scan.page),
            "Ảnh gửi ngày": say_day(scan.uploaded_at),
        }
        for scan in _scans(subject)
    ]


def _erase(subject: Subject) -> None:
    """A line of a picture cannot be taken out, so the pictures go; the marks stay facts."""
    for scan in _scans(subject):
        delete_files(scan)


HOLDINGS = (
    Holding(
        "paper.scans",
        "Ảnh tờ điểm danh giấy có tên và chữ ký của bạn",
        "Để làm bằng chứng cho việc điểm danh bằng giấy.",
        "Nhiều nhất 1 năm sau khi xác nhận. Khi xóa hồ sơ, ảnh có tên bạn bị xóa ngay.",
        _facts,
        _erase,
    ),
)
