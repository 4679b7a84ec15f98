"""A development secret that is made once and kept, so that nobody ships a known one."""

import secrets
from pathlib import Path


def kept_secret(folder: Path) -> str:
    """The secret in `folder/secret-key`, made on first use; readable by its owner only."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()
