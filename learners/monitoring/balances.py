"""What was reported before the register: written down, approved by another, matched to people."""

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
    """An opening balance and how far it is reconciled: named on the register, and counted there."""

    balance: OpeningBalance
    named: int
    counted: int

    def may_approve(self, user: User) -> bool:
        """Whether this officer may be the second person for the number."""
        one = self.balance
        return one.approved_at is None and one.written_by_id != user.pk

    @property
    def left(self) -> int:
        """What still stands in the band: carried over, and not counted as a person yet."""
        return max(0, self.balance.number - self.counted)

    @property
    def share(self) -> float:
        """How far it is reconciled, 0 to 1."""
        return min(1.0, self.counted / self.balance.number) if self.balance.number else 1.0


def bands() -> list[Band]:
    """The opening balances as the page shows them; two queries.

    Somebody named in two balances leaves only the first band: nobody moves twice.
    """
    begun = Enrolment.objects.filter(learner=OuterRef("learner"))
    earlier = CarriedPerson.objects.filter(
        learner=OuterRef("learner"), balance__lt=OuterRef("balance")
    )
    standing = CarriedPerson.objects.filter(learner__merged_into__isnull=True)
    rows = standing.values_list("balance").annotate(
        named=Count("learner"), counted=Count("learner", filter=Exists(begun) & ~Exists(earlier))
    )
    found = {balance: (named, counted) for balance, named, counted in rows.order_by()}
    every = OpeningBalance.objects.select_related(
        "area", "organisation", "written_by", "approved_by"
    )
    return [Band(one, *found.get(one.pk, (0, 0))) for one in every]


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
def approve(*, balance: OpeningBalance, actor: User) -> OpeningBalance:
    """A second person stands for the number; twice is once.

    Raises DomainError when it is not for `actor`, or when they wrote it down themselves.
    """
    _check_province(actor)
    balance = OpeningBalance.objects.select_for_update(of=("self",)).get(pk=balance.pk)
    if balance.approved_at:
        return balance
    if balance.written_by_id == actor.pk:
        raise DomainError("Bạn đã ghi số liệu này. Hãy nhờ một cán bộ tỉnh khác duyệt.")
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
    people = people_of_list(taken)
    for start in range(0, len(people), _BATCH):
        CarriedPerson.objects.bulk_create(
            [
                CarriedPerson(balance=balance, learner_id=pk)
                for pk in people[start : start + _BATCH]
            ],
            ignore_conflicts=True,
        )
    new = balance.people.count() - before
    audit.record(
        actor=actor, action="monitoring.link_list", target=balance, list=taken.pk, people=new
    )
    return new


def _check_province(actor: User) -> None:
    if not scope_of(actor).keeps_province:
        raise DomainError("Số liệu chuyển kỳ trước do cán bộ tỉnh ghi và duyệt.")
