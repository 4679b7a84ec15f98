"""The page of the end of a class: what is met, what is missing, close, and open again."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from learners.classes.models import Seat, TrainingClass
from learners.classes.services import take_seat
from learners.closing.models import Closing
from lms.core.roles import Role

pytestmark = pytest.mark.django_db


def address(taught, rest: str = "ket-thuc/") -> str:
    return f"/day/lop/{taught.training_class.pk}/{rest}"


def words(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.fixture
def trainer(client, taught):
    client.force_login(taught.trainer)
    return client


def test_the_trainer_sees_who_is_there_and_what_is_missing(trainer, taught):
    text = words(trainer.get(address(taught)))
    assert "Đủ điều kiện: 1 người" in text
    assert "Chưa đủ: 2 người" in text
    assert "Chưa đạt bài cuối khóa; làm được 0/1 việc thực hành" in text
    assert "Có mặt 1/2 buổi, cần 2" in text


def test_closing_says_how_many_finished_and_offers_no_button_any_more(trainer, taught):
    text = words(trainer.post(address(taught), follow=True))
    assert "1 người vừa hoàn thành khóa học" in text
    assert "Nếu bạn kết thúc lớp bây giờ" not in text


def test_once_closed_it_says_who_worked_how_long(trainer, taught):
    assert "Giờ được ghi nhận" not in words(trainer.get(address(taught)))
    trainer.post(address(taught))
    minutes = sum(session.minutes for session in taught.training_class.sessions.all())
    text = words(trainer.get(address(taught)))
    assert f"{taught.trainer.learner.full_name} {minutes} 0 0" in text
    own = words(trainer.get(reverse("trainer:mine")))
    assert "Giờ dạy được ghi nhận 3 giờ" in own


def test_an_officer_opens_it_again_and_a_trainer_cannot(client, trainer, taught, make_user):
    trainer.post(address(taught))
    assert trainer.post(address(taught, "mo-lai/"), {"ly-do": "Nhầm"}).status_code == 403
    client.force_login(make_user(role=Role.COMMUNE_OFFICER))
    client.post(address(taught, "mo-lai/"), {"ly-do": ""})
    assert Closing.objects.get().reopened_at is None
    client.post(address(taught, "mo-lai/"), {"ly-do": "Bổ sung kết quả giấy"})
    taught.training_class.refresh_from_db()
    assert taught.training_class.state == TrainingClass.State.OPEN


def test_an_auditor_looks_and_closes_nothing(client, taught, make_user):
    client.force_login(make_user(role=Role.AUDITOR))
    assert client.get(address(taught)).status_code == 200
    client.post(address(taught))
    assert not Closing.objects.exists()


def test_another_trainers_class_is_not_known(client, taught, make_trainer):
    client.force_login(make_trainer("Lò Văn Sáu").user)
    assert client.get(address(taught)).status_code == 404


def test_it_costs_the_same_with_three_people_and_with_six(
    trainer, taught, make_learner, django_assert_max_num_queries
):
    trainer.get(address(taught))
    with django_assert_max_num_queries(40) as few:
        trainer.get(address(taught))
    for name in ("Bế Thị Sen", "Nông Thị Na", "Lò Thị Mai"):
        take_seat(
            training_class=taught.training_class,
            learner=make_learner(name),
            via=Seat.Via.SEARCH,
            actor=taught.trainer,
        )
    with django_assert_max_num_queries(40) as more:
        trainer.get(address(taught))
    assert len(more) == len(few)
