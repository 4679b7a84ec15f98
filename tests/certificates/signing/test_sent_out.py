"""Sent out for signing and taken back: the very bytes, signed by whom we trust, nothing else."""

import csv
import hashlib
import io
import os
import struct
import zipfile
from time import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.drawing.designs import DESIGNS
from certificates.papers.copies import drawn
from certificates.papers.services import issue, revoke
from certificates.signing import storage
from certificates.signing.models import SignedFile
from certificates.signing.pades import LoadedKey, Pades
from certificates.signing.returning import take_back
from certificates.signing.sending import MANIFEST, send_out, write_batch
from certificates.signing.services import sign_waiting, sweep
from learners.study.models import Enrolment
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.certificates.checking.test_files import signed_by
from tests.certificates.signing.keys import (
    PEM,
    as_asn1,
    certify,
    make_key,
    with_a_byte_changed,
    with_a_name_on_top,
)
from tests.certificates.signing.test_pades import AT, BOX
from tests.factories import open_certificate
from tests.facts import enrol_on, make_person


@pytest.fixture
def agency(settings, tmp_path) -> Pades:
    """The agency's own service, whose certificate this installation trusts."""
    key = make_key("rsa")
    certificate = certify(key, "Ban Cơ yếu thử")
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(certificate.public_bytes(PEM))
    settings.SIGNER, settings.SIGNING_TRUSTED = "out", str(trusted)
    settings.SIGNED_ROOT = tmp_path / "signed"
    chain = [as_asn1(certificate)]
    return Pades(LoadedKey(key, chain[0], chain), chain, visible=True)


@pytest.fixture
def officer(make_user):
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def sent(agency, paper, officer) -> SignedFile:
    """A paper that was sent out."""
    send_out(actor=officer)
    return SignedFile.objects.select_related("paper", "batch").get()


@pytest.fixture
def came_back(agency, sent) -> bytes:
    """The same, as the agency signed it."""
    return agency.sign(drawn(sent.paper), at=AT, box=BOX, reason="Cấp giấy")


def test_what_was_sent_out_is_sent_out_again_as_it_was_drawn_then(sent, officer):
    assert storage.read(sent.drawn_sha256) == drawn(sent.paper)
    long_ago = time() - 10 * 24 * 60 * 60
    os.utime(storage.path_of(sent.drawn_sha256), (long_ago, long_ago))
    assert sweep() == 0
    storage.path_of(sent.drawn_sha256).write_bytes(b"%PDF as an earlier program drew it")
    parcel = io.BytesIO()
    write_batch(batch=sent.batch, into=parcel, actor=officer)
    with zipfile.ZipFile(parcel) as opened:
        assert opened.read(f"{sent.paper.number}.pdf") == b"%PDF as an earlier program drew it"
    storage.path_of(sent.drawn_sha256).unlink()
    with pytest.raises(DomainError, match="bản sao lưu"):
        write_batch(batch=sent.batch, into=io.BytesIO(), actor=officer)


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def words(content: bytes, officer, name: str = "a.pdf") -> list[tuple[bool, str]]:
    answers = take_back(name=name, content=content, actor=officer)
    return [(answer.taken, answer.words) for answer in answers]


def test_a_batch_holds_the_very_papers_and_a_manifest_that_names_nobody(sent, officer):
    files = [io.BytesIO(), io.BytesIO()]
    for file in files:
        assert write_batch(batch=sent.batch, into=file, actor=officer) == 1
    assert files[0].getvalue() == files[1].getvalue()
    with zipfile.ZipFile(files[0]) as made:
        content = made.read(f"{sent.paper.number}.pdf")
        manifest = made.read(MANIFEST).decode("utf-8-sig")
    assert content == drawn(sent.paper)
    (line,) = csv.DictReader(io.StringIO(manifest))
    assert line == {
        "so": sent.paper.number,
        "tep": f"{sent.paper.number}.pdf",
        "sha256": hashlib.sha256(content).hexdigest(),
        "so_byte": str(len(content)),
    }
    assert AuditEntry.objects.filter(action="certificates.download_for_signing").count() == 2
    assert sign_waiting() == 0
    with pytest.raises(DomainError, match="Không có giấy nào đang chờ"):
        send_out(actor=officer)


def test_what_comes_back_is_kept_and_handed_out_byte_for_byte(came_back, sent, officer, owner):
    assert words(came_back, officer) == [(True, "Đã nhận.")]
    assert owner.get(f"/hoc/giay/{sent.paper.code}.pdf").content == came_back
    sent.refresh_from_db()
    assert (sent.sha256, sent.certificate.subject) == (
        hashlib.sha256(came_back).hexdigest(),
        "Ban Cơ yếu thử",
    )
    assert words(came_back, officer) == [(True, "Đã nhận từ trước.")]
    assert AuditEntry.objects.filter(action="certificates.take_back").count() == 1


def test_another_signature_of_the_same_paper_does_not_take_its_place(
    came_back, sent, officer, agency
):
    take_back(name="a.pdf", content=came_back, actor=officer)
    another = agency.sign(drawn(sent.paper), at=AT, box=BOX, reason="Lần hai")
    assert words(another, officer) == [(False, "Giấy này đã có tệp ký khác; tệp cũ được giữ.")]
    assert storage.read(SignedFile.objects.get().sha256) == came_back


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda pdf, back, agency: back[: len(pdf)], "Tệp chưa có chữ ký số."),
        (lambda pdf, back, agency: with_a_byte_changed(back, 900), "Không khớp giấy nào"),
        (lambda pdf, back, agency: with_a_name_on_top(back), "tệp bị ghi thêm nội dung"),
        (
            lambda pdf, back, agency: agency.sign(
                with_a_name_on_top(pdf), at=AT, box=BOX, reason="x"
            ),
            "Nội dung trang khác bản đã gửi",
        ),
        (lambda pdf, back, agency: signed_by(pdf, "Kẻ Lạ"), "“Kẻ Lạ” không thuộc danh sách"),
        (
            lambda pdf, back, agency: with_a_byte_changed(back, len(pdf) + 3_000),
            "",
        ),
    ],
    ids=["unsigned", "byte", "name on top", "other page", "stranger", "byte behind"],
)
def test_anything_else_is_refused_in_words(came_back, sent, officer, agency, spoil, said):
    content = spoil(drawn(sent.paper), came_back, agency)
    ((taken, told),) = words(content, officer)
    assert (taken, said in told) == (False, True)
    sent.refresh_from_db()
    assert sent.state == SignedFile.State.OUT


def test_a_zip_is_answered_file_by_file(came_back, sent, officer):
    content = packed(
        **{
            "ky/giay.pdf": came_back,
            "doc.txt": b"x",
            "__MACOSX/._giay.pdf": b"x",
            "../../etc/giay.pdf": came_back,
            "hong.pdf": b"%PDF-1.4 hong",
            "to.pdf": b"%PDF-1.4" + bytes(6 * 1024 * 1024),
        }
    )
    assert words(content, officer, "ky.zip") == [
        (True, "Đã nhận."),
        (False, "Tên tệp trong ZIP dẫn ra ngoài thư mục, nên không nhận."),
        (
            False,
            "Không khớp giấy nào đã gửi đi. Tệp phải là chính bản đã gửi, chỉ có chữ ký ghi thêm "
            "vào sau; đừng in lại hay lưu thành tệp mới.",
        ),
        (False, "Tệp giải nén ra quá 5 MB; giấy của ta nhẹ hơn nhiều."),
    ]


def _crowded() -> bytes:
    """A ZIP whose directory says that it holds sixty thousand files."""
    whole = bytearray(packed(**{"a.pdf": b"x"}))
    struct.pack_into("<HH", whole, len(whole) - 14, 60_000, 60_000)
    return bytes(whole)


@pytest.mark.parametrize(
    "content",
    [
        b"word",
        b"PK",
        packed(),
        packed(**{"a.txt": b"x"}),
        _crowded(),
        packed(**{"a.pdf": b"x"})[:-30],
        packed(**{f"{n}.pdf": bytes(5 * 1024 * 1024) for n in range(42)}),
    ],
    ids=["word", "two letters", "empty", "no pdf", "crowded", "cut", "bomb"],
)
def test_a_parcel_that_cannot_be_opened_is_refused_whole(agency, officer, content):
    with pytest.raises(DomainError):
        take_back(name="a.zip", content=content, actor=officer)


def test_a_paper_that_ended_meanwhile_is_not_sent(agency, paper, officer):
    revoke(certificate=paper, reason="Nhầm", actor=officer)
    with pytest.raises(DomainError):
        send_out(actor=officer)


class TestTheDesk:
    """/theo-doi/ky-so/ for officers of the province and operators."""

    @pytest.fixture
    def desk(self, officer) -> Client:
        browser = Client()
        browser.force_login(officer)
        return browser

    def test_from_batch_to_signed_file_by_the_buttons(self, desk, agency, paper, officer):
        assert desk.post("/theo-doi/ky-so/gui/").status_code == 302
        row = SignedFile.objects.get()
        zipped = b"".join(desk.get(f"/theo-doi/ky-so/lo/{row.batch_id}.zip"))
        with zipfile.ZipFile(io.BytesIO(zipped)) as made:
            content = made.read(f"{paper.number}.pdf")
        back = agency.sign(content, at=AT, box=DESIGNS["doi-che"].signature_box, reason="x")
        sent = {"tep": SimpleUploadedFile("ky.zip", packed(**{"a.pdf": back}))}
        page = desk.post("/theo-doi/ky-so/", sent).content.decode()
        assert "Đã nhận 1 tệp" in page
        assert "đã nhận 1/1 giấy" in desk.get("/theo-doi/ky-so/").content.decode()
        assert desk.get(f"/theo-doi/ky-so/lo/{row.batch_id}.zip").status_code == 302

    def test_what_is_wrong_with_a_file_stands_beside_it(self, desk, agency):
        for sent in ({}, {"tep": SimpleUploadedFile("a.doc", b"word")}):
            answer = desk.post("/theo-doi/ky-so/", sent)
            assert (answer.status_code, "Còn chỗ cần sửa" in answer.content.decode()) == (422, True)

    def test_it_costs_the_same_with_one_batch_and_with_three(
        self, desk, agency, paper, officer, commune, course, django_assert_num_queries
    ):
        def another() -> None:
            done = enrol_on(paper.frozen.issued_on, make_person(commune), course)
            Enrolment.objects.filter(pk=done.pk).update(
                completed_at=done.started_at, rule=course.rule
            )
            issue(certificate_id=open_certificate(enrolment_id=done.pk).pk)
            send_out(actor=officer)

        send_out(actor=officer)
        desk.get("/theo-doi/ky-so/")
        with CaptureQueriesContext(connection) as with_one:
            desk.get("/theo-doi/ky-so/")
        another()
        another()
        with django_assert_num_queries(len(with_one)):
            desk.get("/theo-doi/ky-so/")
