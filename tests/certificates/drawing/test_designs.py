"""Every design with whatever an author may set of it: readable, apart, nothing over another."""

import subprocess
import unicodedata
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from certificates.drawing import palette
from certificates.drawing.designs import DESIGNS
from certificates.drawing.facts import Kind
from certificates.drawing.render import render
from certificates.drawing.setting import Setting, Signatory
from certificates.drawing.words import WORDS
from tests.certificates.drawing.test_render import (
    ATTENDED,
    FACTS,
    LONG,
    LONGEST,
    VIETNAMESE,
    letters,
    run,
    text,
)
from tests.tools import need

TWO = (
    Signatory("TRƯỞNG BAN TỔ CHỨC", "Trần Văn Đức"),
    Signatory("KT. CHỦ TỊCH, PHÓ CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", "Nguyễn Thị Quỳnh Hương"),
)
MUCH = {
    "body_above": "Ủy ban nhân dân tỉnh Thái Nguyên",
    "signatories": TWO,
    "english": True,
}
# What a signed statement in the fragment adds to the address of the check page.
STATED = FACTS.check_url + "#" + "A1b2C3d4-_" * 25

names = st.text(st.sampled_from([*VIETNAMESE, " "]), min_size=1, max_size=120).filter(str.strip)


def overlapping(pdf: bytes) -> list[str]:
    """Pairs of letters that lie on one another, but for neighbours, which kerning may join."""
    page = pypdfium2.PdfDocument(pdf)[0]
    found = page.get_textpage()
    shown, boxes = [], []
    for place in range(found.count_chars()):
        char = found.get_text_range(place, 1)
        if char.strip():
            shown.append(char)
            boxes.append(found.get_charbox(place))
    left, low, right, high = np.array(boxes).T
    wide = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    tall = np.minimum.outer(high, high) - np.maximum.outer(low, low)
    over = np.triu((wide > 0.3) & (tall > 0.3), 2)
    return [f"{shown[a]}{a} {shown[b]}{b}" for a, b in np.argwhere(over)]


@settings(max_examples=45, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(DESIGNS)),
    names,
    st.sampled_from([FACTS, ATTENDED]),
    st.sampled_from([{}, MUCH]),
)
def test_whatever_the_name_all_is_on_one_page_and_nothing_on_another(design, name, facts, much):
    pdf = render(replace(facts, full_name=name), Setting(design, **much))
    assert b"/Count 1 " in pdf
    assert letters([unicodedata.normalize("NFC", name)]) in letters(text(pdf))
    assert overlapping(pdf) == []


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("name", ["Ý", "Lò Thị Ởợ Ẵẫ Ễ", LONGEST, LONG.full_name])
def test_the_shortest_the_rarest_and_the_longest_name_fit_with_all_that_may_be_set(design, name):
    for facts in (FACTS, ATTENDED, LONG):
        pdf = render(replace(facts, full_name=name), Setting(design, **MUCH))
        assert overlapping(pdf) == []
        shown = " ".join(text(pdf))
        for one in TWO:
            assert letters([one.post]) in letters(text(pdf))
            assert one.name in shown


@pytest.mark.parametrize("design", DESIGNS)
def test_a_visible_signature_may_be_put_where_the_design_says(design):
    left, bottom, width, height = DESIGNS[design].signature_box
    assert width >= 150
    assert height >= 40
    for signatories in ((), TWO[:1], TWO):
        pdf = render(LONG, Setting(design, **MUCH | {"signatories": signatories}))
        found = pypdfium2.PdfDocument(pdf)[0].get_textpage()
        inside = found.get_text_bounded(left, bottom, left + width, bottom + height)
        # Who issues without a name stands there: such a paper is not signed in sight.
        assert inside.strip() == "" or not signatories


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("address", [FACTS.check_url, STATED])
def test_two_readers_read_the_code_from_a_grey_and_skewed_print(design, address, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(render(replace(FACTS, check_url=address), design))
    pdftoppm = need("pdftoppm", package="poppler-utils")
    draw = [pdftoppm, "-gray", "-r", "150", "-singlefile", "paper.pdf", "paper"]
    subprocess.run(draw, cwd=tmp_path, check=True)
    with Image.open(tmp_path / "paper.pgm") as straight:
        skewed = straight.transform(
            straight.size,
            Image.Transform.AFFINE,
            (1, 0.03, -15, 0.03, 1, -15),
            Image.Resampling.BILINEAR,
            fillcolor=255,
        )
    skewed.save(tmp_path / "skewed.png")
    read = [need("zbarimg", package="zbar-tools"), "--quiet", "--raw", "skewed.png"]
    found = subprocess.run(read, cwd=tmp_path, capture_output=True, check=True, text=True)
    assert found.stdout.splitlines() == [address]
    assert [code.text for code in zxingcpp.read_barcodes(skewed)] == [address]


@pytest.mark.parametrize("design", DESIGNS)
def test_a_grey_print_is_readable(design, tmp_path):
    """Where letters are, something dark stands on something light, or light on dark."""
    pdf = render(FACTS, design)
    page = pypdfium2.PdfDocument(pdf)[0]
    grey = np.asarray(page.render(scale=3, grayscale=True).to_pil(), dtype=float) / 255
    found = page.get_textpage()
    for place in range(found.count_chars()):
        if not found.get_text_range(place, 1).isalnum():
            continue
        left, low, right, high = (round(3 * edge) for edge in found.get_charbox(place))
        top = grey.shape[0]
        box = grey[top - high - 2 : top - low + 2, left - 2 : right + 2]
        dark, light = (np.percentile(box, share) ** 2.2 for share in (2, 98))
        # Thin strokes are softened by drawing: 3 here is 4.5 and more of the colours themselves.
        assert (light + 0.05) / (dark + 0.05) >= 3, found.get_text_range(place, 1)


def test_every_kind_has_words_and_a_colour_of_its_own():
    assert set(WORDS) == set(palette.MAIN) == set(Kind)
    colours = [*palette.MAIN.values()]
    for place, one in enumerate(colours):
        assert palette.is_colour(one)
        assert palette.contrast(one, palette.LIGHT_ENOUGH) >= palette.READABLE
        for other in colours[place + 1 :]:
            assert palette.distance(one, other) >= palette.FAR_APART
    titles = [(kind.heading, WORDS[kind].english) for kind in Kind]
    assert len({words for pair in titles for words in pair}) == 2 * len(Kind)


@pytest.mark.parametrize(
    ("colour", "ground", "ratio"),
    [("#000000", 1.0, 21), ("#767676", 1.0, 4.54), ("#ffffff", 1.0, 1)],
)
def test_contrast_is_that_of_wcag(colour, ground, ratio):
    assert palette.contrast(colour, ground) == pytest.approx(ratio, abs=0.01)


def test_the_ink_of_small_text_is_readable_on_the_darkest_background_allowed():
    for ink in (palette.INK, palette.SOFT, palette.WARNING):
        colour = "#" + ink.hexval()[2:]
        assert palette.contrast(colour, palette.LIGHT_ENOUGH) >= palette.READABLE


@pytest.mark.parametrize("design", DESIGNS)
def test_the_second_line_is_english_and_only_where_it_is_wanted(design):
    for facts, title in (
        (FACTS, "CERTIFICATE OF COMPLETION"),
        (ATTENDED, "CONFIRMATION OF ATTENDANCE"),
    ):
        shown = " ".join(text(render(facts, Setting(design, english=True))))
        assert title in shown
        assert f"This is to certify that {facts.full_name}" in shown
        assert "3 February 2026" in shown
        assert "certify" not in " ".join(text(render(facts, design)))


def test_the_formal_design_is_headed_as_offices_head_their_papers():
    shown = text(render(FACTS, Setting("trang-trong", body_above="UBND tỉnh Thái Nguyên")))
    for line in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "UBND TỈNH THÁI NGUYÊN",
        FACTS.issuer.upper(),
        f"Số: {FACTS.number}",
    ):
        assert line in shown


def test_a_title_of_ones_own_stands_on_the_paper_and_in_what_the_file_says():
    title = "Giấy chứng nhận hoàn thành khóa bồi dưỡng"
    pdf = render(FACTS, Setting(title=title))
    assert title.upper() in text(pdf)
    assert f"Title:           {title} HT-2026" in run("pdfinfo", "-", pdf=pdf)
