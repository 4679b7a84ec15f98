"""The short register of agencies, schools, enterprises and unions: found, added, closed."""

from django.db import transaction
from django.db.models import Q, QuerySet

from lms.core import audit
from lms.core.access import Scope, scope_of
from lms.core.errors import DomainError
from lms.core.identity import clean_text, fold
from lms.core.models import Area, Organisation, User


def organisations_of(*, scope: Scope, text: str = "") -> QuerySet[Organisation]:
    """The organisations that concern somebody: theirs and those of their area, by name.

    `text` finds words of the name with or without marks. Names of organisations are public; whose
    people one may see is for `visible_to` of the people.
    """
    found = Organisation.objects.select_related("area", "parent")
    if not scope.whole_province:
        found = found.filter(_in_scope(scope))
    for word in fold(text[:200]).split():
        found = found.filter(search_key__contains=word)
    return found.order_by("search_key", "pk")


def found_by_name(typed: str) -> list[Organisation]:
    """Those that work today and bear this name, marks aside; exactly the typed marks alone if any.

    What stands in brackets behind the name says where, as the screens show it.
    """
    name, _, place = clean_text(typed).partition(" (")
    active = Organisation.objects.filter(is_active=True).select_related("area")
    whole = list(active.filter(search_key=fold(typed))[:20])
    found = whole or list(active.filter(search_key=fold(name)).order_by("area__sort_key")[:20])
    here = [one for one in found if fold(str(one.area)) == fold(place)] or found
    return [one for one in here if one.name.lower() == name.lower()] or here


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
    if organisation and not may_change(scope, organisation):
        raise DomainError("Cơ quan, đơn vị này không thuộc phần bạn phụ trách.")
    _check_place(scope, organisation, area, parent)
    if parent and organisation and organisation.pk in _upward(parent):
        raise DomainError("Cơ quan, đơn vị không thể thuộc chính nó hoặc đơn vị dưới nó.")
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
    """Close an organisation, or open it again; its people stay. Twice is once."""
    if not may_change(scope_of(actor), organisation):
        raise DomainError("Cơ quan, đơn vị này không thuộc phần bạn phụ trách.")
    changed = Organisation.objects.filter(pk=organisation.pk, is_active=not is_active).update(
        is_active=is_active
    )
    if changed:
        action = "core.open_organisation" if is_active else "core.close_organisation"
        audit.record(actor=actor, action=action, target=organisation)


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
