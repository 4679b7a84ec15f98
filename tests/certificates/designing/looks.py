"""Pictures and drafts as authors bring them."""

from datetime import date
from io import BytesIO

from PIL import Image, ImageDraw

from certificates.designing.models import PaperDesign, PaperDesignVersion, PaperPicture
from certificates.designing.rules import Look
from certificates.designing.services import Draft
from certificates.drawing.facts import Kind

LOOK = Look(
    drawing="trang-trong",
    title="",
    body_above="Ủy ban nhân dân tỉnh Thái Nguyên",
    issuer="Sở Khoa học và Công nghệ",
    place="Thái Nguyên",
    first_post="GIÁM ĐỐC",
    first_name="Trần Văn Đức",
    second_post="",
    second_name="",
    main="",
    english=False,
)


def draft(name="Mẫu chung", *, kind=Kind.COMPLETION, look=LOOK, **others) -> Draft:
    return Draft(name=name, kind=kind, look=look, **others)


def file_of(picture: Image.Image, form="PNG", **how) -> bytes:
    out = BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def hand(mode="RGB", ground="#e9e6df") -> Image.Image:
    """A signature on a scanned sheet that is not quite white."""
    sheet = Image.new(mode, (900, 400), ground if mode == "RGB" else (255, 255, 255, 0))
    pen = ImageDraw.Draw(sheet)
    ink = (20, 40, 140) if mode == "RGB" else (20, 40, 140, 255)
    pen.line([(80, 300), (300, 90), (420, 330), (600, 120), (820, 200)], fill=ink, width=14)
    return sheet


def seal() -> Image.Image:
    """A red ring on nothing."""
    sheet = Image.new("RGBA", (800, 800), (255, 255, 255, 0))
    pen = ImageDraw.Draw(sheet)
    pen.ellipse([20, 20, 780, 780], outline=(200, 20, 20, 255), width=30)
    pen.text((330, 380), "MAU", fill=(200, 20, 20, 255))
    return sheet


def landscape(colour="#2f6fb0", size=(2400, 1697)) -> Image.Image:
    """A dark picture of the right shape."""
    return Image.new("RGB", size, colour)


def designs_of_papers(course, user) -> None:
    """A design for all courses, one for this course, a version and a picture."""
    picture = PaperPicture.objects.create(digest="a", use="seal", width=1, height=1, content=b"a")
    told = {"kind": "completion", "used_from": date(2026, 3, 1)}
    design = PaperDesign.objects.create(name="Mẫu A", **told)
    PaperDesign.objects.create(name="Mẫu B", course=course, **told)
    PaperDesignVersion.objects.create(
        design=design,
        number=1,
        drawing="doi-che",
        issuer="Sở",
        first_post="GĐ",
        first_name="An",
        seal=picture,
        saved_by=user,
    )
