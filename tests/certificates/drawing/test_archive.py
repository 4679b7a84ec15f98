"""Papers are files for an archive: judged by two strangers, and read aloud in order."""

import io
import itertools
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from certificates.designing.preparing import Use, prepare
from certificates.drawing.archive import About, Attachment
from certificates.drawing.designs import DESIGNS
from certificates.drawing.render import render, render_together
from certificates.drawing.setting import Setting, Signatory
from tests.certificates.designing.looks import file_of, hand, landscape, seal
from tests.certificates.drawing.test_render import ATTENDED, FACTS, LONG, run
from tests.certificates.judges import findings_of_pikepdf, must_be_pdf_a_1b

CREDENTIAL = Attachment("huy-hieu.json", "application/ld+json", "Huy hiệu số", b'{"id": "1"}')


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with papers of every design, plain, long and with everything set."""
    folder = tmp_path_factory.mktemp("papers")
    for design, (name, facts) in itertools.product(
        DESIGNS, {"plain": FACTS, "attended": ATTENDED, "long": replace(LONG, sample=True)}.items()
    ):
        setting = Setting(design, english=name == "long", body_above="UBND tỉnh Thái Nguyên")
        (folder / f"{design}-{name}.pdf").write_bytes(render(facts, setting))
    uploaded = Setting(
        "trang-trong",
        signatories=(Signatory("GIÁM ĐỐC", "Trần Văn Đức", prepare(file_of(hand()), Use.HAND)),),
        seal=prepare(file_of(seal()), Use.SEAL),
        background=prepare(file_of(landscape()), Use.BACKGROUND),
    )
    (folder / "uploaded.pdf").write_bytes(render(FACTS, uploaded))
    return folder


def test_preflight_of_pdfbox_finds_nothing_against_pdf_a_1b(drawn):
    assert must_be_pdf_a_1b(drawn) == 3 * len(DESIGNS) + 1


def test_pikepdf_agrees(drawn):
    for paper in drawn.glob("*.pdf"):
        assert findings_of_pikepdf(paper.read_bytes(), "1b") == []


def test_with_a_file_inside_it_is_part_3_of_the_standard(tmp_path):
    pdf = render(FACTS, attachments=[CREDENTIAL])
    assert findings_of_pikepdf(pdf, "3b") == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.attachments["huy-hieu.json"].get_file().read_bytes() == CREDENTIAL.content
    assert render(FACTS, attachments=[CREDENTIAL]) == pdf


def test_many_papers_in_one_file_share_fonts_and_pictures_and_stay_pdf_a():
    about = About("Lớp 12", "Sở", "In giấy", "", FACTS.issued_on, b"12")
    papers = [(facts, Setting(design)) for design in DESIGNS for facts in (FACTS, ATTENDED) * 20]
    together = render_together(papers, about)
    with pikepdf.open(io.BytesIO(together)) as pdf:
        assert len(pdf.pages) == len(papers)
    assert findings_of_pikepdf(together, "1b") == []
    assert len(together) / len(papers) <= 25_000
    assert len(run("pdffonts", "-", pdf=together).splitlines()) == 2 + 3
    assert render_together(papers, about) == together


@pytest.mark.parametrize("design", DESIGNS)
def test_it_is_read_aloud_in_order_and_says_what_is_a_title_and_where_the_code_leads(design):
    spoken = run("pdfinfo", "-struct-text", "-", pdf=render(FACTS, design)).splitlines()
    roles = [line.split()[0] for line in spoken if line.startswith("  ") and '"' not in line]
    assert roles.count("H1") == 1
    assert roles.count("Link") == 1
    order = [
        spoken.index(f'      "{words}"')
        for words in (
            "GIẤY CHỨNG NHẬN HOÀN THÀNH",
            "Chứng nhận",
            FACTS.full_name,
            "đã hoàn thành khóa học",
            FACTS.course_title,
        )
    ]
    assert order == sorted(order)
    with pikepdf.open(io.BytesIO(render(FACTS, design))) as pdf:
        [link] = pdf.pages[0].Annots
        assert str(link.A.URI) == FACTS.check_url
        assert "binhdanhocai.thainguyen.gov.vn" in str(link.Contents)
        assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)) == ("vi-VN", True)
