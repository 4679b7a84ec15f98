"""What can be said of a PDF that somebody holds: is it one, who signed it, was it changed after.

Bytes in, words of code out; no network is asked and no certificate is trusted here: whoever asks
knows which ones are ours. Run on strangers' files in a process of its own (`judge_process`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from asn1crypto import pem, x509
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, Reference
from pyhanko.pdf_utils.misc import PdfDecodeLimitError, PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from certificates.signing.judgement import Judgement, Signature, Unreadable
from certificates.signing.names import common_name, key_id

_MOST_SIGNATURES = 5  # a paper has one
# What a signature writes into the catalogue of a file, its proofs among it.
_OF_SIGNED_CATALOGUE = {"/AcroForm", "/Perms", "/DSS", "/Extensions", "/Version", "/Metadata"}
# Where a file describes itself: its title and dates.
_DESCRIBE = ("/Info", "/Metadata")
_CODE = re.compile(r"/xac-minh/([0-9A-Za-z-]{8,60})")


def judge(content: bytes, trusted: Sequence[x509.Certificate] = ()) -> Judgement:
    """Read a PDF and its signatures. Raises Unreadable, or whatever the reader dies of."""
    if b"%PDF-" not in content[:1024]:
        raise Unreadable("not_pdf")
    try:
        reader = PdfFileReader(BytesIO(content), strict=False)
        if reader.encrypted:
            raise Unreadable("encrypted")
        embedded = reader.embedded_regular_signatures
        return Judgement(
            [_signature(one, trusted) for one in embedded[:_MOST_SIGNATURES]],
            _code_in(reader),
            len(embedded) > _MOST_SIGNATURES,
            only_signed(reader),
        )
    except PdfDecodeLimitError as bomb:
        raise Unreadable("bomb") from bomb
    except (PdfError, SigningError, ValueError, KeyError, TypeError, IndexError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("broken") from error


def _signature(embedded: EmbeddedPdfSignature, trusted: Sequence[x509.Certificate]) -> Signature:
    certificate = embedded.signer_cert
    # Without anybody to trust it is asked whether the signature is good in itself.
    known = ValidationContext(trust_roots=list(trusted) or [certificate], allow_fetching=False)
    told = (key_id(certificate), common_name(certificate.subject))
    try:
        status = validate_pdf_signature(embedded, known)
    except (SignatureValidationError, SigningError, ValueError):
        return Signature(*told, good=False, whole=False)
    good = bool(status.intact and status.valid)
    unchanged = status.modification_level in (None, ModificationLevel.NONE)
    at = status.signer_reported_dt
    return Signature(
        *told,
        good=good,
        whole=good and unchanged and status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        untouched=good
        and (unchanged or status.modification_level == ModificationLevel.LTA_UPDATES),
        trusted=bool(trusted and status.trusted),
        at=at.isoformat() if at else "",
        pem=pem.armor("CERTIFICATE", certificate.dump()).decode("ascii"),
    )


def only_signed(reader: PdfFileReader) -> bool:
    """Whether later revisions added signatures to the first one, and nothing else that is seen.

    Of the objects of the first revision only the catalogue, the pages and the description may be
    written anew: a page with more signature fields on it and otherwise as it was.
    """
    before = reader.get_historical_resolver(0)
    later = range(1, reader.xrefs.total_revisions)
    known = reader.xrefs.explicit_refs_in_revision(0)
    changed = {ref for one in later for ref in reader.xrefs.explicit_refs_in_revision(one)} & known
    root = before.trailer_view.raw_get("/Root")
    told = [before.trailer_view, before.root]
    descriptions = [one.raw_get(key) for one in told for key in _DESCRIBE if key in one]
    for ref in changed:
        if any(_names(one, ref) for one in descriptions):
            continue
        old, new = before(ref), reader.get_object(ref)
        if _names(root, ref):
            allowed = _OF_SIGNED_CATALOGUE
        elif isinstance(old, DictionaryObject) and old.get("/Type") == "/Page":
            allowed = {"/Annots"}
            if not all(map(_is_signature, _added(old, new))):
                return False
        else:
            return False
        if _without(old, allowed) != _without(new, allowed):
            return False
    return True


def _names(found: Any, ref: Reference) -> bool:
    """Whether a link in a file leads to an object."""
    return (getattr(found, "idnum", None), getattr(found, "generation", None)) == (
        ref.idnum,
        ref.generation,
    )


def _added(old: DictionaryObject, new: DictionaryObject) -> list[Any]:
    """The annotations that a page has gained; all of them when one was lost or moved."""
    before, after = (list(page.get("/Annots", ArrayObject())) for page in (old, new))
    raw = [[repr(one) for one in _raw(page)] for page in (old, new)]
    return after[len(before) :] if raw[1][: len(before)] == raw[0] else after


def _raw(page: DictionaryObject) -> list[Any]:
    found = page.get("/Annots", ArrayObject())
    return [found.raw_get(place) for place in range(len(found))]


def _without(found: DictionaryObject, keys: set[str]) -> dict[str, str]:
    """A dictionary as it is written, without some of its keys."""
    return {key: repr(found.raw_get(key)) for key in found if key not in keys}


def _is_signature(annotation: Any) -> bool:
    field = annotation.get_object()
    kind = field.get("/FT") or field.get("/Parent", {}).get("/FT")
    return bool(field.get("/Subtype") == "/Widget" and kind == "/Sig")


def _code_in(reader: PdfFileReader) -> str:
    """The check code that its description names; a file may say what it likes there."""
    try:
        info = reader.trailer_view["/Info"]
        found = _CODE.search(str(info.get("/Keywords", "")))
    except (PdfError, KeyError, ValueError, TypeError, AttributeError):
        return ""
    return found[1] if found else ""
