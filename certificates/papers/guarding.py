"""The database keeps an issued paper as it was issued and its end as it came, whoever writes.

Free stay whose paper it is and for what (records of one person are merged, and parted again), and
`name_key`, which an erasing empties. That an end stays means that no ended paper stands again: what
is valid has no day of its end (`certificate_ends_with_a_day`).
"""

from lms.core.guards import Guard

ISSUED = Guard(
    "certificates_certificate",
    "an issued paper is never changed",
    columns=(
        *("id", "kind", "code", "design", "design_version_id", "renews_id"),
        *("number", "series", "year", "serial", "facts", "issued_at", "expires_on"),
    ),
    once="OLD.state <> 'pending'",
)
ENDED = Guard(
    "certificates_certificate",
    "the end of a paper is never changed",
    columns=("ended_at", "end_reason", "end_decision", "end_decided_on"),
    once="OLD.ended_at IS NOT NULL",
    part="_end",
)
KEPT = (ISSUED, ENDED)
