"""The database keeps what was signed and what was locked, whoever writes."""

from lms.core.guards import Guard

STEPS = Guard("learners_returnstep", "steps of a return are append-only")
LOCKED = Guard("learners_return", "a locked return is never changed", once="OLD.state = 'locked'")
