"""What strangers send is read in a process of its own: nothing else can die of it."""

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
# One thread: each of numpy's would take a share of the memory that a child may have.
_ENVIRONMENT = {"PYTHONUTF8": "1", "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}


def run_child(module: str, *arguments: str, seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Run a module of ours to its end: it knows no secrets, and what it prints is kept.

    It sets its own limits on memory and time; `seconds` is the clock on the wall. Raises
    subprocess.TimeoutExpired when that has run out.
    """
    return subprocess.run(  # noqa: S603  (our own program; callers made the names)
        [sys.executable, "-m", module, *arguments],
        cwd=_ROOT,
        env={"PATH": os.environ.get("PATH", "")} | _ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=seconds,
        check=False,
    )
