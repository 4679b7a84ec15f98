"""Signed papers taken back from the agency's own service, each kept byte for byte.

A file is matched to its paper by its beginning alone: it must be the very bytes that were sent out,
with nothing but signatures behind them, made by somebody whom this installation was told to trust.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from asn1crypto import pem, x509
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from certificates.signing import storage
from certificates.signing.judged import judge_files
from certificates.signing.judgement import Judgement
from certificates.signing.models import SignedFile
from certificates.signing.parcels import BadParcel, Piece, open_parcel
from certificates.signing.revisions import digests_of_revisions
from certificates.signing.services import known_certificate
from lms.core import audit
from lms.core.errors import DomainError
from lms.core.models import User

_TAKEN = "Đã nhận."
_UNKNOWN = (
    "Không khớp giấy nào đã gửi đi. Tệp phải là chính bản đã gửi, chỉ có chữ ký ghi thêm vào sau; "
    "đừng in lại hay lưu thành tệp mới."
)
_UNREADABLE = {
    "not_pdf": "Tệp này không phải PDF.",
    "encrypted": "Tệp PDF này có mật khẩu nên không nhận.",
    "bomb": "Tệp này quá nặng để đọc nên máy đã dừng.",
    "broken": "Tệp PDF này bị hỏng.",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one file, in words."""

    name: str
    words: str
    number: str = ""
    taken: bool = False


def take_back(*, name: str, content: bytes, actor: User) -> list[Answer]:
    """Take a signed PDF, or a ZIP of them; says of each file what became of it.

    What was taken before is taken again without a change. Raises DomainError for what cannot be
    opened at all.
    """
    if not settings.SIGNING_TRUSTED:
        raise DomainError(
            "Chưa khai báo chứng thư được tin (SIGNING_TRUSTED). Hãy hỏi người vận hành."
        )
    try:
        pieces = open_parcel(name, content)
    except BadParcel as refusal:
        raise DomainError(str(refusal)) from refusal
    if not pieces:
        raise DomainError("Tệp ZIP không có tệp PDF nào.")
    looked_at = [piece for piece in pieces if not piece.refusal]
    judged = dict(zip(map(id, looked_at), _judged(looked_at), strict=True))
    return [
        Answer(piece.name, piece.refusal)
        if piece.refusal
        else _take(piece, judged[id(piece)], actor)
        for piece in pieces
    ]


def _judged(pieces: Sequence[Piece]) -> list[Judgement | str]:
    with TemporaryDirectory(prefix="signed-") as folder:
        paths = []
        for place, piece in enumerate(pieces):
            paths.append(Path(folder) / f"{place}.pdf")
            paths[-1].write_bytes(piece.content)
        return judge_files(paths, trusted=settings.SIGNING_TRUSTED)


def _take(piece: Piece, told: Judgement | str, actor: User) -> Answer:
    *before, whole = digests_of_revisions(piece.content)
    row = (
        SignedFile.objects.select_related("paper").filter(drawn_sha256__in=[*before, whole]).first()
    )
    if row is None:
        return Answer(piece.name, _UNKNOWN)
    number = str(row.paper)
    if row.state == SignedFile.State.SIGNED:
        same = row.sha256 == whole
        words = "Đã nhận từ trước." if same else "Giấy này đã có tệp ký khác; tệp cũ được giữ."
        return Answer(piece.name, words, number, taken=same)
    refusal = _UNREADABLE[told] if isinstance(told, str) else _refusal(told)
    if refusal or isinstance(told, str):
        return Answer(piece.name, refusal, number)
    taken = _keep(row, piece.content, told, actor)
    return Answer(piece.name, _TAKEN if taken else "Đã nhận từ trước.", number, taken=True)


def _refusal(told: Judgement) -> str:
    """Why a file is not what was asked for; nothing if it is."""
    if not told.signatures:
        return "Tệp chưa có chữ ký số."
    if told.more or not all(one.good for one in told.signatures):
        return "Có chữ ký không đúng với nội dung. Hãy ký lại bản đã gửi."
    if not told.signatures[-1].untouched:
        return "Sau khi ký, tệp bị ghi thêm nội dung. Hãy ký lại bản đã gửi."
    if not told.only_signed:
        return "Nội dung trang khác bản đã gửi. Hãy ký lại bản đã gửi, đừng sửa gì."
    strangers = [one.signer for one in told.signatures if not one.trusted]
    if strangers:
        return f"Chứng thư của “{strangers[0]}” không thuộc danh sách được tin."
    return ""


@transaction.atomic
def _keep(row: SignedFile, content: bytes, told: Judgement, actor: User) -> bool:
    """Put the file on the disk and say so in its row; False if somebody was quicker."""
    waiting = SignedFile.objects.select_for_update().filter(pk=row.pk, state=SignedFile.State.OUT)
    if not waiting.exists():
        return False
    last = told.signatures[-1]
    certificate = x509.Certificate.load(pem.unarmor(last.pem.encode("ascii"))[2])
    sha256 = storage.keep(content)
    waiting.update(
        state=SignedFile.State.SIGNED,
        sha256=sha256,
        size=len(content),
        certificate=known_certificate(certificate=certificate),
        signed_at=_signed_at(last.at),
    )
    audit.record(actor=actor, action="certificates.take_back", target=row.paper, sha256=sha256)
    return True


def _signed_at(told: str) -> datetime:
    """When it was signed as the signature says; now, when it says nothing or what cannot be."""
    now = timezone.now()
    at = datetime.fromisoformat(told) if told else now
    if timezone.is_naive(at):
        at = timezone.make_aware(at)
    return at if at <= now + timedelta(minutes=5) else now
