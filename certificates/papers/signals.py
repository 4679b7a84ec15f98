"""What papers announce. Sent inside the transaction; a receiver writes rows or rings a bell."""

from django.dispatch import Signal

# Papers have their number and their frozen facts. Arguments: certificate_ids.
paper_issued = Signal()

# Papers no longer stand: replaced, revoked, or noted as expired. Arguments: certificate_ids.
paper_ended = Signal()
