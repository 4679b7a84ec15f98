"""Pictures that people hand in: read by what they hold, made small, and rid of what a camera adds.

A phone writes into a picture where and when it was taken. What is kept is drawn anew from its
dots alone, so nothing of that remains, whatever the file called itself.
"""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1_600
EXTENSION = "jpg"
_READ = ("JPEG", "PNG", "WEBP")
_QUALITY = 82

NO_PICTURE = (
    "Tệp này không phải là ảnh JPEG, PNG hay WebP. Hãy chọn ảnh chụp hoặc ảnh chụp màn hình."
)
TOO_HEAVY = "Ảnh nặng quá 12 MB. Hãy chụp lại ở cỡ nhỏ hơn, hoặc chụp màn hình."
TOO_LARGE = "Ảnh có quá nhiều điểm ảnh nên máy không mở. Hãy chụp lại ở cỡ nhỏ hơn."


class BadPicture(ValueError):
    """The bytes are no picture that can be kept; the message is a Vietnamese sentence."""


def clean_picture(data: bytes) -> bytes:
    """The picture as a JPEG at most 1.600 dots long, upright, without any metadata.

    `data` is the file as it came. Raises BadPicture when it is too heavy, no JPEG, PNG or WebP by
    its content, broken, or has more dots than a phone's camera makes.
    """
    if len(data) > MOST_BYTES:
        raise BadPicture(TOO_HEAVY)
    try:
        with Image.open(BytesIO(data), formats=_READ) as found:
            if found.width * found.height > MOST_PIXELS:  # before a single dot is read
                raise BadPicture(TOO_LARGE)
            found.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
            upright = ImageOps.exif_transpose(found)
            return _drawn_anew(upright)
    except BadPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise BadPicture(NO_PICTURE) from error


def _drawn_anew(picture: Image.Image) -> bytes:
    """On white where it was see-through, into a file that holds nothing but the dots."""
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    seen = picture.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    out = BytesIO()
    paper.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
