"""The result of a campaign: frozen and signed by who answers for it; opened again by the province.

Whoever doubts a result makes it again: `digest` of the frozen numbers and ids gives the same.
"""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from learners.campaigns.locking import lock_campaign
from learners.campaigns.models import Campaign, SignOff
from learners.campaigns.permissions import may_reopen, may_sign
from learners.campaigns.selectors import in_state, numbers
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import User


def result_of(campaign: Campaign) -> dict[str, Any]:
    """The goal, the numbers as of today, and by id who counted: what is frozen."""
    counted = numbers(campaign)
    people = {
        word: sorted(in_state(campaign, word).values_list("learner", flat=True))
        for word in ("xong", "tre", "chua")
    }
    return {
        "campaign": campaign.pk,
        "title": campaign.title,
        "organisation": campaign.organisation_id,
        "counts": campaign.counts,
        "course": campaign.course_id,
        "number": campaign.number,
        "unit": campaign.unit,
        "deadline": str(campaign.deadline),
        "decision": campaign.decision,
        "day": str(counted.day),
        "roster": counted.roster,
        "target": counted.target,
        "done": counted.done,
        "late": counted.late,
        "missing": counted.missing,
        "reached": counted.reached,
        "who": {"done": people["xong"], "late": people["tre"], "missing": people["chua"]},
    }


def digest(result: dict[str, Any]) -> str:
    """SHA-256 of a result, written the one way: keys in order, no spaces, letters as they are."""
    said = json.dumps(result, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


@transaction.atomic
def sign_off(*, campaign: Campaign, actor: User) -> SignOff:
    """Freeze and sign the result as it stands now; one that is signed already stays.

    Raises DomainError unless they answer for the campaign.
    """
    campaign = lock_campaign(campaign)
    if not may_sign(user=actor, campaign=campaign):
        raise DomainError("Chỉ người chịu trách nhiệm của chiến dịch ký được kết quả.")
    if signed := campaign.sign_offs.standing().first():
        return signed
    if not campaign.members.exists():
        raise DomainError("Chiến dịch chưa có danh sách người nên chưa có kết quả để ký.")
    result = result_of(campaign)
    signed = SignOff.objects.create(
        campaign=campaign,
        day=timezone.localdate(),
        result=result,
        sha256=digest(result),
        signed_by=actor,
    )
    audit.record(actor=actor, action="campaigns.sign", target=campaign, sha256=signed.sha256)
    return signed


@transaction.atomic
def reopen(*, campaign: Campaign, reason: str, actor: User) -> Campaign:
    """Open a signed campaign again; its result stays to be seen. An open one is left as it is.

    Raises DomainError unless an officer of the province gives a reason.
    """
    campaign = lock_campaign(campaign)
    if not may_reopen(user=actor):
        raise DomainError("Mở lại kết quả đã ký là việc của cán bộ tỉnh.")
    if not clean_text(reason):
        raise DomainError("Hãy ghi lý do mở lại.")
    signed = campaign.sign_offs.standing().first()
    if signed is None:
        return campaign
    signed.reopened_by, signed.reopened_at = actor, timezone.now()
    signed.reason = clean_text(reason)[:300]
    signed.save(update_fields=["reopened_by", "reopened_at", "reason"])
    audit.record(actor=actor, action="campaigns.reopen", target=campaign)
    return campaign
