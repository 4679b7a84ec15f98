"""What study announces. Sent inside the transaction; a receiver writes rows or rings a bell."""

from django.dispatch import Signal

# A person has finished a course. Arguments: enrolment_id.
enrolment_completed = Signal()
