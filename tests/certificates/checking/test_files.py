"""Dropping a file on the check page: what it is told, whatever it is."""

import zlib
from io import BytesIO
from pathlib import Path

import pytest
import segno
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import fields, signers
from reportlab.pdfgen.canvas import Canvas

from certificates.checking.files import Finding, Verdict, look_at
from certificates.checking.forms import MOST_BYTES
from certificates.checking.views import FILES_A_MINUTE
from certificates.papers.copies import drawn, hand_out
from certificates.papers.models import Copy
from certificates.papers.services import revoke
from certificates.signing.pades import LoadedKey
from certificates.signing.selectors import signed_bytes
from certificates.signing.services import known_certificate
from tests.certificates.signing.keys import (
    as_asn1,
    certify,
    make_key,
    with_a_byte_changed,
    with_a_name_on_top,
    with_an_object_appended,
)
from tests.certificates.signing.test_pades import DRAWN, office_key, sign

BEHIND_THE_REGISTER = "Chữ ký đúng, nhưng sổ không có giấy này"


@pytest.fixture
def content(signed) -> bytes:
    """The signed file of the paper."""
    return signed_bytes(signed.paper)


@pytest.fixture(autouse=True)
def _unhurried():
    """Each test in a minute of its own: files are counted by the minute."""
    with time_machine.travel(1_900_000_000, tick=True):
        yield


def dropped(client, content: bytes, name: str = "giay.pdf"):
    """The answer to a file, and what its page says on top."""
    response = client.post("/xac-minh/tep/", {"tep": SimpleUploadedFile(name, content)})
    page = BeautifulSoup(response.content, "html.parser").main
    return response, " ".join((page.h2 or page.h1).get_text(" ").split()) if page else ""


class _Forger(signers.PdfSigner):
    """Signs what may not be signed any more."""

    def _enforce_certification_constraints(self, reader: PdfFileReader) -> None:
        """Nothing holds it back."""


def signed_by(pdf: bytes, name: str, field: str = "Khac") -> bytes:
    """A file with the signature of a stranger appended."""
    key = make_key("ec")
    certificate = as_asn1(certify(key, name))
    out = BytesIO()
    told = signers.PdfSignatureMetadata(field_name=field, subfilter=fields.SigSeedSubFilter.PADES)
    signer = _Forger(told, signer=LoadedKey(key, certificate, [certificate]))
    signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out)
    return out.getvalue()


def written_anew(pdf: bytes) -> bytes:
    """What a program makes of a file when it saves it under another name."""
    out = BytesIO()
    copy_into_new_writer(PdfFileReader(BytesIO(pdf))).write(out)
    return out.getvalue()


def test_the_very_file_is_genuine_and_tells_no_more_than_the_check_page(client, content, signed):
    response, said = dropped(client, content)
    assert said == "Tệp nguyên vẹn, nhưng là giấy mẫu, không có giá trị"
    page = response.content.decode()
    for told in (signed.paper.number, "N. T. Lan", "Ký thử, không có giá trị pháp lý", "Ký số bởi"):
        assert told in page
    for secret in ("Nguyễn", "Thị", "1975"):
        assert secret not in page


def test_a_revoked_paper_is_whole_and_no_longer_valid(client, content, signed, make_user):
    revoke(certificate=signed.paper, reason="Cấp nhầm người", actor=make_user())
    response, said = dropped(client, content)
    assert said == "Tệp nguyên vẹn, nhưng giấy đã thu hồi"
    assert "Cấp nhầm người" in response.content.decode()


def test_a_paper_from_before_it_was_signed_is_known_with_and_without_a_signature(
    client, content, signed, paper
):
    assert look_at(drawn(paper)).finding == Finding.DRAWN
    assert "Bản này chưa có chữ ký số" in dropped(client, drawn(paper))[0].content.decode()


def test_a_copy_that_an_earlier_program_drew_is_known_for_ever(paper, owner):
    earlier = hand_out(paper, empty_pdf())
    assert look_at(earlier) == Verdict(Finding.DRAWN, paper)
    assert look_at(with_an_object_appended(earlier)).finding == Finding.APPENDED


def test_an_unsigned_paper_is_known_once_it_was_fetched_and_not_before(paper, owner):
    assert look_at(drawn(paper)) == Verdict(Finding.ALTERED, paper)
    content = owner.get(f"/hoc/giay/{paper.code}.pdf").content
    assert look_at(content) == Verdict(Finding.DRAWN, paper)
    owner.get(f"/hoc/giay/{paper.code}.pdf")
    assert Copy.objects.filter(paper=paper).count() == 1


@pytest.mark.parametrize(
    ("falsify", "finding"),
    [
        (with_a_byte_changed, Finding.ALTERED),
        (with_an_object_appended, Finding.APPENDED),
        (with_a_name_on_top, Finding.APPENDED),
        (lambda pdf: signed_by(pdf, "Kẻ Lạ"), Finding.APPENDED),
        (written_anew, Finding.ALTERED),
        (lambda pdf: pdf + b"\n% thua", Finding.APPENDED),
        (lambda pdf: pdf[:-40], Finding.APPENDED),
    ],
    ids=["byte", "object", "name", "signature", "saved", "comment", "cut"],
)
def test_a_falsified_paper_is_named_as_that_with_what_the_register_says(
    content, signed, falsify, finding
):
    verdict = look_at(falsify(content))
    assert (verdict.finding, verdict.paper) == (finding, signed.paper)


def test_whoever_signs_on_top_is_named_and_vouched_for_by_nobody(client, content):
    response, said = dropped(client, signed_by(content, "Kẻ <b>Lạ</b>"))
    assert said == "Tệp đã bị ghi thêm sau khi cấp"
    assert "Kẻ &lt;b&gt;Lạ&lt;/b&gt;" in response.content.decode()


def test_our_own_unsigned_paper_signed_by_a_stranger_is_no_paper_of_ours(signed, paper):
    verdict = look_at(signed_by(drawn(paper), "Kẻ Lạ"))
    assert (verdict.finding, verdict.stranger) == (Finding.APPENDED, "Kẻ Lạ")


def test_a_stranger_who_signs_a_paper_that_he_drew_is_a_stranger(client, signed):
    response, said = dropped(client, signed_by(DRAWN, "Kẻ Lạ"))
    assert said == "Chữ ký số trong tệp không phải của chương trình"
    assert "trang này không xác nhận người đó là ai" in response.content.decode()


def test_a_paper_made_behind_the_back_of_the_register_is_an_alarm(client, signed):
    signer = office_key("ec")
    known_certificate(certificate=signer.certificate)
    _, said = dropped(client, sign(signer))
    assert said == BEHIND_THE_REGISTER


def empty_pdf() -> bytes:
    """A PDF of somebody else, without a signature."""
    out = BytesIO()
    Canvas(out).save()
    return out.getvalue()


def locked_pdf() -> bytes:
    copied = copy_into_new_writer(PdfFileReader(BytesIO(empty_pdf())))
    copied.encrypt("chu", "khach")
    out = BytesIO()
    copied.write(out)
    return out.getvalue()


def bomb_pdf() -> bytes:
    """A table of objects that unpacks to a thousand million bytes."""
    pump = zlib.compressobj(9)
    packed = b"".join(pump.compress(bytes(1 << 24)) for _ in range(64)) + pump.flush()
    head = b"%PDF-1.7\n"
    told = b"/Type /XRef /Size 9 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode"
    table = b"2 0 obj\n<< %s /Length %d >>\nstream\n%s\nendstream\nendobj\n"
    return head + table % (told, len(packed), packed) + b"startxref\n%d\n%%%%EOF\n" % len(head)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"PK\x03\x04 word", "Tệp này không phải PDF"),
        (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, "Tệp PDF này bị hỏng, không đọc được"),
        (locked_pdf, "Tệp PDF này có mật khẩu"),
        (bomb_pdf, "Tệp này quá nặng để đọc nên máy đã dừng"),
        (empty_pdf, "Tệp này không phải giấy của chương trình"),
    ],
    ids=["word", "noise", "locked", "bomb", "other"],
)
def test_what_is_no_paper_is_told_what_it_is(client, signed, make, said):
    response, told = dropped(client, make())
    assert (response.status_code, told) == (200, said)


def test_nothing_of_a_file_is_kept(client, content, settings, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    before = {path: path.stat().st_mtime for path in Path(settings.DATA_DIR).rglob("*")}
    dropped(client, with_a_byte_changed(content))
    assert list((tmp_path / "scratch").iterdir()) == []
    assert {p: p.stat().st_mtime for p in Path(settings.DATA_DIR).rglob("*")} == before


@pytest.mark.parametrize("size", [0, MOST_BYTES + 1, MOST_BYTES + 200_000])
def test_an_empty_and_a_huge_file_are_refused_in_words(client, size):
    response, said = dropped(client, bytes(size))
    assert (response.status_code in (413, 422), said) == (True, "Còn chỗ cần sửa")


def test_a_script_that_drops_files_is_stopped_for_a_minute(client, content):
    with time_machine.travel(1_900_000_400, tick=False):
        answers = [dropped(client, content)[0].status_code for _ in range(FILES_A_MINUTE + 1)]
    assert answers == [200] * FILES_A_MINUTE + [429]


def photo_of(text: str) -> bytes:
    out = BytesIO()
    segno.make(text, micro=False).save(out, kind="png", scale=5)
    return out.getvalue()


class TestPhotos:
    """A picture of the paper's QR leads to its page; any other is told so."""

    def test_a_qr_of_ours_leads_to_the_page_of_the_paper(self, client, paper):
        response, _ = dropped(client, photo_of(paper.frozen.check_url), "anh.png")
        assert response.headers["Location"] == f"/xac-minh/{paper.code}/"

    @pytest.mark.parametrize(
        "text",
        [
            "https://xac-minh.example/xac-minh/0123456789ABCDEFGHJKM/",
            "X" * 4_000,
            "javascript:alert(1)",
            "http://localhost:8000.example/xac-minh/0123456789ABCDEFGHJKM/",
        ],
    )
    def test_a_foreign_qr_is_named_as_foreign(self, client, text):
        response, _ = dropped(client, photo_of(text), "anh.png")
        assert response.status_code == 422
        assert "không phải mã của chương trình" in response.content.decode()

    @pytest.mark.parametrize("content", [b"\xff\xd8\xff" + b"x" * 500, b"\x89PNG\r\n\x1a\n", None])
    def test_a_picture_without_a_qr_is_asked_for_again(self, client, content):
        blank = BytesIO()
        Image.new("L", (300, 200), 255).save(blank, "PNG")
        response, said = dropped(client, content or blank.getvalue(), "anh.png")
        assert (response.status_code, said) == (422, "Còn chỗ cần sửa")


class TestByNumber:
    """Number and year of birth; who has one of them wrong learns nothing of the other."""

    def ask(self, client, number, year):
        return client.post("/xac-minh/so/", {"so": number, "nam": year})

    @pytest.mark.parametrize("write", [str, str.lower, lambda n: n.replace("-000", " "), str.strip])
    def test_both_right_shows_the_paper(self, client, paper, write):
        page = self.ask(client, write(paper.number), 1975).content.decode()
        assert (paper.number in page, "N. T. Lan" in page) == (True, True)
        assert paper.code not in page

    def test_a_wrong_year_and_an_unknown_number_are_answered_alike(self, client, paper):
        wrong = self.ask(client, paper.number, 1976)
        unknown = self.ask(client, "HT-2026-999999", 1976)
        assert (wrong.status_code, unknown.status_code) == (404, 404)
        same = wrong.content.decode().replace(paper.number, "HT-2026-999999")
        assert same == unknown.content.decode()

    def test_years_cannot_be_tried_one_after_another(self, client, paper):
        with time_machine.travel(1_900_000_000, tick=False):
            for year in range(1950, 1960):
                assert self.ask(client, paper.number, year).status_code == 404
            assert self.ask(client, paper.number, 1975).status_code == 429
            assert self.ask(client, "HT-2026-999999", 1975).status_code == 404

    @pytest.mark.parametrize(
        ("number", "year"), [("", 1975), ("x" * 4000, 1975), ("HT-2026-1", "một"), ("😀", "\x00")]
    )
    def test_what_is_no_number_is_asked_for_again_and_kept(self, client, number, year):
        response = self.ask(client, number, year)
        assert response.status_code == 422
        field = BeautifulSoup(response.content, "html.parser").find("input", attrs={"name": "so"})
        assert field.get("value", "") == number


def test_the_check_page_says_who_signed_and_that_it_was_a_trial(client, signed):
    page = client.get(f"/xac-minh/{signed.paper.code}/").content.decode()
    assert "ký thử, không có giá trị pháp lý" in page
