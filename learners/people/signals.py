"""What the register announces, inside the transaction; a receiver writes or rings a bell."""

from django.dispatch import Signal

# Somebody came onto the register of their own accord, as a new record. Arguments: learner_id.
learner_registered = Signal()
