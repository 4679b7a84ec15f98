"""Development secrets that are made once and kept, so that nobody ships a known one."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def kept_secret(folder: Path, name: str = "secret-key") -> str:
    """The secret in the file `name` of `folder`, made on first use; readable by its owner only.

    Processes that start at the same time get the same one.
    """
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = folder / f".{name}-{os.getpid()}"
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    return path.read_text().strip()
