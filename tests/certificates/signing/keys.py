"""Keys, certificates and an office for time stamps, made for a test; and strangers who judge."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from tempfile import NamedTemporaryFile
from threading import Thread
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.tools import need

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
PKCS8 = serialization.PrivateFormat.PKCS8


def make_key(kind: str) -> Any:
    """A new private key: "rsa" or "ec"."""
    return (
        rsa.generate_private_key(65537, 2048)
        if kind == "rsa"
        else ec.generate_private_key(ec.SECP256R1())
    )


def certify(key: Any, name: str, *, for_time: bool = False) -> x509.Certificate:
    """A certificate that a key gives itself."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"),
        False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=not for_time,
                encipher_only=False,
                decipher_only=False,
                **usage,
            ),
            critical=True,
        )
    )
    if for_time:
        stamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(stamps, critical=True)
    return made.sign(key, hashes.SHA256())


def as_asn1(certificate: x509.Certificate) -> asn1.Certificate:
    """The same for pyHanko."""
    return asn1.Certificate.load(certificate.public_bytes(DER))


@contextmanager
def time_office() -> Iterator[tuple[str, asn1.Certificate]]:
    """The address of an office for time stamps (RFC 3161) on this machine, and its certificate."""
    key = make_key("rsa")
    certificate = as_asn1(certify(key, "Giờ thử", for_time=True))
    private = asn1_keys.PrivateKeyInfo.load(
        key.private_bytes(DER, PKCS8, serialization.NoEncryption())
    )
    store = SimpleCertificateStore()
    store.register(certificate)
    office = DummyTimeStamper(certificate, private, certs_to_embed=store)

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = office.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Desk) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", certificate
        server.shutdown()


def judged(pdf: bytes, *trusted: asn1.Certificate) -> Any:
    """What pyHanko itself says of the first signature of a file."""
    embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    known = ValidationContext(trust_roots=list(trusted))
    return validate_pdf_signature(embedded, known, ts_validation_context=known)


def told_by_poppler(pdf: bytes) -> str:
    """What `pdfsig` prints."""
    program = need("pdfsig", package="poppler-utils")
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        command = [program, "-nocert", file.name]
        return subprocess.run(command, capture_output=True, check=False).stdout.decode()


def with_a_byte_changed(pdf: bytes, at: int = 2_000) -> bytes:
    """The same but for one bit."""
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]


def with_an_object_appended(pdf: bytes) -> bytes:
    """A revision that shows nothing new."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Thua"] = writer.add_object(generic.pdf_string("thừa"))
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_a_name_on_top(pdf: bytes) -> bytes:
    """Another name stamped over the one that was signed."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    stream = generic.StreamObject(stream_data=b"1 1 1 rg 100 300 600 120 re f 0 g")
    writer.add_stream_to_page(0, writer.add_object(stream))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
