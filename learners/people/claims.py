"""How somebody proves that a record on the register, written by others, is theirs.

By the phone on the record: a six-digit code goes to it, whoever asks. By a slip of paper: a code
that a trainer or an officer who knows the person made and handed over. The direct way, a proved
phone that agrees with name and birth year, is `services.claim_learner`.

Nobody learns from here who is on the register: a record is only ever looked for after signing in,
by somebody who already knows its name, birth year and commune, a few times a day, and all that is
shown of it is a masked phone number.
"""

import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from learners.people.matching import slip_key
from learners.people.models import Learner, PaperCode
from learners.people.services import claim_learner
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text, fold, show_phone
from lms.core.limits import allow
from lms.core.models import Area, User
from lms.core.senders import send_text
from lms.core.tokens import SLIP_LENGTH, BadCode, new_code, parse_code, show_code

CODE_LIVES = timedelta(minutes=10)
MOST_TRIES = 5
SLIP_LIVES = timedelta(days=30)
_A_DAY = 24 * 60 * 60
LOOKS_A_DAY = 3  # different records that one account may be asked about
CODES_A_DAY = 3  # to one phone, whoever asks
SLIPS_A_DAY = 10  # slips typed in, right or wrong, by one account
TOO_OFTEN = (
    "Hôm nay bạn đã thử nhiều lần. Mời bạn thử lại ngày mai, "
    "hoặc nhờ cán bộ xã, phường nơi bạn ở giúp."
)
WRONG_CODE = "Mã chưa đúng. Hãy nhập 6 số trong tin nhắn mới nhất."
_NO_SUCH_SLIP = (
    "Mã này không đúng, đã dùng hoặc đã hết hạn. Hãy xem lại từng nhóm 4 ký tự, "
    "hoặc xin giảng viên, cán bộ một mã mới."
)


@dataclass(frozen=True, slots=True)
class Challenge:
    """A code on its way to the phone of a record; lives in the session that asked for it."""

    learner_id: int
    user_id: int
    secret: str  # of the code only a keyed hash is kept
    expires_at: str
    tries: int = 0

    def to_json(self) -> dict[str, Any]:
        """As a session keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """From what `to_json` gave."""
        return cls(**kept)

    @property
    def is_over(self) -> bool:
        """Whether it is too late for this code."""
        return timezone.now() >= datetime.fromisoformat(self.expires_at)


def unclaimed_namesake(
    *, user: User, full_name: str, birth_year: int, commune: Area
) -> Learner | None:
    """The one record without an account that agrees in name, birth year and commune.

    It must have a phone to send a code to, and not the one that `user` already holds: such a
    record is found without asking. Counts against `LOOKS_A_DAY`; beyond it nothing is found.
    """
    namesakes = Learner.objects.standing().filter(
        user__isnull=True,
        search_key=fold(full_name),
        slip_key=slip_key(fold(full_name)),  # which has the index
        birth_year=birth_year,
    )
    if user.phone and namesakes.filter(phone=user.phone).exists():
        return None
    found = namesakes.filter(commune=commune).exclude(phone="")[:2]
    if len(found) != 1:
        return None
    if not allow(f"claim-look:{user.pk}", amount=LOOKS_A_DAY, seconds=_A_DAY):
        return None
    return found[0]


def hide_phone(phone: str) -> str:
    """What is shown of a record's phone to somebody who has yet to prove it theirs: two and three
    digits, 09•• ••• 678.
    """
    shown = show_phone(phone)
    return f"{shown[:2]}•• ••• {shown[-3:]}"


def send_claim_code(*, learner: Learner, user: User) -> Challenge:
    """Send a code to the phone on the record; what comes back belongs into the session.

    Raises DomainError when it was asked for too often today, or cannot be sent.
    """
    if not (
        allow(f"claim-code:{learner.pk}", amount=CODES_A_DAY, seconds=_A_DAY)
        and allow(f"claim-codes-of:{user.pk}", amount=CODES_A_DAY, seconds=_A_DAY)
    ):
        raise DomainError(TOO_OFTEN)
    code = f"{secrets.randbelow(1_000_000):06d}"
    send_text(
        channel="phone",
        recipient=learner.phone,
        text=f"{code} là mã nhận hồ sơ học viên Bình dân học AI, dùng được trong 10 phút. "
        "Nếu bạn không yêu cầu, đừng đưa mã này cho ai.",
    )
    audit.record(actor=user, action="people.send_claim_code", target=learner)
    return Challenge(
        learner_id=learner.pk,
        user_id=user.pk,
        secret=_hash(code, learner.pk, user.pk),
        expires_at=(timezone.now() + CODE_LIVES).isoformat(),
    )


def try_code(*, challenge: Challenge, typed: str, user: User) -> tuple[Challenge, bool]:
    """Whether `typed` is the code; the challenge comes back with one try more.

    Raises DomainError when it is too late or was tried too often, in this session or in several
    at once: then a new code must be sent.
    """
    shared = f"claim-try:{challenge.secret}"
    if (
        challenge.is_over
        or challenge.tries >= MOST_TRIES
        or not allow(shared, amount=MOST_TRIES, seconds=_A_DAY)
    ):
        raise DomainError("Mã đã hết hạn hoặc đã nhập sai nhiều lần. Hãy bấm gửi mã mới.")
    code = "".join(ch for ch in clean_text(typed) if ch.isdigit())
    right = constant_time_compare(_hash(code, challenge.learner_id, user.pk), challenge.secret)
    return replace(challenge, tries=challenge.tries + 1), right


@transaction.atomic
def claim_record(
    *,
    user: User,
    record: Learner,
    consents: Collection[str],
    actor: User,
    guardian_name: str = "",
) -> Learner:
    """Give a record that was proved to be theirs to somebody who is not on the register yet.

    Raises DomainError as `services.claim_learner` does; of two at once the second is refused.
    """
    return claim_learner(
        user=user,
        full_name=record.full_name,
        birth_year=record.birth_year,
        commune=record.commune,
        consents=consents,
        actor=actor,
        guardian_name=guardian_name,
        record=record,
    )


@transaction.atomic
def make_slip(*, learner: Learner, actor: User) -> str:
    """A code on paper for this record, shown once; an earlier one that was not used is void.

    Raises DomainError when the record already has an account, or stands no longer.
    """
    learner = Learner.objects.select_for_update().get(pk=learner.pk)
    if learner.merged_into_id or learner.erased_at:
        raise DomainError("Hồ sơ này không còn đứng riêng trong sổ.")
    if learner.user_id:
        raise DomainError("Người này đã có tài khoản: họ đăng nhập là thấy hồ sơ của mình.")
    learner.paper_codes.filter(used_at__isnull=True).delete()
    code = new_code(SLIP_LENGTH)
    now = timezone.now()
    PaperCode.objects.create(
        learner=learner,
        code_hash=_hash_slip(code),
        made_by=actor,
        made_at=now,
        expires_at=now + SLIP_LIVES,
    )
    audit.record(actor=actor, action="people.make_slip", target=learner)
    return show_code(code)


def open_slip(*, typed: str, user: User) -> PaperCode:
    """The unused slip with this code; every asking counts against `SLIPS_A_DAY`.

    Raises DomainError, the same sentence for wrong, used and late.
    """
    if not allow(f"claim-slip:{user.pk}", amount=SLIPS_A_DAY, seconds=_A_DAY):
        raise DomainError(TOO_OFTEN)
    return _slip(typed)


@transaction.atomic
def use_slip(*, typed: str) -> Learner:
    """Spend a slip and return its record; inside the transaction that gives the record away."""
    slip = _slip(typed, lock=True)
    slip.used_at = timezone.now()
    slip.save(update_fields=["used_at"])
    return slip.learner


def _slip(typed: str, *, lock: bool = False) -> PaperCode:
    try:
        code = parse_code(typed, SLIP_LENGTH)
    except BadCode as error:
        raise DomainError(_NO_SUCH_SLIP) from error
    slips = PaperCode.objects.filter(used_at__isnull=True, expires_at__gt=timezone.now())
    if lock:
        slips = slips.select_for_update()
    slip = slips.filter(code_hash=_hash_slip(code)).first()
    if slip is None or slip.learner.erased_at:
        raise DomainError(_NO_SUCH_SLIP)
    return slip


def _hash(code: str, learner_id: int, user_id: int) -> str:
    """Keyed, and bound to the record and the account that asks: it opens nothing else."""
    salt = f"claim:{learner_id}:{user_id}"
    return salted_hmac(salt, code, algorithm="sha256").hexdigest()


def _hash_slip(code: str) -> str:
    return salted_hmac("paper code", code, algorithm="sha256").hexdigest()
