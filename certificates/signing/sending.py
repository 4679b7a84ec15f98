"""Papers sent out for the agency's own service to sign: a batch, and its ZIP with a manifest."""

import csv
import io
import zipfile
from typing import IO

from django.db import transaction

from certificates.papers.copies import drawn
from certificates.papers.models import Certificate
from certificates.signing import signers, storage
from certificates.signing.models import SignedFile, SigningBatch
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User

MOST = 200  # in a batch: what comes back is judged while somebody waits
MANIFEST = "danh-sach.csv"
# A ZIP cannot be older; without a clock the same batch is the same file.
_DAY_ONE = (1980, 1, 1, 0, 0, 0)


@transaction.atomic
def send_out(*, actor: User) -> SigningBatch:
    """A batch of the papers that have waited longest for a signature; each is in one batch only."""
    if signers.kind() != signers.Kind.OUT:
        raise DomainError("Nơi này không gửi giấy ra ngoài ký. Hãy hỏi người vận hành.")
    waiting = (
        SignedFile.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(state=SignedFile.State.WAITING, paper__state=Certificate.State.VALID)
        .select_related("paper")
        .order_by("asked_at", "pk")
    )
    rows = list(waiting[:MOST])
    if not rows:
        raise DomainError("Không có giấy nào đang chờ ký.")
    batch = SigningBatch.objects.create(sent_by=actor)
    for row in rows:
        row.batch, row.state = batch, SignedFile.State.OUT
        row.drawn_sha256 = storage.keep(drawn(row.paper))
    SignedFile.objects.bulk_update(rows, ["batch", "state", "drawn_sha256"])
    audit.record(
        actor=actor, action="certificates.send_for_signing", target=batch, papers=len(rows)
    )
    return batch


def write_batch(*, batch: SigningBatch, into: IO[bytes], actor: User) -> int:
    """Write what of a batch is still out into a ZIP; returns how many papers. Recorded each time.

    The very bytes that were drawn when it was sent out: what comes back must begin with them.

    The manifest names numbers and digests, and nobody.
    """
    out = batch.files.filter(state=SignedFile.State.OUT).select_related("paper").order_by("pk")
    rows = list(out)
    if not rows:
        raise DomainError("Lô này đã nhận lại đủ.")
    table = io.StringIO()
    lines = csv.writer(table)
    lines.writerow(["so", "tep", "sha256", "so_byte"])
    with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as packed:
        for row in rows:
            content, name = _sent(row), f"{row.paper.number}.pdf"
            packed.writestr(zipfile.ZipInfo(name, _DAY_ONE), content)
            lines.writerow([row.paper.number, name, row.drawn_sha256, len(content)])
        manifest = zipfile.ZipInfo(MANIFEST, _DAY_ONE)
        packed.writestr(manifest, "\ufeff" + table.getvalue())
    audit.record(
        actor=actor, action="certificates.download_for_signing", target=batch, papers=len(rows)
    )
    return len(rows)


def _sent(row: SignedFile) -> bytes:
    try:
        return storage.read(row.drawn_sha256 or "")
    except FileNotFoundError as gone:
        raise DomainError(
            "Tệp của lô này không còn trên đĩa. Hãy báo người vận hành lấy lại từ bản sao lưu."
        ) from gone
