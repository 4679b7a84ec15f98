"""The trainer's home: what an evening needs is one or two taps away, nothing out of reach."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.classes.models import TrainingClass
from learners.classes.services import Times

pytestmark = pytest.mark.django_db
HOME = reverse("classes:home")


def in_days(days: int) -> Times:
    """Two hours from this moment on, so many days later."""
    start = timezone.now() + timedelta(days=days)
    return Times(start, start + timedelta(hours=2))


@pytest.fixture
def trainer(make_trainer):
    return make_trainer()


@pytest.fixture
def look(client, trainer):
    """Read a page as the trainer."""
    client.force_login(trainer.user)
    return lambda address: client.get(address).content.decode()


def test_todays_session_stands_before_anything_else(look, make_class, trainer):
    made = make_class(trainer=trainer, sessions=[in_days(0), in_days(7)])
    today, coming = (reverse("attendance:register", args=[one.pk]) for one in made.sessions.all())
    page = look(HOME)
    assert page.index(today) < page.index("Mở lớp mới") < page.index("Sắp tới")
    assert coming not in page  # a tap away, in its class


def test_the_end_of_a_class_is_two_taps_away(look, make_class, trainer):
    made = make_class(trainer=trainer, sessions=[in_days(0)])
    to_class = reverse("classes:class", args=[made.pk])
    assert f'href="{to_class}"' in look(HOME)
    assert reverse("closing:close", args=[made.pk]) in look(to_class)


@pytest.mark.parametrize(("days", "heading"), [(0, "Hôm nay"), (3, "Buổi tới")])
def test_a_class_says_whether_it_meets_today(look, make_class, trainer, days, heading):
    made = make_class(trainer=trainer, sessions=[in_days(days)])
    assert f"<h2>{heading}</h2>" in look(reverse("classes:class", args=[made.pk]))


PAPERS = ["paper:sheet", "paper:read", "classes:help"]


@pytest.mark.parametrize("name", PAPERS)
def test_the_papers_of_yesterday_are_reached_from_the_class_and_from_the_register(
    look, make_class, trainer, name
):
    made = make_class(trainer=trainer, sessions=[in_days(-1), in_days(0), in_days(7)])
    before, _, coming = (reverse(name, args=[one.pk]) for one in made.sessions.all())
    page = look(reverse("classes:class", args=[made.pk]))
    assert f'href="{before}"' in page
    assert coming not in page
    yesterday = reverse("attendance:register", args=[made.sessions.first().pk])
    assert f'href="{before}"' in look(yesterday)


def test_a_class_that_ended_still_shows_its_sheets_and_takes_nothing_more(
    look, make_class, trainer
):
    made = make_class(trainer=trainer, sessions=[in_days(-1)])
    TrainingClass.objects.update(state="closed", ended_at=timezone.now())
    sheet, *writing = (reverse(name, args=[made.sessions.get().pk]) for name in PAPERS)
    for page in ("classes:class", "attendance:register"):
        key = made.pk if page == "classes:class" else made.sessions.get().pk
        shown = look(reverse(page, args=[key]))
        assert f'href="{sheet}"' in shown
        assert not any(way in shown for way in writing)


@pytest.mark.parametrize(
    "name",
    ["assessing:reviews", "paper:month", "trainer:mine", "attendance:saved", "classes:calendar"],
)
def test_every_screen_of_a_trainer_is_reached_from_home(look, name):
    assert f'href="{reverse(name)}' in look(HOME)


def test_without_a_session_the_page_says_so_and_offers_a_class(look):
    page = look(HOME)
    assert "Hôm nay bạn không có buổi dạy nào." in page
    assert reverse("classes:open") in page
