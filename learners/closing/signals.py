"""What closing announces. Sent inside the transaction; a receiver writes rows or rings a bell."""

from django.dispatch import Signal

# Somebody was in a class often enough and was not assessed. Arguments: enrolment_id.
attendance_confirmed = Signal()
