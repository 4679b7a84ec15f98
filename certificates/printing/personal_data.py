"""When papers were printed, for their owner; and files for the printer, which an erasure ends."""

from certificates.printing.models import PrintedPaper, PrintRun
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks

_GONE = "đã xóa"


def _prints(subject: Subject) -> Facts:
    own = PrintedPaper.objects.filter(certificate__learner__in=subject.learners)
    return [
        without_blanks(
            **{
                "Giấy số": one.certificate.number,
                "In ngày": say_day(one.run.made_at),
                "Lý do in lại": one.run.reason,
            }
        )
        for one in own.select_related("run", "certificate").order_by("pk")
    ]


def _forget(subject: Subject) -> None:
    """Files on which the name stands go, whoever else stands on them: they can be made again."""
    runs = PrintRun.objects.filter(papers__certificate__learner__in=subject.learners).distinct()
    for run in runs.exclude(file=""):
        run.file.delete(save=False)
        PrintRun.objects.filter(pk=run.pk).update(file="")
    again = runs.filter(what=PrintRun.What.AGAIN).values_list("pk", flat=True)
    PrintRun.objects.filter(pk__in=list(again)).update(reason=_GONE)


HOLDINGS = (
    Holding(
        "certificates.prints",
        "Những lần giấy của bạn được in ở cơ quan",
        "Để biết ai đã in giấy nào, khi nào.",
        "Tệp in chỉ giữ 7 ngày. Sổ in được giữ; khi xóa hồ sơ, lý do in lại và tệp in mất đi.",
        _prints,
        _forget,
    ),
)
