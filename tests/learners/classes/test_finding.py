"""A trainer finds whom they know, masked; nobody browses, nobody seats people by guessing."""

import pytest

from learners.classes.finding import ASKS_AN_HOUR, find_people, found_by
from lms.core.errors import DomainError
from lms.core.roles import Role
from tests.facts import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan(other_commune):
    """Somebody of another commune."""
    return make_person(other_commune, name="Nguyễn Thị Lan", birth_year=1950, phone="+84912345678")


@pytest.fixture
def find(lesson, trainer):
    def find(text, user=None):
        return find_people(training_class=lesson, text=text, user=user or trainer.user)

    return find


@pytest.mark.parametrize(
    "text", ["0912345678", "0912 345 678", "Lan 5678", "nguyen thi lan 1950", "Nguyễn Thị Lan 5678"]
)
def test_what_a_trainer_knows_of_somebody_finds_them_masked(find, lan, text):
    (found,) = find(text)
    assert (found.name, found.born, found.place) == ("N. T. Lan", "1950", "Xã Ba Bể")


@pytest.mark.parametrize(
    "text", ["", "Lan", "Nguyễn Thị Lan", "1950", "5678", "678", "%", "\x00", "Lan 678"]
)
def test_too_little_finds_nobody_and_says_what_to_type(find, lan, text):
    with pytest.raises(DomainError):
        find(text)


@pytest.mark.parametrize("text", ["Lan 1950", "Nguyễn Thị Lan 1951", "0912345679", "Mai 5678"])
def test_what_does_not_fit_finds_nobody(find, lan, text):
    assert find(text) == []


def test_who_was_found_is_seated_by_the_token_of_that_finding_alone(
    find, lesson, lan, trainer, make_trainer, make_class
):
    (found,) = find("0912345678")

    def use(token, into=lesson, user=trainer.user):
        return found_by(token=token, training_class=into, user=user)

    assert use(found.token) == lan
    other = make_trainer(full_name="Lý A Sử")
    for forged in (
        {"token": str(lan.pk)},
        {"token": found.token, "into": make_class(trainer=trainer)},
        {"token": found.token, "user": other.user},
    ):
        with pytest.raises(DomainError):
            use(**forged)


def test_an_officer_searches_their_own_part_of_the_register(find, lan, commune, make_user):
    officer = make_user(role=Role.COMMUNE_OFFICER, area=commune)
    make_person(commune, name="Hoàng Thị Lan", birth_year=1962)
    assert [found.name for found in find("lan", officer)] == ["Hoàng Thị Lan"]


def test_asking_without_end_is_stopped(find, lan):
    for _ in range(ASKS_AN_HOUR):
        find("0912345678")
    with pytest.raises(DomainError, match="rất nhiều lần"):
        find("0912345678")
