"""What papers would look like while somebody types: drawn, shown and forgotten."""

from base64 import b64encode
from dataclasses import dataclass

from certificates.designing import samples
from certificates.designing.models import PaperDesign, PaperDesignVersion
from certificates.designing.rules import cleaned, refusals
from certificates.designing.selectors import worn_by_others
from certificates.designing.services import Draft, pictures_of, setting_from
from certificates.drawing.facts import Kind


@dataclass(frozen=True, slots=True)
class Shown:
    """One paper of nobody, for an `img`."""

    words: str
    name: str
    jpeg: str


def preview_of(
    *, draft: Draft, design: PaperDesign | None, version: PaperDesignVersion | None
) -> tuple[list[Shown], list[str]]:
    """The papers, or what is to be mended first; nothing is written."""
    look, kind = cleaned(draft.look), Kind(design.kind) if design else draft.kind
    pictures, problems = pictures_of(draft=draft, version=version)
    on_picture = pictures["background"] is not None
    problems += refusals(look, kind, on_picture=on_picture, worn=worn_by_others(kind))
    if problems:
        return [], [message for _, message in problems]
    setting = setting_from(look=look, pictures=pictures)
    shown = []
    for words, facts in samples.SAMPLES:
        own = samples.of_kind(facts, kind, look.issuer)
        jpeg = b64encode(samples.draw_sample(own, setting)).decode()
        shown.append(Shown(words, own.full_name, jpeg))
    return shown, []
