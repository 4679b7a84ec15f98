"""Classes of a commune that was merged: they go on where they are, and nobody in them is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learners.attendance.services import add_and_mark
from learners.classes.helping import note_help, sessions_to_help
from learners.classes.models import Help, Seat, TrainingClass
from learners.classes.people_forms import SpotForm
from learners.classes.selectors import places_of, trainers_around
from learners.classes.services import take_seat
from learners.classes.spot import seat_on_spot
from learners.duplicates.models import Pair
from learners.monitoring.indicators import by_code
from learners.people.changes import Facts
from learners.people.models import DigitalTeam, TeamMember
from learners.people.settling import settle
from lms.core.access import scope_of
from lms.core.models import User
from lms.core.roles import Role
from tests.facts import make_person
from tests.learners.monitoring.mergers import unite

pytestmark = pytest.mark.django_db
ENDED, INTO, THIRD = "05503", "01906", "05488"
AN = Facts("Lò Văn Ăn", 1950, hamlet="Xóm Gò Móc")


@pytest.fixture
def merged(lesson, areas) -> None:
    """The class was opened in Tân Cương, which is part of Ba Bể since yesterday."""
    assert unite(areas[ENDED], areas[INTO], timezone.localdate() - timedelta(days=1))
    settle()


@pytest.fixture
def successor(merged, make_user, areas) -> User:
    return make_user(role=Role.COMMUNE_OFFICER, area=areas[INTO])


def browser_of(user: User) -> Client:
    # As the next request knows them: what they may do is read anew.
    browser = Client()
    browser.force_login(User.objects.get(pk=user.pk))
    return browser


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


class TestWhoSeesTheClass:
    @pytest.mark.parametrize(("code", "status"), [(INTO, 200), (ENDED, 200), (THIRD, 404)])
    def test_the_officers_of_both_and_no_third(
        self, lesson, merged, make_user, areas, code, status
    ):
        browser = browser_of(make_user(role=Role.COMMUNE_OFFICER, area=areas[code]))
        assert browser.get(reverse("classes:class", args=[lesson.pk])).status_code == status

    def test_the_officer_of_the_one_that_ended_sees_no_class_of_the_other(
        self, merged, make_class, make_user, areas
    ):
        new = make_class(commune=areas[INTO])
        browser = browser_of(make_user(role=Role.COMMUNE_OFFICER, area=areas[ENDED]))
        assert browser.get(reverse("classes:class", args=[new.pk])).status_code == 404
        assert browser.get(reverse("classes:roster", args=[new.pk])).status_code == 404

    def test_its_trainer_goes_on_teaching_it_and_opens_new_ones_where_it_went_on(
        self, lesson, merged, trainer
    ):
        page = browser_of(trainer.user).get(reverse("classes:class", args=[lesson.pk]))
        assert page.status_code == 200
        assert [area.pk for area in places_of(scope_of(fresh(trainer.user)))] == [INTO]

    def test_its_trainer_is_offered_to_the_officer_of_where_it_went(
        self, successor, trainer, make_user, areas
    ):
        third = make_user(role=Role.COMMUNE_OFFICER, area=areas[THIRD])
        assert trainer in trainers_around(scope_of(successor))
        assert trainer not in trainers_around(scope_of(third))


class TestWhereItIsHeld:
    def test_its_officer_changes_the_hall_and_it_stays_where_it_was_held(self, lesson, successor):
        """Were it moved, days of before the merger would be counted elsewhere."""
        browser = browser_of(successor)
        address = reverse("classes:change", args=[lesson.pk])
        form = browser.get(address).context["forms"]["place"]
        assert str(form["commune"].value()) == ENDED
        told = {
            f"noi-{field.name}": "" if field.value() is None else str(field.value())
            for field in form
        }
        assert (
            browser.post(address, told | {"noi-hall": "Trường", "act": "place"}).status_code == 302
        )
        found = TrainingClass.objects.get(pk=lesson.pk)
        assert (found.commune_id, found.hall) == (ENDED, "Trường")
        classes = by_code("classes")
        yesterday = timezone.localdate() - timedelta(days=1)
        assert set(classes.count_by_area(yesterday)) <= {INTO}

    def test_one_like_it_opens_where_it_went_on(self, lesson, successor, trainer):
        for user in (successor, trainer.user):
            page = browser_of(user).get(reverse("classes:copy", args=[lesson.pk]))
            assert page.context["form"]["commune"].value() == INTO
        page = browser_of(trainer.user).get(reverse("classes:open"))
        assert page.context["form"]["commune"].value() == INTO


class TestPeopleWhoComeIn:
    def test_who_is_written_down_on_the_spot_lives_where_it_went_on(
        self, lesson, merged, trainer, commune
    ):
        seat = seat_on_spot(
            training_class=lesson,
            spot_id=uuid4(),
            facts=AN,
            commune=commune.__class__.objects.get(pk=ENDED),
            paper="",
            actor=fresh(trainer.user),
        )
        assert seat.learner.commune_id == INTO
        assert not seat.learner.moves.exists()

    def test_who_lived_there_may_be_the_same_and_is_laid_on_the_desk(self, lesson, trainer, areas):
        """By name, year and commune: the commune has to be where both live today."""
        known = make_person(areas[ENDED], name=AN.full_name, birth_year=AN.birth_year)
        assert unite(areas[ENDED], areas[INTO], timezone.localdate())
        settle()
        found = TrainingClass.objects.get(pk=lesson.pk)
        made = add_and_mark(
            session=found.sessions.get(number=1),
            spot_id=uuid4(),
            facts=AN,
            paper="",
            actor=fresh(trainer.user),
        )
        assert (made.seat.learner.commune_id, made.seat.learner.moves.count()) == (INTO, 0)
        pair = Pair.objects.get()
        assert {pair.left, pair.right} == {known, made.seat.learner}

    def test_the_form_begins_with_the_place_there_is(self, lesson, successor):
        page = browser_of(successor).get(reverse("classes:add_person", args=[lesson.pk]))
        assert page.context["form"]["commune"].value() == INTO

    def test_its_choice_is_that_of_today_however_long_the_process_runs(self, areas):
        tomorrow = timezone.now() + timedelta(days=1)
        assert unite(areas[ENDED], areas[INTO], timezone.localdate(tomorrow))
        assert areas[ENDED] in SpotForm().fields["commune"].queryset
        with time_machine.travel(tomorrow, tick=False):
            assert areas[ENDED] not in SpotForm().fields["commune"].queryset


class TestHelp:
    def test_a_team_that_followed_goes_on_helping_in_the_class(
        self, lesson, trainer, areas, make_learner
    ):
        member = make_learner("Lò Văn Tổ")
        team = DigitalTeam.objects.create(commune=areas[ENDED], hamlet="Xóm Gò Móc")
        TeamMember.objects.create(team=team, learner=member, valid_from="2020-01-01")
        lan = make_person(areas[ENDED], name="Nguyễn Thị Lan")
        take_seat(training_class=lesson, learner=lan, via=Seat.Via.SEARCH, actor=trainer.user)
        assert unite(areas[ENDED], areas[INTO], timezone.localdate())
        settle()
        session = TrainingClass.objects.get(pk=lesson.pk).sessions.get(number=1)
        assert sessions_to_help(sessions=[session], helper=member) == [session]
        note_help(session=session, helper=member, learner=lan, minutes=20, actor=member.user)
        assert Help.objects.get().helper == member
