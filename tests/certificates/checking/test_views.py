"""My papers for their owner, and the check page for anyone."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.checking.views import CHECKS_A_MINUTE
from certificates.drawing.facts import Kind
from certificates.drawing.render import render
from certificates.papers.models import Certificate
from certificates.papers.services import issue, issue_pending, replace, revoke
from learners.closing.models import AttendanceFact
from learners.study.services import enrol
from lms.core.tokens import BadCode, new_code, parse_code, show_code
from tests.factories import finish_course, make_course, open_certificate


def words(tag) -> str:
    return " ".join(tag.get_text(" ").split())


def main_of(response):
    return BeautifulSoup(response.content, "html.parser").main


def facts_on(response) -> dict[str, str]:
    """What the check page says of a paper."""
    listed = main_of(response).select_one("dl.facts")
    names, values = listed.find_all("dt"), listed.find_all("dd")
    return {words(name): words(value) for name, value in zip(names, values, strict=True)}


def test_a_genuine_paper_is_said_to_be_genuine_to_anyone(client, settings, pending):
    settings.DEMO = False
    paper = issue(certificate_id=pending.pk)
    response = client.get(f"/xac-minh/{paper.code}/")
    assert (response.status_code, words(main_of(response).h2)) == (200, "Giấy thật, còn hiệu lực")
    day = f"{paper.frozen.issued_on:%d/%m/%Y}"
    assert facts_on(response) == {
        "Loại giấy": "Giấy chứng nhận hoàn thành",
        "Số giấy": paper.number,
        "Người được cấp": "N. T. Lan",
        "Khóa học": "Khóa thử 1",
        "Học xong ngày": day,
        "Cấp ngày": day,
        "Đơn vị cấp": "Chương trình Bình dân học AI – tỉnh Thái Nguyên",
        "Sổ công khai": "Giấy vừa cấp, đang chờ ghi vào sổ; thường xong trong vài phút",
    }


def test_a_sample_says_that_it_is_worth_nothing(client, paper):
    response = client.get(f"/xac-minh/{paper.code}/")
    assert words(main_of(response).h2) == "Giấy mẫu, không có giá trị"


def test_the_check_page_tells_neither_the_name_nor_the_year_of_birth(client, paper):
    page = client.get(f"/xac-minh/{paper.code}/").content.decode()
    for secret in ("Nguyễn", "Thị", "1975"):
        assert secret not in page


def test_the_check_page_is_kept_by_no_cache(client, paper):
    for address in ("/xac-minh/", f"/xac-minh/{paper.code}/", f"/xac-minh/{new_code()}/"):
        cached = client.get(address).headers["Cache-Control"]
        assert cached == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_a_revoked_paper_says_so_with_its_day_and_reason(client, paper, make_user):
    revoked = revoke(certificate=paper, reason="Cấp nhầm <b>người</b>", actor=make_user())
    response = client.get(f"/xac-minh/{paper.code}/")
    state = words(main_of(response).select_one(".verify-result__state"))
    assert state == (
        "Giấy này đã bị thu hồi, không còn giá trị "
        f"Thu hồi ngày {revoked.ended_at.astimezone():%d/%m/%Y}"
    )
    assert facts_on(response)["Lý do"] == "Cấp nhầm <b>người</b>"


def test_a_replaced_paper_names_the_number_of_the_new_one_but_not_its_code(
    client, paper, make_user
):
    new = replace(certificate=paper, reason="Sai tên", actor=make_user())
    assert "Giấy mới" not in facts_on(client.get(f"/xac-minh/{paper.code}/"))
    issue_pending()
    new.refresh_from_db()
    response = client.get(f"/xac-minh/{paper.code}/")
    assert words(main_of(response).h2) == "Giấy này đã được thay bằng giấy mới"
    assert facts_on(response)["Giấy mới"] == new.number
    assert new.code not in response.content.decode()


def test_a_paper_that_is_not_issued_yet_is_unknown_like_any_other_code(client, pending):
    pages = [client.get(f"/xac-minh/{code}/") for code in (pending.code, new_code())]
    assert [page.status_code for page in pages] == [404, 404]
    assert [words(main_of(page).h2) for page in pages] == ["Không có giấy nào mang mã này"] * 2


@pytest.mark.parametrize("write", [str.lower, show_code, lambda code: f" {show_code(code)} "])
def test_a_code_may_be_written_small_or_in_groups(client, paper, write):
    response = client.get(f"/xac-minh/{write(paper.code)}/")
    assert facts_on(response)["Số giấy"] == paper.number
    typed = client.post("/xac-minh/", {"ma": write(paper.code)})
    assert typed.headers["Location"] == f"/xac-minh/{paper.code}/"


BAD = ["x", "0" * 22, "A" * 4000, "mã-giấy", "😀", "../..", "%00", "%FF", "<script>", "-", " "]


@pytest.mark.parametrize("code", BAD)
def test_what_is_no_code_is_said_to_be_mistyped(client, paper, code):
    response = client.get("/xac-minh/" + code.replace("/", "%2F") + "/")
    assert response.status_code == 404


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text(max_size=90))
def test_whatever_is_typed_is_answered_and_kept_in_its_field(client, paper, typed):
    with time_machine.travel(0, tick=False) as clock:
        clock.shift(60 * len(typed))  # a limit counts by the minute
        response = client.post("/xac-minh/", {"ma": typed})
    try:
        code = parse_code(typed.strip())
    except BadCode:
        assert response.status_code == 422
        field = main_of(response).find("input", attrs={"name": "ma"})
        if "\x00" not in typed and "\r" not in typed and "\n" not in typed:
            assert field["value"] == typed if typed else "value" not in field.attrs
    else:
        assert response.headers["Location"] == f"/xac-minh/{code}/"


def test_a_slip_of_one_character_is_noticed_and_what_was_typed_is_kept(client, paper):
    wrong = ("A" if paper.code[3] != "A" else "B").join([paper.code[:3], paper.code[4:]])
    response = client.post("/xac-minh/", {"ma": wrong})
    assert response.status_code == 422
    error = "Mã này thiếu, thừa hoặc sai ký tự. Hãy xem lại từng nhóm 7 ký tự trên giấy."
    assert words(main_of(response).select_one(".error-summary li")) == error
    assert main_of(response).find("input", attrs={"name": "ma"})["value"] == wrong


def test_a_script_that_tries_codes_is_stopped_for_a_minute(client, paper):
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        for _ in range(CHECKS_A_MINUTE):
            assert client.get("/xac-minh/").status_code == 200
        for _ in range(2):
            assert client.get(f"/xac-minh/{paper.code}/").status_code == 429
            assert client.post("/xac-minh/", {"ma": "x"}).status_code == 429
        elsewhere = Client(REMOTE_ADDR="10.0.0.9")
        assert elsewhere.get(f"/xac-minh/{paper.code}/").status_code == 200
        clock.shift(60)
        assert client.get(f"/xac-minh/{paper.code}/").status_code == 200


def test_the_pdf_is_its_owners_and_always_the_same(owner, paper):
    response = owner.get(f"/hoc/giay/{paper.code}.pdf")
    assert response.status_code == 200
    assert response.content == render(paper.frozen, paper.design)
    assert response.headers["Content-Type"] == "application/pdf"
    name = f'inline; filename="giay-chung-nhan-{paper.number}.pdf"'
    assert response.headers["Content-Disposition"] == name
    cached = response.headers["Cache-Control"]
    assert cached == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_somebody_elses_pdf_is_not_known_to_exist(client, paper, make_learner):
    address = f"/hoc/giay/{paper.code}.pdf"
    assert client.get(address).headers["Location"] == f"/tai-khoan/vao/?next={address}"
    client.force_login(make_learner("Trần Văn Bình").user)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("code", ["x", "A" * 4000, "%00", "😀", "a b"])
def test_a_pdf_that_was_never_issued_is_not_found(owner, paper, code):
    assert owner.get(f"/hoc/giay/{code}.pdf").status_code == 404


def test_a_pending_paper_has_no_pdf_yet(owner, pending):
    assert owner.get(f"/hoc/giay/{pending.code}.pdf").status_code == 404


def test_my_papers_say_that_one_is_being_made_and_then_show_it(owner, pending):
    page = main_of(owner.get("/hoc/giay/"))
    assert words(page.select_one(".tag")) == "Đang cấp giấy"
    assert page.select_one("[hx-get='/hoc/giay/']") is not None
    issue_pending()
    page = main_of(owner.get("/hoc/giay/"))
    paper = Certificate.objects.get()
    assert words(page.select_one(".certificate-card__number")) == f"Số {paper.number}"
    assert page.select_one("[hx-get]") is None
    links = [link["href"] for link in page.select(".certificate-card a")]
    assert links[:2] == [f"/hoc/giay/{paper.code}.pdf", f"/xac-minh/{paper.code}/"]


def test_a_page_that_asks_again_gets_the_papers_only(owner, paper):
    fragment = owner.get("/hoc/giay/", headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in fragment, paper.number in fragment) == (False, True)


def test_my_papers_are_mine(client, paper, make_learner):
    client.force_login(make_learner("Trần Văn Bình").user)
    assert paper.number not in client.get("/hoc/giay/").content.decode()


def test_my_papers_cost_the_same_with_one_and_with_three(
    owner, paper, learner, catalog, django_assert_num_queries
):
    owner.get("/hoc/giay/")
    with CaptureQueriesContext(connection) as with_one:
        owner.get("/hoc/giay/")
    for number in (2, 3):
        finish_course(learner, make_course(catalog, number=number))
    issue_pending()
    with django_assert_num_queries(len(with_one)):
        cards = main_of(owner.get("/hoc/giay/")).select(".certificate-card")
    assert len(cards) == 3


def test_checking_a_paper_is_one_look_into_the_register(client, paper, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(f"/xac-minh/{paper.code}/")


class TestAnAttendancePaper:
    """Whoever is shown it, and whoever holds it, reads which of the two papers it is."""

    @pytest.fixture
    def attended(self, learner, course, make_class) -> Certificate:
        training_class = make_class()
        training_class.sessions.filter(number=1).update(state="held")
        AttendanceFact.objects.create(
            training_class=training_class, learner=learner, there=1, held=1, enough=True
        )
        enrolment = enrol(learner=learner, course=course)
        opened = open_certificate(enrolment_id=enrolment.pk, kind=Kind.ATTENDANCE)
        return issue(certificate_id=opened.pk)

    def test_the_check_page_says_that_nothing_was_assessed(self, client, attended):
        page = client.get(f"/xac-minh/{attended.code}/").content.decode()
        assert "Giấy xác nhận tham gia" in page
        assert "chưa được đánh giá hoàn thành khóa" in page
        assert "1/1 buổi" in page
        assert "Học xong ngày" not in page

    def test_its_owner_finds_it_under_its_own_name(self, owner, attended):
        page = owner.get("/hoc/giay/").content.decode()
        assert "Giấy xác nhận tham gia" in page
        assert "Giấy chứng nhận hoàn thành" not in page
        told = owner.get(f"/hoc/giay/{attended.code}.pdf")["Content-Disposition"]
        assert told == f'inline; filename="giay-xac-nhan-{attended.number}.pdf"'
