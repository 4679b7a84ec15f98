"""Facts in, PDF out: the same facts give the same bytes, in any process, on any day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from threading import Lock

from reportlab import rl_config

from certificates.drawing.archive import About, Attachment, Paper
from certificates.drawing.designs import DESIGNS
from certificates.drawing.facts import CertificateFacts
from certificates.drawing.lettering import REGULAR, load, undrawable
from certificates.drawing.pictures import PAGE_SIZE
from certificates.drawing.setting import Picture, Setting

# Writing streams as readable ASCII85 costs a fifth of the drawing time and a seventh of the file.
rl_config.useA85 = 0

# ReportLab reads a shared font through a file position of its own while it embeds a subset, so
# two threads drawing at once would mix up their letters. Drawing holds the GIL anyway.
_one_at_a_time = Lock()


@contextmanager
def drawing_alone() -> Iterator[None]:
    """While something is drawn with the shared fonts, nothing else is."""
    with _one_at_a_time:
        yield


_DRAWN_TEXTS = (
    "number",
    "check_url",
    "code",
    "full_name",
    "course_title",
    "issuer",
    "signatory_title",
    "signatory_name",
)


class UndrawableName(ValueError):
    """A text has characters the certificate font cannot draw, such as emoji or chữ Nôm."""

    def __init__(self, field: str, characters: list[str]) -> None:
        self.field = field  # name of the fact, e.g. "full_name"
        self.characters = characters  # each offending character once, in order
        shown = ", ".join(f"{char!r} (U+{ord(char):04X})" for char in characters)
        super().__init__(f"{field} cannot be drawn: no glyph for {shown}")


def render(
    facts: CertificateFacts,
    setting: Setting | str = "doi-che",
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The certificate as a PDF/A of one page, about 4 ms of CPU once the fonts are read.

    ``setting`` may be the key of a design alone. Safe to call from several threads. Raises
    ``UndrawableName`` rather than draw a paper with boxes in place of letters, and ``KeyError``
    for a design that is not in ``DESIGNS``.
    """
    if isinstance(setting, str):
        setting = Setting(setting)
    return render_together([(facts, setting)], _about(facts, setting), attachments)


def render_together(
    papers: Iterable[tuple[CertificateFacts, Setting]],
    about: About,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Papers as the pages of one PDF/A, with fonts and pictures in it once: for printing.

    Raises what ``render`` raises, for the first paper that cannot be drawn.
    """
    with drawing_alone():
        font = load(REGULAR).fontName
    canvas = Paper(PAGE_SIZE, about, first_font=font, attachments=attachments)
    for facts, setting in papers:
        # Page by page, so that whoever wants a single paper does not wait for hundreds.
        with drawing_alone():
            for field in _DRAWN_TEXTS:
                if characters := undrawable(getattr(facts, field)):
                    raise UndrawableName(field, characters)
            DESIGNS[setting.design].draw(canvas, facts, setting)
            canvas.showPage()
    with drawing_alone():
        return canvas.finish()


def _about(facts: CertificateFacts, setting: Setting) -> About:
    kind = setting.title_of(facts) + (" (bản mẫu)" if facts.sample else "")
    of = facts.course_title if facts.decision else f"khóa học “{facts.course_title}”"
    return About(
        title=f"{kind} {facts.number} – {facts.full_name}",
        author=facts.issuer,
        subject=f"{kind} {of}",
        keywords=facts.check_url,
        day=facts.issued_on,
        identity=json.dumps([_plain(setting), facts.to_json()], sort_keys=True).encode(),
    )


def _plain(value: object) -> object:
    """A setting as JSON takes it; of a picture its name, which no other picture has."""
    if isinstance(value, Picture):
        return value.name
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, str | bool) or value is None:
        return value
    return [_plain(getattr(value, field.name)) for field in fields(value)]  # type: ignore[arg-type]  # the dataclasses of `setting`
