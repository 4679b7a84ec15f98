"""A monthly return as an administrative document (Decree 30/2020/NĐ-CP)."""

from learners.paper import drawing
from learners.paper.decree import DOTS, Column, Decree
from learners.paper.drawing import BOLD
from learners.returns.content import NUMBERS
from learners.returns.models import moment
from learners.returns.selectors import Shown

_COLUMNS = (
    Column("Chỉ số", 50),
    *(Column(words, 22, "count") for words in NUMBERS.values()),
)
_CHANGES = (
    Column("Chỉ số", 60),
    Column("Số liệu", 40),
    Column("Bản trước", 30, "count"),
    Column("Bản này", 30, "count"),
)
_NOTHING = "Không có."


def draw_return(shown: Shown) -> bytes:
    """The document as a PDF."""
    with drawing.ONE_AT_A_TIME:
        page = Decree(shown.title)
        _head(page, shown)
        _numbers(page, shown)
        for heading, words in (
            ("II. KHÓ KHĂN, VƯỚNG MẮC", shown.said.difficulties),
            ("III. ĐỀ XUẤT, KIẾN NGHỊ", shown.said.proposals),
        ):
            page.paragraph(heading, font=BOLD)
            for line in (words or _NOTHING).splitlines():
                page.paragraph(line)
        page.signatures(
            maker="NGƯỜI LẬP BÁO CÁO",
            name=shown.said.signed_by,
            receivers=[f"- {shown.said.receiver};"],
        )
        _evidence(page, shown)
        return page.finish()


def _head(page: Decree, shown: Shown) -> None:
    said, report = shown.said, shown.report
    signed = [step.at for step in shown.steps if step.act == "sign"] if shown.sha256 else []
    date = signed[-1] if signed else None
    when = moment(date).rpartition("ngày ")[2].split("/") if date else [DOTS, DOTS, DOTS]
    page.heading(
        body=said.area.upper(),
        number=f"{DOTS}/BC-UBND",
        place_and_day=f"{report.area.name}, ngày {when[0]} tháng {when[1]} năm {when[2]}",
    )
    numbered = f" (đính chính số {said.number})" if said.number else ""
    draft = " – bản nháp" if report.is_open else ""
    page.title(f"BÁO CÁO{numbered.upper()}", f"Kết quả “Bình dân học AI” {said.month_words}{draft}")
    if said.number:
        page.paragraph(f"Lý do đính chính: {said.reason}")
    counted = f", đếm lúc {moment(said.counted)}" if said.counted else ""
    page.paragraph(f"Số liệu tính đến hết ngày {said.day:%d/%m/%Y}{counted}.")


def _numbers(page: Decree, shown: Shown) -> None:
    said = shown.said
    page.paragraph("I. SỐ LIỆU", font=BOLD)
    rows = [[line.name, *(cell for _, cell in line.cells)] for line in said.lines]
    page.table(_COLUMNS, rows)
    if said.changes:
        page.paragraph("Những số khác với bản trước:")
        page.table(_CHANGES, said.changes)
    for words in (*said.recounts, *said.notes):
        page.paragraph(words)


def _evidence(page: Decree, shown: Shown) -> None:
    """What proves when it was sent and that nothing was changed since."""
    page.y += 8
    page.paragraph(shown.proof, size=11)
    for what, who, when, words in shown.history:
        said = ": " + " ".join(words.split()) if words else ""
        page.paragraph(f"{what}: {who}, {when}{said}.", size=11)
    if shown.sha256:
        page.paragraph("Mã SHA-256 của nội dung đã ký:", size=11)
        page.paragraph(shown.sha256, size=11)
