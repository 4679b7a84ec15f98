"""What assessing announces. Sent inside the transaction; a receiver writes rows or rings a bell."""

from django.dispatch import Signal

# A person was found proficient. Arguments: learner_id, proficiency_id.
proficiency_reached = Signal()
