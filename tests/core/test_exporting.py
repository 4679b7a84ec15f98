"""Tables taken away: the same in every form, within one's scope, by a job where they are long."""

import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from learners.campaigns.noting import load_alert_rule
from learners.monitoring.goals import load_goals
from learners.monitoring.models import Goal
from learners.monitoring.services import refresh_counts
from learners.people.models import Learner
from learners.returns.services import load_return_rule
from lms.core import exporting, jobs
from lms.core.models import Area, AuditEntry, Export, Job, Organisation
from lms.core.roles import Role
from lms.core.services import end_role
from lms.core.tables import all_tables
from lms.core.tasks import write_export
from tests.facts import assess_on, enrol_on, make_person
from tests.learners.campaigns.ways import campaign_of
from tests.learners.resolution.ways import task
from tests.learners.returns.ways import signed_return
from tests.screens import page_of, words

PEOPLE = "/theo-doi/bang/so-hoc-vien/"


def csv_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def xlsx_of(content: bytes) -> list[list[str]]:
    """The first sheet as a CSV would say it."""
    return [[_text(cell) for cell in row] for row in load_workbook(BytesIO(content)).worksheets[0]]


def _text(cell) -> str:
    assert cell.data_type != "f"
    value = cell.value
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else "" if value is None else str(value)


READ = {"csv": csv_of, "xlsx": xlsx_of}


@pytest.fixture
def signed_in(make_user):
    """The browser of somebody who holds a role."""

    def sign_in(role: Role, area: Area | None = None) -> Client:
        browser = Client()
        browser.force_login(make_user(role=role, area=area))
        return browser

    return sign_in


@pytest.fixture
def filled(areas, course, make_user):
    """Something on every board; names that a spreadsheet would run."""
    load_goals()
    load_return_rule()
    load_alert_rule()
    today = timezone.localdate()
    for code in ("05503", "05503", "01906"):
        person = make_person(areas[code], name="=Ma Văn An")
        enrol_on(today - timedelta(days=9), person, course, finished=today - timedelta(days=2))
        assess_on(today, person)
    refresh_counts(day=today)
    admin = make_user(role=Role.PROVINCE_OFFICER)
    campaign = campaign_of(person, admin)
    task(admin)
    return {
        "mot-xa": {"xa": "05503"},
        "bao-cao": {"bao-cao": signed_return(areas["05503"], admin).pk},
        "minh-chung": {"xa": "05503", "so": "participants"},
        "chi-tieu": {"muc-tieu": Goal.objects.first().pk},
        "nguoi-chien-dich": {"chien-dich": campaign.pk},
    }


def test_every_table_says_the_same_in_both_forms_and_is_written_down(filled, signed_in):
    browser = signed_in(Role.PROVINCE_OFFICER)
    for code, table in all_tables().items():
        asked, written = filled.get(code, {}), {}
        for form, read in READ.items():
            if code != "nhat-ky":  # which grows with every look
                written[form] = read(
                    b"".join(browser.get(f"/theo-doi/bang/{code}/", asked | {"dang": form}))
                )
        assert (code, written.get("csv")) == (code, written.get("xlsx"))
        kept = AuditEntry.objects.filter(action=table.action).first()
        if written and kept:
            assert kept.data["rows"] == len(written["csv"]) - 1
    log = csv_of(b"".join(browser.get("/theo-doi/bang/nhat-ky/", {"dang": "csv"})))
    assert len(log) - 1 == AuditEntry.objects.count() - 1


def test_an_officer_takes_away_only_their_own(filled, signed_in, areas):
    browser = signed_in(Role.COMMUNE_OFFICER, areas["01906"])
    rows = csv_of(b"".join(browser.get(PEOPLE, {"dang": "csv"})))
    assert [row[4] for row in rows[1:]] == ["Xã Ba Bể"]
    for code in ("minh-chung", "nguoi-chien-dich", "bao-cao"):
        asked = filled[code] | {"dang": "csv"}
        for ask in (browser.get, browser.post):
            assert ask(f"/theo-doi/bang/{code}/", asked).status_code == 404
    assert browser.get("/theo-doi/bang/nhat-ky/").status_code == 403
    assert not Export.objects.exists()


class TestLong:
    """Everything is long here."""

    @pytest.fixture(autouse=True)
    def _long(self, settings, filled, tmp_path):
        settings.EXPORT_AT_ONCE = 1
        settings.PRIVATE_ROOT = tmp_path

    @pytest.fixture
    def browser(self, signed_in):
        return signed_in(Role.PROVINCE_OFFICER)

    @pytest.fixture
    def export(self, browser) -> Export:
        """Asked for by button, and not begun yet."""
        page = page_of(browser.get(f"{PEOPLE}?tim=an&dang=xlsx"))
        assert [one["value"] for one in page.select("main button[name=dang]")] == ["xlsx", "csv"]
        answer = browser.post(f"{PEOPLE}?tim=an", {"dang": "csv"})
        made = Export.objects.get()
        assert answer["Location"] == f"/theo-doi/tep/{made.pk}/"
        return made

    def at(self, export: Export, rest: str = "") -> str:
        return f"/theo-doi/tep/{export.pk}/{rest}"

    def test_a_job_writes_the_file_that_a_short_table_would_be(self, browser, export, settings):
        page = browser.get(self.at(export))
        assert "Đang chờ đến lượt" in words(page_of(page).main)
        assert browser.get(self.at(export, "tien-do/")).status_code == 200
        write_export(export.job_id)
        assert browser.get(self.at(export, "tien-do/"))["HX-Redirect"] == self.at(export)
        link = page_of(browser.get(self.at(export))).select_one("main a.button")["href"]
        taken = b"".join(browser.get(link))
        settings.EXPORT_AT_ONCE = 10
        assert taken == b"".join(browser.get(f"{PEOPLE}?tim=an", {"dang": "csv", "tim": "an"}))
        entry = AuditEntry.objects.filter(action="people.export").last()
        assert (entry.actor, entry.data) == (export.owner, {"rows": 3, "searched": True})
        assert AuditEntry.objects.filter(action="core.fetch_export").count() == 1

    def test_asked_for_twice_it_is_made_once(self, browser, export):
        browser.post(f"{PEOPLE}?tim=an", {"dang": "csv"})
        assert Export.objects.count() == 1
        browser.post(f"{PEOPLE}?tim=an", {"dang": "xlsx"})
        assert Export.objects.count() == 2

    def test_a_form_that_is_none_says_so_on_the_page(self, browser):
        assert browser.post(PEOPLE, {"dang": "exe"}).status_code == 422
        assert not Export.objects.exists()

    def test_nobody_else_opens_it(self, export, signed_in):
        write_export(export.job_id)
        other = signed_in(Role.PROVINCE_OFFICER)
        for rest in ("", "tien-do/", "tai/"):
            assert other.get(self.at(export, rest)).status_code == 404
        assert "Chưa có tệp nào" in words(page_of(other.get("/theo-doi/tep/")).main)

    def test_an_old_sign_in_takes_no_file(self, browser, export, settings):
        write_export(export.job_id)
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
        assert "/tai-khoan/" in browser.get(self.at(export, "tai/"))["Location"]

    def test_who_watches_over_others_now_opens_it_no_more(self, browser, export, make_user, areas):
        write_export(export.job_id)
        unit = Organisation.objects.create(name="Sở Nội vụ", kind="agency", area=areas["19"])
        export.owner.grants.create(role=Role.AGENCY_OFFICER, area=areas["19"], organisation=unit)
        assert browser.get(self.at(export, "tai/"), follow=True).status_code == 200
        assert not AuditEntry.objects.filter(action="core.fetch_export").exists()

    def test_whose_role_has_ended_gets_no_file(self, export, make_user):
        grant = export.owner.grants.get()
        yesterday = timezone.localdate() - timedelta(days=1)
        export.owner.grants.update(valid_from=yesterday - timedelta(days=1))
        grant.refresh_from_db()
        end_role(grant=grant, valid_to=yesterday, actor=make_user(role=Role.OPERATOR))
        write_export(export.job_id)
        export.refresh_from_db()
        assert (export.job.state, export.made_at) == (Job.State.FAILED, None)
        assert "Quyền của bạn đã đổi" in export.job.problem

    def test_a_worker_that_dies_in_the_middle_leaves_nothing_and_the_next_one_all(self, export):
        class Dying(jobs.Steps):
            def move(self, **told: int) -> None:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            exporting.write(Dying(export.job, "anh"))
        assert list(configured.PRIVATE_ROOT.rglob("*.*")) == []
        Learner.objects.filter(commune="01906").update(search_key="khac", full_name="Khác")
        write_export(export.job_id)
        written = csv_of(exporting.path_of(export).read_bytes())
        assert [row[0] for row in written[1:]] == ["'=Ma Văn An"] * 2
        before = exporting.path_of(export).read_bytes()
        write_export(export.job_id)
        assert exporting.path_of(export).read_bytes() == before

    def test_a_failed_one_is_tried_again_by_a_button(self, browser, export):
        Job.objects.update(state=Job.State.FAILED, ended_at=timezone.now(), problem="Hỏng.")
        assert "Hỏng." in words(page_of(browser.get(self.at(export))).main)
        browser.post(self.at(export))
        browser.post(self.at(export))
        assert Job.objects.filter(state=Job.State.WAITING).count() == 1

    def test_after_some_days_file_and_row_are_gone(self, browser, export):
        write_export(export.job_id)
        left = exporting.path_of(export).with_suffix(".anh.part")
        left.write_bytes(b"x")
        assert exporting.forget() == 0
        with time_machine.travel(timezone.now() + timedelta(days=4)):
            assert exporting.forget() == 1
            assert list(configured.PRIVATE_ROOT.rglob("*.*")) == []
            assert exporting.forget() == 0

    def test_the_list_of_files_costs_the_same_for_many(
        self, browser, export, django_assert_num_queries
    ):
        browser.get("/theo-doi/tep/")
        with django_assert_num_queries(3):
            browser.get("/theo-doi/tep/")
        browser.post(PEOPLE, {"dang": "csv"})
        browser.post(PEOPLE, {"dang": "xlsx"})
        with django_assert_num_queries(3):
            assert len(page_of(browser.get("/theo-doi/tep/")).select("tbody tr")) == 3
