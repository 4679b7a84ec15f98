"""Who may do what with a return. Nothing else decides."""

from learners.returns.models import Return, checks_returns
from learners.returns.states import Act, State, after
from lms.core.access import scope_of
from lms.core.models import Area, User


def may_report(*, user: User, area: Area) -> bool:
    """Whether the return of a commune is theirs: its officers', who answer for it."""
    scope = scope_of(user)
    return scope.may_register and area.pk in scope.places


def may_draft(*, user: User, area: Area) -> bool:
    """A draft is only numbers, so the province may open one as well."""
    return may_report(user=user, area=area) or may_lock(user=user)


def may_lock(*, user: User) -> bool:
    """Officers of the province."""
    return scope_of(user).keeps_province


def may_check(*, user: User) -> bool:
    """The agency that checks returns, and the province."""
    scope = scope_of(user)
    return scope.may_register and (scope.whole_province or checks_returns(scope))


def may(*, user: User, report: Return, act: Act) -> bool:
    """Whether an act is theirs and comes next; who signed neither accepts nor locks."""
    if after(State(report.state), act) is None:
        return False
    if act in (Act.WORD, Act.SIGN):
        return may_report(user=user, area=report.area)
    if report.signed_by_id == user.pk:
        return False
    if act == Act.LOCK or report.state == State.ACCEPTED:
        return may_lock(user=user)
    return may_check(user=user)


def may_correct(*, user: User, report: Return) -> bool:
    """Whether they may open a correction of a locked return."""
    return report.state == State.LOCKED and may_draft(user=user, area=report.area)
