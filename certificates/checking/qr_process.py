"""The process in which a photo is opened and its QR codes are read: `python -m … PHOTO`.

A decoder may hang, crash or fill the memory: here that costs nobody but the photo. It is given no
settings and no secrets. Prints a JSON list of what the codes say.
"""

import json
import resource
import sys
from pathlib import Path

import zxingcpp

from learners.paper.opening import open_photo
from learners.paper.reading import Unreadable

MEMORY = 1_200 * 1024 * 1024
CPU_SECONDS = 10
_LONGEST_SIDE = 2_400
_MOST_CODES = 5
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def texts_in(path: Path) -> list[str]:
    """What the QR codes in a photo say; none for what is no photo."""
    try:
        picture = open_photo(path).convert("L")
    except (Unreadable, MemoryError):
        return []
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    found = zxingcpp.read_barcodes(picture, formats=_QR)
    return [code.text for code in found[:_MOST_CODES]]


def main() -> int:
    """Read the photo named on the command line."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    sys.stdout.write(json.dumps(texts_in(Path(sys.argv[1]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
