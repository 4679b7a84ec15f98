"""A new version of who is of working age."""

from learners.monitoring.models import WorkingAge
from lms.core.versions import NewVersionForm


class WorkingAgeForm(NewVersionForm):
    """The programme's own words, or the Labour Code's table."""

    class Meta:
        model = WorkingAge
        fields = ("version", "valid_from", "kind", "decision")
