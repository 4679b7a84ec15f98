"""The queue in a folder, for a house without a broker: messages appear whole or not at all.

kombu's own transport opens a message's file under its final name and writes then; a worker that
looks in between takes an empty message and dies of it.
"""

import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Puts messages into the folder by one step that cannot be seen half done."""

    # The stubs of the two classes above disagree over the name of the second argument.
    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        """Written beside its place first and then moved there; named in order, as kombu does."""
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        whole = Path(self.data_folder_out) / name
        unfinished = whole.with_suffix(".part")
        unfinished.write_text(dumps(payload), encoding="utf-8")
        unfinished.rename(whole)


class Transport(filesystem.Transport):
    """What `filesystem://` means here (`lms.celery`)."""

    Channel = Channel
