"""Who may see which rows. Nothing else decides."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from lms.core.merged import gone_on
from lms.core.models import PROVINCE_CODE, Organisation, User, roles_held
from lms.core.roles import DECIDERS, REGISTRARS, TEACHERS, WATCHERS, Role

ModelT = TypeVar("ModelT", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Scope:
    """The places and organisations whose people a user watches over today."""

    roles: frozenset[str]
    whole_province: bool
    communes: frozenset[str]
    organisations: frozenset[int] = frozenset()
    # Communes that were merged into those: nobody lives there, but what was written of them stays.
    former: frozenset[str] = frozenset()
    # Where a trainer may open classes: communes, or the code of the province for anywhere.
    teaching: frozenset[str] = frozenset()

    @property
    def places(self) -> frozenset[str]:
        """The communes with all that was merged into them: whose rows, old ones too, are theirs."""
        return self.communes | self.former

    @property
    def may_watch(self) -> bool:
        """Whether the province's pages open at all."""
        return bool(self.roles & WATCHERS)

    @property
    def may_register(self) -> bool:
        """Whether lists may be taken in and people changed, inside the scope."""
        return self._may_change(REGISTRARS)

    @property
    def keeps_province(self) -> bool:
        """Whether what holds for the whole province is theirs to write: goals, figures, returns."""
        return self.whole_province and self.may_register

    @property
    def may_teach(self) -> bool:
        """Whether the pages of trainers open: classes of one's own, and those of one's scope."""
        return bool(self.roles & (TEACHERS | WATCHERS))

    @property
    def only_teaches(self) -> bool:
        """Whether classes are seen because they are taught, and for no other reason."""
        watched = self.whole_province or self.communes or self.organisations
        return Role.TRAINER in self.roles and not watched

    @property
    def may_run_classes(self) -> bool:
        """Whether classes may be opened and changed; inside which bounds, `classes` says."""
        return self._may_change(TEACHERS)

    @property
    def holds_a_role(self) -> bool:
        """Whether they work for the programme at all."""
        return bool(self.roles)

    @property
    def may_read_log(self) -> bool:
        """Whether the record of acts opens."""
        return bool(self.roles & {Role.AUDITOR, Role.PROVINCE_OFFICER})

    @property
    def may_see_roles(self) -> bool:
        """Whether the list of who holds which role opens, as far as the scope reaches."""
        return bool(self.roles & (WATCHERS | DECIDERS))

    @property
    def may_publish(self) -> bool:
        """Whether published months are corrected, and keys of the read API given, by them."""
        return self._may_change(DECIDERS)

    @property
    def may_author(self) -> bool:
        """Whether what courses and papers say and look like is theirs to write."""
        return self._may_change(frozenset({Role.AUTHOR, Role.OPERATOR}))

    @property
    def may_have_papers_signed(self) -> bool:
        """Whether papers are sent out for signing, and taken back, by them."""
        return self._may_change(DECIDERS)

    @property
    def may_decide_roles(self) -> bool:
        """Whether they are a second person for roles, and see all of them."""
        return self._may_change(DECIDERS)

    @property
    def may_ask_for_roles(self) -> bool:
        """Whether they may ask for any role anywhere, and end it."""
        return self.may_decide_roles or self.may_register

    def _may_change(self, roles: frozenset[Role]) -> bool:
        """Whether one of these is held, and not by an auditor, who changes nothing anywhere.

        `services.grant_role` never gives the two to one person; were they held all the same, the
        auditor's whole province must not become theirs to change.
        """
        return bool(self.roles & roles) and Role.AUDITOR not in self.roles

    def may_give(self, role: str, area_code: str, organisation: int | None) -> bool:
        """Whether this role, there, is theirs to ask for and to end."""
        if self.may_decide_roles:
            return True
        if role == Role.AGENCY_OFFICER:
            return organisation in self.organisations
        return role in (Role.TRAINER, Role.COMMUNE_OFFICER) and area_code in self.places

    def may_open_class(self, commune_code: str, organisation: int | None) -> bool:
        """Whether a class there is theirs to open: a trainer's area, or an officer's scope."""
        if not self.may_run_classes:
            return False
        if self.may_register and (self.covers(commune_code) or organisation in self.organisations):
            return True
        return bool(self.teaching & {commune_code, PROVINCE_CODE})

    def covers(self, commune_code: str) -> bool:
        """Whether the people of this commune may be seen."""
        return self.whole_province or commune_code in self.places


NOBODY = Scope(frozenset(), False, frozenset())


def account_of(request: HttpRequest) -> User:
    """The account behind a request that a login check has let in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def scope_of(user: User | AnonymousUser) -> Scope:
    """The scope of `user` today: one query, remembered on the user object of this request."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    remembered: Scope | None = getattr(user, "_scope", None)
    if remembered is None:
        remembered = user._scope = _read_scope(user)  # type: ignore[attr-defined]
    return remembered


def _read_scope(user: User) -> Scope:
    grants, ended = roles_held(user_id=user.pk, day=timezone.localdate())
    merged = gone_on(ended)
    communes = frozenset(
        code for role, code, _ in grants if code != PROVINCE_CODE and role == Role.COMMUNE_OFFICER
    )
    # Made on the machine (createsuperuser), the very first operator holds no grant.
    first = {Role.OPERATOR} if user.is_superuser else set()
    return Scope(
        roles=frozenset(role for role, *_ in grants) | first,
        whole_province=any(
            code == PROVINCE_CODE and role in (Role.PROVINCE_OFFICER, Role.AUDITOR)
            for role, code, _ in grants
        ),
        communes=communes,
        former=frozenset(code for code, into in merged.items() if into in communes),
        organisations=with_units(
            {unit for role, _, unit in grants if role == Role.AGENCY_OFFICER and unit}
        ),
        # Who teaches in a commune goes on where it went on.
        teaching=frozenset(
            merged.get(code, code) for role, code, _ in grants if role == Role.TRAINER
        ),
    )


def with_units(held: set[int]) -> frozenset[int]:
    """Organisations and everything under them: one query a level."""
    found, level = set(held), held
    while level:
        under = Organisation.objects.filter(parent__in=level).values_list("pk", flat=True)
        level = set(under) - found
        found |= level
    return frozenset(found)


def _one_of(path: str, held: frozenset[str] | frozenset[int]) -> models.Q:
    if len(held) == 1:
        return models.Q(**{path: next(iter(held))})
    return models.Q(**{f"{path}__in": held})


class ScopedQuerySet(models.QuerySet[ModelT]):
    """Rows about people; subclasses name the paths to where they live, work, and to themselves."""

    commune_path = "commune"
    organisation_path = "organisation"
    owner_path = "user"
    # The commune is where somebody lives, and moves on with them: nobody is left where it ended.
    follows_people = False

    def watched_by(self, user: User | AnonymousUser) -> Self:
        """The rows of the places and organisations `user` watches over: what a list of them shows.

        A single place is a plain condition, so that an index gives its rows in their order.
        """
        scope = scope_of(user)
        if scope.whole_province:
            return self
        parts = [
            _one_of(path, held)
            for path, held in (
                (self.commune_path, self._places_of(scope)),
                (self.organisation_path, scope.organisations),
            )
            if held
        ]
        return self.filter(reduce(or_, parts)) if parts else self.none()

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The rows `user` may see: all of their area or organisation, else their own."""
        scope = scope_of(user)
        if scope.whole_province:
            return self
        if not isinstance(user, User):
            return self.none()
        seen = self.own(user)
        if scope.communes:
            seen |= models.Q(**{f"{self.commune_path}__in": self._places_of(scope)})
        if scope.organisations:
            seen |= models.Q(**{f"{self.organisation_path}__in": scope.organisations})
        return self.filter(seen)

    def _places_of(self, scope: Scope) -> frozenset[str]:
        return scope.communes if self.follows_people else scope.places

    def own(self, user: User) -> models.Q:
        """What belongs to `user` themselves, wherever they work."""
        return models.Q(**{self.owner_path: user})
