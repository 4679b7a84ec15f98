"""What study announces. Sent inside the transaction; a receiver writes rows or rings a bell."""

from django.dispatch import Signal

# People have finished a course, one or a whole class. Arguments: enrolment_ids.
enrolments_completed = Signal()
