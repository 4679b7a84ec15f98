"""The numbers of a campaign are those of a recount by hand, and of the lists."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.models import CatalogPage
from learners.campaigns.models import Campaign, Member
from learners.campaigns.selectors import in_state_on, numbers, numbers_of
from learners.duplicates.merging import merge
from learners.people.models import Learner
from lms.core.models import Area, Organisation, User
from tests.factories import make_course
from tests.facts import assess_on, enrol_on, make_person

pytestmark = pytest.mark.django_db
START, END = date(2026, 3, 1), date(2026, 3, 21)
DAYS = st.integers(0, 40).map(lambda days: START + timedelta(days=days))
LIFE = st.fixed_dictionaries(
    {
        "added": DAYS,
        "left": st.none() | DAYS,
        "finished": st.none() | DAYS,  # the course that counts
        "other": st.none() | DAYS,  # another one
        "proved": st.none() | DAYS,
    }
)


def did(life, counts: str, day: date) -> bool:
    """Whether somebody has done it by a day, from their life alone."""
    days = {
        "course": [life["finished"]],
        "any": [life["finished"], life["other"]],
        "proficient": [life["proved"]],
    }[counts]
    return any(one is not None and one <= day for one in days)


def meant(life, day: date) -> bool:
    return life["added"] <= day and (life["left"] is None or life["left"] > day)


@pytest.mark.usefixtures("ground")
class TestAgainstARecount(TestCase):
    @bounds(max_examples=12)
    @given(lives=st.lists(LIFE, max_size=5), day=DAYS)
    def test_numbers_lists_and_a_recount_agree(self, lives, day):
        course, other = self._courses()
        campaigns = [self._campaign(counts, course) for counts in Campaign.Counts.values]
        for life in lives:
            self._live(life, campaigns, course, other)
        together = numbers_of(campaigns, day)
        for campaign in campaigns:
            here = [one for one in lives if meant(one, day)]
            by_then = [one for one in here if did(one, campaign.counts, day)]
            in_time = [one for one in by_then if did(one, campaign.counts, min(day, END))]
            found = numbers(campaign, day)
            assert found == together[campaign.pk]
            assert (found.roster, found.done, found.late, found.missing) == (
                len(here),
                len(in_time),
                len(by_then) - len(in_time),
                len(here) - len(by_then),
            )
            lengths = [in_state_on(campaign, word, day).count() for word in ("xong", "tre", "chua")]
            assert lengths == [found.done, found.late, found.missing]

    def _courses(self):
        catalog = CatalogPage.objects.get()
        return make_course(catalog, number=2), make_course(catalog, number=3)

    def _campaign(self, counts, course):
        user = User.objects.get_or_create(email="son@vidu.vn")[0]
        area = Area.objects.get(pk="19")
        agency = Organisation.objects.get_or_create(name="Sở", kind="agency", area=area)[0]
        return Campaign.objects.create(
            organisation=agency,
            title=counts,
            counts=counts,
            course=course if counts == "course" else None,
            number=50,
            unit="percent",
            deadline=END,
            decision="KH 1",
            responsible=user,
            opened_by=user,
        )

    def _live(self, life, campaigns, course, other):
        person = make_person(Area.objects.get(pk="05503"))
        begun = START - timedelta(days=1)
        for which, finished in ((course, life["finished"]), (other, life["other"])):
            enrol_on(begun, person, which, finished=finished)
        if life["proved"]:
            assess_on(life["proved"], person)
        for campaign in campaigns:
            Member.objects.create(
                campaign=campaign,
                learner=person,
                via="register",
                added_on=life["added"],
                left_on=life["left"],
                left_reason="moved" if life["left"] else "",
            )


def test_two_records_of_one_person_count_once(campaign, works_at, agency, officer, course, today):
    one, two = works_at(agency, "Ma Văn Bình"), works_at(agency, "Ma Van Binh")
    for person in (one, two):
        Member.objects.create(campaign=campaign, learner=person, via="register")
    enrol_on(today, two, course, finished=today)
    assert (numbers(campaign).roster, numbers(campaign).done) == (2, 1)
    merge(kept=one, merged=two, actor=officer)
    found = numbers(campaign)
    assert (found.roster, found.done, found.missing) == (1, 1, 0)


def test_who_was_erased_goes_on_counting(campaign, works_at, agency, course, today):
    person = works_at(agency)
    Member.objects.create(campaign=campaign, learner=person, via="register")
    enrol_on(today, person, course, finished=today)
    Learner.objects.filter(pk=person.pk).update(
        erased_at=f"{today}T00:00+07:00", full_name="", sort_key=""
    )
    assert numbers(campaign).done == 1


def test_many_campaigns_cost_what_one_costs(make_campaign, django_assert_num_queries):
    campaigns = [make_campaign(title=f"Chiến dịch {number}") for number in range(3)]
    with django_assert_num_queries(1):
        numbers_of(campaigns)
