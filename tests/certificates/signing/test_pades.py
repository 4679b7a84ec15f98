"""Signatures as strangers judge them: pyHanko's own validation, and poppler."""

import os
import subprocess
from datetime import datetime, timedelta, timezone
from io import BytesIO

import pkcs11
import pkcs11.util.rsa
import pkcs11.util.x509
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.exceptions import ImproperlyConfigured
from pyhanko.pdf_utils.reader import PdfFileReader

from certificates.drawing.designs import DESIGNS
from certificates.drawing.render import render
from certificates.signing import signers
from certificates.signing.authority import MARK
from certificates.signing.pades import LoadedKey, Pades
from certificates.signing.stamp import WORTHLESS
from tests.certificates.drawing.test_render import FACTS, run
from tests.certificates.judges import findings_of_pikepdf, must_be_pdf_a_1b
from tests.certificates.signing.keys import (
    DER,
    PEM,
    PKCS8,
    as_asn1,
    certify,
    judged,
    make_key,
    time_office,
    told_by_poppler,
    with_a_byte_changed,
    with_a_name_on_top,
    with_an_object_appended,
)
from tests.tools import need

DRAWN = render(FACTS)
AT = datetime(2026, 2, 5, 14, 3, 22, tzinfo=timezone(timedelta(hours=7)))
BOX = DESIGNS["doi-che"].signature_box
OFFICE = "Sở Khoa học và Công nghệ tỉnh Thái Nguyên"


def sign(signer: Pades) -> bytes:
    return signer.sign(DRAWN, at=AT, box=BOX, reason="Cấp giấy HT-2026-000123")


def office_key(kind: str, **options) -> Pades:
    key = make_key(kind)
    chain = [as_asn1(certify(key, OFFICE))]
    return Pades(LoadedKey(key, chain[0], chain), chain, **options)


@pytest.mark.parametrize("visible", [False, True])
@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_genuine_file_is_good_to_everyone_and_certified_against_any_change(kind, visible):
    signer = office_key(kind, visible=visible)
    signed = sign(signer)
    assert signed.startswith(DRAWN)
    status = judged(signed, signer.certificate)
    assert (status.bottom_line, status.coverage.name) == (True, "ENTIRE_FILE")
    told = told_by_poppler(signed)
    assert "Signature is Valid." in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    assert f"Signer Certificate Common Name: {OFFICE}" in told


def test_a_signed_file_stays_pdf_a(tmp_path):
    for visible in (False, True):
        signed = sign(office_key("ec", visible=visible))
        (tmp_path / f"{visible}.pdf").write_bytes(signed)
        # Of forms and permissions pikepdf says that it judges neither; PDFBox judges both.
        assert {kind for kind, _ in findings_of_pikepdf(signed, "1b")} == {"unsupported"}
    assert must_be_pdf_a_1b(tmp_path) == 2


@pytest.mark.parametrize(
    "falsify", [with_a_byte_changed, with_an_object_appended, with_a_name_on_top]
)
def test_a_falsified_file_is_bad(falsify):
    signer = office_key("ec")
    falsified = falsify(sign(signer))
    assert judged(falsified, signer.certificate).bottom_line is False
    told = told_by_poppler(falsified)
    assert ("Digest Mismatch" in told) or ("Not total document signed" in told)


def test_a_visible_signature_says_whose_it_is_and_when_in_fonts_of_its_own():
    shown = run("pdftotext", "-layout", "-", "-", pdf=sign(office_key("ec", visible=True)))
    assert f"Ký số bởi: {OFFICE}" in shown
    assert "Thời gian ký: 05/02/2026 14:03:22 +07:00" in shown
    fonts = run("pdffonts", "-", pdf=sign(office_key("ec", visible=True))).splitlines()[2:]
    assert {line.split()[-5] for line in fonts} == {"yes"}  # embedded


def test_an_invisible_one_changes_nothing_on_the_page():
    pictures = [run_picture(pdf) for pdf in (DRAWN, sign(office_key("ec")))]
    assert pictures[0] == pictures[1]


def run_picture(pdf: bytes) -> bytes:
    program = need("pdftoppm", package="poppler-utils")
    return subprocess.run([program, "-r", "60"], input=pdf, capture_output=True, check=True).stdout


def test_a_trial_key_marks_its_papers_even_if_it_should_not_be_seen(settings, tmp_path):
    settings.SIGNER, settings.SIGNING_VISIBLE = "development", False
    settings.SIGNING_DEVELOPMENT_FOLDER = tmp_path
    signer = signers.signer()
    assert WORTHLESS in run("pdftotext", "-layout", "-", "-", pdf=sign(signer))
    assert MARK in str(signer.certificate.subject.native)
    assert oct((tmp_path / "development-key.pem").stat().st_mode)[-3:] == "600"


def test_an_office_says_when_it_was_signed():
    with time_office() as (address, its_certificate):
        from certificates.signing.pades import time_stamps_of

        signer = office_key("ec", time_stamps=time_stamps_of(address))
        status = judged(sign(signer), signer.certificate, its_certificate)
    assert (status.bottom_line, status.timestamp_validity.valid) == (True, True)


class TestKeysInFiles:
    """PKCS#12 and PEM, with a password from the environment or from a file."""

    @pytest.fixture(autouse=True)
    def by_file(self, settings, tmp_path):
        settings.SIGNER = "file"
        self.path = tmp_path / "key"
        settings.SIGNING_KEY_FILE = str(self.path)
        signers._made.cache_clear()
        self.key = make_key("rsa")
        self.certificate = certify(self.key, OFFICE)

    def write_pem(self, certificate=None, password=b"mat khau"):
        private = self.key.private_bytes(
            PEM, PKCS8, serialization.BestAvailableEncryption(password)
        )
        self.path.write_bytes(private + (certificate or self.certificate).public_bytes(PEM))

    def write_pkcs12(self, certificate=None, password=b"mat khau"):
        self.path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"k",
                self.key,
                certificate or self.certificate,
                None,
                serialization.BestAvailableEncryption(password),
            )
        )

    @pytest.mark.parametrize("write", ["write_pem", "write_pkcs12"])
    def test_either_form_signs(self, settings, tmp_path, write):
        getattr(self, write)()
        secret = tmp_path / "password"
        secret.write_text("mat khau\n")
        settings.SIGNING_KEY_PASSWORD_FILE = str(secret)
        assert judged(sign(signers.signer()), as_asn1(self.certificate)).bottom_line

    def test_what_cannot_be_read_is_refused_without_its_words(self, settings):
        settings.SIGNING_KEY_PASSWORD = "sai"
        for spoil in (self.write_pem, self.write_pkcs12, lambda: self.path.write_bytes(b"x")):
            spoil()
            with pytest.raises(ImproperlyConfigured, match="cannot be read") as refusal:
                signers.signer()
            assert "sai" not in str(refusal.value)

    def test_the_certificate_of_another_key_is_refused(self, settings):
        settings.SIGNING_KEY_PASSWORD = "mat khau"
        self.write_pem(certify(make_key("ec"), OFFICE))
        with pytest.raises(ImproperlyConfigured, match="another key"):
            signers.signer()


def test_a_key_on_a_token_signs_and_never_leaves_it(settings, tmp_path, monkeypatch):
    program = need("softhsm2-util", package="softhsm2")
    module = "/usr/lib/softhsm/libsofthsm2.so"
    conf = tmp_path / "softhsm2.conf"
    (tmp_path / "tokens").mkdir()
    conf.write_text(f"directories.tokendir = {tmp_path}/tokens\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(conf))
    words = ["--init-token", "--free", "--label", "ky", "--pin", "1234", "--so-pin", "4321"]
    subprocess.run([program, *words], env=os.environ, check=True, capture_output=True)
    key = make_key("rsa")
    certificate = certify(key, OFFICE)
    with pkcs11.lib(module).get_token(token_label="ky").open(user_pin="1234", rw=True) as session:
        told = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: "k"}
        der = key.private_bytes(
            DER, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        session.create_object(pkcs11.util.rsa.decode_rsa_private_key(der) | told)
        public = pkcs11.util.x509.decode_x509_certificate(certificate.public_bytes(DER))
        session.create_object(public | told)
    settings.SIGNER, settings.SIGNING_TOKEN_PIN = "token", "1234"
    settings.SIGNING_TOKEN = {"module": module, "label": "ky", "certificate": "k", "key": ""}
    signers._made.cache_clear()
    assert judged(sign(signers.signer()), as_asn1(certificate)).bottom_line


@pytest.mark.parametrize("visible", [False, True])
def test_nothing_of_the_drawn_file_is_written_anew_but_its_catalogue_and_its_page(visible):
    """Title, dates and metadata stay: in an archive's PDF (PDF/A) they have to agree."""
    reader = PdfFileReader(BytesIO(sign(office_key("ec", visible=visible))))
    before, after = (reader.xrefs.explicit_refs_in_revision(one) for one in (0, 1))
    kinds = {reader.get_object(ref)["/Type"] for ref in before & after}
    assert (kinds, len(before & after)) == ({"/Catalog", "/Page"}, 2)
    field = reader.root["/AcroForm"]["/Fields"][0]
    assert "/N" in field["/AP"]
    assert field["/F"] & 4  # printed


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_a_signature_states_what_pyhanko_would_state_of_itself(kind):
    """The certificate is put together once a signer: byte for byte what it is once a file."""
    signer = office_key(kind)
    ours = stated(sign(signer))
    signer.raw.signed_attr_prov_spec = None
    assert set(ours) == {"content_type", "message_digest", "signing_certificate_v2"}
    assert ours.keys() == stated(sign(signer)).keys()
    assert ours["signing_certificate_v2"] == stated(sign(signer))["signing_certificate_v2"]


def stated(pdf: bytes) -> dict[str, bytes]:
    """The signed attributes of the only signature of a file, by type."""
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return {one["type"].native: one.dump() for one in signature.signer_info["signed_attrs"]}
