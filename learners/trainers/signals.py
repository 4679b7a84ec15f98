"""What the register of trainers announces. Sent inside the transaction."""

from django.dispatch import Signal

# People were appointed or renewed, each by a decision. Arguments: appointment_ids.
appointments_made = Signal()
# Appointments ended before their last day: given up, withdrawn, erased. Arguments: appointment_ids.
appointments_ended = Signal()
