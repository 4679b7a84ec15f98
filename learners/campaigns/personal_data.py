"""What campaigns hold about a person; and what of it stays."""

from learners.campaigns.models import AlertNote, Letter, Member, Subscription
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks


def _meant(subject: Subject) -> Facts:
    own = Member.objects.filter(learner__in=subject.learners)
    return [
        without_blanks(
            **{
                "Chiến dịch": one.campaign.title,
                "Cơ quan": one.campaign.organisation,
                "Đưa vào bằng": one.get_via_display(),
                "Từ ngày": say_day(one.added_on),
                "Ra khỏi ngày": say_day(one.left_on),
                "Lý do": one.get_left_reason_display(),
            }
        )
        for one in own.select_related("campaign__organisation").order_by("pk")
    ]


def _letters(subject: Subject) -> Facts:
    asked = Subscription.objects.filter(user__in=subject.accounts)
    sent = Letter.objects.filter(user__in=subject.accounts).order_by("pk")
    return [
        *({"Bản tin tuần gửi tới": one.address, "Từ ngày": say_day(one.asked_at)} for one in asked),
        *(
            without_blanks(
                **{"Thư": one.key, "Tình trạng": one.get_state_display(),
                   "Gửi ngày": say_day(one.sent_at)}
            )
            for one in sent
        ),
    ]  # fmt: skip


def _unsubscribe(subject: Subject) -> None:
    Subscription.objects.filter(user__in=subject.accounts).delete()


def _notes(subject: Subject) -> Facts:
    own = AlertNote.objects.filter(noted_by__in=subject.accounts).order_by("pk")
    return [
        {"Ngày": say_day(one.noted_at), "Cảnh báo": one.title, "Đã làm gì": one.words}
        for one in own
    ]


HOLDINGS = (
    Holding(
        "campaigns.members",
        "Chiến dịch học của cơ quan bạn",
        "Để cơ quan biết ai đã học xong, ai cần nhắc.",
        "Khi xóa hồ sơ, dòng này vẫn đếm, không còn gắn với tên ai.",
        _meant,
    ),
    Holding(
        "campaigns.letters",
        "Bản tin tuần và thư về chiến dịch",
        "Để gửi thư bạn đã bật, và để không gửi hai lần.",
        "Khi tắt bản tin, nơi nhận được xóa ngay; khi xóa hồ sơ cũng vậy.",
        _letters,
        _unsubscribe,
    ),
    Holding(
        "campaigns.notes",
        "Việc bạn ghi đã làm về cảnh báo",
        "Để người sau biết việc gì đã làm.",
        "Giữ cùng số liệu; sau khi xóa hồ sơ thì không còn gắn với tên ai.",
        _notes,
    ),
)
