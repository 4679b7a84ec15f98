"""Digital teams (tổ công nghệ số cộng đồng): set up, who helps in them from when to when."""

from datetime import date

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from learners.people.models import DigitalTeam, Learner, TeamMember
from lms.core import audit
from lms.core.access import Scope, scope_of
from lms.core.errors import DomainError
from lms.core.identity import clean_text
from lms.core.models import Area, User


def teams_in(scope: Scope) -> QuerySet[DigitalTeam]:
    """The teams of the communes watched over, with `helpers`: how many help today."""
    teams = DigitalTeam.objects.select_related("commune").annotate(
        helpers=Count("members", filter=Q(members__valid_to__isnull=True))
    )
    if not scope.whole_province:
        teams = teams.filter(commune__in=scope.places)
    return teams.order_by("commune__sort_key", "-is_active", "hamlet", "pk")


def headed_by(user: User) -> QuerySet[DigitalTeam]:
    """The teams that somebody heads today."""
    return DigitalTeam.objects.filter(
        members__learner__user=user, members__is_head=True, members__valid_to__isnull=True
    )


@transaction.atomic
def open_team(
    *, commune: Area, hamlet: str, decision_number: str, decided_on: date | None, actor: User
) -> DigitalTeam:
    """The team of a hamlet, set up by a decision; an open one stays as it is."""
    _check(actor, commune.pk)
    name = clean_text(hamlet)[:120]
    if not name:
        raise DomainError("Hãy ghi tên thôn, xóm hoặc tổ dân phố.")
    if decided_on and decided_on > timezone.localdate():
        raise DomainError("Ngày quyết định chưa tới. Hãy kiểm tra lại.")
    team, is_new = DigitalTeam.objects.get_or_create(
        commune=commune,
        hamlet=name,
        is_active=True,
        defaults={"decision_number": clean_text(decision_number)[:60], "decided_on": decided_on},
    )
    if is_new:
        audit.record(actor=actor, action="people.open_team", target=team)
    return team


@transaction.atomic
def close_team(*, team: DigitalTeam, actor: User) -> None:
    """The team works no longer; its helpers end today. Closing twice changes nothing."""
    team = _locked(team, actor)
    if not team.is_active:
        return
    team.members.filter(valid_to__isnull=True).update(valid_to=timezone.localdate())
    team.is_active = False
    team.save(update_fields=["is_active"])
    audit.record(actor=actor, action="people.close_team", target=team)


@transaction.atomic
def add_member(
    *, team: DigitalTeam, learner: Learner, is_head: bool, valid_from: date, actor: User
) -> TeamMember:
    """Somebody helps from a day on; one who helps already stays, and may become the head.

    A new head takes over from the one before. Raises DomainError for a closed team or a day that
    is still to come.
    """
    team = _locked(team, actor)
    if not team.is_active:
        raise DomainError("Tổ này đã dừng hoạt động. Hãy lập tổ mới cho thôn, xóm.")
    if valid_from > timezone.localdate():
        raise DomainError("Ngày bắt đầu chưa tới. Hãy ghi vào đúng ngày, hoặc sau đó.")
    if is_head:
        team.members.filter(valid_to__isnull=True, is_head=True).exclude(learner=learner).update(
            is_head=False
        )
    member, is_new = TeamMember.objects.get_or_create(
        team=team,
        learner=learner,
        valid_to=None,
        defaults={"is_head": is_head, "valid_from": valid_from},
    )
    if is_new or member.is_head != is_head:
        member.is_head = is_head
        member.save(update_fields=["is_head"])
        audit.record(
            actor=actor, action="people.add_member", target=team, learner=learner.pk, head=is_head
        )
    return member


@transaction.atomic
def end_member(*, member: TeamMember, valid_to: date, actor: User) -> None:
    """Somebody's last day in a team. Ending twice changes nothing."""
    team = _locked(member.team, actor)
    member = team.members.select_for_update().get(pk=member.pk)
    if member.valid_to:
        return
    if not member.valid_from <= valid_to <= timezone.localdate():
        raise DomainError(
            f"Ngày thôi phải từ {member.valid_from:%d/%m/%Y} (ngày bắt đầu) đến hôm nay."
        )
    member.valid_to, member.is_head = valid_to, False
    member.save(update_fields=["valid_to", "is_head"])
    audit.record(actor=actor, action="people.end_member", target=team, learner=member.learner_id)


def _locked(team: DigitalTeam, actor: User) -> DigitalTeam:
    _check(actor, team.commune_id)
    return DigitalTeam.objects.select_for_update().get(pk=team.pk)


def _check(actor: User, commune: str) -> None:
    scope = scope_of(actor)
    if not (scope.may_register and scope.covers(commune)):
        raise DomainError("Tổ công nghệ số do cán bộ của xã, phường ấy hoặc cán bộ tỉnh lập.")
