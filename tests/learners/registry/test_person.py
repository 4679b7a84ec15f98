"""A person's page: what stands there, for whom, and what can be changed from it."""

import pytest
from django.utils import timezone

from learners.people.consents import give
from learners.people.models import DigitalTeam, Learner, Move
from learners.people.teams import add_member
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import enrol_on, make_person
from tests.learners.registry.screens import page_of, problems_of, words


@pytest.fixture
def person(commune) -> Learner:
    return make_person(commune, name="Hoàng Thị Páo", birth_year=1971, phone="+84912345678")


def address(person: Learner, act: str = "") -> str:
    return f"/theo-doi/so/{person.pk}/{act}"


def facts_of(response) -> dict[str, str]:
    page = page_of(response).select_one("dl.facts")
    pairs = zip(page.find_all("dt"), page.find_all("dd"), strict=True)
    return {words(name): words(value) for name, value in pairs}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("officer", 200),
        ("other_officer", 404),
        ("agency_officer", 404),
        ("province_officer", 200),
        ("auditor", 200),
    ],
)
def test_who_sees_it(request, person, who, status):
    assert request.getfixturevalue(who).get(address(person)).status_code == status
    assert AuditEntry.objects.filter(action="people.open").count() == (status == 200)


def test_it_says_what_the_register_knows_and_masks_the_phone(officer, person, course, commune):
    Learner.objects.filter(pk=person.pk).update(hamlet="Xóm 5", sex="female")
    enrol_on(timezone.localdate(), person, course)
    Move.objects.create(
        learner=person, from_commune_id="01906", to_commune=commune, moved_on="2026-01-02"
    )
    response = officer.get(address(person))
    facts = facts_of(response)
    assert (facts["Sinh"], facts["Nơi ở"], facts["Giới tính"]) == (
        "1971",
        "Xóm 5, Xã Tân Cương",
        "nữ",
    )
    assert facts["Điện thoại"] == "0912 ••• 678 (chưa đồng ý cho gọi)"
    assert "345" not in response.content.decode()
    shown = words(page_of(response).main)
    assert (course.title in shown, "02/01/2026: từ Xã Ba Bể" in shown) == (True, True)


def test_whoever_agreed_may_be_called(officer, person, make_user):
    give(learner=person, purpose="contact", actor=make_user())
    assert facts_of(officer.get(address(person)))["Điện thoại"] == "0912 345 678"


def test_its_history_says_who_looked_and_who_changed_what(officer, person):
    officer.post(
        address(person, "sua/"),
        {"full_name": "Hoàng Thị Pảo", "birth": "1971", "reason": "paper", "phone": "0912345678"},
    )
    shown = words(page_of(officer.get(address(person))).select_one("main details"))
    assert "sửa họ và tên (theo giấy tờ người học đưa xem)" in shown
    assert "Pảo" not in str(list(AuditEntry.objects.values_list("data", flat=True)))


def test_a_merged_record_leads_to_the_one_that_was_kept(officer, person, commune):
    kept = make_person(commune, name="Hoàng Thị Páo")
    Learner.objects.filter(pk=person.pk).update(merged_into=kept)
    assert officer.get(address(person)).headers["Location"] == address(kept)


def test_an_auditor_finds_no_button_and_no_form(auditor, person):
    links = [a["href"] for a in page_of(auditor.get(address(person))).select("main a.button")]
    assert links == []
    for act in ("sua/", "chuyen/", "dinh-danh/"):
        assert auditor.get(address(person, act)).status_code == 403
        assert auditor.post(address(person, act), {}).status_code == 403


def test_the_correction_form_shows_the_record_as_it_stands(officer, person):
    form = page_of(officer.get(address(person, "sua/"))).select_one("main form")
    shown = {field["name"]: field.get("value", "") for field in form.select("input[type=text]")}
    assert (shown["full_name"], shown["birth"], shown["phone"]) == (
        "Hoàng Thị Páo",
        "1971",
        "0912345678",
    )


def test_what_cannot_be_is_said_and_nothing_is_lost(officer, person):
    response = officer.post(
        address(person, "sua/"),
        {"full_name": "Hoàng Thị Pảo", "birth": "31/02/1971", "reason": "paper"},
    )
    assert problems_of(response) == ["Không có ngày sinh như vậy. Hãy kiểm tra ngày và tháng."]
    assert page_of(response).select_one("#id_full_name")["value"] == "Hoàng Thị Pảo"


def test_somebody_handed_over_is_no_longer_ones_own(officer, other_officer, person):
    moved = {"commune": "Ba Bể", "moved_on": "01/03/2026"}
    assert officer.post(address(person, "chuyen/"), moved).headers["Location"] == "/theo-doi/so/"
    assert officer.get(address(person)).status_code == 404
    assert other_officer.get(address(person)).status_code == 200


def test_a_personal_id_is_not_kept_as_it_was_typed(officer, person):
    typed = {"number": "019171001234", "seen": "paper"}
    officer.post(address(person, "dinh-danh/"), typed)
    shown = facts_of(officer.get(address(person)))["Số định danh cá nhân"]
    assert shown == "••••••••• 234 (đã xem giấy tờ)"


class TestAdding:
    ADDRESS = "/theo-doi/so/them/"
    LAN = {"full_name": "Nguyễn Thị Lan", "birth": "05/03/1975", "commune": "Tân Cương"}

    def test_somebody_new_is_there_at_once(self, officer):
        response = officer.post(self.ADDRESS, self.LAN)
        person = Learner.objects.get()
        assert response.headers["Location"] == address(person)
        assert (person.birth, person.source) == ("05/03/1975", "staff")

    def test_who_may_be_there_already_is_shown_before_anything_is_stored(self, officer, commune):
        there = make_person(commune, name="Nguyen Thi Lan", birth_year=1975)
        response = officer.post(self.ADDRESS, self.LAN)
        assert page_of(response).select_one(".notice a")["href"] == address(there)
        assert Learner.objects.count() == 1
        officer.post(self.ADDRESS, self.LAN | {"new": "1"})
        assert Learner.objects.count() == 2

    def test_somebody_who_moved_here_is_taken_in(self, officer, other_commune, commune):
        there = make_person(
            other_commune, name="Nguyễn Thị Lan", birth_year=1975, phone="+84912345678"
        )
        typed = self.LAN | {"birth": "1975", "phone": "0912345678"}
        response = officer.post(self.ADDRESS, typed)
        notice = page_of(response).select_one(".notice")
        assert notice.select("a") == []  # another's page is no place to look
        assert "Xã Ba Bể" in words(notice)
        taken = officer.post(self.ADDRESS, typed | {"take": str(there.pk)})
        there.refresh_from_db()
        assert (there.commune, taken.headers["Location"]) == (commune, address(there))

    def test_nobody_is_taken_in_by_their_number_alone(self, officer, other_commune):
        there = make_person(other_commune, name="Người Nơi Khác")
        officer.post(self.ADDRESS, self.LAN | {"take": str(there.pk)})
        there.refresh_from_db()
        assert there.commune == other_commune

    def test_another_place_is_not_ones_to_register_in(self, officer):
        response = officer.post(self.ADDRESS, self.LAN | {"commune": "Ba Bể"})
        assert problems_of(response)[0].startswith("Bạn chỉ ghi tên được")
        assert not Learner.objects.exists()

    def test_an_auditor_registers_nobody(self, auditor):
        assert auditor.post(self.ADDRESS, self.LAN).status_code == 403


def test_helpers_of_a_team_stand_on_the_page(officer, person, commune, make_user):
    team = DigitalTeam.objects.create(commune=commune, hamlet="Xóm 9")
    user = make_user(role=Role.COMMUNE_OFFICER, area=commune)
    add_member(team=team, learner=person, is_head=True, valid_from=timezone.localdate(), actor=user)
    assert "Xóm 9, Xã Tân Cương (tổ trưởng)" in words(page_of(officer.get(address(person))).main)
