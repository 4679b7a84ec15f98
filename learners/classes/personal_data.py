"""What classes hold about a person: where they learnt, taught and helped; and what of it stays."""

from learners.classes.models import CalendarFeed, ClassList, ClassTrainer, Help, Seat
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks


def _seats(subject: Subject) -> Facts:
    own = Seat.objects.filter(learner__in=subject.learners)
    return [
        without_blanks(
            **{
                "Lớp": f"{seat.training_class.course.title}, {seat.training_class.commune}",
                "Tình trạng": seat.get_state_display(),
                "Vào lớp bằng": seat.get_via_display(),
                "Ngày": say_day(seat.taken_at),
            }
        )
        for seat in own.select_related(
            "training_class__course", "training_class__commune"
        ).order_by("taken_at", "id")
    ]


def _taught(subject: Subject) -> Facts:
    own = ClassTrainer.objects.filter(learner__in=subject.learners)
    return [
        without_blanks(
            **{
                "Lớp": f"{one.training_class.course.title}, {one.training_class.commune}",
                "Vai": one.get_part_display(),
                "Từ ngày": say_day(one.since),
                "Đến ngày": say_day(one.until),
            }
        )
        for one in own.select_related("training_class__course", "training_class__commune").order_by(
            "id"
        )
    ]


def _help(subject: Subject) -> Facts:
    found = []
    for field, word in (("helper", "Bạn giúp người khác"), ("learner", "Bạn được giúp")):
        own = Help.objects.filter(**{f"{field}__in": subject.learners}).select_related("session")
        found += [
            without_blanks(
                **{"Việc": word, "Ngày": say_day(one.session.starts_at), "Số phút": one.minutes}
            )
            for one in own.order_by("id")
        ]
    return found


def _lists(subject: Subject) -> Facts:
    own = ClassList.objects.filter(handed_in_by__in=subject.accounts)
    return [
        without_blanks(**{"Tệp": one.file_name, "Gửi ngày": say_day(one.handed_in_at)})
        for one in own.order_by("id")
    ]


def _feeds(subject: Subject) -> Facts:
    own = CalendarFeed.objects.filter(owner__in=subject.accounts)
    return [
        without_blanks(**{"Tạo ngày": say_day(one.made_at), "Bỏ ngày": say_day(one.ended_at)})
        for one in own.order_by("id")
    ]


def _drop_feeds(subject: Subject) -> None:
    CalendarFeed.objects.filter(owner__in=subject.accounts).delete()


HOLDINGS = (
    Holding(
        "classes.seats",
        "Các lớp bạn học",
        "Để giảng viên biết ai trong lớp, điểm danh và ghi nhận việc học.",
        "Khi xóa hồ sơ, chỗ trong lớp vẫn đếm cho số liệu, không còn gắn với tên ai.",
        _seats,
    ),
    Holding(
        "classes.taught",
        "Các lớp bạn dạy",
        "Để biết ai phụ trách lớp và tính giờ dạy.",
        "Khi xóa hồ sơ, lớp vẫn còn cho số liệu, không còn gắn với tên ai.",
        _taught,
    ),
    Holding(
        "classes.help",
        "Những lượt giúp nhau học",
        "Để ghi công người giúp.",
        "Khi xóa hồ sơ, số phút vẫn đếm, không còn gắn với tên ai.",
        _help,
    ),
    Holding(
        "classes.lists",
        "Danh sách bạn đã gửi cho lớp",
        "Để cán bộ đưa người trong danh sách vào sổ và lớp.",
        "Tệp bị xóa ngay khi được nhận hoặc trả lại, chậm nhất sau 7 ngày; "
        "còn lại tên tệp và ngày gửi.",
        _lists,
    ),
    Holding(
        "classes.feeds",
        "Địa chỉ lịch riêng của bạn",
        "Để điện thoại, máy tính của bạn tự cập nhật lịch lớp.",
        "Tới khi bạn bỏ địa chỉ; khi xóa hồ sơ thì xóa hết.",
        _feeds,
        _drop_feeds,
    ),
)
