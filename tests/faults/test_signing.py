"""Signatures are never lost and never doubled, whatever happens to the one who signs."""

import hashlib

from tests.faults.test_papers import NEVER
from tests.processes import kill, running_worker, wait_for

SIGNED = "SELECT sha256 FROM certificates_signedfile WHERE state = 'signed'"
MANY = 60


def test_a_worker_killed_amid_sixty_signatures_leaves_none_out_and_none_twice(installation):
    assert installation.act("unsigned", str(MANY), env=NEVER) == MANY
    log = installation.folder / "worker.log"

    def signed() -> list[str]:
        return [row[0] for row in installation.select(SIGNED)]

    with running_worker(installation.folder) as worker:
        wait_for(lambda: len(signed()) >= 3, "three signatures", log=log, every=0.001)
        kill(worker)
    assert 3 <= len(signed()) < MANY  # killed in the middle, not after the end
    # What it held when it died is free once its hold has ended.
    held = "SELECT count(*) FROM certificates_signedfile WHERE state = 'waiting' AND claim <> ''"
    assert installation.select(held)[0][0] <= 1
    installation.act("forget_holds")
    with running_worker(installation.folder):
        wait_for(lambda: len(signed()) == MANY, "all signatures", log=log)
    for sha256 in signed():
        path = installation.folder / "private/signed" / sha256[:2] / sha256[2:4] / f"{sha256}.pdf"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    audited = "SELECT count(*) FROM core_auditentry WHERE action = 'certificates.sign'"
    assert installation.select(audited) == [(MANY,)]
