"""What is kept of a picture, and what is refused."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from learners.assessing.pictures import LONGEST_SIDE, MOST_BYTES, BadPicture, clean_picture
from tests.learners.assessing.ways import picture


def opened(data: bytes) -> Image.Image:
    """The picture that is kept."""
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_jpeg(kind):
    kept = opened(clean_picture(picture(kind)))
    assert (kept.format, kept.size, kept.mode) == ("JPEG", (640, 480), "RGB")


def test_what_the_camera_added_is_gone():
    exif = Image.Exif()
    exif[0x010F] = "Hãng điện thoại"
    exif.get_ifd(0x8825)[1] = "N"
    gps = exif.get_ifd(0x8825)
    gps[2] = (21.0, 35.0, 12.0)
    sent = picture(exif=exif, comment=b"nha ba Lan")
    assert b"nha ba Lan" in sent
    kept = clean_picture(sent)
    assert (dict(opened(kept).getexif()), b"nha ba Lan" in kept) == ({}, False)
    assert "comment" not in opened(kept).info


def test_a_picture_taken_sideways_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    assert opened(clean_picture(picture(size=(400, 200), exif=exif))).size == (200, 400)


def test_a_large_picture_is_made_small():
    assert max(opened(clean_picture(picture(size=(4000, 3000)))).size) == LONGEST_SIDE


def test_what_is_see_through_stands_on_white():
    out = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(clean_picture(out.getvalue())).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_is_read(mode):
    out = BytesIO()
    Image.new(mode, (8, 8)).save(out, "PNG")
    assert opened(clean_picture(out.getvalue())).size == (8, 8)


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_kinds_are_refused_whatever_they_are_called(kind):
    with pytest.raises(BadPicture, match="không phải là ảnh"):
        clean_picture(picture(kind))


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg/>", b"<html><script>alert(1)</script>", b"%PDF-1.7", b"\xff\xd8\xff\xe0JFIF"],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(BadPicture, match="không phải là ảnh"):
        clean_picture(data)


def test_half_a_picture_is_refused():
    with pytest.raises(BadPicture, match="không phải là ảnh"):
        clean_picture(picture()[:2_000])


def test_a_heavy_file_is_refused_before_it_is_opened():
    with pytest.raises(BadPicture, match="nặng quá 12 MB"):
        clean_picture(b"\xff" * (MOST_BYTES + 1))


@pytest.mark.parametrize("size", [(7_100, 7_100), (10_000, 9_000), (20_000, 20_000)])
def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused(size):
    out = BytesIO()
    Image.new("1", size).save(out, "PNG")
    with pytest.raises(BadPicture, match="quá nhiều điểm ảnh"):
        clean_picture(out.getvalue())


@given(st.binary(max_size=300), st.integers(0, 600))
def test_a_damaged_file_is_kept_as_a_picture_or_refused_in_words(noise, at):
    sent = picture(size=(16, 16))
    try:
        kept = clean_picture(sent[:at] + noise + sent[at:])
    except BadPicture:
        return
    assert opened(kept).format == "JPEG"
