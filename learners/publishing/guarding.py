"""The database keeps what was published as it was: rows are only added."""

from lms.core.guards import Guard

FROZEN = (
    Guard("learners_publication", "what was published is not changed"),
    Guard("learners_publishedcell", "what was published is not changed"),
)
