"""Who may see which rows. Nothing else decides."""

from dataclasses import dataclass
from typing import Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from lms.core.models import Area, User
from lms.core.roles import WATCHERS, Role

ModelT = TypeVar("ModelT", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Scope:
    """The places whose people a user watches over today."""

    roles: frozenset[str]
    whole_province: bool
    communes: frozenset[str]

    @property
    def may_watch(self) -> bool:
        """Whether the province's pages open at all."""
        return bool(self.roles & WATCHERS)

    def covers(self, commune_code: str) -> bool:
        """Whether the people of this commune may be seen."""
        return self.whole_province or commune_code in self.communes


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
    grants = list(
        user.grants.valid_on(timezone.localdate()).values_list("role", "area_id", "area__level")
    )
    watching = [grant for grant in grants if grant[0] in WATCHERS]
    return Scope(
        roles=frozenset(role for role, _, _ in grants),
        whole_province=any(
            level == Area.Level.PROVINCE and role != Role.COMMUNE_OFFICER
            for role, _, level in watching
        ),
        communes=frozenset(
            code
            for role, code, level in watching
            if level == Area.Level.COMMUNE and role == Role.COMMUNE_OFFICER
        ),
    )


class ScopedQuerySet(models.QuerySet[ModelT]):
    """Rows about people; subclasses name the paths to their commune and to their own account."""

    commune_path = "commune"
    owner_path = "user"

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The rows `user` may see: all of their area for watchers, else their own."""
        scope = scope_of(user)
        if scope.whole_province:
            return self
        if not isinstance(user, User):
            return self.none()
        own = models.Q(**{self.owner_path: user})
        if scope.communes:
            return self.filter(own | models.Q(**{f"{self.commune_path}__in": scope.communes}))
        return self.filter(own)
