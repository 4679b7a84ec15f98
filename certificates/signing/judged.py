"""Strangers' files, judged in a process of its own."""

import json
import logging
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from certificates.signing.judgement import Judgement
from lms.core.children import run_child

_log = logging.getLogger(__name__)
_PROCESS = "certificates.signing.judge_process"
_WALL_BEFORE, _WALL_EACH = 15, 2
_WITHOUT_MEMORY = (-signal.SIGABRT, -signal.SIGKILL, -signal.SIGXCPU, -signal.SIGSEGV)


def judge_files(paths: Sequence[Path], *, trusted: str = "") -> list[Judgement | str]:
    """What can be said of each file: a judgement, or why there is none.

    `trusted` names a PEM file of certificates, if it matters whom a signature leads to.

    That is "not_pdf", "encrypted", "broken", or "bomb" for a file on which the process died, of
    time or of memory. What stands behind such a file in `paths` is judged by another process.
    """
    told: list[Judgement | str] = []
    while len(told) < len(paths):
        told += _judged(paths[len(told) :], trusted or "-")
    return told


def _judged(paths: Sequence[Path], trusted: str) -> list[Judgement | str]:
    """The answers of one process: for all files, or up to the one it died of."""
    seconds = _WALL_BEFORE + _WALL_EACH * len(paths)
    try:
        done = run_child(_PROCESS, trusted, *map(str, paths), seconds=seconds)
        output, died = done.stdout, _why(done.returncode)
        if done.returncode:
            # The name of the exception only: its words may hold what stands in the file.
            raised = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            name = raised.partition(":")[0][:60]
            _log.warning("the judge of a PDF ended with %s (%s)", done.returncode, name)
    except subprocess.TimeoutExpired as late:
        output, died = late.stdout or b"", "bomb"
    answers = [json.loads(line) for line in output.splitlines() if line.endswith(b"}")]
    told: list[Judgement | str] = [
        Judgement.from_json(one["found"]) if "found" in one else str(one["refused"])
        for one in answers
    ]
    return told if len(told) == len(paths) else [*told, died]


def _why(returncode: int) -> str:
    return "bomb" if returncode in _WITHOUT_MEMORY else "broken"
