"""A paper drawn, signed, stored and written down, beside drawing and a signature alone."""

import shutil
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection
from django.test import override_settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bench import actors, drawing
from bench.config import DATA, SAMPLES
from bench.servers import CLOCK_TICKS, ticks_of
from certificates.papers.models import Certificate
from certificates.signing import services
from certificates.signing.guarding import SIGNED
from certificates.signing.models import SignedFile

_EACH = 60
_KEY = DATA / "signing-key.pem"
_FOLDER = DATA / "signed"


class _Bare(signers.Signer):
    """The least of a signer: a key that is loaded, and its certificate."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: asn1.Certificate) -> None:
        self.key = key
        super().__init__(signing_cert=certificate, cert_registry=SimpleCertificateStore())

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        return self.key.sign(data, ec.ECDSA(hashes.SHA256()))

    def sign_file(self, pdf: bytes) -> None:
        """PAdES-B-B, invisible, certifying, with room that is known beforehand."""
        told = signers.PdfSignatureMetadata(
            field_name="S",
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        signers.sign_pdf(writer, told, signer=self, bytes_reserved=8192, output=BytesIO())


def measure() -> tuple[float, float, float]:
    """Ratio, then CPU milliseconds of ours, with its database connection, and of the floor."""
    bare = _Bare(*_made_key())
    draw = drawing.floor()
    _forget()
    with override_settings(
        SIGNER="file", SIGNING_KEY_FILE=str(_KEY), SIGNING_VISIBLE=False, SIGNED_ROOT=_FOLDER
    ):
        rows = _waiting(_EACH * (SAMPLES + 1))

        def ours() -> None:
            if not services.sign(file_id=rows.pop()):
                raise RuntimeError("a paper was not signed")

        def floor() -> None:
            bare.sign_file(draw())

        _cost(ours), _cost(floor)  # warm: fonts and keys are read
        pairs = [(_cost(ours), _cost(floor)) for _ in range(SAMPLES)]
    _forget()
    ratios = [mine / least for mine, least in pairs]
    mine, least = (statistics.median(side) for side in zip(*pairs, strict=True))
    return statistics.median(ratios), mine, least


def _cost(act: Callable[[], None]) -> float:
    """CPU milliseconds of one act, here and in the process of our database connection."""
    backend = _backend()
    before, asked = time.process_time(), ticks_of(backend)
    for _ in range(_EACH):
        act()
    here = time.process_time() - before
    return (here + (ticks_of(backend) - asked) / CLOCK_TICKS) * 1000 / _EACH


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _waiting(count: int) -> list[int]:
    """Rows of so many issued papers that wait for a signature."""
    actors.papers()
    valid = Certificate.objects.filter(state=Certificate.State.VALID).order_by("pk")
    papers = list(valid.values_list("pk", flat=True)[:count])
    return [row.pk for row in services.open_files(certificate_ids=papers)]


def _forget() -> None:
    """What was signed for the bench is signed anew next time."""
    SIGNED.remove(connection)
    SignedFile.objects.all().delete()
    SIGNED.install(connection)
    shutil.rmtree(_FOLDER, ignore_errors=True)


def _made_key() -> tuple[ec.EllipticCurvePrivateKey, asn1.Certificate]:
    """An EC key, written down with its certificate as the product reads it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    _write(_KEY, key.private_bytes(pem, form, plain) + certificate.public_bytes(pem))
    return key, asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
