"""The structure of a paper for those who do not see it: what is a title, a text, a picture.

ReportLab writes no tags. A design says what it draws (`tagged`, `artifact`), in the order of
reading; the elements become the structure tree of the file (ISO 32000-1, 14.7 and 14.8) and each
names its marked content by number. Links to addresses are elements too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFObject, PDFString

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


class _Piece(PDFObject):
    """An indirect object that is written when all of the file is known."""

    __RefOnly__ = 1


@dataclass(eq=False)
class Element(_Piece):
    """One element: its role ("H1", "P", "Figure", "Link"), its page, its content on it."""

    role: str
    parent: _Piece
    page: object
    mcid: int
    alt: str = ""
    annotation: object | None = None

    def format(self, document: PDFDocument) -> bytes:
        """The element as PDF."""
        parent, page = _ref(document, self.parent), _ref(document, self.page)
        kids = b"%d" % self.mcid
        if self.annotation is not None:
            linked = b"<</Type /OBJR /Obj %b>>" % _ref(document, self.annotation)
            kids = b"[%b %b]" % (kids, linked)
        alt = b" /Alt %b" % text_of(self.alt) if self.alt else b""
        return b"<</Type /StructElem /S /%b /P %b /Pg %b /K %b%b>>" % (
            self.role.encode(),
            parent,
            page,
            kids,
            alt,
        )


@dataclass(eq=False)
class _Group(_Piece):
    """An element of elements: the Document, and in it a section for each page.

    Without sections the document of a print day would have more children than the 8.191 that
    PDF/A-1 allows an array.
    """

    role: str
    parent: _Piece
    kids: list[_Piece] = field(default_factory=list)

    def format(self, document: PDFDocument) -> bytes:
        kids = b" ".join(_ref(document, kid) for kid in self.kids)
        return b"<</Type /StructElem /S /%b /P %b /K [%b]>>" % (
            self.role.encode(),
            _ref(document, self.parent),
            kids,
        )


@dataclass(eq=False)
class _Tree(_Piece):
    """The root of the structure, with the way from content and links back to their elements."""

    tags: Tags

    def format(self, document: PDFDocument) -> bytes:
        numbers = []
        for key, owner in enumerate(self.tags.owners):
            if isinstance(owner, Element):
                numbers.append(b"%d %b" % (key, _ref(document, owner)))
            else:
                row = b" ".join(_ref(document, element) for element in owner)
                numbers.append(b"%d [%b]" % (key, row))
        return (
            b"<</Type /StructTreeRoot /K %b /ParentTree <</Nums [%b]>> /ParentTreeNextKey %d>>"
            % (
                _ref(document, self.tags.whole),
                b" ".join(numbers),
                len(self.tags.owners),
            )
        )


class Tags:
    """The structure of one file while it is drawn."""

    def __init__(self) -> None:
        self.tree = _Tree(self)
        self.whole = _Group("Document", self.tree)
        self._section = self.whole
        # By key of the parent tree: the elements of a page by content number, or that of a link.
        self.owners: list[Element | list[Element]] = []
        self._page: list[Element] | None = None

    @contextmanager
    def tagged(
        self, canvas: Canvas, role: str, *, alt: str = "", spoken: str = ""
    ) -> Iterator[Element]:
        """What is drawn meanwhile is one element; read aloud or copied as `spoken` where given."""
        if self._page is None:
            self._page = []
            self.owners.append(self._page)
            self._section = _Group("Sect", self.whole)
            self.whole.kids.append(self._section)
        element = Element(role, self._section, canvas._doc.thisPageRef(), len(self._page), alt)
        self._page.append(element)
        self._section.kids.append(element)
        canvas._code.append(f"/{role} <</MCID {element.mcid}>> BDC")
        if spoken:  # of a span only, or poppler reads the letters all the same
            canvas._code.append(f"/Span <</ActualText {text_of(spoken).decode()}>> BDC")
        yield element
        canvas._code.append("EMC EMC" if spoken else "EMC")

    @contextmanager
    def artifact(self, canvas: Canvas) -> Iterator[None]:
        """What is drawn meanwhile is ornament, and not read."""
        canvas._code.append("/Artifact BMC")
        yield
        canvas._code.append("EMC")

    def link(
        self, canvas: Canvas, element: Element, url: str, area: tuple[float, float, float, float]
    ) -> None:
        """Make `area` of the page open `url`, as part of `element`.

        F 4 (it is printed) is asked of every annotation by PDF/A.
        """
        annotation = PDFDictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Link",
                "Rect": "[" + " ".join(f"{place:.2f}" for place in area) + "]",
                "Border": "[0 0 0]",
                "F": 4,
                "Contents": text_of(element.alt or url),
                "StructParent": len(self.owners),
                "A": PDFDictionary({"S": "/URI", "URI": PDFString(url)}),
            }
        )
        self.owners.append(element)
        element.annotation = annotation
        canvas._addAnnotation(annotation)

    def end_page(self) -> int | None:
        """The key of the page that was drawn in the parent tree, if anything on it is tagged."""
        page, self._page = self._page, None
        if page is None:
            return None
        return next(key for key, owner in enumerate(self.owners) if owner is page)


def text_of(text: str) -> bytes:
    """A text string as hexadecimal UTF-16, which needs no escaping."""
    return b"<feff%b>" % text.encode("utf-16-be").hex().encode()


def _ref(document: PDFDocument, piece: object) -> bytes:
    found: bytes = document.Reference(piece).format(document)
    return found
