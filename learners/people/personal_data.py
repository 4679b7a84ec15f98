"""What the register keeps about a person, for the person; and how it forgets them."""

from django.db.models import F
from django.utils import timezone

from learners.people.models import Consent, Learner, Move, PaperCode, TeamMember
from lms.core.holdings import Facts, Holding, Subject, say_day, without_blanks
from lms.core.identity import mask_personal_id, show_phone

ERASED = "đã xóa"


def _records(subject: Subject) -> Facts:
    people = Learner.objects.filter(pk__in=subject.learners).select_related(
        "commune", "organisation"
    )
    return [_record(person) for person in people.order_by("-merged_into", "pk")]


def _record(person: Learner) -> dict[str, str]:
    return without_blanks(
        **{
            "Họ và tên": person.full_name,
            "Ngày sinh": person.birth,
            "Giới tính": person.get_sex_display(),
            "Xã, phường": person.commune,
            "Thôn, xóm, tổ dân phố": person.hamlet,
            "Địa chỉ như đã ghi": person.address_recorded,
            "Điện thoại": show_phone(person.phone) if person.phone else "",
            "Thư điện tử": person.email,
            "Cơ quan, đơn vị": person.organisation,
            "Số định danh (chỉ giữ 3 số cuối)": mask_personal_id(person.id_last3),
            "Số định danh được biết": person.get_id_seen_display(),
            "Nguồn": person.get_source_display(),
            "Ghi tên ngày": say_day(person.registered_at),
            "Hồ sơ trùng, đã gộp": "có" if person.merged_into_id else "",
        }
    )


def _erase_records(subject: Subject) -> None:
    """What remains is a row that facts hang on: birth year, commune, and that it was erased."""
    now = timezone.now()
    for person in Learner.objects.select_for_update().filter(pk__in=subject.learners):
        person.full_name = person.phone = person.email = person.hamlet = ""
        person.address_recorded = person.sex = ""
        person.id_hash = person.id_last3 = person.id_seen = ""
        person.birth_month = person.birth_day = person.organisation = person.user = None
        person.erased_at = person.erased_at or now
        person.save()


def _was_seen_on_paper(subject: Subject) -> bool:
    seen = (Learner.IdSeen.PAPER, Learner.IdSeen.VNEID)
    return Learner.objects.filter(pk__in=subject.learners, id_seen__in=seen).exists()


def _moves(subject: Subject) -> Facts:
    moves = Move.objects.filter(learner__in=subject.learners)
    return [
        {
            "Ngày": say_day(move.moved_on),
            "Từ": str(move.from_commune),
            "Đến": str(move.to_commune),
        }
        for move in moves.select_related("from_commune", "to_commune")
    ]


def _consents(subject: Subject) -> Facts:
    consents = Consent.objects.filter(learner__in=subject.learners).order_by("given_at", "id")
    return [
        without_blanks(
            **{
                "Mục đích": consent.get_purpose_display(),
                "Bản lời văn": consent.text_version,
                "Cách đồng ý": consent.get_method_display(),
                "Tờ giấy": consent.paper,
                "Người giám hộ": consent.guardian_name,
                "Ngày đồng ý": say_day(consent.given_at),
                "Ngày rút lại": say_day(consent.withdrawn_at),
            }
        )
        for consent in consents
    ]


def _erase_consents(subject: Subject) -> None:
    """That there was a yes to these words stays provable; no name stands beside it."""
    own = Consent.objects.filter(learner__in=subject.learners)
    own.filter(withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    own.update(guardian_name="")
    own.exclude(paper="").update(paper=ERASED)


def _teams(subject: Subject) -> Facts:
    members = TeamMember.objects.filter(learner__in=subject.learners)
    return [
        without_blanks(
            **{
                "Tổ": member.team,
                "Vai trò": "tổ trưởng" if member.is_head else "thành viên",
                "Từ ngày": say_day(member.valid_from),
                "Đến hết ngày": say_day(member.valid_to),
            }
        )
        for member in members.select_related("team__commune").order_by("valid_from", "id")
    ]


def _leave_teams(subject: Subject) -> None:
    today = timezone.localdate()
    own = TeamMember.objects.filter(learner__in=subject.learners, valid_to__isnull=True)
    own.filter(valid_from__gt=today).update(valid_to=F("valid_from"))
    own.update(valid_to=today)


def _slips(subject: Subject) -> Facts:
    slips = PaperCode.objects.filter(learner__in=subject.learners).order_by("made_at", "id")
    return [
        without_blanks(
            **{
                "Ngày làm": say_day(slip.made_at),
                "Hạn dùng": say_day(slip.expires_at),
                "Ngày dùng": say_day(slip.used_at),
            }
        )
        for slip in slips
    ]


def _erase_slips(subject: Subject) -> None:
    PaperCode.objects.filter(learner__in=subject.learners).delete()


_UNTIL_ASKED = (
    "Đến khi bạn yêu cầu xóa. Khi đó chỉ còn năm sinh và xã, phường để đếm, "
    "không còn gắn với tên ai."
)

HOLDINGS = (
    Holding(
        "people.record",
        "Hồ sơ học viên",
        "Để mỗi người được đếm đúng một lần, theo nơi ở và độ tuổi, và để in giấy chứng nhận.",
        _UNTIL_ASKED,
        _records,
        _erase_records,
        _was_seen_on_paper,
    ),
    Holding(
        "people.moves",
        "Những lần chuyển nơi ở",
        "Để số liệu của mỗi xã, phường đúng với nơi bạn ở vào ngày đó.",
        "Giữ cùng số liệu; sau khi xóa hồ sơ thì không còn gắn với tên ai.",
        _moves,
    ),
    Holding(
        "people.consents",
        "Những điều bạn đã đồng ý",
        "Luật yêu cầu nơi lưu dữ liệu chứng minh được bạn đã đồng ý với điều gì.",
        "Giữ làm bằng chứng; khi xóa hồ sơ thì xóa tên người giám hộ và chỗ để tờ giấy.",
        _consents,
        _erase_consents,
    ),
    Holding(
        "people.teams",
        "Tổ công nghệ số cộng đồng",
        "Để bà con biết ai giúp được ở thôn, xóm.",
        "Đến khi bạn rời tổ; sau khi xóa hồ sơ thì không còn gắn với tên ai.",
        _teams,
        _leave_teams,
    ),
    Holding(
        "people.slips",
        "Phiếu mã nhận hồ sơ",
        "Để bạn nhận được hồ sơ do người khác ghi giúp. Mã không được lưu, chỉ lưu dấu của mã.",
        "Phiếu hết hạn sau 30 ngày; dấu của mã xóa cùng hồ sơ.",
        _slips,
        _erase_slips,
    ),
)
