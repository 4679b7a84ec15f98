"""How a paper is to look: what an author sets of a design. Frozen, as the facts are."""

from __future__ import annotations

from dataclasses import dataclass

from certificates.drawing.facts import CertificateFacts


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is ready for the paper: a JPEG, or see-through on a palette.

    Without transparency (PDF/A-1): `palette` is empty for a JPEG of three colours; otherwise
    `content` is one deflated byte a point, and colour 0 of the palette is not painted.
    """

    name: str  # what no other picture is called: its digest
    width: int
    height: int
    content: bytes
    palette: bytes = b""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: post, name without titles (Decree 30/2020/NĐ-CP), and the picture of the hand."""

    post: str
    name: str
    hand: Picture | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """A design with what is set of it. As it is here it is what papers look like by default."""

    design: str = "doi-che"  # key of DESIGNS
    title: str = ""  # "": that of the kind
    body_above: str = ""  # the body above the one that issues; "": not said
    place: str = "Thái Nguyên"
    signatories: tuple[Signatory, ...] = ()  # (): the one that the facts name, if any
    seal: Picture | None = None
    background: Picture | None = None  # instead of the picture of the design
    main: str = ""  # colour; "": that of the kind
    english: bool = False  # a second line in English

    def title_of(self, facts: CertificateFacts) -> str:
        """What the paper is called."""
        return self.title or facts.kind.heading

    def signing(self, facts: CertificateFacts) -> tuple[Signatory, ...]:
        """Who signs this paper, from the left to the right; the last one is who sets the seal."""
        if self.signatories:
            return self.signatories
        if facts.signatory_title or facts.signatory_name:
            return (Signatory(facts.signatory_title, facts.signatory_name),)
        return ()
