"""What officers see of campaigns, and who sees nothing."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from learners.campaigns import rosters, signing
from learners.campaigns.models import Campaign, Member
from learners.imports.models import Import
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import enrol_on
from tests.learners.imports.lists import as_csv
from tests.screens import page_of, words

pytestmark = pytest.mark.django_db
LIST = "/theo-doi/chien-dich/"
LIST_QUERIES, PEOPLE_QUERIES = 5, 10


TABLE = "/theo-doi/bang/nguoi-chien-dich/"


def at(name: str, pk: int) -> str:
    return reverse(f"campaigns:{name}", args=[pk])


def read(response) -> str:
    return words(page_of(response).main)


@pytest.fixture
def browser(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def led(campaign, works_at, agency, unit, officer, course, today):
    """Three people of two units: one done, one begun, one not."""
    done, begun = works_at(agency, "Lý An"), works_at(unit, "Lý Bình")
    works_at(agency, "Lý Chi")
    rosters.take_register(campaign=campaign, actor=officer)
    enrol_on(today, done, course, finished=today)
    enrol_on(today, begun, course)
    return campaign


def filled(agency, course, officer, today, /, **changes) -> dict:
    told = {
        "organisation": agency.pk,
        "title": "Cả sở học khóa 1",
        "counts": "course",
        "course": course.pk,
        "number": "80",
        "unit": "percent",
        "deadline": f"{today + timedelta(days=60):%d/%m/%Y}",
        "decision": "KH 12",
        "responsible": officer.pk,
        "steps": "30, 7",
    }
    return told | changes


class TestTheList:
    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_one_and_for_three(
        self, browser, make_campaign, many, django_assert_num_queries
    ):
        for number in range(many):
            make_campaign(title=f"Chiến dịch {number}")
        with django_assert_num_queries(LIST_QUERIES):
            page = read(browser.get(LIST))
        assert page.count("Sở Khoa học và Công nghệ") == many

    def test_it_shows_ones_own_and_the_province_all(
        self, client, campaign, stranger, province, make_user
    ):
        for user, seen in (
            (stranger, False),
            (make_user(role=Role.COMMUNE_OFFICER), False),
            (province, True),
            (make_user(role=Role.AUDITOR), True),
        ):
            client.force_login(user)
            assert (campaign.title in read(client.get(LIST))) is seen
            status = client.get(at("campaign", campaign.pk)).status_code
            assert status == (200 if seen else 404)

    def test_pages_follow_by_key(self, browser, officer, agency, campaign):
        for _ in range(30):
            campaign.pk = None
            campaign.save()
        first = page_of(browser.get(LIST))
        assert len(first.select("tbody tr")) == 30
        rest = page_of(browser.get(LIST + first.select_one("a[rel=next]")["href"]))
        assert len(rest.select("tbody tr")) == 1


class TestOpening:
    def test_a_campaign_is_opened_and_leads_to_its_people(
        self, browser, agency, course, officer, today
    ):
        response = browser.post(f"{LIST}mo/", filled(agency, course, officer, today), follow=True)
        assert "Đã mở chiến dịch" in read(response)
        assert Campaign.objects.get().steps == [30, 7, -1]

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"course": ""}, "Hãy chọn khóa học cần hoàn thành."),
            ({"steps": "mỗi tuần"}, "cách nhau bằng dấu phẩy"),
            ({"number": "nhiều"}, "một số từ 1 trở lên"),
            ({"number": "120"}, "nhiều nhất là 100"),
            ({"deadline": "31/02/2027"}, "Ngày chưa đúng"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, browser, agency, course, officer, today, changes, said
    ):
        told = filled(agency, course, officer, today, **changes)
        response = browser.post(f"{LIST}mo/", told)
        assert (response.status_code, said in read(response)) == (422, True)
        assert 'value="Cả sở học khóa 1"' in response.content.decode()
        assert not Campaign.objects.exists()

    def test_another_agency_is_not_offered(self, browser, stranger, agency, course, officer, today):
        other = stranger.grants.get().organisation
        told = filled(agency, course, officer, today, organisation=other.pk)
        assert browser.post(f"{LIST}mo/", told).status_code == 422

    def test_it_is_set_right(self, browser, campaign, agency, course, officer, today):
        assert campaign.title in browser.get(at("change", campaign.pk)).content.decode()
        told = filled(agency, course, officer, today, number="90")
        browser.post(at("change", campaign.pk), told)
        campaign.refresh_from_db()
        assert (campaign.number, campaign.title) == (90, "Cả sở học khóa 1")


class TestPeople:
    def test_the_numbers_open_into_the_lists(self, browser, led):
        page = read(browser.get(at("campaign", led.pk)))
        assert "Trong danh sách 3 Đã xong đúng hạn 1 Đạt 33,3 % Chưa xong 2" in page
        assert "Cần thêm 2 người để đạt chỉ tiêu 3 người: mỗi tuần 1 người" in page
        assert "Tính trên 3 người trong danh sách, đến ngày" in page
        missing = read(browser.get(at("people", led.pk)))
        assert ("Lý Bình" in missing, "Lý Chi" in missing, "Lý An" in missing) == (
            True,
            True,
            False,
        )
        assert "Đã học 0 bài, chưa xong khóa" in missing
        assert "Chưa bắt đầu học" in missing
        assert "Lý An" in read(browser.get(at("people", led.pk) + "?xem=xong"))

    def test_each_look_is_recorded_and_no_phone_shows(self, browser, led):
        Member.objects.first().learner.__class__.objects.update(phone="+84912345678")
        page = browser.get(at("people", led.pk)).content.decode()
        assert "0912" not in page
        assert AuditEntry.objects.get(action="campaigns.look").data == {"rows": 2, "state": "chua"}

    def test_a_unit_is_filtered(self, browser, led, unit):
        page = read(browser.get(at("people", led.pk) + f"?don-vi={unit.pk}"))
        assert ("Lý Bình" in page, "Lý Chi" in page) == (True, False)

    @pytest.mark.parametrize("many", [1, 3])
    def test_a_page_costs_the_same_for_one_and_for_three(
        self, browser, campaign, works_at, agency, officer, many, django_assert_num_queries
    ):
        for _ in range(many):
            works_at(agency)
        rosters.take_register(campaign=campaign, actor=officer)
        with django_assert_num_queries(PEOPLE_QUERIES):
            browser.get(at("people", campaign.pk))

    def test_pages_follow_by_key(self, browser, campaign, works_at, agency, officer):
        for number in range(52):
            works_at(agency, f"Lý {chr(65 + number % 26)}a")
        rosters.take_register(campaign=campaign, actor=officer)
        where = at("people", campaign.pk)
        first = page_of(browser.get(where))
        rest = page_of(browser.get(where + first.select_one("a[rel=next]")["href"]))
        seen = [row.a["href"] for page in (first, rest) for row in page.select("tbody tr")]
        assert (len(seen), len(set(seen))) == (52, 52)

    def test_the_file_is_the_list_and_taking_it_is_written_down(self, browser, led):
        where = f"{TABLE}?chien-dich={led.pk}"
        book = load_workbook(BytesIO(b"".join(browser.get(f"{where}&dang=xlsx"))))
        rows = [row[:4] for row in book.active.iter_rows(values_only=True)]
        assert rows[0] == ("Họ và tên", "Đơn vị", "Tình trạng", "Còn thiếu")
        assert [row[0] for row in rows[1:]] == ["Lý Bình", "Lý Chi"]
        text = b"".join(browser.get(f"{where}&dang=csv&xem=xong")).decode("utf-8-sig")
        assert [line.split(",")[0] for line in text.splitlines()[1:]] == ["Lý An"]
        taken = AuditEntry.objects.filter(action="campaigns.export").order_by("pk")
        assert [entry.data for entry in taken] == [
            {"rows": 2, "state": "chua"},
            {"rows": 1, "state": "xong"},
        ]

    def test_an_old_sign_in_takes_no_file(self, browser, led, settings):
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
        assert browser.get(f"{TABLE}?chien-dich={led.pk}&dang=csv").status_code == 302
        assert not AuditEntry.objects.filter(action="campaigns.export").exists()

    def test_the_whole_agency_is_taken_over(self, browser, campaign, works_at, agency):
        works_at(agency)
        done = browser.post(at("add", campaign.pk), {"action": "register"}, follow=True)
        assert "Đã đưa thêm 1 người" in read(done)

    def test_people_are_found_by_name_and_picked(self, browser, campaign, works_at, agency):
        person = works_at(agency, "Lý Thị Sáy")
        page = browser.get(at("add", campaign.pk) + "?tim=Sáy")
        assert "Lý Thị Sáy" in read(page)
        told = {"action": "pick", "nguoi": [str(person.pk), "x"]}
        assert "Đã đưa thêm 1 người" in read(
            browser.post(at("add", campaign.pk), told, follow=True)
        )
        assert "đã có trong chiến dịch" in read(browser.get(at("add", campaign.pk) + "?tim=Sáy"))

    def test_a_list_goes_to_the_register(self, browser, campaign):
        told = {"file": SimpleUploadedFile("a.csv", as_csv([("Lý An", "1980", "", "", "", "")]))}
        response = browser.post(at("add", campaign.pk), told)
        assert response["Location"] == reverse("imports:stand", args=[Import.objects.get().pk])
        page = read(browser.get(at("campaign", campaign.pk)))
        assert "so với sổ học viên" in page

    def test_without_a_file_it_says_what_to_do(self, browser, campaign):
        response = browser.post(at("add", campaign.pk), {})
        assert (response.status_code, "Hãy chọn tệp" in read(response)) == (422, True)

    def test_somebody_is_taken_out_for_a_reason_and_brought_back(self, browser, led):
        member = led.members.get(learner__full_name="Lý Chi")
        assert browser.post(at("member", member.pk), {}).status_code == 422
        browser.post(at("member", member.pk), {"reason": "retired"})
        page = read(browser.get(at("people", led.pk) + "?xem=ra"))
        assert ("Lý Chi" in page, "Nghỉ hưu" in page) == (True, True)
        browser.post(at("member", member.pk), {"action": "back"})
        assert Member.objects.get(pk=member.pk).left_on is None

    def test_strangers_and_auditors_change_nothing(self, client, led, stranger, make_user):
        member = led.members.first()
        for user, status in ((stranger, 404), (make_user(role=Role.AUDITOR), 403)):
            client.force_login(user)
            for where in (at("add", led.pk), at("change", led.pk), at("member", member.pk)):
                assert (client.get(where).status_code, client.post(where).status_code) == (
                    status,
                    status,
                )


class TestSigning:
    def test_who_answers_for_it_signs_and_the_campaign_stands_still(self, browser, led):
        assert "Tôi ký kết quả này" in read(browser.get(at("sign", led.pk)))
        page = read(browser.post(at("sign", led.pk), follow=True))
        assert "Kết quả đã ký" in page
        assert led.sign_offs.get().sha256 in page
        assert browser.post(at("change", led.pk), {}).status_code == 422
        assert "Đưa ra" not in read(browser.get(at("people", led.pk)))

    def test_an_old_sign_in_is_asked_for_again(self, browser, led, settings):
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
        response = browser.post(at("sign", led.pk))
        assert (response.status_code, led.sign_offs.count()) == (302, 0)

    def test_the_province_opens_it_again(self, client, led, officer, province):
        signing.sign_off(campaign=led, actor=officer)
        client.force_login(province)
        refused = client.post(at("reopen", led.pk), {"ly-do": " "})
        assert (refused.status_code, "Hãy ghi lý do" in read(refused)) == (422, True)
        page = read(client.post(at("reopen", led.pk), {"ly-do": "Thiếu người"}, follow=True))
        assert ("Đã mở lại" in page, "Thiếu người" in page) == (True, True)

    def test_others_are_told_that_it_is_not_theirs(self, client, led, province):
        client.force_login(province)
        assert client.post(at("sign", led.pk)).status_code == 422
