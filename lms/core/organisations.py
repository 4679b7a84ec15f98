"""The short register of agencies, schools, enterprises and unions: found, added, closed, merged.

Of a workplace no days are kept: one that is merged into another is part of it from now on.
"""

from django.db import transaction
from django.db.models import Q, QuerySet

from lms.core import approvals, audit
from lms.core.access import Scope, scope_of
from lms.core.errors import DomainError
from lms.core.identity import clean_text, fold
from lms.core.models import PROVINCE_CODE, Approval, Area, Organisation, User
from lms.core.signals import organisation_merged

MERGE_ORGANISATION = "core.merge_organisation"
_NOT_YOURS = "Cơ quan, đơn vị này không thuộc phần bạn phụ trách."


def organisations_of(*, scope: Scope, text: str = "") -> QuerySet[Organisation]:
    """The organisations that concern somebody: theirs and those of their area, by name.

    `text` finds words of the name with or without marks. Names of organisations are public; whose
    people one may see is for `visible_to` of the people.
    """
    found = Organisation.objects.select_related("area", "parent", "successor")
    if not scope.whole_province:
        found = found.filter(_in_scope(scope))
    for word in fold(text[:200]).split():
        found = found.filter(search_key__contains=word)
    return found.order_by("search_key", "pk")


def found_by_name(typed: str) -> list[Organisation]:
    """Those that work today and bear this name, marks aside; exactly the typed marks alone if any.

    What stands in brackets behind the name says where, as the screens show it. Raises DomainError,
    which says what to type instead, when it is meant for one that was merged into another.
    """
    name, _, place = clean_text(typed).partition(" (")
    known = Organisation.objects.filter(Q(is_active=True) | Q(successor__isnull=False))
    known = known.select_related("area", "successor__area")
    whole = list(known.filter(search_key=fold(typed))[:20])
    found = whole or list(known.filter(search_key=fold(name)).order_by("area__sort_key")[:20])
    here = [one for one in found if fold(str(one.area)) == fold(place)] or found
    meant = [one for one in here if one.name.lower() == name.lower()] or here
    standing = [one for one in meant if one.is_active]
    if meant and not standing:
        gone = "; ".join(
            f"{one} ({one.area}) nay là phần của {one.goes_on_as} ({one.goes_on_as.area})"
            for one in meant[:5]
        )
        raise DomainError(f"{gone}. Hãy ghi tên nơi mới.")
    return standing


def may_change(scope: Scope, organisation: Organisation) -> bool:
    """Whether an organisation is somebody's to change: of their area, theirs, or below theirs."""
    if not scope.may_register:
        return False
    if scope.whole_province:
        return True
    return organisation.area_id in scope.places or organisation.pk in scope.organisations


@transaction.atomic
def save_organisation(
    *,
    organisation: Organisation | None,
    name: str,
    kind: str,
    area: Area,
    parent: Organisation | None,
    actor: User,
) -> Organisation:
    """A new organisation (`organisation` is None) or one set right; the same name stands once.

    An agency officer adds units below their own; a commune officer those of the commune; a
    province officer any. Raises DomainError when it is not theirs, or would stand above itself.
    """
    scope = scope_of(actor)
    name = clean_text(name)[:200]
    if not fold(name):
        raise DomainError("Hãy ghi tên cơ quan, đơn vị.")
    if kind not in Organisation.Kind.values:
        raise DomainError("Hãy chọn loại cơ quan, đơn vị.")
    Area.objects.select_for_update().get(pk=area.pk)  # two who add the same wait for each other
    organisation = _locked(organisation) if organisation else None
    if organisation and not may_change(scope, organisation):
        raise DomainError(_NOT_YOURS)
    _check_place(scope, organisation, area, parent)
    _check_above(organisation, parent)
    twin = Organisation.objects.filter(search_key=fold(name), area=area)
    if organisation:
        twin = twin.exclude(pk=organisation.pk)
    if found := twin.first():
        raise DomainError(f"“{found.name}” đã có ở {area}. Mỗi tên chỉ ghi một lần ở một nơi.")
    saved = organisation or Organisation()
    saved.name, saved.kind, saved.area, saved.parent = name, kind, area, parent
    saved.save()
    action = "core.change_organisation" if organisation else "core.add_organisation"
    audit.record(actor=actor, action=action, target=saved)
    return saved


@transaction.atomic
def set_active(*, organisation: Organisation, is_active: bool, actor: User) -> None:
    """Close an organisation, or open it again; its people stay. Twice is once.

    Raises DomainError when it is not theirs, or is to be opened and was merged into another.
    """
    organisation = _locked(organisation)
    if not may_change(scope_of(actor), organisation):
        raise DomainError(_NOT_YOURS)
    if is_active and (into := organisation.successor):
        raise DomainError(
            f"{organisation} nay là phần của {into}, không mở lại được. Hãy dùng {into}."
        )
    if organisation.is_active != is_active:
        organisation.is_active = is_active
        organisation.save(update_fields=["is_active"])
        action = "core.open_organisation" if is_active else "core.close_organisation"
        audit.record(actor=actor, action=action, target=organisation)


@transaction.atomic
def ask_merger(
    *, organisation: Organisation, into: Organisation, reason: str, actor: User
) -> Approval:
    """Ask that `organisation` be part of `into`: an officer of the province decides (`acts`).

    Raises DomainError when one of the two is not theirs, when it cannot be, or when a merger into
    yet another one waits already.
    """
    scope = scope_of(actor)
    if not (may_change(scope, organisation) and may_change(scope, into)):
        raise DomainError(
            "Bạn chỉ ghi được việc nhập khi phụ trách cả hai cơ quan. Hãy nhờ cán bộ tỉnh."
        )
    _check_merger(organisation, into)
    data = {"organisation": organisation.pk, "into": into.pk}
    asked = approvals.ask(
        act=MERGE_ORGANISATION, target=organisation, data=data, reason=reason, actor=actor
    )
    if asked.data != data:
        raise DomainError(
            f"Đang chờ người thứ hai việc khác: {asked.words}. Nếu việc ấy ghi sai, hãy nhờ cán bộ "
            "tỉnh từ chối ở mục Chờ đồng ý rồi gửi lại."
        )
    return asked


@transaction.atomic
def merge(*, organisation: Organisation, into: Organisation, actor: User, second: User) -> None:
    """`organisation` is closed and part of `into` now, with all that stood below it.

    Its people follow (`organisation_merged`). What was merged into it before goes along, so that
    a successor is never itself a part. Raises DomainError when it cannot be, judged again now.
    """
    # One merger at a time: two that share an organisation would wait for each other.
    Area.objects.select_for_update(no_key=True).get(pk=PROVINCE_CODE)
    rows = Organisation.objects.select_for_update(no_key=True).order_by("pk")
    both = rows.in_bulk([organisation.pk, into.pk])
    organisation, into = both[organisation.pk], both[into.pk]
    _check_merger(organisation, into)
    if organisation.pk in _upward(into):  # it takes the place of what it stood under
        into.parent = organisation.parent
        into.save(update_fields=["parent"])
    below = Organisation.objects.exclude(pk=into.pk)
    below.filter(successor=organisation).update(successor=into, parent=into)
    below.filter(parent=organisation).update(parent=into)
    organisation.is_active, organisation.successor, organisation.parent = False, into, into
    organisation.save(update_fields=["is_active", "successor", "parent"])
    audit.record(
        actor=actor,
        action=MERGE_ORGANISATION,
        target=organisation,
        into=into.pk,
        second=second.pk,
    )
    organisation_merged.send(sender=None, organisation=organisation.pk)


def _locked(organisation: Organisation) -> Organisation:
    """As it stands now; whoever else changes it waits, whoever only points at it does not."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def _check_merger(organisation: Organisation, into: Organisation) -> None:
    if organisation.pk == into.pk:
        raise DomainError("Hãy chọn một cơ quan, đơn vị khác để nhập vào.")
    for one in (organisation, into):
        if one.successor:
            raise DomainError(f"{one} đã nhập vào {one.successor}. Hãy chọn cơ quan khác.")
    if not into.is_active:
        raise DomainError(f"{into} đã đóng. Hãy mở lại trước, hoặc chọn cơ quan khác.")


def _check_above(organisation: Organisation | None, parent: Organisation | None) -> None:
    """What stands above an organisation: nothing below it, and what it was merged into."""
    if parent and parent.successor:
        raise DomainError(f"{parent} nay là phần của {parent.successor}. Hãy ghi tên nơi mới.")
    if organisation and parent and organisation.pk in _upward(parent):
        raise DomainError("Cơ quan, đơn vị không thể thuộc chính nó hoặc đơn vị dưới nó.")
    if organisation and organisation.successor and organisation.successor != parent:
        raise DomainError(
            f"{organisation} đã nhập vào {organisation.successor} nên vẫn thuộc nơi ấy. "
            f"Hãy ghi {organisation.successor} ở ô Thuộc cơ quan."
        )


def _in_scope(scope: Scope) -> Q:
    return Q(area__in=scope.places) | Q(pk__in=scope.organisations)


def _check_place(
    scope: Scope, organisation: Organisation | None, area: Area, parent: Organisation | None
) -> None:
    """Where somebody may put an organisation: their area, or below an organisation of theirs."""
    if scope.may_register and (scope.whole_province or area.pk in scope.communes):
        return
    if parent and parent.pk in scope.organisations and scope.may_register:
        return
    kept = organisation and (organisation.area_id, organisation.parent_id) == (
        area.pk,
        parent and parent.pk,
    )
    if not kept:
        raise DomainError(
            "Bạn ghi được cơ quan, đơn vị của xã, phường mình, hoặc đơn vị dưới cơ quan mình. "
            "Hãy chọn lại địa bàn hoặc đơn vị cấp trên."
        )


def _upward(organisation: Organisation) -> set[int]:
    """The organisation and all above it."""
    found: set[int] = set()
    above: Organisation | None = organisation
    while above and above.pk not in found:
        found.add(above.pk)
        above = above.parent
    return found
