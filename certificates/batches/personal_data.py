"""In which batches somebody stood, for them; the rows hold links and no name."""

from django.db.models import Q

from certificates.batches.models import BatchRow
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks


def _rows(subject: Subject) -> Facts:
    people = subject.learners
    own = BatchRow.objects.filter(
        Q(enrolment__learner__in=people)
        | Q(appointment__learner__in=people)
        | Q(certificate__learner__in=people)
    )
    return [
        without_blanks(
            **{
                "Đợt": f"{row.batch.get_act_display()}, số {row.batch_id}",
                "Ngày": say_day(row.batch.made_at),
                "Kết quả": row.get_state_display(),
                "Lý do": row.words or row.batch.reason,
            }
        )
        for row in own.select_related("batch").order_by("batch", "place")
    ]


HOLDINGS = (
    Holding(
        "certificates.batches",
        "Những đợt cấp, thu hồi giấy có bạn",
        "Để biết giấy của bạn được cấp, thu hồi trong đợt nào, vì sao.",
        "Giữ cùng sổ cấp giấy; khi xóa hồ sơ, các dòng này không còn gắn với tên ai.",
        _rows,
    ),
)
