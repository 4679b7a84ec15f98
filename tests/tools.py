"""Programs that tests need beside Python."""

import os
import shutil
from pathlib import Path

import pytest

IN_CI = os.environ.get("CI") == "true"


def need(program: str, *, package: str) -> str:
    """The path of a program; without it the test is skipped with the way to get it.

    In CI nothing is skipped: there the test fails.
    """
    path = shutil.which(program) or _of_postgresql(program)
    if path:
        return path
    message = f"no {program}: apt-get install --no-install-recommends {package}"
    if IN_CI:
        pytest.fail(message)
    pytest.skip(message)


def _of_postgresql(program: str) -> str | None:
    """Debian keeps the programs of a PostgreSQL server out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return str(found[-1]) if found else None
