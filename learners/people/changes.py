"""What staff change about somebody on the register: put on it, corrected, moved, identified."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from learners.people.models import Learner, Move
from learners.people.services import OLDEST, YOUNGEST
from lms.core import audit
from lms.core.access import Scope, scope_of
from lms.core.errors import DomainError
from lms.core.identity import (
    PersonalId,
    clean_full_name,
    clean_phone,
    clean_text,
    hash_personal_id,
    parse_personal_id,
)
from lms.core.models import Area, Organisation, User

# Saved twice within this time, it is one tap too many and not a second person.
_DOUBLE_TAP = timedelta(minutes=10)
# What may be corrected, in the words of the screens.
FIELDS = {
    "full_name": "họ và tên",
    "birth_year": "năm sinh",
    "birth_month": "tháng sinh",
    "birth_day": "ngày sinh",
    "sex": "giới tính",
    "hamlet": "thôn, xóm",
    "phone": "điện thoại",
    "email": "thư điện tử",
    "organisation": "cơ quan, đơn vị",
}
# Why something is corrected: chosen, so that the record of acts holds no name by accident.
REASONS = {
    "paper": "theo giấy tờ người học đưa xem",
    "asked": "người học báo sửa",
    "typing": "ghi nhầm khi nhập",
    "list": "theo danh sách của thôn, cơ quan",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told about a person, as it was typed; `clean` says whether it can be."""

    full_name: str
    birth_year: int
    birth_month: int | None = None
    birth_day: int | None = None
    sex: str = ""
    hamlet: str = ""
    phone: str = ""
    email: str = ""
    organisation: Organisation | None = None

    def clean(self) -> "dict[str, Any]":
        """The fields as they are stored; raises DomainError with a sentence on what is wrong."""
        _check_birth(self.birth_year, self.birth_month, self.birth_day)
        if self.sex not in ("", *Learner.Sex.values):
            raise DomainError("Hãy chọn giới tính là nam, nữ, hoặc để trống.")
        try:
            name = clean_full_name(self.full_name)
            phone = clean_phone(self.phone) if clean_text(self.phone) else ""
        except ValueError as error:
            raise DomainError(str(error)) from error
        return {
            "full_name": name,
            "birth_year": self.birth_year,
            "birth_month": self.birth_month,
            "birth_day": self.birth_day,
            "sex": self.sex,
            "hamlet": clean_text(self.hamlet)[:120],
            "phone": phone,
            "email": _clean_email(self.email),
            "organisation": self.organisation,
        }


@transaction.atomic
def add_person(*, facts: Facts, commune: Area, actor: User) -> Learner:
    """Put somebody on the register on the spot; a second tap gives the same person.

    Who may already stand there is for the caller to show first (`duplicates`). Raises DomainError
    when the facts cannot be, or when it is not for `actor` to register people of this place.
    """
    fields = facts.clean()
    scope = scope_of(actor)
    if not _may_keep(scope, commune.pk, fields["organisation"]):
        raise DomainError(
            "Bạn chỉ ghi tên được cho người của địa bàn hoặc cơ quan mình phụ trách. "
            "Hãy chọn lại xã, phường hoặc cơ quan."
        )
    Area.objects.select_for_update().get(pk=commune.pk)  # two taps wait for each other
    twin = Learner.objects.standing().filter(
        **{name: fields[name] for name in ("birth_year", "birth_month", "birth_day", "phone")},
        full_name=fields["full_name"],
        commune=commune,
        source=Learner.Source.STAFF,
        registered_at__gt=timezone.now() - _DOUBLE_TAP,
    )
    return twin.first() or write_down(facts=facts, commune=commune, actor=actor)


@transaction.atomic
def write_down(*, facts: Facts, commune: Area, actor: User) -> Learner:
    """A new record of what staff were told about somebody.

    Whether `actor` may register people there, and who may already stand on the register, is for
    the caller to settle (`add_person` for registrars, `classes.spot` for a class's trainers).
    Raises DomainError when the facts cannot be.
    """
    fields = facts.clean()
    learner = Learner.objects.create(**fields, commune=commune, source=Learner.Source.STAFF)
    audit.record(actor=actor, action="people.add", target=learner)
    return learner


@transaction.atomic
def correct(*, learner: Learner, facts: Facts, reason: str, actor: User) -> list[str]:
    """Set what is known about somebody right; returns the names of the fields that changed.

    The reason (one of REASONS) and the names of the fields are written down, never what stood in
    them. Raises DomainError without a reason, or when the facts cannot be.
    """
    fields = facts.clean()
    learner = _locked(learner, actor)
    changed = [name for name, value in fields.items() if getattr(learner, name) != value]
    if not changed:
        return []
    if reason not in REASONS:
        raise DomainError("Hãy chọn lý do sửa.")
    for name in changed:
        setattr(learner, name, fields[name])
    learner.save()
    if "full_name" in changed and learner.user:
        learner.user.full_name = learner.full_name
        learner.user.save(update_fields=["full_name"])
    audit.record(
        actor=actor, action="people.correct", target=learner, fields=changed, reason=reason
    )
    return changed


@transaction.atomic
def move(
    *, learner: Learner, commune: Area, moved_on: date, actor: User, hamlet: str = ""
) -> Move | None:
    """Somebody lives in another commune since a day; None when they live there already.

    Whoever watches over the old commune hands over, whoever watches over the new one takes in;
    nobody else. Raises DomainError when it is neither, or when the day does not fit.
    """
    learner = Learner.objects.select_for_update().get(pk=learner.pk)
    if learner.commune_id == commune.pk:
        return None
    _check_mover(scope_of(actor), learner.commune_id, commune.pk)
    _check_day(learner, moved_on)
    step = Move.objects.create(
        learner=learner,
        from_commune_id=learner.commune_id,
        to_commune=commune,
        moved_on=moved_on,
        recorded_by=actor,
    )
    learner.commune, learner.hamlet = commune, clean_text(hamlet)[:120]
    learner.address_mapping = Learner.Mapping.PICKED
    learner.address_mapped_on = timezone.localdate()
    learner.save()
    audit.record(
        actor=actor,
        action="people.move",
        target=learner,
        from_commune=step.from_commune_id,
        to_commune=commune.pk,
    )
    return step


@transaction.atomic
def identify(*, learner: Learner, number: str, seen: str, actor: User) -> bool:
    """Keep that somebody's personal ID number was seen, and how; returns whether anything changed.

    Only a keyed hash and the last three digits are stored. A number seen better is never replaced
    by one seen worse. Raises DomainError when the digits disagree with the birth year or the sex
    on the register (that is for a person to look at), or when another record holds the number.
    """
    if seen not in Learner.IdSeen.values:
        raise DomainError("Hãy chọn cách đã xem số định danh.")
    try:
        told = parse_personal_id(number)
    except ValueError as error:
        raise DomainError(str(error)) from error
    learner = _locked(learner, actor)
    _check_agrees(learner, told)
    hashed = hash_personal_id(told.number, settings.ID_HASH_KEY)
    order = Learner.IdSeen.values  # from the weakest way of seeing to the strongest
    worse = learner.id_seen and order.index(seen) < order.index(learner.id_seen)
    if worse and learner.id_hash != hashed:
        raise DomainError(
            f"Hồ sơ đã ghi một số định danh khác ({learner.get_id_seen_display()}). "
            "Hãy xem giấy tờ rồi ghi lại theo cách đã xem."
        )
    if worse or (learner.id_hash, learner.id_seen) == (hashed, seen):
        return False
    if Learner.objects.standing().filter(id_hash=hashed).exclude(pk=learner.pk).exists():
        raise DomainError(
            "Số định danh này đã có ở một hồ sơ khác: rất có thể là cùng một người. "
            "Hãy tìm bằng số định danh trong sổ, hoặc xem mục Hồ sơ trùng."
        )
    learner.id_hash, learner.id_last3, learner.id_seen = hashed, told.number[-3:], seen
    learner.save(update_fields=["id_hash", "id_last3", "id_seen"])
    audit.record(actor=actor, action="people.identify", target=learner, seen=seen)
    return True


def _check_agrees(learner: Learner, told: PersonalId) -> None:
    if told.birth_year != learner.birth_year:
        raise DomainError(
            f"Số định danh này là của người sinh năm {told.birth_year}, "
            f"còn hồ sơ ghi {learner.birth_year}. Hãy xem lại giấy tờ rồi sửa bên nào sai."
        )
    if learner.sex and told.sex != learner.sex:
        words = dict(Learner.Sex.choices)
        raise DomainError(
            f"Số định danh này là của {words[told.sex]}, còn hồ sơ ghi {words[learner.sex]}. "
            "Hãy xem lại giấy tờ rồi sửa bên nào sai."
        )


def _locked(learner: Learner, actor: User) -> Learner:
    """The row for changing; who could not see it could not have asked for it."""
    found = Learner.objects.standing().visible_to(actor).select_for_update(of=("self",))
    try:
        return found.get(pk=learner.pk)
    except Learner.DoesNotExist as error:
        raise DomainError("Không có hồ sơ này trong phần sổ mà bạn phụ trách.") from error


def _may_keep(scope: Scope, commune: str, organisation: Organisation | None) -> bool:
    if not scope.may_register:
        return False
    in_organisation = organisation is not None and organisation.pk in scope.organisations
    return scope.covers(commune) or in_organisation


def _check_mover(scope: Scope, old: str, new: str) -> None:
    if not scope.may_register or not (scope.covers(old) or scope.covers(new)):
        raise DomainError(
            "Chỉ cán bộ nơi người này ở trước (bàn giao) hoặc nơi ở mới (nhận về) "
            "ghi được việc chuyển nơi ở."
        )


def _check_day(learner: Learner, moved_on: date) -> None:
    if moved_on > timezone.localdate():
        raise DomainError("Ngày chuyển chưa tới. Hãy ghi vào đúng ngày, hoặc sau đó.")
    last = learner.moves.order_by("-moved_on").first()
    if last and moved_on <= last.moved_on:
        raise DomainError(
            f"Lần chuyển trước ghi ngày {last.moved_on:%d/%m/%Y}. "
            "Lần này phải sau ngày ấy; nếu lần trước ghi sai, hãy báo cán bộ tỉnh."
        )


def _check_birth(year: int, month: int | None, day: int | None) -> None:
    today = timezone.localdate()
    if not today.year - OLDEST <= year <= today.year:
        raise DomainError("Năm sinh chưa đúng. Hãy nhập đủ 4 số, ví dụ 1975.")
    if today.year - year < YOUNGEST:
        raise DomainError(
            f"Chương trình dành cho người từ {YOUNGEST} tuổi. Hãy kiểm tra lại năm sinh."
        )
    if day and not month:
        raise DomainError("Có ngày sinh thì cần cả tháng sinh. Chỉ biết năm thì để trống cả hai.")
    try:
        date(year, month or 1, day or 1)
    except ValueError as error:
        raise DomainError("Không có ngày sinh như vậy. Hãy kiểm tra ngày và tháng.") from error


def _clean_email(typed: str) -> str:
    address = clean_text(typed).lower()
    if address:
        try:
            validate_email(address)
        except ValidationError as error:
            raise DomainError("Địa chỉ thư điện tử chưa đúng. Ví dụ: lan@vidu.vn.") from error
    return address
