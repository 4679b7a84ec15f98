"""The changing code in the QR of a session: from its secret and the time, no database, no clock.

A code is `<session>-<step>-<proof>`. The step counts STEP_SECONDS since 1970; the proof is an HMAC
of session and step under the secret of the session, so that nobody makes a code who does not see
the screen, and a code of one session or one step proves nothing for any other.
"""

import base64
import hmac
from dataclasses import dataclass
from hashlib import sha256

STEP_SECONDS = 30
# The step that is shown and so many before it: 60 to 90 seconds to raise a phone and scan.
STEPS_KEPT = 2
# How long a scan counts while its owner signs in and registers, slowly.
REMEMBERED_SECONDS = 20 * 60
_PROOF_BYTES = 10
_DIGITS = "0123456789"


class BadCode(ValueError):
    """The text is no code of ours."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says, not yet whether it is true."""

    session: int
    step: int
    proof: str


def step_of(seconds: float) -> int:
    """The step of a moment, given in seconds since 1970."""
    return int(seconds) // STEP_SECONDS


def make(*, session: int, secret: str, step: int) -> str:
    """The code of a session in a step."""
    return f"{session}-{step}-{_proof(session, secret, step)}"


def read(text: str) -> Code:
    """What a code says; raises BadCode, never anything else."""
    parts = text.split("-")
    if len(parts) != 3 or len(text) > 60:
        raise BadCode(text)
    session, step, proof = parts
    for number in (session, step):
        if not number or len(number) > 18 or set(number) - set(_DIGITS):
            raise BadCode(text)
    return Code(int(session), int(step), proof)


def is_genuine(code: Code, secret: str) -> bool:
    """Whether it was made from this secret."""
    expected = _proof(code.session, secret, code.step)
    return hmac.compare_digest(expected.encode(), code.proof.encode("utf-8", "replace"))


def is_fresh(code: Code, step: int) -> bool:
    """Whether it is of the step now, or of one of the last."""
    return step - STEPS_KEPT <= code.step <= step


def _proof(session: int, secret: str, step: int) -> str:
    """80 bits, in letters and digits that a QR and an address hold as they are."""
    digest = hmac.digest(secret.encode(), f"attendance:{session}:{step}".encode(), sha256)
    return base64.b32encode(digest[:_PROOF_BYTES]).decode().lower()
