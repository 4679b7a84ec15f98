"""What lists announce, inside the transaction; a receiver writes rows or rings a bell."""

from django.dispatch import Signal

# The people of a list stand on the register: sent when it was written, and again whenever the
# duplicates desk has settled a doubtful row of it. Arguments: list_id.
list_written = Signal()
