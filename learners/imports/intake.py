"""An uploaded file is looked into, in a process of its own: what came of that, in words."""

from pathlib import Path
from typing import Any

from django.db import transaction

from learners.imports import repeating
from learners.imports.columns import headings_hash
from learners.imports.models import Import
from learners.imports.reading import UnreadableList, read_list
from learners.imports.selectors import list_of, rows_path
from lms.core.jobs import Steps

# Longer than the reader's own limit: while it reads, nobody else needs to begin.
LONGEST_READING = 300


def read(steps: Steps) -> None:
    """Read the list of a job: its rows go to a file, what they look like into the list.

    A file that cannot be read is refused in words; that is an end, not a failure.
    """
    taken = list_of(steps.job)
    if taken is None or taken.state != Import.State.UPLOADED:
        return
    steps.move(done=0, total=1, seconds=LONGEST_READING)
    target = rows_path(taken)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        found = repeating.reading_of(taken) or _read(taken, target)
    except UnreadableList as refusal:
        found = {}
        taken.refusal, taken.state = refusal.message[:300], Import.State.REFUSED
    else:
        taken.found, taken.state = found, Import.State.COLUMNS
    with transaction.atomic():
        steps.move(done=1, total=1)
        taken.save(update_fields=["found", "state", "refusal"])


def _read(taken: Import, target: Path) -> dict[str, Any]:
    found = read_list(Path(taken.file.path), target, file_name=taken.file_name).to_json()
    return found | {"headings_hash": headings_hash(found["headings"])}
