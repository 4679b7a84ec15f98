"""What was reported before the register: written down, approved by another, matched to people."""

import hashlib
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from learners.imports.models import Import
from learners.imports.selectors import people_of_list
from learners.monitoring.models import BalanceList, CarriedPerson, OpeningBalance
from learners.study.models import Enrolment
from lms.core import audit
from lms.core.access import scope_of
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User

_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Band:
    """An opening balance and how far it is reconciled: named on the register, and counted there.

    `named` are people. `counted` is in the unit of the balance: of people, those who are counted as
    participants; of lượt, the lượt of whoever is named. The two are never taken from one another.
    """

    balance: OpeningBalance
    named: int
    counted: int

    def may_approve(self, user: User) -> bool:
        """Whether this officer may be the second person for the number."""
        one = self.balance
        return one.approved_at is None and one.written_by_id not in (None, user.pk)

    @property
    def unit(self) -> str:
        """What the number counts, in a word."""
        return self.balance.get_unit_display()

    @property
    def left(self) -> int:
        """What still stands in the band, in its unit: carried over, and not counted yet."""
        return max(0, self.balance.number - self.counted)

    @property
    def share(self) -> float:
        """How far it is reconciled, 0 to 1."""
        return min(1.0, self.counted / self.balance.number) if self.balance.number else 1.0

    @property
    def digest(self) -> str:
        """The hash of all that an approver stands for."""
        one = self.balance
        told = (
            *(one.pk, one.title, one.area_id, one.organisation_id, one.number, one.unit),
            *(one.source, one.reported_on, one.confidence, one.evidence, one.file.name),
            one.written_by_id,
        )
        return hashlib.sha256(repr(told).encode()).hexdigest()


def bands() -> list[Band]:
    """The opening balances as the page shows them; three queries.

    Somebody named in two balances leaves only the first band: nobody moves twice.
    """
    begun = Enrolment.objects.filter(learner=OuterRef("learner"))
    earlier = CarriedPerson.objects.filter(
        learner=OuterRef("learner"), balance__lt=OuterRef("balance")
    )
    standing = CarriedPerson.objects.filter(learner__merged_into__isnull=True).order_by()
    people = standing.values_list("balance").annotate(
        named=Count("learner"), counted=Count("learner", filter=Exists(begun) & ~Exists(earlier))
    )
    named = {balance: (many, counted) for balance, many, counted in people}
    every = list(
        OpeningBalance.objects.select_related("area", "organisation", "written_by", "approved_by")
    )
    in_attendances = [one.pk for one in every if one.unit == OpeningBalance.Unit.ATTENDANCES]
    once = standing.filter(~Exists(earlier), balance__in=in_attendances).values_list("balance")
    attendances = dict(once.annotate(Count("learner__enrolments")))
    return [_band(one, *named.get(one.pk, (0, 0)), attendances.get(one.pk, 0)) for one in every]


def _band(one: OpeningBalance, named: int, people: int, attendances: int) -> Band:
    in_people = one.unit == OpeningBalance.Unit.PEOPLE
    return Band(one, named, people if in_people else attendances)


@transaction.atomic
def write_down(*, balance: OpeningBalance, actor: User) -> OpeningBalance:
    """Keep a number that was reported before the register, as the form filled it; a new one waits.

    A number that was changed is to be approved again. Raises DomainError when it is not for `actor`
    or when one of this place and source is there already.
    """
    _check_province(actor)
    if not clean_text(balance.source):
        raise DomainError("Hãy ghi nguồn: báo cáo số nào, của cơ quan nào, ngày nào.")
    balance.written_by, balance.approved_by, balance.approved_at = actor, None, None
    try:
        with transaction.atomic():
            balance.save()
    except IntegrityError as error:
        raise DomainError(
            "Đã có một số liệu của địa bàn này với cùng nguồn. Hãy sửa số liệu ấy."
        ) from error
    audit.record(
        actor=actor, action="monitoring.write_balance", target=balance, number=balance.number
    )
    return balance


@transaction.atomic
def approve(*, balance: OpeningBalance, seen: str, actor: User) -> OpeningBalance:
    """A second person stands for the number; twice is once.

    `seen` is the digest of what the page showed: nobody approves what they have not seen. Raises
    DomainError when it is not for `actor`, when nobody or they themselves wrote it down, or when it
    has changed since.
    """
    _check_province(actor)
    balance = OpeningBalance.objects.select_for_update(of=("self",)).get(pk=balance.pk)
    if balance.approved_at:
        return balance
    if balance.written_by_id == actor.pk:
        raise DomainError("Bạn đã ghi số liệu này. Hãy nhờ một cán bộ tỉnh khác duyệt.")
    if balance.written_by_id is None:
        raise DomainError(
            "Chưa có ai đứng tên ghi số liệu này. Hãy bấm “Sửa”, xem lại nguồn rồi ghi; "
            "sau đó một cán bộ tỉnh khác duyệt."
        )
    if Band(balance, 0, 0).digest != seen:
        raise DomainError(
            "Số liệu này vừa được sửa sau khi bạn mở trang. Hãy xem lại số mới rồi bấm duyệt."
        )
    balance.approved_by, balance.approved_at = actor, timezone.now()
    balance.save(update_fields=["approved_by", "approved_at"])
    audit.record(actor=actor, action="monitoring.approve_balance", target=balance)
    return balance


@transaction.atomic
def link_list(*, balance: OpeningBalance, taken: Import, actor: User) -> int:
    """The people of a written list belong to a balance; returns how many are newly named in it.

    The list went into the register by its own path (planned, confirmed, with a receipt). Linking it
    again names whoever was taken in since. Raises DomainError for a list that is not written.
    """
    _check_province(actor)
    if taken.state != Import.State.APPLIED:
        raise DomainError("Danh sách này chưa ghi vào sổ. Hãy ghi vào sổ trước, rồi nối lại.")
    balance = OpeningBalance.objects.select_for_update(of=("self",)).get(pk=balance.pk)
    link, _ = BalanceList.objects.get_or_create(
        taken=taken, defaults={"balance": balance, "linked_by": actor}
    )
    if link.balance_id != balance.pk:
        raise DomainError(
            f"Danh sách này đã nối với “{link.balance.title}”. Một danh sách chỉ thuộc một số liệu."
        )
    before = balance.people.count()
    _name(balance, taken)
    new = balance.people.count() - before
    audit.record(
        actor=actor, action="monitoring.link_list", target=balance, list=taken.pk, people=new
    )
    return new


@transaction.atomic
def unlink_list(*, balance: OpeningBalance, taken: int, actor: User) -> int:
    """A list that was linked by mistake names nobody of a balance; returns how many are gone.

    Whoever another list of it names stays. A list that is not linked changes nothing.
    """
    _check_province(actor)
    balance = OpeningBalance.objects.select_for_update(of=("self",)).get(pk=balance.pk)
    gone, _ = balance.lists.filter(taken=taken).delete()
    if not gone:
        return 0
    before = balance.people.count()
    balance.people.all().delete()
    for link in balance.lists.select_related("taken"):
        _name(balance, link.taken)
    fewer = before - balance.people.count()
    audit.record(
        actor=actor, action="monitoring.unlink_list", target=balance, list=taken, people=fewer
    )
    return fewer


def _name(balance: OpeningBalance, taken: Import) -> None:
    """The people of a list are named in a balance, each once."""
    people = people_of_list(taken)
    for start in range(0, len(people), _BATCH):
        CarriedPerson.objects.bulk_create(
            [
                CarriedPerson(balance=balance, learner_id=pk)
                for pk in people[start : start + _BATCH]
            ],
            ignore_conflicts=True,
        )


def _check_province(actor: User) -> None:
    if not scope_of(actor).keeps_province:
        raise DomainError("Số liệu chuyển kỳ trước do cán bộ tỉnh ghi và duyệt.")
