"""The screens of help: a helper's own, and the desk of whoever runs the class."""

import pytest
from django.test import Client
from django.urls import reverse

from learners.classes.models import Help
from learners.people.models import DigitalTeam, TeamMember
from tests.learners.classes.test_views import browser_of, seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(trainer) -> Client:
    return browser_of(trainer.user)


def test_a_helper_and_a_trainer_note_help_by_name(lesson, trainer, browser, make_learner):
    helper = make_learner("Trần Văn Bình")
    seat(lesson, trainer, "Vàng Thị Mỷ")
    session = lesson.sessions.get(number=1)
    own = browser_of(helper.user)
    address = reverse("joining:help", args=[session.pk])
    assert own.get(address).status_code == 404  # not of this class
    own.post(reverse("joining:join", args=[lesson.code]))
    assert own.post(address, {"learner": "my", "minutes": "25"}).status_code == 302
    assert own.post(address, {"learner": "Sáy", "minutes": "5"}).status_code == 422
    told = {"helper": "Bình", "learner": "Mỷ", "minutes": "40"}
    assert browser.post(reverse("classes:help", args=[session.pk]), told).status_code == 302
    noted = Help.objects.get()
    assert (noted.helper, noted.minutes, noted.noted_by) == (helper, 40, trainer.user)


def test_a_member_of_the_digital_team_finds_the_way_and_the_trainer_confirms(
    lesson, trainer, browser, make_learner, commune
):
    member = make_learner("Lò Văn Tổ")
    team = DigitalTeam.objects.create(commune=commune, hamlet="Xóm Gò Móc")
    TeamMember.objects.create(team=team, learner=member, valid_from="2026-01-01")
    seat(lesson, trainer, "Vàng Thị Mỷ")
    session = lesson.sessions.get(number=1)
    own = browser_of(member.user)
    address = reverse("joining:help", args=[session.pk])
    assert address in own.get(reverse("joining:join", args=[lesson.code])).content.decode()
    answer = own.post(address, {"learner": "Mỷ", "minutes": "45"}, follow=True)
    assert "chờ người phụ trách lớp xác nhận" in answer.content.decode()
    desk = reverse("classes:help", args=[session.pk])
    assert "Xác nhận" in browser.get(desk).content.decode()
    note = Help.objects.get()
    assert browser.post(desk, {"act": f"confirm:{note.pk}"}).status_code == 302
    note.refresh_from_db()
    assert note.confirmed_by == trainer.user
    assert browser.post(desk, {"act": f"strike:{note.pk}"}).status_code == 302
    assert "đã bỏ" in browser.get(desk).content.decode()
    for act in ("confirm:x", "confirm:999999", "other:1"):
        assert browser.post(desk, {"act": act}).status_code == 404


def test_the_trainer_writes_the_help_of_a_team_member(
    lesson, trainer, browser, make_learner, commune
):
    member = make_learner("Lò Văn Tổ")
    team = DigitalTeam.objects.create(commune=commune, hamlet="Xóm Gò Móc")
    TeamMember.objects.create(team=team, learner=member, valid_from="2026-01-01")
    seat(lesson, trainer, "Vàng Thị Mỷ")
    desk = reverse("classes:help", args=[lesson.sessions.get(number=1).pk])
    told = {"helper": "Lò Văn Tổ", "learner": "Mỷ", "minutes": "40"}
    assert browser.post(desk, told).status_code == 302
    assert "được tính" in browser.get(desk).content.decode()
    answer = browser.post(desk, told | {"minutes": "1"})
    assert answer.status_code == 422
    assert "từ 5 đến 120" in answer.content.decode()
    assert Help.objects.get().minutes == 40
