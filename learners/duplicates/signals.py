"""What the desk announces. Sent inside the transaction; a receiver writes rows or rings a bell."""

from django.dispatch import Signal

# It is settled whether somebody who waited to be registered is a record or a new person: `same`,
# or `different` from all records that came into question. Arguments: pair_id. Whoever brought the
# candidate (`Pair.origin`) registers or links it and returns the id of the record, or None.
pair_decided = Signal()
