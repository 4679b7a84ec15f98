"""The screens of the trainer register: who sees whom, what is found, what each costs."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from learners.people.models import DigitalTeam
from learners.trainers.appointing import suspend
from learners.trainers.listing import Filters, trainers_page
from learners.trainers.models import Appointment, TrainerFile
from learners.trainers.services import tell_languages, tell_trained_by
from learners.trainers.trials import score
from lms.core.models import AreaFigure, AuditEntry
from lms.core.roles import Role
from tests.facts import make_person
from tests.learners.trainers.conftest import a_decision, both_score, meet_entry

LIST = "/theo-doi/giang-vien/"
MINE = "/day/giang-vien/"


def add_trainer(area, name="Ma Văn Bình", *, last=None, **fields) -> TrainerFile:
    """Somebody appointed, with their file."""
    today = timezone.localdate()
    person = make_person(area, name=name)
    since, last = today - timedelta(days=200), last or today + timedelta(days=165)
    Appointment.objects.create(
        learner=person,
        tier="core",
        area=area,
        decision_number="1",
        decision_date=since,
        issuer="Ủy ban",
        valid_from=since,
        valid_to=last,
    )
    told = {"state": "appointed", "valid_from": since, "valid_to": last, "missing": 0}
    return TrainerFile.objects.create(learner=person, tier="core", area=area, **told | fields)


def text(response) -> str:
    return unescape(response.content.decode())


def names(user, **filters) -> list[str]:
    page = trainers_page(user=user, filters=Filters(**filters))
    return [file.learner.full_name for file in page.rows]


@pytest.mark.parametrize(
    ("role", "place", "sees"),
    [
        (Role.COMMUNE_OFFICER, "05503", ["Ma Văn An"]),
        (Role.COMMUNE_OFFICER, "05488", []),
        (Role.PROVINCE_OFFICER, "19", ["Ma Văn An", "Lý Thị Bảy"]),
        (Role.AUDITOR, "19", ["Ma Văn An", "Lý Thị Bảy"]),
    ],
)
def test_everyone_sees_the_trainers_of_their_scope(areas, make_user, role, place, sees):
    add_trainer(areas["05503"], "Ma Văn An")
    add_trainer(areas["01906"], "Lý Thị Bảy")
    assert names(make_user(role=role, area=areas[place])) == sees


def test_a_name_is_found_without_marks_and_in_any_order(areas, province):
    add_trainer(areas["05503"], "Nguyễn Thị Lành")
    add_trainer(areas["05503"], "Trần Văn Đô")
    for typed in ("lanh", "Nguyen Lanh", "lành nguyễn"):
        assert names(province, text=typed) == ["Nguyễn Thị Lành"]
    assert names(province, text="do") == ["Trần Văn Đô"]


def test_the_desk_shows_who_is_ready_who_misses_something_and_who_lapses(areas, province, file):
    today = timezone.localdate()
    add_trainer(areas["05503"], "Ma Văn An", missing=2)
    add_trainer(areas["05503"], "Ma Văn Bảy", last=today + timedelta(days=60))
    add_trainer(areas["05503"], "Ma Văn Chín", last=today + timedelta(days=61))
    add_trainer(areas["05503"], "Ma Văn Hết", last=today - timedelta(days=1), missing=3)
    file.missing = 0
    file.save()
    assert names(province, desk="san-sang") == ["Nguyễn Thị Lan"]
    assert names(province, desk="can-xem") == ["Ma Văn An"]
    assert names(province, desk="sap-het") == ["Ma Văn Bảy"]
    assert names(province, state="expired") == ["Ma Văn Hết"]
    assert names(province, tier="expert") == []


def test_pages_follow_one_another_and_lose_nobody(areas, province):
    for number in range(7):
        add_trainer(areas["05503"], "Ma Văn An" if number < 4 else "Lý Thị Bảy")
    key, seen = "", []
    while True:
        page = trainers_page(user=province, filters=Filters(), key=key, size=3)
        seen += [file.pk for file in page.rows]
        if not (key := page.next_key):
            break
    assert (len(seen), len(set(seen))) == (7, 7)
    assert len(trainers_page(user=province, filters=Filters(), key="x'\x00.y").rows) == 7


def test_the_list_costs_the_same_with_one_row_and_with_three(
    areas, officer, client, django_assert_max_num_queries
):
    client.force_login(officer)
    costs = []
    for _ in range(2):
        client.get(LIST)  # what is kept in the cache is not asked for again
        with django_assert_max_num_queries(20) as asked:
            client.get(LIST)
        costs.append(len(asked))
        for _ in range(3):
            add_trainer(areas["05503"])
    assert costs[0] == costs[1]


def test_three_thousand_trainers_are_read_a_page_at_a_time(areas, province):
    some = [areas["05503"], areas["01906"]]
    people = [make_person(some[n % 2], name=f"Ma Văn {n % 50}") for n in range(60)]
    TrainerFile.objects.bulk_create(
        TrainerFile(learner=one, tier=tier, area=one.commune, state="candidate")
        for one in people
        for tier in ("core", "expert")
    )
    found = trainers_page(user=province, filters=Filters())
    assert (len(found.rows), bool(found.next_key)) == (30, True)


def test_another_communes_file_is_not_known_to_exist(areas, file, make_user, client):
    client.force_login(make_user(role=Role.COMMUNE_OFFICER, area=areas["01906"]))
    acts = ("", "buoc/", "cong-nhan/", "tam-ngung/", "thoi/", "nguoi-kem/", "tieng/")
    found = {client.get(f"{LIST}{file.pk}/{act}").status_code for act in acts}
    found |= {client.get(f"{LIST}?xa=05503").status_code}
    assert found == {404}


def test_an_auditor_looks_and_changes_nothing(file, make_user, client):
    client.force_login(make_user(role=Role.AUDITOR))
    page = client.get(f"{LIST}{file.pk}/")
    assert (page.status_code, "Chuyển bước" in text(page)) == (200, False)
    for act in ("buoc", "cong-nhan", "tam-ngung", "thoi", "xac-nhan", "giang-thu"):
        assert client.post(f"{LIST}{file.pk}/{act}/", {"words": "x"}).status_code == 403
    file.refresh_from_db()
    assert file.state == "candidate"


def test_a_candidate_is_added_from_the_register(officer, learner, client):
    client.force_login(officer)
    found = client.get(f"{LIST}them/?tim=lan")
    assert "Nguyễn Thị Lan" in text(found)
    told = {"learner": learner.pk, "tier": "core", "words": "Đoàn xã giới thiệu"}
    done = client.post(f"{LIST}them/?tim=lan", told, follow=True)
    assert "đã có trong sổ giảng viên" in text(done)
    assert TrainerFile.objects.get().learner == learner


def test_a_commune_adds_no_expert_and_nobody_from_elsewhere(officer, learner, areas, client):
    client.force_login(officer)
    refused = client.post(f"{LIST}them/?tim=lan", {"learner": learner.pk, "tier": "expert"})
    assert (refused.status_code, "do cán bộ tỉnh" in text(refused)) == (422, True)
    far = make_person(areas["01906"])
    assert client.post(f"{LIST}them/", {"learner": far.pk, "tier": "core"}).status_code == 404
    assert TrainerFile.objects.count() == 0


def test_the_file_shows_what_is_met_and_what_is_missing(file, officer, client, say):
    meet_entry(file, say)
    client.force_login(officer)
    page = text(client.get(f"{LIST}{file.pk}/"))
    assert "Cán bộ xác nhận" in page
    assert "Giấy giới thiệu số 3" in page
    assert AuditEntry.objects.filter(action="trainers.open").count() == 1


def test_a_refused_form_keeps_what_was_typed_and_changes_nothing(file, officer, client):
    client.force_login(officer)
    told = {"number": "77/QĐ", "decided_on": "1/1/2026", "issuer": "Ủy ban xã", "words": ""}
    told |= {"area": "05503", "valid_from": "2/1/2026", "valid_to": "1/2/2026"}
    refused = client.post(f"{LIST}{file.pk}/cong-nhan/", told)
    assert (refused.status_code, "77/QĐ" in text(refused)) == (422, True)
    assert Appointment.objects.count() == 0


def test_a_decision_is_written_by_the_form(file, officer, client):
    client.force_login(officer)
    form = client.get(f"{LIST}{file.pk}/cong-nhan/").context["form"]
    told = {name: form[name].value() for name in ("issuer", "area")}
    told |= {name: f"{form[name].value():%d/%m/%Y}" for name in ("decided_on", "valid_from")}
    told |= {"valid_to": f"{form['valid_to'].value():%d/%m/%Y}", "number": "5/QĐ", "words": "Đã có"}
    done = client.post(f"{LIST}{file.pk}/cong-nhan/", told, follow=True)
    assert "Đã ghi quyết định công nhận" in text(done)
    assert "chưa giữ vai trò giảng viên" in text(done)
    one = Appointment.objects.get()
    assert one.issuer == "Ủy ban nhân dân xã Tân Cương"
    assert (one.valid_to - one.valid_from).days in (364, 365)


def test_a_condition_is_confirmed_by_the_form_and_others_are_not_found(file, officer, client):
    client.force_login(officer)
    at = f"{LIST}{file.pk}/xac-nhan/?dieu-kien="
    assert client.get(f"{at}age").status_code == 404
    told = {"number": "1", "held_on": "1/1/2026", "words": "Có giấy", "evidence": "Giấy 3"}
    assert client.post(f"{at}introduced", told).status_code == 302
    assert file.confirmations.get().evidence == "Giấy 3"


def test_an_assessor_does_not_see_the_other_sheet_before_both_are_in(trial, assessors, client):
    at = f"{LIST}cham/{trial.pk}/"
    client.force_login(assessors[0])
    told = {f"c{number}": "4" for number in range(1, 6)} | {"notes": "Rất rõ ràng"}
    assert client.post(at, told | {"c3": ""}).status_code == 422
    client.post(at, told)
    assert "Bạn đã nộp phiếu" in text(client.get(at))
    client.force_login(assessors[1])
    before = text(client.get(at))
    assert ("Rất rõ ràng" in before, "Nộp phiếu chấm" in before) == (False, True)
    client.post(at, told | {"notes": ""})
    after = text(client.get(at))
    assert ("Rất rõ ràng" in after, "trung bình 4 điểm" in after) == (True, True)


def test_officers_see_no_score_either_before_both_are_in(trial, assessors, officer, client):
    score(trial=trial, scores=[1, 2, 2, 2, 2], notes="Còn run", actor=assessors[0])
    client.force_login(officer)
    for at in (f"{LIST}cham/{trial.pk}/", f"{LIST}{trial.file.pk}/"):
        assert "Còn run" not in text(client.get(at))


def test_a_trainer_reads_what_they_miss_and_their_result(trial, assessors, client):
    client.force_login(trial.file.learner.user)
    page = text(client.get(MINE))
    assert "Bạn đang chờ đánh giá" in page
    assert "Chờ cán bộ xác nhận" in page
    both_score(trial, assessors, [3] * 5, [4] * 5)
    page = text(client.get(MINE))
    assert "trung bình 3,50 điểm" in page
    assert "Ma Văn Páo" not in page  # who judged is not told


def test_who_is_no_trainer_reads_how_to_become_one(officer, learner, client):
    client.force_login(learner.user)
    page = text(client.get(MINE))
    assert "Bạn chưa có hồ sơ giảng viên" in page
    assert "Từ đủ 18 tuổi (đã đạt)" in " ".join(
        page.replace('<span class="visually-hidden">', "").split()
    )
    assert TrainerFile.objects.count() == 0


def test_a_trainer_tells_their_languages(file, client):
    client.force_login(file.learner.user)
    client.post(MINE, {"languages": ["vie", "tyz"]})
    file.refresh_from_db()
    assert file.languages == ["vie", "tyz"]
    assert client.post(MINE, {"languages": ["klingon"]}).status_code == 404


def test_cover_names_places_without_a_trainer_and_the_load(areas, province, client):
    AreaFigure.objects.create(
        area=areas["05503"],
        kind="working_age",
        value=3_000,
        as_of=timezone.localdate(),
        source="Thống kê",
    )
    for hamlet in ("Xóm Đồng Tâm", "Soi Vàng"):
        DigitalTeam.objects.create(commune=areas["05503"], hamlet=hamlet)
    trainer = add_trainer(areas["05503"], languages=["vie", "tyz"])
    trainer.learner.hamlet = "đồng tâm"
    trainer.learner.save()
    paused = add_trainer(areas["01906"])
    suspend(file=paused, words="Nghỉ", actor=province)
    client.force_login(province)
    page = client.get(f"{LIST}do-phu/")
    assert page.context["bare"] == 91
    assert page.context["bare_hamlets"] == 1
    (of_commune,) = [row for row in page.context["rows"] if row.area.pk == "05503"]
    assert of_commune.bare_hamlets == 1
    one = client.get(f"{LIST}do-phu/?xa=05503").context
    assert (one["one"].load, one["one"].spoken) == (3000, "Kinh (tiếng phổ thông), Tày")
    assert (one["hamlets"].bare, one["hamlets"].covered) == (
        ["Soi Vàng"],
        [("Xóm Đồng Tâm", ["Ma Văn Bình"])],
    )
    assert client.get(f"{LIST}do-phu/?xa=99999").status_code == 404


def test_an_officer_reads_the_cover_of_their_own_commune(areas, officer, client):
    client.force_login(officer)
    page = client.get(f"{LIST}do-phu/")
    assert (page.context["one"].area.pk, len(page.context["rows"])) == ("05503", 1)
    assert client.get(f"{LIST}do-phu/?xa=01906").status_code == 404


def test_cascade_shows_each_branch_once(areas, province, officer, client):
    first, second, third = (add_trainer(areas["05503"], name) for name in ("Ma A", "Ma B", "Ma C"))
    tell_trained_by(file=second, trained_by=first.learner, actor=province)
    tell_trained_by(file=third, trained_by=second.learner, actor=province)
    client.force_login(officer)
    (row,) = client.get(f"{LIST}mang-luoi/").context["rows"]
    assert (row.root, row.people, row.depth, row.rate, row.file) == (
        first.learner,
        2,
        2,
        None,
        first.pk,
    )


@pytest.mark.parametrize("path", ["do-phu/", "mang-luoi/"])
def test_these_cost_the_same_with_more_rows(
    areas, province, client, path, django_assert_max_num_queries
):
    client.force_login(province)
    root = add_trainer(areas["05503"])
    costs = []
    for _ in range(2):
        for _ in range(2):
            file = add_trainer(areas["01906"])
            tell_trained_by(file=file, trained_by=root.learner, actor=province)
            tell_languages(file=file, languages=["vie"], actor=province)
        client.get(LIST + path)
        with django_assert_max_num_queries(25) as asked:
            client.get(LIST + path)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_the_form_of_a_renewal_goes_on_where_the_last_one_ends(appointed, officer, client, commune):
    client.force_login(officer)
    form = client.get(f"{LIST}{appointed.pk}/cong-nhan/").context["form"]
    assert form["valid_from"].value() == appointed.valid_to + timedelta(days=1)
    assert a_decision(commune).valid_to == appointed.valid_to
