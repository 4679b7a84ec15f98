"""What the ground floor announces, inside the transaction; a receiver writes or rings a bell."""

from django.dispatch import Signal

# A commune was merged into another one. Arguments: code, first_day (of the merged one).
unit_merged = Signal()

# An organisation was merged into another one. Arguments: organisation (id of the merged one).
organisation_merged = Signal()
