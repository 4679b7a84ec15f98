"""An agency was merged into another one: what was of it goes on, there, and nobody sees more."""

import pytest
from django.test import Client
from django.urls import reverse

from learners.campaigns import rosters, services, signing
from learners.campaigns.models import Campaign, Member
from learners.campaigns.selectors import numbers, organisations_for
from learners.classes.models import TrainingClass
from learners.imports.models import Import
from learners.monitoring.models import Goal
from learners.monitoring.selectors import all_goal_states
from learners.people.models import Learner
from learners.people.settling import settle
from lms.core.errors import DomainError
from lms.core.models import Organisation, User
from lms.core.roles import Role
from tests.facts import enrol_on
from tests.learners.imports.lists import again, apply, as_csv, plan, upload
from tests.learners.monitoring.mergers import join
from tests.screens import page_of, words

pytestmark = pytest.mark.django_db
AN = ("Nguyễn Văn An", "01/02/1980", "Tân Cương")


@pytest.fixture
def into(areas) -> Organisation:
    return Organisation.objects.create(name="Sở Thông tin", kind="agency", area=areas["19"])


@pytest.fixture
def there(make_user, into) -> User:
    """The officer of the agency that goes on."""
    return make_user(role=Role.AGENCY_OFFICER, organisation=into)


@pytest.fixture
def led(campaign, works_at, agency, officer, course, today) -> Campaign:
    """Two people: one done, one not."""
    enrol_on(today, works_at(agency, "Lý An"), course, finished=today)
    works_at(agency, "Lý Bình")
    rosters.take_register(campaign=campaign, actor=officer)
    return campaign


@pytest.fixture
def merged(agency, into) -> None:
    """The agency is part of the other one, and its people have moved."""

    def now() -> None:
        join(agency, into)
        settle()

    return now


def again_as(user: User) -> User:
    """The account as the next request finds it."""
    return User.objects.get(pk=user.pk)


class TestWhatWasSigned:
    def test_it_stays_to_the_byte(self, led, officer, merged):
        signed = signing.sign_off(campaign=led, actor=officer)
        before = signing.digest(signed.result), signed.result
        merged()
        signed.refresh_from_db()
        assert (signing.digest(signed.result), signed.result) == before
        assert signed.sha256 == before[0]
        fresh = signing.result_of(Campaign.objects.get())
        assert fresh == signed.result  # and whoever makes it again gets the same


class TestWhatIsOpen:
    def test_its_people_stay_and_are_counted_as_before(self, led, merged):
        before = numbers(led)
        merged()
        assert numbers(Campaign.objects.get()) == before
        assert (before.roster, before.done) == (2, 1)

    def test_officers_of_the_one_that_goes_on_answer_for_it(self, led, there, aim, merged):
        with pytest.raises(DomainError, match="không thuộc cơ quan bạn"):
            services.change_aim(campaign=led, aim=aim(responsible=there), actor=there)
        merged()
        told = {"responsible": again_as(there), "number": 90}
        services.change_aim(campaign=led, aim=aim(**told), actor=again_as(there))
        assert Campaign.objects.get().responsible == there
        assert signing.sign_off(campaign=led, actor=again_as(there)).result["number"] == 90

    def test_its_pages_open_for_them(self, led, there, merged):
        merged()
        browser = Client()
        browser.force_login(again_as(there))
        page = words(page_of(browser.get(reverse("campaigns:campaign", args=[led.pk]))).main)
        assert "Sở Khoa học và Công nghệ" in page
        change = page_of(browser.get(reverse("campaigns:change", args=[led.pk])))
        offered = [one["value"] for one in change.select("#id_responsible option")]
        assert str(there.pk) in offered

    def test_who_answered_for_it_goes_on_until_somebody_else_does(self, led, officer, merged):
        merged()
        assert signing.sign_off(campaign=led, actor=again_as(officer)).signed_by == officer

    def test_the_whole_register_is_not_taken_for_its_people(self, led, officer, merged):
        merged()
        with pytest.raises(DomainError, match="nay là phần của Sở Thông tin"):
            rosters.take_register(campaign=led, actor=again_as(officer))
        assert Member.objects.count() == 2

    def test_who_comes_with_a_list_joins_it_and_works_at_the_other_one(
        self, led, there, into, merged
    ):
        merged()
        heads = ("Họ và tên", "Ngày sinh", "Xã/phường")
        brought = upload(again_as(there), as_csv([AN], heads), organisation=led.organisation)
        led.lists.create(list=brought)
        apply(plan(again(brought)))
        rosters.add_list(list_id=brought.pk)
        person = Learner.objects.get(full_name="Nguyễn Văn An")
        assert person.organisation == into
        assert led.members.filter(learner=person).exists()

    def test_no_new_one_is_opened_for_it(self, led, merged, agency, there, into, province):
        merged()
        offered = organisations_for(again_as(there))
        assert into in offered
        assert agency not in offered
        assert agency not in organisations_for(province)


class TestWhoSeesWhat:
    def test_each_sees_what_is_theirs_and_strangers_nothing(
        self, led, officer, there, stranger, works_at, into, agency, make_class, today, merged
    ):
        own = works_at(into, "Hoàng Văn Cũ")
        taken = upload(officer, as_csv([AN]), organisation=agency)
        taught = make_class()
        TrainingClass.objects.filter(pk=taught.pk).update(organisation=agency)
        goal = Goal.objects.create(
            area=None,
            organisation=agency,
            indicator="finishers",
            title="G",
            number=5,
            deadline=today,
            source="Q",
        )
        merged()
        moved = set(Learner.objects.filter(organisation=into)) - {own}
        assert len(moved) == 2

        def seen(user: User) -> tuple:
            user = again_as(user)
            return (
                set(Learner.objects.watched_by(user)),
                list(Campaign.objects.watched_by(user)),
                list(Import.objects.visible_to(user)),
                list(TrainingClass.objects.visible_to(user)),
                [state.goal for state in all_goal_states(user)],
            )

        old = [led], [taken], [taught], [goal]
        assert seen(there) == (moved | {own}, *old)
        # Whoever answered for the one that is no more gets nobody of the other one by it.
        assert seen(officer) == (set(), *old)
        assert seen(stranger) == (set(), [], [], [], [])
