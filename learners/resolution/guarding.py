"""The database keeps every note of progress as it was written: `models.ProgressNote` only grows.

What somebody said of a task, and when, is what its state rests on; a wrong note is followed by one
that corrects it.
"""

from lms.core.guards import Guard

NOTES = Guard("learners_progressnote", "notes of progress are append-only")
