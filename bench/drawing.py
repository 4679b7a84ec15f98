"""A certificate beside the cheapest way that ReportLab can draw one."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from pathlib import Path

import segno
from PIL import Image, ImageDraw
from reportlab import rl_config
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bench.config import DATA, ROOT, SAMPLES
from certificates.drawing.facts import CertificateFacts
from certificates.drawing.render import render

MOST_BYTES = 90_000
_EACH = 60
_FACTS = CertificateFacts(
    number="HT-2026-000000",
    check_url="https://hoc.example.vn/xac-minh/0123456789ABCDEFGHJKM/",
    code="0123456-789ABCD-EFGHJKM",
    full_name="Nguyễn Thị Ngọc Phượng",
    birth_year=1972,
    course_title="Dùng AI an toàn, đúng luật và có trách nhiệm",
    hours=Decimal("1.5"),
    completed_on=date(2026, 5, 4),
    issued_on=date(2026, 5, 5),
    issuer="Chương trình Bình dân học AI – tỉnh Thái Nguyên",
    signatory_title="",
    signatory_name="",
    sample=False,
    # As long as a signed one: what it says, the id of the key, and the signature.
    statement=f"{'Ab3_' * 17}.k1234567.{'Ab3_' * 21}xY",
)


def measure() -> tuple[float, float, float, int]:
    """Ratio, then CPU milliseconds of ours and of the floor, then the largest file of ours."""
    draw = floor()
    least = [_cost(lambda _: draw())]  # warm: fonts are parsed, the picture is on disk
    ours = [_cost(lambda i: render(_facts(i)))]
    for _ in range(SAMPLES):
        least.append(_cost(lambda _: draw()))
        ours.append(_cost(lambda i: render(_facts(i))))
    ratios = [a / b for a, b in zip(ours[1:], least[1:], strict=True)]
    size = max(len(render(_facts(i))) for i in range(_EACH))
    return statistics.median(ratios), statistics.median(ours), statistics.median(least), size


def floor() -> Callable[[], bytes]:
    """What draws the floor's paper, once its fonts and its picture are read."""
    rl_config.useA85 = 0
    picture = _picture()
    for name in ("Regular", "Bold"):
        file = ROOT / "certificates" / "drawing" / "fonts" / f"BeVietnamPro-{name}.ttf"
        pdfmetrics.registerFont(TTFont(f"bench-{name}", str(file)))
    return lambda: _floor(picture)


def _cost(draw: Callable[[int], bytes]) -> float:
    """CPU milliseconds of one drawing."""
    before = time.process_time()
    for number in range(_EACH):
        draw(number)
    return (time.process_time() - before) * 1000 / _EACH


def _facts(number: int) -> CertificateFacts:
    """Another person's paper: nothing that was drawn before can be used again."""
    names = ("Lò Văn Páo", "Hoàng Thị Mai Anh", "Ma Thị Ước", "Nguyễn Đức Quỳnh")
    code = f"{number:07d}-789ABCD-EFGHJKM"
    return replace(
        _FACTS,
        number=f"HT-2026-{number:06d}",
        code=code,
        check_url=f"https://hoc.example.vn/xac-minh/{code.replace('-', '')}/",
        full_name=f"{names[number % 4]} {chr(65 + number % 26)}",
    )


def _floor(picture: Path) -> bytes:
    """A4, a JPEG by its path, two fonts registered once, a QR of fixed mask, ten lines."""
    file = BytesIO()
    width, height = landscape(A4)
    canvas = Canvas(file, (width, height), pageCompression=1)
    canvas.drawImage(str(picture), 0, 0, width, height)
    matrix = segno.make(_FACTS.scan_url, error="m", mask=2, boost_error=False).matrix
    runs = [
        f"{70 + 2.4 * x:.1f} {190 - 2.4 * y:.1f} {2.4 * length:.1f} 2.4 re"
        for y, row in enumerate(matrix)
        for x, length in _runs(row)
    ]
    canvas._code.append(" ".join(runs) + " f")
    lines = (
        _FACTS.issuer,
        "GIẤY CHỨNG NHẬN HOÀN THÀNH",
        "Chứng nhận",
        _FACTS.full_name,
        f"sinh năm {_FACTS.birth_year}",
        _FACTS.course_title,
        f"Thời lượng: {_FACTS.hours} giờ",
        f"Thái Nguyên, ngày {_FACTS.issued_on:%d/%m/%Y}",
        _FACTS.number,
        _FACTS.code,
    )
    for place, line in enumerate(lines):
        canvas.setFont("bench-Bold" if place in (1, 3) else "bench-Regular", 14)
        canvas.drawCentredString(width / 2, height - 80 - 36 * place, line)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _runs(row: bytearray) -> Iterator[tuple[int, int]]:
    """Where dark modules follow one another: first place and how many."""
    place = 0
    for dark, modules in groupby(row):
        length = sum(1 for _ in modules)
        if dark:
            yield place, length
        place += length


def _picture() -> Path:
    """Hills under a sky with some grain, 1754 × 1240, of about 60 kB as JPEG."""
    path = DATA / "background.jpg"
    noise = Image.effect_noise((1754, 1240), 18).convert("L")
    sky = Image.linear_gradient("L").resize((1754, 1240))
    picture = Image.merge(
        "RGB", (sky.point(lambda v: 200 + v // 5), Image.blend(sky, noise, 0.2), sky)
    )
    pen = ImageDraw.Draw(picture)
    for hill in range(12):
        top = 700 + 40 * hill
        pen.ellipse(
            (180 * hill - 700, top, 180 * hill + 500, top + 900), fill=(30, 90 + 9 * hill, 70)
        )
    quality = min(range(5, 96, 5), key=lambda q: abs(_jpeg_size(picture, q) - 60_000))
    picture.save(path, "JPEG", quality=quality)
    return path


def _jpeg_size(picture: Image.Image, quality: int) -> int:
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.tell()
