"""The process in which strangers' files are judged: `python -m … TRUSTED FILE …`.

TRUSTED is a PEM file of certificates, or "-".

A reader may hang, crash or unpack a bomb: here that costs nobody but the file. It is given no
settings and no secrets. Prints a line of JSON for each file, in order, as soon as it is judged:
{"found": …} or {"refused": …}.
"""

import json
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from asn1crypto import x509
from pyhanko.keys import load_certs_from_pemder

from certificates.signing.judgement import Unreadable
from certificates.signing.judging import judge

MEMORY = 700 * 1024 * 1024
CPU_SECONDS_BEFORE, CPU_SECONDS_EACH = 8, 2


def answer(path: Path, trusted: Sequence[x509.Certificate]) -> dict[str, Any]:
    """What is to be said of one file."""
    try:
        return {"found": judge(path.read_bytes(), trusted).to_json()}
    except Unreadable as refusal:
        return {"refused": str(refusal)}
    except RecursionError:
        return {"refused": "broken"}
    except MemoryError:
        return {"refused": "bomb"}


def _limit(files: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS_BEFORE + CPU_SECONDS_EACH * files),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def main() -> int:
    """Judge the files named on the command line."""
    trusted = [] if sys.argv[1] == "-" else list(load_certs_from_pemder([sys.argv[1]]))
    paths = [Path(argument) for argument in sys.argv[2:]]
    _limit(len(paths))
    for path in paths:
        sys.stdout.write(json.dumps(answer(path, trusted)) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
