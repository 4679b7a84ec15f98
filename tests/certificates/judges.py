"""Strangers who judge whether a file is PDF/A: PDFBox preflight, and pikepdf."""

import io
import subprocess
from pathlib import Path

import pikepdf
import pikepdf.pdfa

from tests.tools import need

_JARS = (
    "preflight",
    "pdfbox2",
    "fontbox2",
    "xmpbox",
    "commons-logging",
    "jaxb-api",
    "javax.activation",
)


def must_be_pdf_a_1b(folder: Path) -> int:
    """Ask PDFBox preflight of every PDF in a folder at once; returns how many there were."""
    java = need("java", package="default-jre-headless libpdfbox2-java libjaxb-api-java")
    path = ":".join(f"/usr/share/java/{jar}.jar" for jar in _JARS)
    judge = [java, "-cp", path, "org.apache.pdfbox.preflight.Validator_A1b", "xml", "batch", folder]
    subprocess.run(judge, check=True, capture_output=True)
    papers = sorted(folder.glob("*.pdf"))
    for paper in papers:
        verdict = paper.with_name(f"{paper.name}.preflight.xml").read_text()
        assert '<isValid type="PDF/A1-b">true</isValid>' in verdict, verdict
    return len(papers)


def findings_of_pikepdf(pdf: bytes, flavour: str) -> list[tuple[str, str]]:
    """What pikepdf finds: of which kind, and its words."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [(one.kind, one.message) for one in pikepdf.pdfa.check(opened, flavour).findings]
