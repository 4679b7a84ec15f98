"""A PDF and a key in, a signed PDF out: PAdES by pyHanko, with the key kept loaded.

The signature certifies the file and allows no change (ISO 32000-2 12.8.2.2): whoever stamps another
name on top breaks it. It is appended: the bytes that were drawn stay as they are, in front.
Nothing here knows a database or a setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from asn1crypto import tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pyhanko.pdf_utils.extensions import DeveloperExtension
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import init_xobject_dictionary
from pyhanko.sign import fields, signers
from pyhanko.sign.attributes import (
    CMSAttributeProvider,
    SignedAttributeProviderSpec,
    SigningCertificateV2Provider,
)
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.signing.names import common_name
from certificates.signing.stamp import Box, Stamp, StampStyle

FIELD = "ChuKySo"
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
# What a signature takes beside its certificates, and what a time stamp of another office adds.
_BESIDE_CERTIFICATES = 3_000
_TIME_STAMP = 10_000
_TIME_STAMP_SECONDS = 10


class _OwnCertificate(SigningCertificateV2Provider):
    """Which certificate signs, as every signature states it: put together once."""

    def __init__(self, certificate: x509.Certificate) -> None:
        super().__init__(certificate)
        made = as_signing_certificate_v2(certificate)
        self._value = tsp.SigningCertificateV2.load(made.dump())

    async def build_attr_value(self, dry_run: bool = False) -> tsp.SigningCertificateV2:
        """The same for every file."""
        return self._value


class Stated(SignedAttributeProviderSpec):
    """What PAdES-B-B states beside the digest (ETSI EN 319 142-1 table 1): the certificate.

    pyHanko would put it together anew for every file, which is three quarters of the work.
    """

    def __init__(self, certificate: x509.Certificate) -> None:
        self._own = _OwnCertificate(certificate)

    def signed_attr_providers(
        self, data_digest: bytes, digest_algorithm: str
    ) -> list[CMSAttributeProvider]:
        """The same for every file."""
        return [self._own]


class LoadedKey(signers.Signer):
    """A key that was read once.

    pyHanko's own signer reads and checks its key for every signature, which is nine tenths of the
    time that an RSA signature takes.
    """

    def __init__(
        self, key: PrivateKey, certificate: x509.Certificate, chain: Sequence[x509.Certificate]
    ) -> None:
        self._key = key
        store = SimpleCertificateStore()
        store.register_multiple(chain)
        super().__init__(signing_cert=certificate, cert_registry=store, embed_roots=False)
        self.signed_attr_prov_spec = Stated(certificate)

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """The bare signature of `data`."""
        digest = getattr(hashes, digest_algorithm.upper())()
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), digest)
        return self._key.sign(data, ec.ECDSA(digest))


class _Appending(IncrementalPdfFileWriter):
    """Appends, and leaves alone what the file says of itself.

    pyHanko would write title and dates anew, and PDF/A asks that they agree in two places.
    """

    def _update_meta(self) -> None:
        """Nothing."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Nothing: a version written into the catalog is what PDF/A-1 does not know."""

    def register_extension(self, ext: DeveloperExtension) -> None:
        """Nothing, for the same reason; readers know PAdES by its subfilter."""


def _with_field(pdf: bytes, place: tuple[int, int, int, int] | None) -> IncrementalPdfFileWriter:
    """The file with an empty field for a signature; PDF/A-1 asks each for an appearance."""
    writer = _Appending(BytesIO(pdf))
    fields.append_signature_field(writer, fields.SigFieldSpec(FIELD, on_page=0, box=place))
    if place is None:
        field = writer.root["/AcroForm"]["/Fields"][-1]
        nothing = writer.add_object(init_xobject_dictionary(b"", 0, 0))
        field["/AP"] = DictionaryObject({NameObject("/N"): nothing})
    return writer


@dataclass(frozen=True, slots=True)
class Pades:
    """A signer of PDF files, made once a process."""

    raw: signers.Signer  # a key in memory, or on a token
    certificates: Sequence[x509.Certificate]  # its own first, then those above it
    development: bool = False  # its papers say that they are worth nothing
    visible: bool = False
    time_stamps: TimeStamper | None = None

    @property
    def certificate(self) -> x509.Certificate:
        """Whose signature it makes."""
        return self.certificates[0]

    def sign(self, pdf: bytes, *, at: datetime, box: Box, reason: str) -> bytes:
        """`pdf` with a signature appended: as many bytes in front as `pdf` has, unchanged."""
        style, place = None, None
        if self.visible or self.development:  # a trial is marked, whatever else was set
            left, low, width, height = map(round, box)
            stamp = Stamp(common_name(self.certificate.subject), at, self.development)
            style = StampStyle(drawn=stamp.draw(width, height))
            place = (left, low, left + width, low + height)
        signed = BytesIO()
        signers.PdfSigner(
            signers.PdfSignatureMetadata(
                field_name=FIELD,
                md_algorithm="sha256",
                subfilter=fields.SigSeedSubFilter.PADES,
                certify=True,
                docmdp_permissions=fields.MDPPerm.NO_CHANGES,
                reason=reason,
            ),
            signer=self.raw,
            timestamper=self.time_stamps,
            stamp_style=style,
        ).sign_pdf(_with_field(pdf, place), bytes_reserved=self._reserved(), output=signed)
        return signed.getvalue()

    def _reserved(self) -> int:
        """Hexadecimal digits to keep free for the signature: pyHanko would sign twice to know."""
        most = sum(len(one.dump()) for one in self.certificates) + _BESIDE_CERTIFICATES
        return 2 * (most + (_TIME_STAMP if self.time_stamps else 0))


def time_stamps_of(url: str) -> TimeStamper | None:
    """The office that says when something was signed (RFC 3161), if one was named."""
    return HTTPTimeStamper(url, timeout=_TIME_STAMP_SECONDS) if url else None
