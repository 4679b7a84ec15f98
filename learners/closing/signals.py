"""What closing announces. Sent inside the transaction; a receiver writes rows or rings a bell."""

from django.dispatch import Signal

# People were in a class often enough and were not assessed. Arguments: enrolment_ids.
attendance_confirmed = Signal()
