"""Who is meant: the people of the organisation on the register, those of a list, or picked ones.

A list goes the register's own way (`imports`): read, planned, confirmed, written, with a receipt.
"""

from collections.abc import Collection

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from learners.campaigns.locking import check_open, lock_campaign
from learners.campaigns.models import Campaign, CampaignList, Member
from learners.campaigns.permissions import check_may_lead
from learners.imports import services as imports
from learners.imports.models import Import, ImportRow
from learners.people.models import Learner
from lms.core import audit
from lms.core.access import scope_of, with_units
from lms.core.errors import DomainError
from lms.core.models import User

MOST_PICKED = 500
Via = Member.Via


@transaction.atomic
def take_register(*, campaign: Campaign, actor: User) -> int:
    """Everybody of the organisation and its units as the register stands today; how many are new.

    Who stands there already stays as they are, also who left. Raises DomainError when it was merged
    into another one: the register tells its people from others no more.
    """
    campaign = _to_change(campaign, actor)
    if into := campaign.organisation.successor:
        raise DomainError(
            f"{campaign.organisation} nay là phần của {into}, sổ ghi mọi người ở {into}. "
            f"Hãy chọn từng người, hoặc mở chiến dịch của {into}."
        )
    units = with_units({campaign.organisation_id})
    people = Learner.objects.standing().filter(organisation__in=units)
    added = _add(campaign, people.order_by("sort_key", "pk").values_list("pk", flat=True),
                 Via.REGISTER, actor)  # fmt: skip
    audit.record(actor=actor, action="campaigns.take_register", target=campaign, people=added)
    return added


@transaction.atomic
def pick(*, campaign: Campaign, learners: Collection[int], actor: User) -> int:
    """These people, as far as they stand in what `actor` watches over; how many are new.

    Who had left comes back.
    """
    campaign = _to_change(campaign, actor)
    if len(learners) > MOST_PICKED:
        raise DomainError(f"Mỗi lần chọn nhiều nhất {MOST_PICKED} người. Hãy chọn bớt.")
    people = Learner.objects.standing().watched_by(actor).filter(pk__in=learners)
    chosen = list(people.order_by("pk").values_list("pk", flat=True))
    if not chosen:
        raise DomainError("Hãy chọn ít nhất một người trong sổ.")
    gone = campaign.members.filter(learner__in=chosen, left_on__isnull=False)
    back = gone.update(left_on=None, left_reason="", left_by=None)
    added = back + _add(campaign, chosen, Via.PICKED, actor)
    audit.record(actor=actor, action="campaigns.pick", target=campaign, people=added)
    return added


@transaction.atomic
def hand_in(*, campaign: Campaign, file: File, file_name: str, actor: User) -> CampaignList:
    """Bring a list of the organisation's people: it goes to the register at once.

    Raises DomainError when the file cannot be, or the campaign is not theirs.
    """
    campaign = _to_change(campaign, actor)
    taken = imports.receive(
        file=file,
        file_name=file_name,
        commune=None,
        organisation=campaign.organisation,
        actor=actor,
    )
    brought = CampaignList.objects.create(campaign=campaign, list=taken)
    audit.record(actor=actor, action="campaigns.hand_in", target=campaign, list=brought.pk)
    return brought


@transaction.atomic
def add_list(*, list_id: int) -> dict[str, int] | None:
    """Everybody of a written list joins its campaign, new and known; again adds nobody.

    Returns the receipt (also kept in `CampaignList.counts`), None for a list of no open campaign.
    """
    brought = CampaignList.objects.select_related("campaign", "list").filter(list=list_id).first()
    if brought is None:
        return None
    campaign = lock_campaign(brought.campaign)
    if campaign.sign_offs.standing().exists():
        return None
    people = _people_of(brought.list)
    added = _add(campaign, people, Via.LIST, brought.list.uploaded_by)
    before = brought.counts
    brought.counts = {
        "added": before.get("added", 0) + added,
        "before": before.get("before", len(people) - added),
        "read": int(brought.list.counts.get("read", 0)),
    }
    brought.save(update_fields=["counts"])
    audit.record(
        actor=brought.list.uploaded_by,
        action="campaigns.add_list",
        target=campaign,
        list=list_id,
        people=added,
    )
    return brought.counts


@transaction.atomic
def take_out(*, member: Member, reason: str, actor: User) -> Member:
    """Somebody is no longer meant, for a reason; they stay visible. Twice is once."""
    _to_change(member.campaign, actor)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if reason not in Member.Reason.values:
        raise DomainError("Hãy chọn lý do người này ra khỏi danh sách.")
    if member.left_on is None:
        member.left_on, member.left_reason, member.left_by = timezone.localdate(), reason, actor
        member.save()
        audit.record(actor=actor, action="campaigns.take_out", target=member, reason=reason)
    return member


@transaction.atomic
def bring_back(*, member: Member, actor: User) -> Member:
    """Somebody who was taken out is meant again. Twice is once."""
    _to_change(member.campaign, actor)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.left_on is not None:
        member.left_on, member.left_reason, member.left_by = None, "", None
        member.save()
        audit.record(actor=actor, action="campaigns.bring_back", target=member)
    return member


def may_bring_lists(*, campaign: Campaign, user: User) -> bool:
    """Whether the register takes lists of this organisation from them."""
    scope = scope_of(user)
    return scope.whole_province or campaign.organisation_id in scope.organisations


def _to_change(campaign: Campaign, actor: User) -> Campaign:
    campaign = lock_campaign(campaign)
    check_may_lead(user=actor, campaign=campaign)
    check_open(campaign)
    return campaign


def _add(campaign: Campaign, people: Collection[int], via: str, actor: User) -> int:
    """Rows for those who have none; returns how many."""
    there = set(campaign.members.values_list("learner", flat=True))
    coming = [pk for pk in people if pk not in there]
    Member.objects.bulk_create(
        [Member(campaign=campaign, learner_id=pk, via=via, added_by=actor) for pk in coming],
        batch_size=1_000,
    )
    return len(coming)


def _people_of(taken: Import) -> list[int]:
    """The people of a list in the order of its lines, each once, as they stand on the register."""
    states = (ImportRow.State.NEW, ImportRow.State.KNOWN)
    rows = taken.rows.filter(state__in=states, learner__isnull=False).order_by("line")
    found = dict.fromkeys(
        kept or pk for pk, kept in rows.values_list("learner", "learner__merged_into")
    )
    standing = set(Learner.objects.standing().filter(pk__in=found).values_list("pk", flat=True))
    return [pk for pk in found if pk in standing]
