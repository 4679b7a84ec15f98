"""The check page asks the public log: whoever went round the register is not called genuine."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from certificates.checking.selectors import paper_with_code
from certificates.keys.services import make_key
from certificates.papers.copies import drawn, hand_out
from certificates.papers.models import Certificate
from certificates.papers.services import replace, revoke
from certificates.transparency.models import LogEntry, LogNode
from certificates.transparency.selectors import entries_of, logged_of, sizes_by_day
from certificates.transparency.services import append, enter, sign_head
from certificates.transparency.standing import Standing, judge
from tests.factories import finish_course
from tests.guarded import forge, past_the_guards, write_behind

DOUBT = "Chưa thể xác nhận giấy này"
GENUINE = "Giấy thật, còn hiệu lực"


@pytest.fixture(autouse=True)
def _no_samples(settings):
    settings.DEMO = False


def by_code(client, paper):
    return client.get(f"/xac-minh/{paper.code}/")


def by_number(client, paper):
    return client.post("/xac-minh/so/", {"so": paper.number, "nam": paper.facts["birth_year"]})


def by_file(client, paper):
    sent = SimpleUploadedFile("giay.pdf", hand_out(paper, drawn(paper)))
    return client.post("/xac-minh/tep/", {"tep": sent})


def said(response) -> tuple[str, str]:
    """The verdict of a check page, and what it says of the public log."""
    main = BeautifulSoup(response.content, "html.parser").main
    (label,) = (one for one in main.select("dl.facts dt") if one.text == "Sổ công khai")
    return main.h2.text, label.find_next_sibling("dd").text


@pytest.fixture
def forged(paper, course, make_learner) -> Certificate:
    enrolment = finish_course(make_learner(full_name="Lý A Sử"), course)
    return forge(enrolment.certificates.get(), paper)


@pytest.mark.parametrize("check", [by_code, by_number, by_file])
class TestEveryWayToCheck:
    def test_says_since_when_and_on_which_line_the_paper_stands(self, client, paper, check):
        append()
        day = timezone.localdate()
        assert said(check(client, paper))[1] == f"Có từ ngày {day:%d/%m/%Y}, dòng 1"

    def test_a_paper_of_this_minute_waits_for_its_line_and_is_genuine(self, client, paper, check):
        verdict, log = said(check(client, paper))
        assert verdict in (GENUINE, "Tệp nguyên vẹn, giấy còn hiệu lực")
        assert log.startswith("Giấy vừa cấp, đang chờ ghi vào sổ")

    def test_what_was_never_entered_is_not_called_genuine(self, client, forged, check):
        verdict, log = said(check(client, forged))
        assert (verdict, log.startswith("Không có giấy này")) == (DOUBT, True)
        assert "Giấy thật, còn" not in check(client, forged).content.decode()

    def test_changed_facts_are_not_called_genuine(self, client, paper, check):
        append()
        write_behind(paper, facts=paper.facts | {"course_title": "Khóa khác"})
        paper.refresh_from_db()
        assert said(check(client, paper)) == (DOUBT, "Ghi khác với những gì đang hiện ở đây")

    def test_a_revoked_paper_that_is_set_right_by_sql_is_not_called_genuine(
        self, client, paper, make_user, check
    ):
        revoke(certificate=paper, reason="Cấp nhầm", actor=make_user())
        append()
        write_behind(paper, state="valid", ended_at=None)
        verdict, log = said(check(client, paper))
        assert (verdict, log.startswith("Ghi giấy này đã hết hiệu lực")) == (DOUBT, True)


def test_another_last_day_is_noticed_as_well(client, paper):
    write_behind(paper, expires_on=date(2099, 1, 1))
    assert said(by_code(client, paper))[0] == DOUBT


def test_a_line_that_came_after_the_head_of_a_later_day_proves_nothing(client, paper, forged):
    """Whoever writes paper and line past the register and dates both back is too late."""
    make_key()
    write_behind(forged, issued_at=timezone.now() - timedelta(days=5))
    sign_head(day=timezone.localdate() - timedelta(days=3))
    enter(certificate_ids=[forged.pk], act=LogEntry.Act.ISSUED)
    late = (DOUBT, "Chỉ có giấy này sau khi sổ của ngày cấp đã khóa")
    assert said(by_code(client, forged)) == late
    append()
    assert said(by_code(client, forged)) == late
    assert said(by_code(client, paper))[0] == GENUINE


def test_an_end_that_the_log_does_not_know_still_says_that_the_paper_ended(client, paper):
    write_behind(paper, state="revoked", ended_at=timezone.now())
    verdict, log = said(by_code(client, paper))
    assert verdict == "Giấy này đã bị thu hồi, không còn giá trị"
    assert log == "Không ghi việc giấy này hết hiệu lực"


def test_what_the_page_reads_by_hand_is_what_the_log_says(paper, forged, make_user):
    make_key()
    new = replace(certificate=paper, reason="Sai tên", actor=make_user())
    sign_head(day=timezone.localdate() + timedelta(days=1))
    found = {}
    for one in Certificate.objects.exclude(pk=new.pk):
        found[one.pk] = paper_with_code(one.code).standing
        assert found[one.pk] == judge(one, logged_of(one, entries_of(one), sizes_by_day()))
    assert found == {paper.pk: Standing.LOGGED, forged.pk: Standing.ABSENT}
    with past_the_guards():
        LogNode.objects.filter(entry__paper=paper, entry__act="ended").delete()
        LogEntry.objects.filter(paper=paper, act="ended").delete()
    assert paper_with_code(paper.code).standing == Standing.UNSAID
