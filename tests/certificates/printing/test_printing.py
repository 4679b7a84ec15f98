"""Print day: one file in register order, fonts and background once; the log; lost papers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.checking.files import Finding, look_at
from certificates.designing.services import save_design
from certificates.drawing.archive import About
from certificates.drawing.facts import CertificateFacts, Kind
from certificates.drawing.labels import Label, draw_labels
from certificates.drawing.render import render_together
from certificates.drawing.setting import Setting
from certificates.papers import copies
from certificates.papers.models import Certificate
from certificates.papers.services import issue_many, open_certificates, replace, revoke
from certificates.printing import services, tasks
from certificates.printing.making import NOTHING_LEFT
from certificates.printing.models import PrintedPaper, PrintRun
from certificates.printing.personal_data import HOLDINGS
from learners.rights.erasing import erase_everything
from lms.core.errors import DomainError
from lms.core.holdings import Subject
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.certificates.designing.looks import draft, file_of, hand, seal
from tests.certificates.drawing.test_facts import FACTS
from tests.certificates.reading import pages_of
from tests.facts import enrol_on, make_person
from tests.guarded import write_behind

What = PrintRun.What
TODAY = timezone.localdate
NAMES = ("Nguyễn Thị Ánh", "Trần Văn Ánh", "Lê Thị Ba", "Ma Văn Bình")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path


@pytest.fixture
def officer(make_user, areas):
    return make_user(role=Role.COMMUNE_OFFICER)


@pytest.fixture
def browser(officer) -> Client:
    browser = Client()
    browser.force_login(officer)
    return browser


@pytest.fixture
def papers(commune, course) -> list[Certificate]:
    """Papers of four people, issued against their order in the register."""
    ids = [
        enrol_on(TODAY(), make_person(commune, name=name), course, finished=TODAY()).pk
        for name in reversed(NAMES)
    ]
    opened = open_certificates(enrolment_ids=ids)
    issue_many(certificate_ids=[paper.pk for paper in opened])
    return list(Certificate.objects.order_by("serial"))


@pytest.fixture
def order(officer, commune):
    def order(what: str = What.PAPERS) -> PrintRun:
        run = services.order(what=what, kind=Kind.COMPLETION, commune=commune, actor=officer)
        tasks.make(run.job_id)
        run.refresh_from_db()
        return run

    return order


def texts_of(run: PrintRun) -> list[str]:
    with run.file.open("rb") as file:
        return pages_of(file.read())


def test_a_commune_is_one_file_in_register_order(papers, order):
    pages = texts_of(order())
    assert [next(name for name in NAMES if name in page) for page in pages] == list(NAMES)
    assert all(paper.number in "".join(pages) for paper in papers)


def test_what_no_longer_holds_is_not_printed(papers, order, officer):
    revoke(certificate=papers[0], reason="Cấp nhầm", actor=officer)
    write_behind(papers[1], expires_on=TODAY() - timedelta(days=1))
    assert len(texts_of(order())) == 2


def test_labels_are_twenty_four_a_sheet():
    labels = [Label(f"Nguyễn Văn {n}", "Lớp Khóa 1, Nhà văn hóa", f"HT-{n}") for n in range(25)]
    pages = pages_of(draw_labels(labels, "Nhãn"))
    assert [page.count("HT-") for page in pages] == [24, 1]


def test_labels_bear_any_name():
    strange = ["🙂", "a" * 120, "Nguyễn " * 17, "\u202eאבג", "\u0301", "\u0378", " "]
    assert draw_labels([Label(name, name, "HT-1") for name in strange], "Nhãn")[:4] == b"%PDF"


def test_labels_of_a_commune(papers, order):
    (page,) = texts_of(order(What.LABELS))
    assert all(name in page for name in NAMES)


def test_five_hundred_pages_embed_fonts_and_background_once():
    some = [
        CertificateFacts.from_json(FACTS.to_json() | {"full_name": f"Nguyễn Thị {n} Vân"})
        for n in range(500)
    ]
    about = About("In thử", "Tỉnh", "In thử", "", FACTS.issued_on, b"1")
    drawn = render_together([(facts, Setting()) for facts in some], about)
    assert len(drawn) <= 500 * 25_000
    assert len(pages_of(drawn)) == 500
    assert drawn.count(b"/FontFile2") <= 6
    assert drawn.count(b"/Subtype /Form") == 1


def test_the_log_says_what_was_printed_when_by_whom(papers, order, officer, browser):
    run = order()
    assert [row.certificate.frozen.full_name for row in run.papers.all()] == list(NAMES)
    page = browser.get(f"/theo-doi/giay/{papers[0].pk}/").content.decode()
    assert "giấy: Xã Tân Cương" in page
    answer = browser.get(f"/theo-doi/giay/in/{run.pk}/tep/")
    assert b"".join(answer)[:4] == b"%PDF"
    assert AuditEntry.objects.get(action="printing.download").data == {"papers": 4}


def test_a_worker_that_ended_before_it_could_say_so_leaves_one_file(papers, order, officer):
    run = order()
    PrintRun.objects.filter(pk=run.pk).update(file="")  # drawn and stored, and not written down
    again = services.make_again(run=run, actor=officer)
    tasks.make(again.job_id)
    again.refresh_from_db()
    assert (again.file.name, len(texts_of(again))) == (f"prints/{run.pk}.pdf", 4)


def test_a_file_made_again_has_nobody_whose_paper_ended_or_who_was_erased(
    papers, order, officer, browser
):
    run = order()
    revoke(certificate=papers[0], reason="Cấp nhầm", actor=officer)
    page = browser.get(f"/theo-doi/giay/in/{run.pk}/").content.decode()
    assert ("1 giấy trong lần in này đã hết hiệu lực" in page, papers[0].number in page) == (
        True,
        True,
    )
    erase_everything(learner=papers[1].learner)
    browser.post(f"/theo-doi/giay/in/{run.pk}/")
    run.refresh_from_db()
    tasks.make(run.job_id)
    run.refresh_from_db()
    gone = {paper.frozen.full_name for paper in papers[:2]}
    assert [page for page in texts_of(run) if any(name in page for name in gone)] == []
    assert len(texts_of(run)) == 2


def test_a_run_of_which_nothing_holds_says_so(papers, order, officer, browser):
    run = order()
    for paper in papers:
        revoke(certificate=paper, reason="Cấp nhầm", actor=officer)
    again = services.make_again(run=run, actor=officer)
    tasks.make(again.job_id)
    assert NOTHING_LEFT in browser.get(f"/theo-doi/giay/in/{run.pk}/").content.decode()


def test_the_paper_of_somebody_erased_is_not_printed_again(papers, officer):
    erase_everything(learner=papers[0].learner)
    with pytest.raises(DomainError, match="còn hồ sơ"):
        services.print_again(certificate=papers[0], reason="Báo mất", actor=officer)


def test_a_paper_printed_again_is_the_very_file_its_owner_has(papers, officer, make_user):
    design = save_design(
        draft=draft(
            used_from=TODAY(), uploads={"first_hand": file_of(hand()), "seal": file_of(seal())}
        ),
        actor=make_user(role=Role.AUTHOR),
    )
    new = replace(certificate=papers[0], reason="Sai tên", actor=officer)
    issue_many(certificate_ids=[new.pk])
    new.refresh_from_db()
    assert new.design_version == design.versions.get()
    again = services.print_again(certificate=new, reason="Báo mất", actor=officer)
    assert again == copies.file_of(new)
    assert look_at(again).finding == Finding.DRAWN


def test_files_are_forgotten_and_the_log_is_not(papers, order):
    run = order()
    PrintRun.objects.update(made_at=timezone.now() - services.KEPT - timedelta(minutes=1))
    assert (services.forget(), services.forget()) == (1, 0)
    run.refresh_from_db()
    assert (run.file.name, run.papers.count()) == ("", 4)


def test_an_erasure_ends_the_file_and_the_words(papers, order, officer):
    run = order()
    services.print_again(certificate=papers[0], reason="Bà Ánh báo mất", actor=officer)
    subject = Subject(frozenset({papers[0].learner_id}))
    assert len(HOLDINGS[0].collect(subject)) == 2
    HOLDINGS[0].erase(subject)
    run.refresh_from_db()
    assert (run.file.name, PrintRun.objects.get(what=What.AGAIN).reason) == ("", "đã xóa")


def test_only_who_keeps_the_register_there_prints(papers, make_user, other_commune, commune):
    for who in (make_user(role=Role.COMMUNE_OFFICER, area=other_commune), make_user()):
        with pytest.raises(DomainError):
            services.order(what=What.PAPERS, kind=Kind.COMPLETION, commune=commune, actor=who)
    assert PrintRun.objects.count() == 0


class TestLostPapers:
    def test_a_lost_paper_is_found_by_name_and_year_and_printed_again(self, papers, browser):
        found = browser.get("/theo-doi/giay/in/mat-giay/", {"ten": "nguyen thi anh", "nam": "1980"})
        page = found.content.decode()
        paper = next(one for one in papers if one.frozen.full_name == "Nguyễn Thị Ánh")
        assert (paper.number in page, page.count("Trần Văn Ánh")) == (True, 0)
        address = f"/theo-doi/giay/in/lai/{paper.pk}/"
        refused = browser.post(address, {"ly-do": "  "})
        assert (refused.status_code, PrintedPaper.objects.count()) == (422, 0)
        drawn = browser.post(address, {"ly-do": "Báo mất giấy"})
        assert (drawn["Content-Type"], drawn.content[:4]) == ("application/pdf", b"%PDF")
        log = PrintedPaper.objects.get(certificate=paper)
        assert (log.run.what, log.run.reason) == (What.AGAIN, "Báo mất giấy")

    @pytest.mark.parametrize(
        ("name", "year"),
        [("Nguyễn Thị Ánh", "1981"), ("Ánh", "1980"), ("🙂", "1980")],
    )
    def test_half_a_name_or_another_year_finds_nobody(self, papers, browser, name, year):
        page = browser.get("/theo-doi/giay/in/mat-giay/", {"ten": name, "nam": year})
        assert "Không thấy giấy nào" in page.content.decode()

    @pytest.mark.parametrize("year", ["", "x", "75", "9" * 30])
    def test_a_year_that_is_none_is_asked_again(self, papers, browser, year):
        answer = browser.get("/theo-doi/giay/in/mat-giay/", {"ten": "Lê Thị Ba", "nam": year})
        assert (answer.status_code, "Lê Thị Ba" in answer.content.decode()) == (422, True)

    def test_people_of_other_places_are_not_found(self, papers, make_user, other_commune):
        browser = Client()
        browser.force_login(make_user(role=Role.COMMUNE_OFFICER, area=other_commune))
        page = browser.get("/theo-doi/giay/in/mat-giay/", {"ten": "Lê Thị Ba", "nam": "1980"})
        assert "Không thấy giấy nào" in page.content.decode()


def test_the_log_costs_the_same_with_one_row_and_with_three(papers, order, browser):
    def queries_of() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/theo-doi/giay/in/").status_code == 200
        return len(asked)

    order()
    queries_of()
    one = queries_of()
    order()
    order()
    assert queries_of() == one
