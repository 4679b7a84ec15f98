"""Who may set designs of papers."""

from django.contrib.auth.models import AnonymousUser

from lms.core.access import scope_of
from lms.core.models import User


def may_design(user: User | AnonymousUser) -> bool:
    """Authors and operators; whoever audits changes nothing."""
    return scope_of(user).may_author
