"""The database keeps what was signed, whoever writes."""

from lms.core.guards import Guard

SIGNED = Guard(
    "certificates_signedfile", "a signed file is never changed", once="OLD.state = 'signed'"
)
