"""Written down on the spot: once, matched with the register, only by who runs the class."""

from uuid import uuid4

import pytest

from learners.classes.models import Seat, SpotEntry
from learners.classes.services import take_seat
from learners.classes.spot import seat_on_spot, seats_by_spot
from learners.duplicates.models import Pair
from learners.people.changes import Facts
from learners.people.consents import withdraw
from learners.people.models import Consent, Learner
from lms.core.errors import DomainError
from lms.core.roles import Role
from tests.facts import make_person

pytestmark = pytest.mark.django_db

AN = Facts("Lò Văn Ăn", 1950, hamlet="Xóm Gò Móc")


@pytest.fixture
def lesson(make_class, trainer):
    """A class of one seat."""
    return make_class(trainer=trainer, seats=1)


@pytest.fixture
def write(lesson, trainer, commune):
    """Somebody is written down on the trainer's phone."""

    def write(facts=AN, *, spot=None, paper="", actor=None, into=None, **told) -> Seat:
        return seat_on_spot(
            training_class=into or lesson,
            spot_id=spot or uuid4(),
            facts=facts,
            commune=commune,
            paper=paper,
            actor=actor or trainer.user,
            **told,
        )

    return write


def test_somebody_without_account_and_phone_gets_a_seat_and_a_record(write, commune):
    seat = write()
    person = seat.learner
    assert (seat.state, seat.via) == ("seated", "spot")
    assert (person.full_name, person.birth_year, person.user) == ("Lò Văn Ăn", 1950, None)
    assert (person.source, person.commune) == (Learner.Source.STAFF, commune)


def test_sent_twice_it_is_one_person_and_one_seat(write):
    spot = uuid4()
    assert write(spot=spot) == write(spot=spot)
    assert Seat.objects.count() == 1
    assert Learner.objects.filter(full_name="Lò Văn Ăn").count() == 1


def test_who_is_surely_on_the_register_is_that_person(write, commune):
    known = make_person(commune, name="Lò Văn Ăn", birth_year=1950, phone="+84912345678")
    seat = write(Facts("Lo Van An", 1950, phone="0912345678"))
    assert seat.learner == known
    assert not Pair.objects.exists()


def test_who_may_be_on_the_register_is_laid_on_the_desk(write, commune):
    near = make_person(commune, name="Lò Văn Ăn", birth_year=1950)
    seat = write()
    assert seat.learner != near
    pair = Pair.objects.get()
    assert {pair.left, pair.right} == {near, seat.learner}


def test_two_phones_that_write_down_one_person_lead_to_one_seat(write, lesson):
    facts = Facts("Lò Văn Ăn", 1950, phone="0912345678")
    one, other = uuid4(), uuid4()
    seat = write(facts, spot=one)
    assert write(facts, spot=other) == seat
    assert write(facts, spot=other) == seat
    assert seats_by_spot(training_class=lesson, spots=[one, other, uuid4()]) == {
        one: seat,
        other: seat,
    }
    assert SpotEntry.objects.get().pk == other


def test_who_stands_in_the_hall_has_a_seat_even_when_all_are_taken(write, lesson, trainer, learner):
    first = make_person(lesson.commune, name="Hoàng Văn Thụ")
    for person in (first, learner):
        take_seat(training_class=lesson, learner=person, via=Seat.Via.SEARCH, actor=trainer.user)
    assert write().state == "seated"
    waited = Seat.objects.get(learner=learner)
    assert waited.state == "waiting"


def test_who_waited_and_came_has_a_seat(write, lesson, trainer, commune):
    person = make_person(commune, name="Lò Văn Ăn", birth_year=1950, phone="+84912345678")
    for one in (make_person(commune, name="Hoàng Văn Thụ"), person):
        seat = take_seat(
            training_class=lesson, learner=one, via=Seat.Via.SEARCH, actor=trainer.user
        )
    assert seat.state == "waiting"
    came = write(Facts("Lò Văn Ăn", 1950, phone="0912345678"))
    assert (came.pk, came.state) == (seat.pk, "seated")


def test_the_sheet_that_was_signed_is_the_consent(write, trainer):
    consent = Consent.objects.get(learner=write(paper="tờ 12").learner)
    assert (consent.purpose, consent.method, consent.paper) == ("study", "paper", "tờ 12")
    assert consent.taken_by == trainer.user


def test_without_a_sheet_no_consent_is_claimed(write):
    assert not Consent.objects.filter(learner=write().learner).exists()


def test_for_a_child_the_sheet_counts_with_the_guardian_only(write):
    child = Facts("Lò Thị Mơ", 2011)
    with pytest.raises(DomainError, match="cha, mẹ hoặc người giám hộ cùng ký"):
        write(child, paper="tờ 2")
    assert not Learner.objects.filter(full_name="Lò Thị Mơ").exists()
    seat = write(child, paper="tờ 2", guardian_name="Lò Văn Ăn")
    assert Consent.objects.get(learner=seat.learner).guardian_name == "Lò Văn Ăn"


def test_who_took_their_consent_back_must_sign_again(write, commune, make_learner):
    person = make_learner("Lò Văn Ăn", 1950)
    Learner.objects.filter(pk=person.pk).update(phone="+84912345678")
    withdraw(learner=person, purpose="study", actor=person.user)
    facts = Facts("Lò Văn Ăn", 1950, phone="0912345678")
    with pytest.raises(DomainError, match="rút lại"):
        write(facts)
    assert not Seat.objects.exists()
    assert write(facts, paper="tờ 3").learner == person


def test_nobody_else_registers_people_through_the_class(write, make_trainer, make_user, areas):
    for stranger in (
        make_trainer(full_name="Lý A Sử").user,
        make_user(role=Role.COMMUNE_OFFICER, area=areas["01906"]),
        make_user(role=Role.AUDITOR),
        make_user(),
    ):
        with pytest.raises(DomainError):
            write(actor=stranger)
    assert not Learner.objects.filter(full_name="Lò Văn Ăn").exists()


def test_an_entry_belongs_to_its_class(write, make_class, trainer):
    spot = uuid4()
    write(spot=spot)
    with pytest.raises(DomainError):
        write(spot=spot, into=make_class(trainer=trainer))


@pytest.mark.parametrize(
    "facts", [Facts("", 1950), Facts("Lò Văn Ăn", 1850), Facts("Lò Văn Ăn", 1950, phone="12")]
)
def test_what_cannot_be_is_refused_and_changes_nothing(write, facts):
    with pytest.raises(DomainError):
        write(facts)
    assert not Seat.objects.exists()
