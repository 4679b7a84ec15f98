"""The register book: found by number, code and name; paged by key; taken away as it is shown."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.papers.models import Certificate
from certificates.papers.services import MOST_TRIES, issue_many, open_certificates, revoke
from certificates.register.listing import Filters, book_page
from learners.people.models import Learner
from lms.core.models import Area, AuditEntry
from lms.core.roles import Role
from lms.core.tokens import show_code
from tests.certificates.reading import pages_of
from tests.facts import enrol_on, make_person
from tests.guarded import write_behind
from tests.screens import page_of, words

BOOK = "/theo-doi/giay/"
TODAY = timezone.localdate


@pytest.fixture
def issued(commune, course):
    """Papers of these people, issued one after the other."""

    def issue(*names: str, where=None, birth_year=1980) -> list[Certificate]:
        made = []
        for name in names:
            person = make_person(where or commune, name=name, birth_year=birth_year)
            enrolment = enrol_on(TODAY(), person, course, finished=TODAY())
            (paper,) = open_certificates(enrolment_ids=[enrolment.pk])
            issue_many(certificate_ids=[paper.pk])
            made.append(Certificate.objects.get(pk=paper.pk))
        return made

    return issue


@pytest.fixture
def officer(make_user, areas):
    return make_user(role=Role.COMMUNE_OFFICER)


@pytest.fixture
def browser(officer) -> Client:
    browser = Client()
    browser.force_login(officer)
    return browser


def numbers_on(response) -> list[str]:
    return [words(cell) for cell in page_of(response).select("tbody th")]


def test_a_paper_is_found_by_number_code_and_name_without_marks(browser, issued):
    lan, tam = issued("Nguyễn Thị Lan", "Lê Văn Tâm")
    for typed in (
        lan.number,
        lan.number.lower(),
        "1",
        show_code(lan.code),
        "thi lan",
        "Lan Nguyễn",
    ):
        assert numbers_on(browser.get(BOOK, {"tim": typed})) == [lan.number], typed
    assert numbers_on(browser.get(BOOK)) == [tam.number, lan.number]
    for typed in ("khong co", "%", "𠀋", "\x00x", "9" * 80, "HT-2026-999999999"):
        assert numbers_on(browser.get(BOOK, {"tim": typed})) == []


def test_the_book_is_narrowed_by_state_kind_book_course_and_days(browser, issued, course, officer):
    lan, tam = issued("Nguyễn Thị Lan", "Lê Văn Tâm")
    revoke(certificate=tam, reason="Cấp nhầm", actor=officer)
    write_behind(lan, expires_on=TODAY() - timedelta(days=1))
    day, year = f"{TODAY():%d/%m/%Y}", TODAY().year
    tomorrow = f"{TODAY() + timedelta(days=1):%d/%m/%Y}"
    expected = {
        "tt=expired": [lan],
        "tt=revoked": [tam],
        "tt=valid": [],
        "loai=completion": [tam, lan],
        "loai=trainer": [],
        f"so=HT-{year}": [tam, lan],
        f"so=TG-{year}": [],
        f"khoa={course.pk}": [tam, lan],
        "khoa=999999": [],
        f"tu={day}&den={day}": [tam, lan],
        f"tu={tomorrow}": [],
        "xa=05503": [tam, lan],
    }
    found = {asked: numbers_on(browser.get(f"{BOOK}?{asked}")) for asked in expected}
    assert found == {asked: [paper.number for paper in some] for asked, some in expected.items()}
    wrong = browser.get(f"{BOOK}?tu=hôm qua").content.decode()
    assert ("Từ ngày chưa đúng" in wrong, 'value="hôm qua"' in wrong) == (True, True)


def test_officers_see_their_own_part(browser, issued, other_commune, make_user):
    (ours,) = issued("Lê Văn Tâm")
    (theirs,) = issued("Lê Văn Tâm", where=other_commune)
    assert numbers_on(browser.get(BOOK)) == [ours.number]
    assert browser.get(f"{BOOK}?xa=01906").status_code == 404
    assert browser.get(f"{BOOK}{theirs.pk}/").status_code == 404
    assert browser.get(f"{BOOK}{ours.pk}/").status_code == 200
    assert AuditEntry.objects.filter(action="register.open").count() == 1


def test_pages_follow_one_another_without_gap_or_double(issued, officer):
    papers = issued(*["Lê Văn Tâm"] * 7)
    same = timezone.now()
    write_behind(*papers[:5], issued_at=same)
    seen, key = [], ""
    while True:
        page = book_page(user=officer, filters=Filters(), key=key, size=2)
        seen += [row.pk for row in page.rows]
        key = page.next_key
        if not key:
            break
    assert (len(seen), set(seen)) == (7, {one.pk for one in papers})
    for strange in ("x", "1.2.3", "9" * 40, "-1.1", ".", "99999999999999999.1"):
        assert len(book_page(user=officer, filters=Filters(), key=strange).rows) in (0, 7)


def test_a_page_costs_the_same_with_one_row_and_with_three(browser, issued):
    def queries_of() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(BOOK).status_code == 200
        return len(asked)

    issued("Lê Văn Tâm")
    queries_of()
    one = queries_of()
    issued("Lê Văn Tâm", "Lê Văn Tâm")
    assert queries_of() == one


class TestPapersThatCannotBeMade:
    """An officer sees why, mends the register, and has the paper made."""

    def test_the_reason_is_said_and_once_mended_the_paper_is_made(self, browser, issued):
        (stuck,) = issued("Bé 🙂")
        page = browser.get(BOOK)
        assert "1 giấy chưa ra được" in words(page_of(page))
        shown = words(page_of(browser.get(BOOK + "chua-ra/")))
        assert "Họ tên có ký tự không in được: “🙂” (U+1F642). Hãy sửa trong sổ" in shown
        still = browser.post(f"{BOOK}chua-ra/{stuck.pk}/", follow=True)
        assert "không in được" in words(page_of(still))
        Learner.objects.filter(pk=stuck.learner_id).update(full_name="Bé Ba")
        Certificate.objects.filter(pk=stuck.pk).update(tries=MOST_TRIES)
        done = browser.post(f"{BOOK}chua-ra/{stuck.pk}/", follow=True)
        assert "Không có giấy nào vướng" in words(page_of(done))
        assert numbers_on(browser.get(BOOK)) == [Certificate.objects.get(pk=stuck.pk).number]

    def test_those_of_other_places_are_not_seen_and_not_made(self, issued, make_user, commune):
        (stuck,) = issued("Bé 🙂")
        elsewhere = Client()
        other = Area.objects.communes().exclude(pk=commune.pk).first()
        elsewhere.force_login(make_user(role=Role.COMMUNE_OFFICER, area=other))
        assert "Bé" not in words(page_of(elsewhere.get(BOOK + "chua-ra/")))
        assert elsewhere.post(f"{BOOK}chua-ra/{stuck.pk}/").status_code == 404

    def test_the_list_costs_the_same_with_one_row_and_with_three(self, browser, issued):
        costs = []
        for names in (["Bé 🙂"], ["Bé Hai 🙂", "Bé Ba 🙂"]):
            issued(*names)
            browser.get(BOOK + "chua-ra/")
            with CaptureQueriesContext(connection) as asked:
                browser.get(BOOK + "chua-ra/")
            costs.append(len(asked))
        assert costs[0] == costs[1]


def test_the_exports_say_what_the_screen_says(browser, issued):
    first, _ = issued("=Nguyễn Lan", "Lê Văn Tâm")
    write_behind(first, facts={"full_name": "=1+1", "course_title": "K"})
    taken = b"".join(browser.get(f"{BOOK}tai/?dang=csv")).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(taken)))
    year = TODAY().year
    assert [row[0] for row in rows] == ["Số", f"HT-{year}-000001", f"HT-{year}-000002"]
    assert rows[1][1] == "'=1+1"
    assert rows[2][1:4] == ["Lê Văn Tâm", "1980", "Khóa thử 1"]
    assert rows[2][6:] == ["có hiệu lực", "Xã Tân Cương"]
    book = openpyxl.load_workbook(BytesIO(b"".join(browser.get(f"{BOOK}tai/?dang=xlsx"))))
    assert [[str(cell or "") for cell in row] for row in book.active.values] == rows
    entries = AuditEntry.objects.filter(action="register.export")
    assert [one.data["rows"] for one in entries] == [2, 2]


def test_the_book_on_paper_has_every_number_once_and_room_to_sign(browser, issued):
    papers = issued(*["Nguyễn Thị Hồng Vân"] * 30)
    drawn = b"".join(browser.get(f"{BOOK}tai/?dang=pdf&so=HT-{TODAY().year}"))
    text = "\n".join(pages_of(drawn))
    assert [text.count(paper.number) for paper in papers] == [1] * 30
    assert ("SỔ CẤP GIẤY" in text, text.count("nhận") > 0) == (True, True)
    assert AuditEntry.objects.filter(action="register.print").count() == 1


def test_an_expired_paper_is_renewed_from_its_page(browser, issued):
    (paper,) = issued("Lê Văn Tâm")
    write_behind(paper, expires_on=TODAY() - timedelta(days=1))
    assert "Cấp giấy theo hạn mới" in browser.get(f"{BOOK}{paper.pk}/").content.decode()
    browser.post(f"{BOOK}{paper.pk}/han-moi/")
    assert Certificate.objects.get(renews=paper).learner == paper.learner
