"""What classes announce. Sent inside the transaction; a receiver writes rows or rings a bell."""

from django.dispatch import Signal

# A session has another time or place than it had. Arguments: session_id.
session_moved = Signal()
# A session will not be held. Arguments: session_id.
session_cancelled = Signal()
# Somebody who waited has a seat now. Arguments: seat_id.
seat_given = Signal()
# A class was closed, or cancelled as a whole; sent once for each time. Arguments: class_id.
class_ended = Signal()
