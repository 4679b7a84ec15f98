"""Opening and changing campaigns, who is meant, signing results."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from learners.campaigns import rosters, services, signing
from learners.campaigns.models import Campaign, Member
from learners.campaigns.selectors import match_of, numbers
from learners.duplicates.models import Pair
from learners.duplicates.services import decide
from learners.imports.tasks import read
from learners.people.models import Learner
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import enrol_on, make_person
from tests.learners.imports.lists import again, apply, as_csv, plan

pytestmark = pytest.mark.django_db
HEADINGS = ("Họ và tên", "Ngày sinh", "Xã/phường")
AN = ("Nguyễn Văn An", "01/02/1980", "Tân Cương")
BINH = ("Ma Thị Bình", "1975", "Tân Cương")
CHI = ("Lý Thị Chi", "05/06/1990", "Tân Cương")
NAMELESS = ("", "1975", "Tân Cương")


class TestOpening:
    def test_an_officer_of_the_agency_opens_one_and_a_second_tap_opens_none(
        self, make_campaign, officer
    ):
        assert make_campaign() == make_campaign()
        assert Campaign.objects.get().steps == [30, 14, 7, 1, -1]
        assert AuditEntry.objects.filter(action="campaigns.open").count() == 1

    def test_an_officer_above_and_the_province_may_others_may_not(
        self, make_campaign, make_user, unit, province, stranger, officer
    ):
        make_campaign(actor=province, title="Của tỉnh")
        below = make_user(role=Role.AGENCY_OFFICER, organisation=unit)
        auditor, commune = make_user(role=Role.AUDITOR), make_user(role=Role.COMMUNE_OFFICER)
        for user in (below, stranger, auditor, commune):
            with pytest.raises(DomainError, match="không thuộc cơ quan bạn"):
                make_campaign(actor=user, title="Khác")

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"number": 101}, "nhiều nhất là 100"),
            ({"number": 0}, "từ 1 trở lên"),
            ({"title": " "}, "tên chiến dịch"),
            ({"decision": ""}, "căn cứ"),
            ({"steps": [130]}, "từ 1 đến 120"),
            ({"steps": [0]}, "từ 1 đến 120"),
            ({"steps": list(range(1, 10))}, "nhiều nhất 8 lần"),
        ],
    )
    def test_a_goal_that_cannot_be_is_refused(self, make_campaign, changes, words):
        with pytest.raises(DomainError, match=words):
            make_campaign(**changes)
        assert not Campaign.objects.exists()

    def test_a_deadline_that_has_passed_is_refused(self, make_campaign, today):
        with pytest.raises(DomainError, match="Hạn đã qua"):
            make_campaign(deadline=today - timedelta(days=1))

    def test_who_answers_for_it_is_an_officer_of_it(self, make_campaign, stranger):
        with pytest.raises(DomainError, match="Hãy chọn người khác"):
            make_campaign(responsible=stranger)

    def test_a_change_names_what_changed(self, campaign, aim, officer):
        services.change_aim(campaign=campaign, aim=aim(number=90), actor=officer)
        services.change_aim(campaign=campaign, aim=aim(number=90), actor=officer)
        assert AuditEntry.objects.get(action="campaigns.change").data == {"changed": ["number"]}


class TestWhoIsMeant:
    def test_the_people_of_the_register_with_their_units_once(
        self, campaign, works_at, agency, unit, officer, stranger, today
    ):
        for place in (agency, unit):
            works_at(place)
        works_at(stranger.grants.get().organisation)
        assert rosters.take_register(campaign=campaign, actor=officer) == 2
        assert rosters.take_register(campaign=campaign, actor=officer) == 0
        assert set(campaign.members.values_list("via", "added_on")) == {("register", today)}

    def test_who_comes_to_the_agency_later_is_not_meant_by_themselves(
        self, campaign, works_at, agency, officer
    ):
        works_at(agency)
        rosters.take_register(campaign=campaign, actor=officer)
        works_at(agency)
        assert numbers(campaign).roster == 1

    def test_only_people_of_ones_scope_are_picked(self, campaign, works_at, agency, officer):
        mine, other = works_at(agency), works_at(None)
        assert rosters.pick(campaign=campaign, learners=[mine.pk, other.pk], actor=officer) == 1
        with pytest.raises(DomainError, match="ít nhất một người"):
            rosters.pick(campaign=campaign, learners=[other.pk], actor=officer)

    def test_who_left_stays_visible_with_a_reason_and_may_be_brought_back(
        self, campaign, works_at, agency, officer
    ):
        works_at(agency)
        rosters.take_register(campaign=campaign, actor=officer)
        member = Member.objects.get()
        with pytest.raises(DomainError, match="lý do"):
            rosters.take_out(member=member, reason="", actor=officer)
        for _ in range(2):
            rosters.take_out(member=member, reason="moved", actor=officer)
        assert AuditEntry.objects.filter(action="campaigns.take_out").count() == 1
        assert (numbers(campaign).roster, Member.objects.get().left_reason) == (0, "moved")
        assert rosters.take_register(campaign=campaign, actor=officer) == 0  # nor does a list
        rosters.bring_back(member=member, actor=officer)
        assert numbers(campaign).roster == 1

    def test_strangers_change_nobody(self, campaign, works_at, agency, officer, stranger):
        works_at(agency)
        rosters.take_register(campaign=campaign, actor=officer)
        with pytest.raises(DomainError):
            rosters.take_out(member=Member.objects.get(), reason="moved", actor=stranger)
        with pytest.raises(DomainError):
            rosters.take_register(campaign=campaign, actor=stranger)


class TestAList:
    def bring(self, campaign, officer, *rows):
        brought = rosters.hand_in(
            campaign=campaign,
            file=ContentFile(as_csv(rows, HEADINGS)),
            file_name="Danh sách.csv",
            actor=officer,
        )
        read(brought.list.job_id)
        return brought

    def write(self, brought):
        apply(plan(again(brought.list)))
        brought.refresh_from_db()
        return brought

    def test_everybody_of_it_joins_once_and_the_receipt_says_so(self, campaign, officer):
        brought = self.bring(campaign, officer, AN, CHI, NAMELESS)
        assert numbers(campaign).roster == 0
        assert self.write(brought).counts == {"added": 2, "before": 0, "read": 3}
        again_brought = self.write(self.bring(campaign, officer, AN, CHI))
        assert again_brought.counts == {"added": 0, "before": 2, "read": 2}
        rosters.add_list(list_id=brought.list_id)
        assert (numbers(campaign).roster, Learner.objects.count()) == (2, 2)

    def test_what_was_matched_is_said_in_numbers(self, campaign, officer, commune, agency):
        known = make_person(commune, name="Ma Thị Bình", birth_year=1975)
        Learner.objects.filter(pk=known.pk).update(organisation=agency)
        brought = self.bring(campaign, officer, AN, ("Ma Thi Bình", *BINH[1:]), NAMELESS)
        plan(again(brought.list))
        assert (match_of(campaign).matched, match_of(campaign).not_there) == (0, 3)
        apply(again(brought.list))
        found = match_of(campaign)
        assert (found.matched, found.doubtful, found.not_there) == (1, 1, 1)

    def test_who_was_doubtful_joins_when_the_desk_has_decided(
        self, campaign, officer, commune, agency, province
    ):
        known = make_person(commune, name="Ma Thị Bình", birth_year=1975)
        Learner.objects.filter(pk=known.pk).update(organisation=agency)
        self.write(self.bring(campaign, officer, ("Ma Thi Bình", *BINH[1:])))
        decide(pair=Pair.objects.get(), decision=Pair.State.SAME, actor=province)
        assert campaign.members.get().learner == known
        assert match_of(campaign).doubtful == 0

    def test_a_list_of_a_signed_campaign_adds_nobody(self, campaign, officer, works_at, agency):
        works_at(agency)
        rosters.take_register(campaign=campaign, actor=officer)
        brought = self.bring(campaign, officer, AN)
        signing.sign_off(campaign=campaign, actor=officer)
        assert self.write(brought).counts == {}
        assert numbers(campaign).roster == 1


class TestSigning:
    @pytest.fixture
    def led(self, campaign, works_at, agency, officer, course, today):
        """Three people: one done, two missing."""
        people = [works_at(agency, name) for name in ("Lý An", "Lý Bình", "Lý Chi")]
        rosters.take_register(campaign=campaign, actor=officer)
        enrol_on(today, people[0], course, finished=today)
        return campaign

    def test_the_result_is_frozen_with_who_counted_and_can_be_made_again(
        self, led, officer, course, today
    ):
        signed = signing.sign_off(campaign=led, actor=officer)
        done = Learner.objects.get(full_name="Lý An")
        assert signed.result["who"]["done"] == [done.pk]
        assert (signed.result["roster"], signed.result["done"], signed.result["missing"]) == (
            3,
            1,
            2,
        )
        other = Learner.objects.get(full_name="Lý Bình")
        enrol_on(today, other, course, finished=today)
        signed.refresh_from_db()
        assert signing.digest(signed.result) == signed.sha256
        assert signing.digest(signed.result | {"done": 2}) != signed.sha256

    def test_signed_twice_is_signed_once(self, led, officer):
        assert signing.sign_off(campaign=led, actor=officer) == signing.sign_off(
            campaign=led, actor=officer
        )

    def test_only_who_answers_for_it_signs(self, led, province, make_user, agency):
        colleague = make_user(role=Role.AGENCY_OFFICER, organisation=agency)
        for user in (province, colleague):
            with pytest.raises(DomainError, match="người chịu trách nhiệm"):
                signing.sign_off(campaign=led, actor=user)

    def test_who_no_longer_holds_the_office_does_not_sign(self, led, officer, today):
        officer.grants.update(valid_from=today - timedelta(days=9), valid_to=today - timedelta(1))
        again_read = type(officer).objects.get(pk=officer.pk)
        with pytest.raises(DomainError):
            signing.sign_off(campaign=led, actor=again_read)

    def test_nothing_changes_afterwards(self, led, officer, aim):
        signing.sign_off(campaign=led, actor=officer)
        for change in (
            lambda: services.change_aim(campaign=led, aim=aim(), actor=officer),
            lambda: rosters.take_register(campaign=led, actor=officer),
            lambda: rosters.take_out(member=led.members.first(), reason="moved", actor=officer),
        ):
            with pytest.raises(DomainError, match="đã ký"):
                change()

    def test_the_province_opens_it_again_for_a_reason_and_the_first_result_stays(
        self, led, officer, province
    ):
        first = signing.sign_off(campaign=led, actor=officer)
        with pytest.raises(DomainError, match="cán bộ tỉnh"):
            signing.reopen(campaign=led, reason="Sai", actor=officer)
        with pytest.raises(DomainError, match="lý do"):
            signing.reopen(campaign=led, reason=" ", actor=province)
        for _ in range(2):
            signing.reopen(campaign=led, reason="Thiếu một người", actor=province)
        assert AuditEntry.objects.filter(action="campaigns.reopen").count() == 1
        rosters.take_out(member=led.members.first(), reason="retired", actor=officer)
        second = signing.sign_off(campaign=led, actor=officer)
        first.refresh_from_db()
        assert (first.reason, first.result["roster"]) == ("Thiếu một người", 3)
        assert second.result["roster"] == 2

    def test_a_campaign_without_people_has_no_result(self, campaign, officer):
        with pytest.raises(DomainError, match="chưa có danh sách"):
            signing.sign_off(campaign=campaign, actor=officer)
