"""Papers of nobody, to look at a design: the longest name, the shortest and a rare one. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from threading import Lock

import pypdfium2

from certificates.drawing.facts import CertificateFacts, Kind
from certificates.drawing.render import render
from certificates.drawing.setting import Setting

# PDFium knows no threads.
_one_at_a_time = Lock()
_DAY = date(2026, 9, 2)
_SHORT = CertificateFacts(
    number="HT-2026-000000",
    check_url="https://example.vn/xac-minh/000000000000000000000/",
    code="0000000-0000000-0000000",
    full_name="Lý Y",
    birth_year=1955,
    course_title="Hỏi đáp với trợ lý AI",
    hours=Decimal("1.5"),
    completed_on=_DAY,
    issued_on=_DAY,
    issuer="-",
    signatory_title="",
    signatory_name="",
    sample=True,
)
# What is shown, with the words above it.
SAMPLES = (
    (
        "Tên dài nhất",
        replace(
            _SHORT,
            full_name="Công Tằng Tôn Nữ Nguyễn Phúc Bảo Hoàng Ngọc Trường Giang Khuê Mộc Miên",
            course_title="Sử dụng trí tuệ nhân tạo an toàn, đúng luật và có trách nhiệm trong sản "
            "xuất, kinh doanh chè và đời sống hằng ngày của hợp tác xã",
        ),
    ),
    ("Tên ngắn nhất", _SHORT),
    ("Tên có dấu hiếm gặp", replace(_SHORT, full_name="Đặng Thị Ỷ Ẵng Ởn")),
)


def of_kind(facts: CertificateFacts, kind: Kind, issuer: str) -> CertificateFacts:
    """The same person's paper of this kind."""
    there, held = (4, 5) if kind == Kind.ATTENDANCE else (0, 0)
    facts = replace(facts, kind=kind, issuer=issuer, there=there, held=held, decision="")
    if kind == Kind.TRAINER:
        return replace(facts, decision="125/QĐ-UBND", course_title="Giảng viên nòng cốt")
    return facts


def draw_sample(facts: CertificateFacts, setting: Setting, width: int = 760) -> bytes:
    """The paper as a JPEG of that width."""
    pdf = render(facts, setting)
    with _one_at_a_time:
        page = pypdfium2.PdfDocument(pdf)[0]
        picture = page.render(scale=width / page.get_width()).to_pil()
    out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=88)
    return out.getvalue()
