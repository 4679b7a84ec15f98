"""Who may write what of the tasks. Nothing else decides; all who watch may look."""

from learners.resolution.models import ResolutionTask
from lms.core.access import scope_of
from lms.core.models import User


def may_keep(user: User) -> bool:
    """Officers of the province keep the register: tasks, objectives, indicators, sheets."""
    return scope_of(user).keeps_province


def may_note(user: User, task: ResolutionTask) -> bool:
    """Who keeps the register, and officers of an agency that leads the task or takes part in it."""
    if may_keep(user):
        return True
    scope = scope_of(user)
    if not (scope.may_register and scope.organisations):
        return False
    theirs = ResolutionTask.objects.of_agencies(scope.organisations)
    return theirs.filter(pk=task.pk).exists()
