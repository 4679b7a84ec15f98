"""What the register announces. Sent inside the transaction; a receiver writes rows or rings."""

from django.dispatch import Signal

# Somebody was there in a session, as the register says now and did not before. Sent once for each
# such change. Arguments: session_id, seat_id.
attended = Signal()
