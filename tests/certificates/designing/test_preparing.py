"""Uploaded pictures: what they hold decides, each refusal says what to do, nothing odd survives."""

import io
import warnings
import zlib

import numpy as np
import pikepdf
import pikepdf.pdfa
import pytest
from PIL import Image, ImageCms

from certificates.designing import preparing
from certificates.designing.preparing import BadPicture, Use, prepare
from certificates.drawing.palette import LIGHT_ENOUGH
from certificates.drawing.render import render
from certificates.drawing.setting import Setting, Signatory
from tests.certificates.designing.looks import file_of, hand, landscape, seal
from tests.certificates.drawing.test_render import FACTS

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
MOVING = file_of(hand(), "GIF", save_all=True, append_images=[hand(ground="#ffffff")])
MOVING_WEBP = file_of(hand(), "WEBP", save_all=True, append_images=[hand(ground="#ffffff")])
HEIC = b"\x00\x00\x00\x18ftypheic" + bytes(60)


def bomb() -> bytes:
    """A PNG whose head promises 60.000 × 60.000 dots."""
    small = bytearray(file_of(Image.new("L", (10, 10))))
    small[16:24] = (60_000).to_bytes(4, "big") * 2
    small[29:33] = zlib.crc32(small[12:29]).to_bytes(4, "big")
    return bytes(small)


@pytest.mark.parametrize(
    ("data", "use", "message"),
    [
        (b"", Use.SEAL, preparing.NO_PICTURE),
        (b"%PDF-1.4 ...", Use.SEAL, preparing.IS_PDF),
        (SVG, Use.SEAL, preparing.IS_SVG),
        (HEIC, Use.HAND, preparing.IS_HEIC),
        (MOVING, Use.HAND, preparing.IS_MOVING),
        (MOVING_WEBP, Use.HAND, preparing.IS_MOVING),
        (file_of(hand().convert("CMYK"), "JPEG"), Use.HAND, preparing.IS_CMYK),
        (file_of(Image.new("I;16", (900, 400))), Use.HAND, preparing.IS_DEEP),
        (bomb(), Use.BACKGROUND, preparing.TOO_LARGE),
        (bytes(preparing.MOST_BYTES + 1), Use.BACKGROUND, preparing.TOO_HEAVY),
        (file_of(hand())[:900], Use.HAND, preparing.NO_PICTURE),
        (file_of(landscape(size=(1697, 2400))), Use.BACKGROUND, preparing.IS_UPRIGHT),
        (file_of(landscape(size=(800, 566))), Use.BACKGROUND, preparing.IS_SMALL.format("1.169")),
        (file_of(hand().resize((120, 60))), Use.HAND, preparing.IS_SMALL.format("250")),
        (file_of(Image.new("RGB", (900, 400), "white")), Use.HAND, preparing.IS_BLANK),
        (file_of(Image.new("RGBA", (900, 400), "#00000000")), Use.HAND, preparing.IS_BLANK),
    ],
)
def test_what_is_unfit_is_refused_with_what_to_do(data, use, message):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with pytest.raises(BadPicture) as refused:
            prepare(data, use)
    assert str(refused.value) == message
    assert "Hãy" in message


def test_the_name_and_the_ending_of_a_file_say_nothing():
    assert prepare(file_of(hand(), "JPEG"), Use.HAND).palette
    assert prepare(file_of(hand(), "WEBP", lossless=True), Use.HAND).palette


def test_a_hand_is_its_lines_alone_whether_scanned_or_see_through():
    for sheet in (hand(), hand("RGBA")):
        picture = prepare(file_of(sheet), Use.HAND)
        numbers = np.frombuffer(zlib.decompress(picture.content), np.uint8)
        assert numbers.size == picture.width * picture.height
        assert picture.width <= 693
        assert picture.height <= 300
        # The corners are paper, which is not painted; the lines are there.
        assert numbers[0] == 0
        assert 0.02 < (numbers > 0).mean() < 0.6
        assert numbers.max() < len(picture.palette) // 3


def test_what_covers_everything_is_no_hand():
    inverted = Image.new("RGBA", (900, 400), (20, 40, 140, 255))
    inverted.putpixel((0, 0), (0, 0, 0, 0))
    for place in range(400):
        for row in range(40):
            inverted.putpixel((place, row), (0, 0, 0, 0))
    with pytest.raises(BadPicture) as refused:
        prepare(file_of(inverted), Use.HAND)
    assert str(refused.value) == preparing.IS_FULL


def test_a_background_is_a_light_jpeg_of_the_page_without_metadata():
    exif = Image.Exif()
    exif[0x010E] = "Nhà riêng của ông A"
    picture = prepare(file_of(landscape(), "JPEG", exif=exif), Use.BACKGROUND)
    assert b"ri\xc3\xaang" not in picture.content
    assert len(picture.content) <= 300_000
    with Image.open(io.BytesIO(picture.content)) as page:
        assert (page.format, page.mode, page.size) == ("JPEG", "RGB", (2339, 1654))
        assert not page.getexif()
        light = (np.asarray(page, dtype=float) / 255) ** 2.2 @ (0.2126, 0.7152, 0.0722)
    assert np.percentile(light, 1) >= LIGHT_ENOUGH - 0.02


def test_a_photo_with_a_smaller_one_behind_it_is_a_photo():
    plain = prepare(file_of(landscape(), "JPEG"), Use.BACKGROUND)
    behind = [landscape(size=(240, 170))]
    both = file_of(landscape(), "MPO", save_all=True, append_images=behind)
    assert both[:2] == file_of(landscape(), "JPEG")[:2]
    assert prepare(both, Use.BACKGROUND) == plain


def test_a_picture_held_sideways_by_a_phone_is_turned():
    exif = Image.Exif()
    exif[0x0112] = 6
    upright = landscape().rotate(90, expand=True)
    assert prepare(file_of(upright, "JPEG", exif=exif), Use.BACKGROUND).width == 2339


def test_colours_of_another_profile_become_those_of_papers():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = prepare(file_of(landscape()), Use.BACKGROUND)
    assert prepare(file_of(landscape(), icc_profile=lab), Use.BACKGROUND) == plain
    assert prepare(file_of(landscape(), icc_profile=b"broken"), Use.BACKGROUND) == plain


def test_the_same_picture_is_one_and_another_is_another():
    one, same, other = (
        prepare(file_of(sheet), Use.HAND) for sheet in (hand(), hand(), hand().rotate(180))
    )
    assert one == same
    assert one.name != other.name


@pytest.mark.parametrize("design", ["doi-che", "trang-trong", "tho-cam"])
def test_a_paper_with_every_picture_is_pdf_a_and_holds_each_once(design):
    signing = prepare(file_of(hand()), Use.HAND)
    setting = Setting(
        design,
        signatories=(
            Signatory("GIÁM ĐỐC", "Trần Văn Đức", signing),
            Signatory("CHỦ TỊCH", "Lê Thị Hoa", signing),
        ),
        seal=prepare(file_of(seal()), Use.SEAL),
        background=prepare(file_of(landscape()), Use.BACKGROUND),
    )
    pdf = render(FACTS, setting)
    assert render(FACTS, setting) == pdf
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        report = pikepdf.pdfa.check(opened, "1b")
    assert (report.verdict, report.findings) == ("pass", [])
    assert b"/SMask" not in pdf
    # The hand is in the file once, though two sign with it.
    assert pdf.count(b"/Subtype /Image") == 3
