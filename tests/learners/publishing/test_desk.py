"""Who answers for what is published: corrections, and keys that are seen once."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learners.publishing.models import ApiKey, Publication
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import enrol_on, make_person
from tests.learners.publishing.conftest import OCTOBER
from tests.screens import page_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]
DESK = "/theo-doi/cong-bo/"
KEYS = f"{DESK}khoa/"


@pytest.fixture
def browser(signed_in):
    return signed_in(Role.OPERATOR)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.PROVINCE_OFFICER, 200), (Role.OPERATOR, 200), (Role.AUDITOR, 403), (Role.TRAINER, 403)],
)
def test_who_may_publish_and_who_may_not(signed_in, role, status):
    assert signed_in(role).get(DESK).status_code == status


def test_the_desk_shows_the_months_and_the_keys(browser, make_key, commune):
    make_key(name="Trung tâm", communes=[commune], indicators=["participants"])
    page = words(page_of(browser.get(DESK)))
    for said in ("Kỳ 10/2026", "công bố lần đầu", "Trung tâm", "Xã Tân Cương", "chưa dùng"):
        assert said in page
    assert "Người tham gia" in page
    assert "không còn như lúc công bố" not in page


@pytest.mark.parametrize("many", [1, 3])
def test_the_desk_costs_the_same_for_one_key_and_for_three(browser, make_key, commune, many):
    for _ in range(many):
        make_key(communes=[commune])
    browser.get(DESK)
    with CaptureQueriesContext(connection) as queries:
        browser.get(DESK)
    assert len(queries) == 7


class TestKeys:
    FORM = {
        "name": "Trung tâm điều hành",
        "reach": "some",
        "communes": ["05503", "01906"],
        "indicators": ["participants"],
        "valid_from": "01/11/2026",
        "valid_to": "31/10/2027",
    }

    def test_a_key_is_seen_once_and_kept_as_a_hash(self, browser):
        page = page_of(browser.post(KEYS, self.FORM))
        secret = words(page.select_one("code"))
        key = ApiKey.objects.get()
        assert (secret.startswith("bdhai_"), len(secret)) == (True, 49)
        assert secret not in repr(ApiKey.objects.values().get())
        assert secret not in browser.get(DESK).content.decode()
        assert secret not in repr(list(AuditEntry.objects.values()))
        assert set(key.communes.values_list("pk", flat=True)) == {"05503", "01906"}
        assert (key.indicators, key.valid_from, key.valid_to) == (
            *(["participants"], date(2026, 11, 1), date(2027, 10, 31)),
        )
        assert AuditEntry.objects.filter(action="publishing.give_key").count() == 1

    def test_a_form_sent_twice_gives_one_key(self, browser):
        browser.post(KEYS, self.FORM)
        again = browser.post(KEYS, self.FORM)
        assert again.status_code == 422
        assert "Đã có khóa tên này đang dùng." in words(page_of(again))
        assert ApiKey.objects.count() == 1

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"name": ""}, "Hãy ghi khóa này cấp cho ai."),
            ({"reach": ""}, "Hãy chọn phạm vi của khóa."),
            ({"communes": []}, "Hãy chọn ít nhất một xã, phường."),
            ({"communes": ["19"]}, "Hãy chọn xã, phường trong danh sách."),
            ({"indicators": ["x"]}, "Hãy chọn chỉ số trong danh sách."),
            ({"valid_to": "31/10/2026"}, "Ngày cuối phải từ ngày đầu trở đi."),
            ({"valid_from": "x"}, "Ngày chưa đúng. Ví dụ: 24/11/2026."),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_given(self, browser, wrong, said):
        answer = browser.post(KEYS, self.FORM | wrong)
        assert (answer.status_code, said in words(page_of(answer))) == (422, True)
        assert ApiKey.objects.count() == 0

    def test_a_key_is_revoked_and_its_name_is_free_again(self, browser, make_key):
        key, _ = make_key(name="Trung tâm điều hành")
        browser.post(f"{KEYS}{key.pk}/")
        browser.post(f"{KEYS}{key.pk}/")
        assert "đã thu hồi" in words(page_of(browser.get(DESK)))
        assert browser.post(KEYS, self.FORM).status_code == 200


class TestCorrecting:
    def test_a_correction_asks_for_a_reason_that_everybody_reads(
        self, browser, client, areas, course
    ):
        for _ in range(20):
            enrol_on(OCTOBER, make_person(areas["01906"]), course)
        first = Publication.objects.get(day=OCTOBER)
        address = f"{DESK}ky/{first.pk}/"
        assert browser.post(address, {"reason": ""}).status_code == 422
        assert browser.post(address, {"reason": "Lớp nộp sổ muộn."}).status_code == 302
        corrected = Publication.objects.get(number=1)
        assert corrected.published_by_id == int(browser.session["_auth_user_id"])
        page = words(page_of(client.get("/du-lieu-mo/")))
        assert "Kỳ 10/2026, đính chính 1" in page
        assert "Lớp nộp sổ muộn." in page
        assert "đính chính 1" in words(page_of(client.get("/so-lieu/")))
        again = browser.post(address, {"reason": "Nữa"})
        assert "Kỳ này vừa được đính chính." in words(page_of(again))
