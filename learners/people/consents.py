"""The ledger of consents: the words, who agreed to them and how, and who took it back.

Law 91/2025/QH15 art. 9: voluntary, informed, one purpose at a time, provable by the controller;
art. 24: for a child (under sixteen) the guardian agrees as well. A yes is added or withdrawn, never
edited; new words are a new version, and a yes stays a yes to the words it was given to.
"""

from collections.abc import Collection
from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from learners.people.models import Consent, ConsentText, Learner
from learners.people.selectors import is_theirs
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_full_name, clean_text
from lms.core.models import User

CHILD_UNTIL = 16
NEEDS_GUARDIAN = (
    "Bạn chưa đủ 16 tuổi, nên cần cha, mẹ hoặc người giám hộ cùng đồng ý. "
    "Hãy ghi họ và tên của người đó."
)
# Purpose, version, first day, words. A change of words is a new line; the old ones stay.
TEXTS = (
    (
        Consent.Purpose.STUDY,
        "2026-11",
        date(2026, 11, 1),
        "Tôi đồng ý để chương trình lưu họ tên, năm sinh, xã, số điện thoại hoặc email "
        "và kết quả học của tôi, "
        "để ghi nhận việc học, báo cáo số liệu và cấp giấy chứng nhận.",
    ),
    (
        Consent.Purpose.CONTACT,
        "2026-11",
        date(2026, 11, 1),
        "Tôi đồng ý để cán bộ xã, phường nơi tôi ở thấy số điện thoại của tôi và gọi cho tôi "
        "về việc học (không bắt buộc).",
    ),
    (
        Consent.Purpose.CONTACT,
        "2026-12",
        date(2026, 11, 25),
        "Tôi đồng ý để cán bộ xã, phường nơi tôi ở thấy số điện thoại của tôi và gọi cho tôi "
        "về việc học, và để chương trình nhắn tin, gửi thư cho tôi về lớp tôi học "
        "(không bắt buộc).",
    ),
    (
        Consent.Purpose.CONTACT,
        "2026-12-2",
        date(2026, 11, 30),
        "Tôi đồng ý để cán bộ xã, phường nơi tôi ở thấy số điện thoại của tôi và gọi cho tôi "
        "về việc học, và để chương trình nhắn tin, gửi thư cho tôi về lớp tôi học và nhắc tôi học "
        "cho kịp hạn mà cơ quan, đơn vị tôi đặt ra (không bắt buộc).",
    ),
)
# Under these words of CONTACT nobody may be written to: they speak of calls alone.
CALLS_ALONE = ("2026-11",)
# Under these only about one's own classes: of the goals of an agency they say nothing.
CLASSES_ALONE = ("2026-12",)


def load_texts() -> int:
    """Write the words above, those that are not there yet; returns how many were new."""
    known = set(ConsentText.objects.values_list("purpose", "version"))
    new = [
        ConsentText(purpose=purpose, version=version, valid_from=since, words=words)
        for purpose, version, since, words in TEXTS
        if (purpose, version) not in known
    ]
    return len(ConsentText.objects.bulk_create(new, ignore_conflicts=True))


def current_texts() -> dict[str, ConsentText]:
    """Purpose → the words that are asked today, purposes in the order of `Consent.Purpose`."""
    begun = ConsentText.objects.filter(valid_from__lte=timezone.localdate())
    newest = {text.purpose: text for text in begun.order_by("valid_from", "id")}
    return {purpose: newest[purpose] for purpose in Consent.Purpose.values if purpose in newest}


def may_be_child(
    *, birth_year: int, birth_month: int | None = None, birth_day: int | None = None
) -> bool:
    """Whether somebody may still be under sixteen today.

    What is not known of the birth date counts as late as it can be: a child is not taken for grown.
    """
    today = timezone.localdate()
    birthday = (birth_month or 12, birth_day or 31)
    age = today.year - birth_year - ((today.month, today.day) < birthday)
    return age < CHILD_UNTIL


@transaction.atomic
def give(
    *,
    learner: Learner,
    purpose: str,
    actor: User,
    guardian_name: str = "",
    paper: str = "",
) -> Consent:
    """Write down a yes to the words of today; one to older words is ended and replaced.

    A yes to these words that stands stays. With `paper` it was signed on a sheet, and `paper` says
    where that lies; else it was ticked on the web. Raises DomainError when a guardian is needed and
    not named, or the purpose is unknown.
    """
    Learner.objects.select_for_update().get(pk=learner.pk)  # two taps wait for each other
    text = current_texts().get(purpose)
    if text is None:
        raise DomainError("Không có mục đồng ý này. Hãy tải lại trang.")
    standing = _standing(learner).filter(purpose=purpose).first()
    if standing and standing.text_version == text.version:
        return standing
    guardian = _guardian(learner, guardian_name)
    if standing:
        _end(standing, actor)
    consent = Consent.objects.create(
        learner=learner,
        purpose=purpose,
        text_version=text.version,
        method=Consent.Method.PAPER if clean_text(paper) else Consent.Method.WEB,
        paper=clean_text(paper)[:120],
        guardian_name=guardian,
        taken_by=None if is_theirs(learner, actor) else actor,
    )
    told = {"purpose": purpose, "how": consent.method}
    audit.record(actor=actor, action="people.give_consent", target=learner, **told)
    return consent


def _guardian(learner: Learner, typed: str) -> str:
    """The guardian's name for a child; nobody else's is kept."""
    is_child = may_be_child(
        birth_year=learner.birth_year,
        birth_month=learner.birth_month,
        birth_day=learner.birth_day,
    )
    if not is_child:
        return ""
    if not clean_text(typed):
        raise DomainError(NEEDS_GUARDIAN)
    try:
        return clean_full_name(typed)
    except ValueError as error:
        raise DomainError(f"Tên người giám hộ: {error}") from error


@transaction.atomic
def withdraw(*, learner: Learner, purpose: str, actor: User) -> Consent | None:
    """Take a yes back, from now on; without a standing yes nothing changes and None is returned.

    What follows from it is said on the page, and done where it belongs: without CONTACT nobody
    sees the phone or writes, without STUDY nothing more is written down (`study_withdrawn`).
    """
    Learner.objects.select_for_update().get(pk=learner.pk)
    consent = _standing(learner).filter(purpose=purpose).first()
    if consent is None:
        return None
    _end(consent, actor)
    audit.record(actor=actor, action="people.withdraw_consent", target=learner, purpose=purpose)
    return consent


def _end(consent: Consent, actor: User) -> None:
    consent.withdrawn_at, consent.withdrawn_by = timezone.now(), actor
    consent.save(update_fields=["withdrawn_at", "withdrawn_by"])


def standing_purposes(*, learner: Learner) -> set[str]:
    """What the person agrees to today."""
    return set(_standing(learner).values_list("purpose", flat=True))


def study_withdrawn(*, learner: Learner) -> bool:
    """Whether the person took back that their study is written down: one query.

    Who was never asked (somebody from a list of an agency) is on the register by law 91/2025
    art. 19.1.c, the work of state agencies; only a yes that was taken back stops it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SAID_TO_STUDY, [learner.pk, Consent.Purpose.STUDY])
        said, taken_back = cursor.fetchone()
    return bool(said) and said == taken_back


# By hand: asked before anything is written down, and a third of the cost.
_SAID_TO_STUDY = """
SELECT COUNT(*), COUNT(withdrawn_at) FROM learners_consent WHERE learner_id = %s AND purpose = %s
"""


def who_withdrew_study(*, learners: Collection[int]) -> set[int]:
    """The ids of those among `learners` of whom `study_withdrawn` is true: one query."""
    asked = Consent.objects.filter(purpose=Consent.Purpose.STUDY, learner__in=learners)
    said = list(asked.values_list("learner", "withdrawn_at"))
    return {pk for pk, _ in said} - {pk for pk, withdrawn in said if withdrawn is None}


def yes_to_messages(*, of_a_class: bool) -> QuerySet[Consent]:
    """The standing yeses under which the programme may write to people.

    Of their own class, or of anything else, as an agency's campaign: a yes covers what its words
    speak of.
    """
    found = Consent.objects.filter(purpose=Consent.Purpose.CONTACT, withdrawn_at__isnull=True)
    silent = CALLS_ALONE if of_a_class else (*CALLS_ALONE, *CLASSES_ALONE)
    return found.exclude(text_version__in=silent)


def _standing(learner: Learner) -> QuerySet[Consent]:
    return Consent.objects.filter(learner=learner, withdrawn_at__isnull=True)
