"""A canvas whose files are PDF/A: they say all they need, and can be opened in fifty years.

Part 1, level B (ISO 19005-1); with attachments, which part 1 forbids, part 3, level B
(ISO 19005-3). The structure is tagged as well. What judged it: decision 0024.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import (
    NoEncryption,
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObject,
    PDFPage,
    PDFStream,
)
from reportlab.pdfgen.canvas import Canvas

from certificates.drawing.srgb import profile
from certificates.drawing.tagging import Element, Tags, text_of

PRODUCER = "ReportLab (Binh dan hoc AI)"


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself, to readers, screen readers and archives."""

    title: str
    author: str
    subject: str
    keywords: str
    day: date  # of making, as the file says it
    identity: bytes  # of what it was drawn from: the same gives the same file identifier


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the paper, for programs."""

    name: str  # ASCII
    media_type: str
    description: str
    content: bytes


class _Ended(PDFObject):
    """What stands in a stream, and the end of line that PDF/A wants before `endstream`."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __len__(self) -> int:
        return len(self._content)

    def format(self, _document: object) -> bytes:
        return self._content + b"\n"


class _EndedStreams(NoEncryption):  # type: ignore[misc]  # ReportLab has no types
    """The one place of ReportLab through which every stream goes on its way into the file."""

    def encode(self, content: bytes) -> _Ended:
        return _Ended(content)


class Paper(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """A canvas that knows what it draws. `tagged` and `artifact` go around every drawing."""

    def __init__(
        self,
        size: tuple[float, float],
        about: About,
        *,
        first_font: str,
        attachments: Sequence[Attachment] = (),
    ) -> None:
        self._out = BytesIO()
        self.tags = Tags()
        super().__init__(
            self._out,
            size,
            pageCompression=1,
            invariant=1,
            lang="vi-VN",
            # Without a first font of ours ReportLab would name Helvetica, which is not embedded.
            initialFontName=first_font,
            pdfVersion=(1, 7) if attachments else (1, 4),
        )
        self._part = 3 if attachments else 1
        self._doc.encrypt = _EndedStreams()
        self._describe(about)
        self._promise(about)
        if attachments:
            self._attach(attachments, about.day)

    @contextmanager
    def tagged(self, role: str, *, alt: str = "", spoken: str = "") -> Iterator[Element]:
        """See `Tags.tagged`."""
        with self.tags.tagged(self, role, alt=alt, spoken=spoken) as element:
            yield element

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """See `Tags.artifact`."""
        with self.tags.artifact(self):
            yield

    def finish(self) -> bytes:
        """The bytes of the file; the last page has been shown."""
        self.save()
        return self._out.getvalue()

    def _setAnnotations(self, page: PDFPage) -> None:  # noqa: N802  # the name is ReportLab's
        """Called by ReportLab for every page that is shown, as the last thing before it is kept."""
        super()._setAnnotations(page)
        page.Trans = None  # how a slide appears has no place in an archive
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.Tabs = "/S" if self._part > 1 else None  # PDF 1.5: unknown to part 1
        page.StructParents = self.tags.end_page()

    def _describe(self, about: About) -> None:
        self.setTitle(about.title)
        self.setAuthor(about.author)
        self.setSubject(about.subject)
        self.setCreator(about.author)
        self.setKeywords(about.keywords)
        self.setProducer(PRODUCER)
        self.setViewerPreference("DisplayDocTitle", "true")
        made = f"D:{about.day:%Y%m%d}000000+07'00'"
        self.setDateFormatter(lambda *_now: made)
        # The file identifier grows from this seed; ReportLab's own holds the time of drawing.
        self._doc.signature = hashlib.md5(about.identity, usedforsecurity=False)

    def _promise(self, about: About) -> None:
        """Say that the file is an archive's, which colours it means, and that it is tagged."""
        catalog = self._doc.Catalog
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents", "AF"]
        catalog.Metadata = _stream("Metadata", "XML", _xmp(about, self._part))
        colours = PDFStream(PDFDictionary({"N": 3, "Filter": PDFName("FlateDecode")}), _colours())
        intent = {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFA1",
            "OutputConditionIdentifier": "(sRGB IEC61966-2.1)",
            "Info": "(sRGB IEC61966-2.1)",
            "DestOutputProfile": self._doc.Reference(colours),
        }
        catalog.OutputIntents = PDFArray([PDFDictionary(intent)])
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        catalog.StructTreeRoot = self.tags.tree

    def _attach(self, attachments: Sequence[Attachment], day: date) -> None:
        files = []
        for one in attachments:
            inside = _stream("EmbeddedFile", "", zlib.compress(one.content, 9))
            inside.dictionary["Subtype"] = "/" + one.media_type.replace("/", "#2f")
            inside.dictionary["Filter"] = PDFName("FlateDecode")
            inside.dictionary["Params"] = PDFDictionary(
                {"Size": len(one.content), "ModDate": f"(D:{day:%Y%m%d}000000+07'00')"}
            )
            file = {
                "Type": "/Filespec",
                "F": f"({one.name})",
                "UF": text_of(one.name),
                "Desc": text_of(one.description),
                "AFRelationship": "/Data",
                "EF": PDFDictionary({"F": self._doc.Reference(inside)}),
            }
            files.append((one.name, self._doc.Reference(PDFDictionary(file))))
        catalog = self._doc.Catalog
        catalog.AF = PDFArray([file for _, file in files])
        names = [part for name, file in sorted(files) for part in (f"({name})", file)]
        catalog.Names = PDFDictionary({"EmbeddedFiles": PDFDictionary({"Names": PDFArray(names)})})


def _stream(kind: str, subtype: str, content: bytes) -> PDFStream:
    return PDFStream(PDFDictionary({"Type": PDFName(kind), "Subtype": PDFName(subtype)}), content)


@cache
def _colours() -> bytes:
    return zlib.compress(profile(), 9)


def _xmp(about: About, part: int) -> bytes:
    """The same facts as in the information dictionary, which PDF/A compares word for word."""
    title, author, subject, keywords = (
        escape(words) for words in (about.title, about.author, about.subject, about.keywords)
    )
    made = f"{about.day:%Y-%m-%d}T00:00:00+07:00"
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language>
<pdf:Keywords>{keywords}</pdf:Keywords><pdf:Producer>{PRODUCER}</pdf:Producer>
<xmp:CreatorTool>{author}</xmp:CreatorTool>
<xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>""".encode()
