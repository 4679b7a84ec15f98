"""The colour space sRGB as an ICC profile, small and the same on every machine.

PDF/A-1 asks which colours the numbers mean, in a profile of version 2 (ISO 19005-1, 6.2.2; ICC.1:
1998-09). What Pillow makes is version 4 and holds the time of making, so it is written here.
"""

from __future__ import annotations

import struct
from functools import cache

# IEC 61966-2-1, adapted to the D50 white of profiles (ICC.1, Annex A and E): X, Y, Z.
_WHITE = (0.9642, 1.0, 0.8249)
_RED = (0.4361, 0.2225, 0.0139)
_GREEN = (0.3851, 0.7169, 0.0971)
_BLUE = (0.1431, 0.0606, 0.7141)
_STEPS = 256


@cache
def profile() -> bytes:
    """The profile: three primaries, one curve, a name."""
    name = b"sRGB IEC61966-2.1\0"
    described = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)
    curve = b"curv\0\0\0\0" + struct.pack(f">I{_STEPS}H", _STEPS, *map(_light, range(_STEPS)))
    parts = {
        b"desc": described,
        b"cprt": b"text\0\0\0\0No copyright\0",
        b"wtpt": _xyz(_WHITE),
        b"rXYZ": _xyz(_RED),
        b"gXYZ": _xyz(_GREEN),
        b"bXYZ": _xyz(_BLUE),
        b"rTRC": curve,
    }
    start = 128 + 4 + 12 * (len(parts) + 2)
    table, body = b"", b""
    for tag, part in parts.items():
        table += tag + struct.pack(">II", start + len(body), len(part))
        body += part + bytes(-len(part) % 4)
    shared = table[-8:]  # the three curves are one
    table += b"gTRC" + shared + b"bTRC" + shared
    count = struct.pack(">I", len(parts) + 2)
    return _header(start + len(body)) + count + table + body


def _light(step: int) -> int:
    value = step / (_STEPS - 1)
    linear = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    return round(linear * 65535)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(65536 * value) for value in values))


def _header(size: int) -> bytes:
    return (
        struct.pack(">I4xI", size, 0x02100000)  # version 2.1
        + b"mntrRGB XYZ "
        + struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
        + b"acsp"
        + bytes(28)
        + _xyz(_WHITE)[8:]
    ).ljust(128, b"\0")
