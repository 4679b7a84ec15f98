"""The paper itself, read back with the tools a stranger would use: poppler and a QR reader."""

import hashlib
import json
import os
import re
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from certificates.drawing.designs import DESIGNS
from certificates.drawing.facts import CertificateFacts, Kind
from certificates.drawing.render import UndrawableName, render
from certificates.drawing.words import grouped, vietnamese_date, vietnamese_hours
from tests.tools import need

ROOT = Path(__file__).parents[3]
POINTS_PER_MM = 72 / 25.4

FACTS = CertificateFacts(
    number="HT-2026-000123",
    check_url="https://binhdanhocai.thainguyen.gov.vn/xac-minh/7K3MQ9WD2XPA4R8T6VHZ/",
    code="7K3MQ9WD2XPA4R8T6VHZ",
    full_name="Nguyễn Thị Hồng Vân",
    birth_year=1975,
    course_title="Hỏi đáp với trợ lý AI trong đời sống hằng ngày",
    hours=Decimal("1.50"),
    completed_on=date(2026, 2, 3),
    issued_on=date(2026, 2, 5),
    issuer="Chương trình Bình dân học AI – tỉnh Thái Nguyên",
    signatory_title="TRƯỞNG BAN TỔ CHỨC",
    signatory_name="Trần Văn Đức",
    sample=False,
)
ATTENDED = replace(
    FACTS, number="TG-2026-000123", kind=Kind.ATTENDANCE, there=4, held=5, hours=Decimal(0)
)
LONGEST = "Nguyễn Phúc Bảo Tôn Nữ Công Tằng Thị Hoàng Ngọc Trường Giang Khuê Mộc Miên"
NAMES = [
    "Nguyễn Thị Ởợ Ẵẫ",
    "Ý",
    "Giàng A Páo",
    "Đặng Ỷ Ỹ Ỵ",
    "VŨ THỊ TƯ TY TỶ",
    "Lý Thị Mưa Hừ",
    "Hoàng Nguyễn Phương Khánh Linh",
]
LONG = replace(
    FACTS,
    number="HT-" + "2026-000123-" * 8,
    code="W" * 60,
    full_name=(LONGEST + " " + LONGEST)[:120],
    course_title="Sử dụng trí tuệ nhân tạo an toàn và có trách nhiệm trong sản xuất chè, " * 4,
    issuer=FACTS.issuer + " " + FACTS.issuer + " " + FACTS.issuer,
    signatory_title="KT. TRƯỞNG BAN CHỈ ĐẠO, PHÓ GIÁM ĐỐC SỞ KHOA HỌC VÀ CÔNG NGHỆ " * 3,
    signatory_name=LONGEST,
)

every_design = pytest.mark.parametrize("design", DESIGNS)


def run(tool: str, *arguments: str, pdf: bytes) -> str:
    """What a command-line tool prints about the PDF given on its standard input."""
    program = need(tool, package="poppler-utils")
    done = subprocess.run([program, *arguments], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def text(pdf: bytes) -> list[str]:
    """The lines of the page as a reader copies them."""
    return [line for line in run("pdftotext", "-", "-", pdf=pdf).splitlines() if line.strip()]


def letters(lines: list[str]) -> str:
    """The text without any spaces or line ends."""
    return "".join("".join(lines).split())


@pytest.mark.parametrize("name", NAMES)
@every_design
def test_the_name_is_read_back_exactly(name, design):
    assert name in text(render(replace(FACTS, full_name=name), design))


@every_design
def test_the_longest_name_stands_whole_on_two_lines(design):
    lines = text(render(replace(FACTS, full_name=LONGEST), design))
    pairs = [f"{first} {second}" for first, second in pairwise(lines)]
    assert LONGEST in pairs


def test_the_paper_says_everything_it_should():
    assert sorted(text(render(FACTS))) == sorted(
        [
            "Chương trình Bình dân học AI – tỉnh Thái Nguyên",
            "GIẤY CHỨNG NHẬN HOÀN THÀNH",
            "Chứng nhận",
            "Nguyễn Thị Hồng Vân",
            "sinh năm 1975",
            "đã hoàn thành khóa học",
            "Hỏi đáp với trợ lý AI trong đời sống hằng ngày",
            "Thời lượng: 1,5 giờ • Hoàn thành ngày 03 tháng 02 năm 2026",
            "Số: HT-2026-000123",
            "Quét để kiểm tra",
            "binhdanhocai.thainguyen.gov.vn",
            "7K3M Q9WD 2XPA",
            "4R8T 6VHZ",
            "Thái Nguyên, ngày 05 tháng 02 năm 2026",
            "TRƯỞNG BAN TỔ CHỨC",
            "Trần Văn Đức",
        ]
    )


@every_design
def test_nobody_takes_one_paper_for_the_other(design, tmp_path):
    """Another title, other words, other colours; what only an assessment gives is not said."""
    attended, completed = render(ATTENDED, design), render(FACTS, design)
    shown = text(attended)
    assert "GIẤY XÁC NHẬN THAM GIA" in shown
    assert "đã tham gia lớp học của khóa" in shown
    assert "Có mặt 4 trong 5 buổi • Buổi cuối ngày 03 tháng 02 năm 2026" in shown
    assert "hoàn thành" not in " ".join(shown).lower()
    assert "Title:           Giấy xác nhận tham gia TG-2026-000123" in run(
        "pdfinfo", "-", pdf=attended
    )
    colours = []
    for name, pdf in (("attended", attended), ("completed", completed)):
        (tmp_path / f"{name}.pdf").write_bytes(pdf)
        draw = ["pdftoppm", "-r", "20", "-singlefile", "-png", f"{name}.pdf", name]
        subprocess.run(draw, cwd=tmp_path, check=True)
        with Image.open(tmp_path / f"{name}.png") as raster:
            colours.append({colour for _, colour in raster.convert("RGB").getcolors(10**6)})
    green = {(red, grass, blue) for red, grass, blue in colours[0] if grass > max(red, blue) + 25}
    assert not green
    assert any(grass > max(red, blue) + 25 for red, grass, blue in colours[1])


def test_lines_without_a_fact_are_left_out():
    bare = replace(FACTS, birth_year=None, hours=Decimal(0), signatory_title="", signatory_name="")
    lines = text(render(bare))
    assert "Hoàn thành ngày 03 tháng 02 năm 2026" in lines
    assert not [line for line in lines if "sinh năm" in line or "Thời lượng" in line]
    assert lines.count(FACTS.issuer) == 2  # with no signatory the issuer stands under the date


@every_design
def test_only_a_sample_is_marked_as_worthless(design):
    sample, real = (text(render(replace(FACTS, sample=flag), design)) for flag in (True, False))
    mark = "BẢN MẪU – KHÔNG CÓ GIÁ TRỊ"
    assert mark in sample
    assert [line for line in sample if line != mark] == real


@every_design
def test_the_paper_never_calls_itself_by_the_word_of_the_education_law(design):
    pdf = render(FACTS, design)
    shown = " ".join(text(pdf)) + run("pdfinfo", "-", pdf=pdf)
    assert "chứng chỉ" not in shown.lower()


@every_design
def test_both_unicode_spellings_of_a_name_give_the_same_bytes(design):
    for name in (*NAMES, LONGEST):
        composed, loose = (
            replace(FACTS, full_name=unicodedata.normalize(form, name)) for form in ("NFC", "NFD")
        )
        assert render(loose, design) == render(composed, design)


@every_design
@pytest.mark.parametrize("facts", [FACTS, ATTENDED, LONG, replace(FACTS, sample=True)])
def test_the_qr_opens_the_check_address_and_is_at_least_30_mm_wide(facts, design, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(render(facts, design))
    draw = [
        need("pdftoppm", package="poppler-utils"),
        "-gray",
        "-r",
        "150",
        "-singlefile",
        "paper.pdf",
        "paper",
    ]
    subprocess.run(draw, cwd=tmp_path, check=True)
    read = [need("zbarimg", package="zbar-tools"), "--quiet", "--raw", "paper.pgm"]
    found = subprocess.run(read, cwd=tmp_path, capture_output=True, check=True, text=True)
    assert found.stdout.splitlines() == [facts.check_url]
    # Nothing else on the paper is pure black.
    with Image.open(tmp_path / "paper.pgm") as raster:
        left, top, right, bottom = raster.point(lambda grey: 255 * (grey == 0)).getbbox()
    assert (right - left) / 150 * 25.4 >= 30
    assert abs((right - left) - (bottom - top)) <= 1


@every_design
def test_the_same_facts_give_the_same_bytes_in_any_process(design):
    code = (
        "import hashlib, json, sys; from certificates.drawing.facts import CertificateFacts, Kind;"
        "from certificates.drawing.render import render;"
        "facts = CertificateFacts.from_json(json.loads(sys.argv[1]));"
        "print(hashlib.sha256(render(facts, sys.argv[2])).hexdigest())"
    )
    stored = json.dumps(FACTS.to_json())
    digests = {hashlib.sha256(render(FACTS, design)).hexdigest()}
    for seed, clock in (("1", "86400"), ("2", "1000000000")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": clock}
        other = subprocess.run(
            [sys.executable, "-c", code, stored, design],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=True,
            text=True,
        )
        digests.add(other.stdout.strip())
    assert len(digests) == 1


@every_design
def test_threads_drawing_at_once_do_not_disturb_each_other(design):
    papers = [replace(FACTS, full_name=name) for name in NAMES * 4]
    alone = [render(facts, design) for facts in papers]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda facts: render(facts, design), papers))
    assert together == alone


@every_design
def test_two_papers_have_two_file_identifiers(design):
    identifiers = [
        re.search(rb"/ID\s*\[(.*?)\]", render(facts, design), re.DOTALL).group(1)
        for facts in (FACTS, replace(FACTS, hours=Decimal(2)))
    ]
    assert identifiers[0] != identifiers[1]


@every_design
def test_the_file_is_one_small_landscape_page_that_says_what_it_is(design):
    pdf = render(FACTS, design)
    about = dict(
        re.split(r":\s*", line, maxsplit=1)
        for line in run("pdfinfo", "-isodates", "-", pdf=pdf).splitlines()
    )
    assert about["Pages"] == "1"
    assert about["Page size"] == "841.89 x 595.276 pts (A4)"
    assert about["JavaScript"] == "no"
    assert about["Title"] == "Giấy chứng nhận hoàn thành HT-2026-000123 – Nguyễn Thị Hồng Vân"
    assert about["Author"] == FACTS.issuer
    assert about["CreationDate"].startswith("2026-02-0")
    assert b"/Lang (vi-VN)" in pdf
    assert not re.search(rb"/(SMask|ca|CA|Group|JS|JavaScript)\b", pdf)
    assert len(pdf) <= 60_000


@every_design
@pytest.mark.parametrize("facts", [FACTS, ATTENDED, LONG, replace(FACTS, sample=True)])
def test_every_font_is_embedded_as_a_subset(facts, design):
    rows = run("pdffonts", "-", pdf=render(facts, design)).splitlines()[2:]
    assert rows
    for row in rows:
        # The columns after name, type and encoding: emb sub uni object-number generation.
        assert row.split()[-5:-2] == ["yes", "yes", "yes"], row


@every_design
def test_nothing_however_long_leaves_the_frame(design):
    pdf = render(LONG, design)
    page = run("pdftotext", "-bbox", "-", "-", pdf=pdf)
    boxes = re.findall(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)"', page)
    assert len(boxes) > 100
    for left, top, right, bottom in (map(float, box) for box in boxes):
        assert left >= 7.9 * POINTS_PER_MM  # printers reach to 5 mm
        assert right <= 285 * POINTS_PER_MM
        assert top >= 12 * POINTS_PER_MM
        assert bottom <= 198 * POINTS_PER_MM
    assert letters([LONG.full_name]) in letters(text(pdf))
    assert letters([LONG.course_title]) in letters(text(pdf))
    assert letters([LONG.signatory_name]) in letters(text(pdf))


@pytest.mark.parametrize(
    ("name", "characters"),
    [
        ("Nguyễn Văn 😀", ["😀"]),
        ("阮文 Nam 𡨸", ["阮", "文", "𡨸"]),
        ("Lê محمد", ["م", "ح", "د"]),
        ("Lê \u202eNam", ["\u202e"]),  # right-to-left override
        ("Lê\tNam\x00", ["\t", "\x00"]),
        ("Lê\u200bNam", ["\u200b"]),  # zero-width space
        ("Lê \u0378", ["\u0378"]),  # unassigned
        ("Lê \ue000", ["\ue000"]),  # private use
        ("q\u0309", ["\u0309"]),  # a mark no letter takes up
    ],
)
@every_design
def test_a_name_that_cannot_be_drawn_is_refused_naming_its_characters(name, characters, design):
    with pytest.raises(UndrawableName) as refused:
        render(replace(FACTS, full_name=name), design)
    assert refused.value.field == "full_name"
    assert refused.value.characters == characters
    assert all(f"U+{ord(char):04X}" in str(refused.value) for char in characters)


@pytest.mark.parametrize("field", ["course_title", "issuer", "signatory_name", "signatory_title"])
def test_no_other_text_is_drawn_with_boxes_either(field):
    with pytest.raises(UndrawableName, match=field):
        render(replace(FACTS, **{field: "Khóa học 🎓"}))


def test_an_unknown_design_is_refused():
    with pytest.raises(KeyError):
        render(FACTS, "khong-co")


VIETNAMESE = sorted(
    {
        unicodedata.normalize("NFC", letter + tone)
        for letter in "aăâeêioôơuưy"
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    }
    | set("bcdđghklmnpqrstvx")
)
VIETNAMESE += [letter.upper() for letter in VIETNAMESE]


def test_all_letters_of_the_vietnamese_alphabet_are_drawn():
    assert len(VIETNAMESE) == 178
    alphabet = " ".join(VIETNAMESE)
    assert letters([alphabet]) in letters(text(render(replace(FACTS, course_title=alphabet))))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.sampled_from([*VIETNAMESE, " "]), min_size=1, max_size=120).filter(str.strip))
def test_any_vietnamese_name_up_to_120_letters_is_drawn_whole_on_one_page(name):
    facts = replace(FACTS, full_name=name)
    assert CertificateFacts.from_json(facts.to_json()) == facts
    pdf = render(facts)
    assert b"/Count 1 " in pdf
    assert letters([name]) in letters(text(pdf))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 3), "ngày 03 tháng 02 năm 2026"),
        (date(2026, 1, 31), "ngày 31 tháng 01 năm 2026"),
        (date(2026, 3, 10), "ngày 10 tháng 3 năm 2026"),
        (date(2026, 12, 9), "ngày 09 tháng 12 năm 2026"),
    ],
)
def test_dates_are_written_as_in_decree_30(day, words):
    assert vietnamese_date(day) == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("1.5", "1,5 giờ"),
        ("1.50", "1,5 giờ"),
        ("2.00", "2 giờ"),
        ("10", "10 giờ"),
        ("1E+1", "10 giờ"),
        ("0.25", "0,25 giờ"),
    ],
)
def test_hours_have_a_decimal_comma_and_no_idle_zeros(hours, words):
    assert vietnamese_hours(Decimal(hours)) == words


@pytest.mark.parametrize(
    ("code", "groups"),
    [
        ("7K3MQ9WD2XPA", ["7K3M", "Q9WD", "2XPA"]),
        ("7K3MQ9WD2XPA4", ["7K3M", "Q9WD", "2XPA", "4"]),
        ("7K3MQ-9WD2X", ["7K3MQ", "9WD2X"]),
    ],
)
def test_the_code_is_shown_in_groups_one_can_read_out(code, groups):
    assert grouped(code) == groups
