"""What opens and signs badges and the lists of revoked ones. Every call may come twice."""

import json
from collections.abc import Collection

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from certificates.badges import bits, proving, selectors
from certificates.badges import credential as credentials
from certificates.badges.models import Badge, StatusList
from certificates.keys import files
from certificates.keys.models import IssuerKey
from certificates.keys.selectors import signing_kid
from certificates.papers.models import Certificate

_AT_ONCE = 20
_REVOKED = (Certificate.State.REVOKED, Certificate.State.REPLACED)


def open_badges(*, certificate_ids: Collection[int]) -> None:
    """Papers were issued: their badges wait for a signature. Two queries for any number."""
    Badge.objects.bulk_create([Badge(paper_id=pk) for pk in certificate_ids], ignore_conflicts=True)
    numbers = {bits.place_of(pk).number for pk in certificate_ids}
    StatusList.objects.bulk_create(
        [StatusList(number=number) for number in sorted(numbers)], ignore_conflicts=True
    )


def note_ends(*, certificate_ids: Collection[int]) -> None:
    """Papers have ended: the lists with their bits are out of date. One query."""
    numbers = {bits.place_of(pk).number for pk in certificate_ids}
    StatusList.objects.filter(number__in=numbers).update(stale=True)


def sign_waiting() -> int:
    """Sign the badges that wait, oldest first; those whose key was stolen, once more.

    Workers at once pass over what another has in hand.
    """
    kid = signing_kid()
    if not kid:
        return 0
    key, done = files.private(kid), 0
    stolen = IssuerKey.objects.filter(stolen_at__isnull=False).values_list("pk", flat=True)
    for waiting in (Q(key__isnull=True), Q(key__in=list(stolen))):
        while some := _sign_some(waiting, kid, key):
            done += some
    return done


@transaction.atomic
def _sign_some(waiting: Q, kid: str, key: ec.EllipticCurvePrivateKey) -> int:
    free = Badge.objects.select_for_update(
        of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
    )
    related = ("paper__enrolment", "paper__appointment")
    some = list(free.filter(waiting).select_related(*related).order_by("pk")[:_AT_ONCE])
    for badge in some:
        _sign(badge, kid, key)
    Badge.objects.bulk_update(some, ["key", "signed_at", "named", "unnamed"])
    return len(some)


def _sign(badge: Badge, kid: str, key: ec.EllipticCurvePrivateKey) -> None:
    badge.key_id, badge.signed_at = kid, timezone.now().replace(microsecond=0)
    proof = proving.proof_of(
        method=selectors.method_of(credentials.site_of(badge.paper.frozen), kid),
        created=selectors.moment(badge.signed_at),
    )
    badge.named, badge.unnamed = (
        proving.value_of(selectors.unsigned(badge.paper, with_name=with_name), proof, key)
        for with_name in (True, False)
    )


def publish_lists() -> int:
    """Sign the lists that are out of date, or were signed with a key that signs no more."""
    kid = signing_kid()
    if not kid:
        return 0
    old = StatusList.objects.filter(Q(stale=True) | ~Q(key=kid) | Q(key__isnull=True))
    numbers = list(old.order_by("number").values_list("number", flat=True))
    for number in numbers:
        _publish(number, kid)
    return len(numbers)


@transaction.atomic
def _publish(number: int, kid: str) -> None:
    # Whoever ends a paper marks this row in the same transaction: under its lock nothing is missed.
    row = StatusList.objects.select_for_update().get(number=number)
    span = bits.papers_in(number)
    ended = Certificate.objects.filter(
        pk__gte=span.start, pk__lt=span.stop, state__in=_REVOKED
    ).values_list("pk", flat=True)
    now = timezone.now().replace(microsecond=0)
    document = credentials.status_list(
        site=settings.SITE_URL,
        issuer=settings.CERTIFICATE_ISSUER,
        number=number,
        encoded=bits.encode(bits.place_of(pk).index for pk in ended),
        since=selectors.moment(now),
    )
    proof = proving.proof_of(
        method=selectors.method_of(settings.SITE_URL, kid), created=selectors.moment(now)
    )
    value = proving.value_of(document, proof, files.private(kid))
    row.text = json.dumps(document | {"proof": proof | {"proofValue": value}}, ensure_ascii=False)
    row.key_id, row.signed_at, row.stale = kid, now, False
    row.save()
