"""The database keeps the public log as it was written, whoever writes."""

from lms.core.guards import Guard

ENTRIES = Guard(
    "certificates_logentry",
    "the public log is append-only",
    columns=("id", "paper_id", "act", "leaf", "at"),
)
NODES = Guard("certificates_lognode", "the tree of the public log is append-only")
HEADS = Guard("certificates_signedhead", "a published head is never changed")
KEPT = (ENTRIES, NODES, HEADS)
