"""One decision with many names, one training day, one step: all of those ticked, or none."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from learners.trainers.models import Appointment, Confirmation, Tier, TrainerFile, TrainerRule
from learners.trainers.services import open_file
from learners.trainers.states import State
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import make_person

pytestmark = pytest.mark.django_db
BASE = "/theo-doi/giang-vien/nhieu-nguoi/"


@pytest.fixture
def three(areas, officer) -> list[TrainerFile]:
    """Three candidates of Tân Cương."""
    people = [make_person(areas["05503"], name=f"Ma Văn {name}") for name in ("An", "Bảy", "Chín")]
    return [open_file(learner=one, tier=Tier.CORE, words="", actor=officer) for one in people]


def ready(files: list[TrainerFile]) -> None:
    """They wait, and the rule asks for nothing more than what everybody here has."""
    ids = [one.pk for one in files]
    TrainerFile.objects.filter(pk__in=ids).update(state=State.WAITING, missing=0)


@pytest.fixture
def easy_rule(officer) -> None:
    """A rule that asks for an age alone."""
    line = {"stage": "entry", "measure": "age", "words": "Từ đủ 18 tuổi", "number": 18}
    TrainerRule.objects.filter(tier="core").update(conditions=[line])


def decision(files: list[TrainerFile], **changed) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "ho-so": [one.pk for one in files],
        "number": "40/QĐ-UBND",
        "decided_on": f"{today:%d/%m/%Y}",
        "issuer": "Ủy ban nhân dân xã Tân Cương",
        "valid_from": f"{today:%d/%m/%Y}",
        "valid_to": f"{today + timedelta(days=364):%d/%m/%Y}",
    } | changed


def text(answer) -> str:
    return unescape(answer.content.decode())


def test_one_decision_appoints_all_who_are_ticked(client, officer, three, easy_rule):
    ready(three)
    client.force_login(officer)
    answer = client.post(f"{BASE}quyet-dinh/", decision(three[:2]))
    assert answer.status_code == 302
    made = Appointment.objects.filter(decision_number="40/QĐ-UBND")
    assert {one.learner_id for one in made} == {one.learner_id for one in three[:2]}
    assert {one.area_id for one in made} == {"05503"}
    assert AuditEntry.objects.filter(action="trainers.appoint").count() == 2
    assert "Ma Văn Chín" in text(client.get(f"{BASE}quyet-dinh/"))


def test_the_same_page_sent_twice_appoints_once(client, officer, three, easy_rule):
    ready(three)
    client.force_login(officer)
    for _ in range(2):
        assert client.post(f"{BASE}quyet-dinh/", decision(three)).status_code == 302
    assert Appointment.objects.count() == 3


def test_one_who_is_not_ready_stops_all_and_is_named(client, officer, three, easy_rule, areas):
    ready(three)
    child = three[1].learner
    child.birth_year = timezone.localdate().year - 12
    child.save()
    client.force_login(officer)
    answer = client.post(f"{BASE}quyet-dinh/", decision(three))
    assert (answer.status_code, Appointment.objects.count()) == (422, 0)
    assert "Chưa ghi cho ai. Ma Văn Bảy: Hãy ghi lý do" in text(answer)
    assert text(answer).count(" checked") == 3


def test_only_who_is_ready_is_offered(client, officer, three):
    ready(three[:1])
    client.force_login(officer)
    page = text(client.get(f"{BASE}quyet-dinh/"))
    assert [name in page for name in ("Ma Văn An", "Ma Văn Bảy")] == [True, False]


def test_nobody_ticked_is_said(client, officer, three):
    ready(three)
    client.force_login(officer)
    assert "đánh dấu ít nhất một người" in text(client.post(f"{BASE}quyet-dinh/", decision([])))


def test_files_of_another_commune_are_not_there(client, make_user, areas, three, easy_rule):
    ready(three)
    client.force_login(make_user(role=Role.COMMUNE_OFFICER, area=areas["01906"]))
    answer = client.post(f"{BASE}quyet-dinh/", decision(three))
    assert (answer.status_code, Appointment.objects.count()) == (422, 0)


def test_one_training_day_is_confirmed_for_all(client, officer, three):
    client.force_login(officer)
    typed = {
        "ho-so": [one.pk for one in three],
        "measure": "training_days",
        "number": "1",
        "held_on": f"{timezone.localdate():%d/%m/%Y}",
        "words": "Dự tập huấn tại nhà văn hóa",
        "evidence": "Danh sách ký tên số 5",
    }
    for _ in range(2):
        assert client.post(f"{BASE}xac-nhan/", typed).status_code == 302
    assert Confirmation.objects.filter(measure="training_days").count() == 3
    counted = client.post(f"{BASE}xac-nhan/", typed | {"measure": "age"})
    assert counted.status_code == 422


def test_those_who_miss_nothing_go_on_together(client, officer, three, easy_rule):
    TrainerFile.objects.update(missing=0)
    client.force_login(officer)
    typed = {"ho-so": [one.pk for one in three], "to": "training"}
    assert client.post(f"{BASE}buoc/", typed).status_code == 302
    assert set(TrainerFile.objects.values_list("state", flat=True)) == {"training"}


@pytest.mark.parametrize("page", ["quyet-dinh/", "xac-nhan/", "buoc/"])
def test_auditors_find_it_closed(client, areas, make_user, page):
    client.force_login(make_user(role=Role.AUDITOR))
    assert client.get(BASE + page).status_code == 403
