"""Files of trainers follow a commune that was merged; appointments keep where they were made."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.monitoring.indicators import by_code
from learners.people.models import DigitalTeam
from learners.people.settling import settle
from learners.trainers.models import Appointment, TrainerFile
from learners.trainers.selectors import cover, hamlets, may_have_trained
from learners.trainers.services import follow_mergers
from learners.trainers.tasks import review
from lms.core.models import Area, AuditEntry
from lms.core.roles import Role
from tests.learners.monitoring.mergers import unite
from tests.learners.trainers.test_views import LIST, add_trainer

pytestmark = pytest.mark.django_db
ENDED, INTO, THIRD = "05503", "01906", "05488"


@pytest.fixture
def file(areas, province) -> TrainerFile:
    """A trainer of Tân Cương, in force."""
    return add_trainer(areas[ENDED], languages=["vie", "tyz"])


@pytest.fixture
def merged(file, areas) -> None:
    """Tân Cương is part of Ba Bể since yesterday, and everybody moved."""
    assert unite(areas[ENDED], areas[INTO], timezone.localdate() - timedelta(days=1))
    settle()
    assert follow_mergers() == 1


@pytest.fixture
def officers(make_user, areas, officer):
    return {
        code: make_user(role=Role.COMMUNE_OFFICER, area=areas[code])
        for code in (ENDED, INTO, THIRD)
    }


def test_a_file_moves_once_and_it_is_written_down(merged, file):
    file.refresh_from_db()
    assert (file.area_id, follow_mergers()) == (INTO, 0)
    entry = AuditEntry.objects.get(action="trainers.follow_merger")
    assert (entry.target, entry.data) == (f"core.area:{ENDED}", {"into": INTO, "rows": 1})


def test_the_night_moves_what_was_missed_and_nothing_before_its_day(file, areas):
    assert unite(areas[ENDED], areas[INTO], timezone.localdate() + timedelta(days=1))
    review()
    assert TrainerFile.objects.get(pk=file.pk).area_id == ENDED
    Area.objects.filter(pk=ENDED).update(ended_on=timezone.localdate() - timedelta(days=1))
    review()
    assert TrainerFile.objects.get(pk=file.pk).area_id == INTO


def test_the_appointment_stays_where_it_was_made_and_counts_there_before(merged, file):
    assert Appointment.objects.get().area_id == ENDED
    trainers, today = by_code("core_trainers"), timezone.localdate()
    assert trainers.count_by_area(today - timedelta(days=2)) == {ENDED: 1}
    assert trainers.count_by_area(today) == {INTO: 1}


@pytest.mark.parametrize(("code", "seen"), [(INTO, 1), (ENDED, 0), (THIRD, 0)])
def test_only_who_answers_now_sees_the_file(merged, officers, code, seen):
    assert TrainerFile.objects.visible_to(officers[code]).count() == seen


def test_where_they_teach_now_has_a_trainer_and_their_hamlet_too(merged, file, areas, officers):
    """The hamlet is covered by whoever lives there, whatever the commune was called."""
    file.learner.hamlet = "Xóm Đồng Tâm"
    file.learner.save()
    DigitalTeam.objects.create(commune=areas[INTO], hamlet="Xóm Đồng Tâm")
    (row,) = cover(officers[INTO])
    assert (row.area.pk, row.trainers, row.bare_hamlets) == (INTO, 1, 0)
    assert hamlets(areas[INTO]).covered == [("Xóm Đồng Tâm", ["Ma Văn Bình"])]


def test_the_list_of_where_it_went_names_them(merged, file, client, officers, province):
    for user in (officers[INTO], province):
        client.force_login(user)
        page = client.get(LIST, {"xa": INTO})
        assert file.learner.full_name in page.content.decode()


def test_they_are_offered_as_who_trained_others_there(merged, file, areas):
    other = add_trainer(areas[INTO], name="Lý Thị Hoa")
    assert list(may_have_trained(other)) == [file.learner]


def test_a_renewal_is_for_where_it_went_on_and_is_offered_so(merged, file, client, officers):
    client.force_login(officers[INTO])
    page = client.get(f"{LIST}{file.pk}/cong-nhan/")
    assert page.status_code == 200
    field = page.context["form"]["area"]
    assert [str(value) for value, _ in field.field.choices] == [INTO]
    assert field.value() == INTO
