"""Reminders: each step once a person, nobody who has finished; paused, stopped, killed midway."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.announcing import sending
from learners.announcing.models import Announcement, Delivery
from learners.announcing.sending import UNCERTAIN
from learners.campaigns import reminding, rosters, signing, tasks
from learners.campaigns.models import Campaign, Letter, Reminder
from learners.people import consents
from learners.people.models import Consent, Learner
from lms.core import jobs
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from tests.facts import enrol_on
from tests.learners.announcing import senders

pytestmark = pytest.mark.django_db
SENDERS = "tests.learners.announcing.senders"


@pytest.fixture(autouse=True)
def gateway(settings):
    """Every way out of the house works; what it took is in a list."""
    senders.TAKEN.clear()
    settings.CODE_SENDERS = dict.fromkeys(("phone", "email", "zalo"), f"{SENDERS}.take")
    settings.ANNOUNCEMENT_CHANNELS = ["email"]
    return senders.TAKEN


@pytest.fixture
def staff(works_at, agency, officer):
    """Five people with a mailbox who agreed to letters, and a sixth who did not."""
    made = []
    for number, name in enumerate(("Lý An", "Lý Bình", "Lý Chi", "Lý Du", "Lý Én", "Lý Giang")):
        person = works_at(agency, name)
        Learner.objects.filter(pk=person.pk).update(email=f"nguoi{number}@so.vn")
        if name != "Lý Giang":
            consents.give(learner=person, purpose=Consent.Purpose.CONTACT, actor=officer)
        made.append(person)
    return made


@pytest.fixture
def led(make_campaign, staff, officer, today) -> Campaign:
    """A campaign with seven days left, opened a month ago."""
    campaign = make_campaign(deadline=today + timedelta(days=7))
    Campaign.objects.update(opened_on=today - timedelta(days=30))
    campaign.refresh_from_db()
    rosters.take_register(campaign=campaign, actor=officer)
    return campaign


def letters() -> list[str]:
    return [address for address, _ in senders.TAKEN]


def send(made: Announcement) -> bool:
    """The job of a reminder runs to its end, or to where the worker is killed."""
    return jobs.run(made.job_id, sending.send)


def later(job_id: int) -> None:
    """Time passes: whoever held the job has not been heard of."""
    job = jobs.Job.objects.filter(pk=job_id)
    job.update(leased_until=timezone.now() - timedelta(seconds=1))


class TestAStep:
    def test_who_is_missing_is_told_on_the_site_and_by_mail_with_consent(
        self, led, staff, course, today
    ):
        enrol_on(today, staff[0], course, finished=today)
        made = reminding.remind(campaign=led)
        send(made)
        assert letters() == [f"nguoi{number}@so.vn" for number in range(1, 5)]
        assert (made.subject, made.about) == (
            "Nhắc học: còn 7 ngày",
            f"{led.title}. Sở Khoa học và Công nghệ",
        )
        assert f"đến hết {led.deadline:%d/%m/%Y}, để hoàn thành khóa 1" in senders.TAKEN[0][1]
        giang = Delivery.objects.get(learner=staff[5], channel="email")
        assert (giang.state, giang.problem) == (
            "no_way",
            "chưa đồng ý nhận tin nhắn, thư về việc này",
        )

    def test_a_yes_to_letters_about_ones_classes_is_none_to_an_agencys_reminder(self, led, staff):
        staff[0].consents.update(text_version="2026-12")
        made = reminding.remind(campaign=led)
        staff[1].consents.update(text_version="2026-12")  # also one that changes meanwhile
        send(made)
        assert letters() == [f"nguoi{number}@so.vn" for number in range(2, 5)]
        assert Reminder.objects.filter(announcement=made).count() == 6  # all are told on the site

    def test_each_is_told_once_a_step_however_often_it_runs(self, led):
        assert tasks.remind() == 1
        assert tasks.remind() == 0
        assert Reminder.objects.filter(campaign=led, step=7).count() == 6
        assert AuditEntry.objects.filter(action="campaigns.remind").count() == 1

    def test_who_joins_later_is_told_of_the_step_that_stands(self, led, works_at, agency, officer):
        reminding.remind(campaign=led)
        person = works_at(agency, "Lý Hoa")
        rosters.take_register(campaign=led, actor=officer)
        made = reminding.remind(campaign=led)
        assert set(made.deliveries.values_list("learner", flat=True)) == {person.pk}

    def test_the_next_step_tells_again_those_who_are_still_missing(self, led, today):
        reminding.remind(campaign=led)
        Campaign.objects.update(deadline=today + timedelta(days=1))
        assert reminding.remind(campaign=led).subject == "Nhắc học: còn 1 ngày"
        assert set(Reminder.objects.values_list("step", flat=True)) == {7, 1}

    @pytest.mark.parametrize("days", [31, 60])
    def test_before_the_first_step_nobody_is_told(self, led, today, days):
        Campaign.objects.update(deadline=today + timedelta(days=days))
        assert reminding.remind(campaign=led) is None

    def test_who_left_or_was_erased_is_not_told(self, led, staff, officer):
        rosters.take_out(member=led.members.get(learner=staff[0]), reason="retired", actor=officer)
        Learner.objects.filter(pk=staff[1].pk).update(
            erased_at=timezone.now(), full_name="", sort_key="", email=""
        )
        made = reminding.remind(campaign=led)
        told = set(made.deliveries.values_list("learner", flat=True))
        assert told == {one.pk for one in staff[2:]}

    def test_when_all_have_finished_nobody_is_told(self, led, staff, course, today):
        for one in staff:
            enrol_on(today, one, course, finished=today)
        assert reminding.remind(campaign=led) is None


class TestBetweenMorningAndSending:
    @pytest.fixture
    def made(self, led):
        return reminding.remind(campaign=led)

    def test_who_finished_meanwhile_gets_no_letter(self, made, staff, course, today):
        enrol_on(today, staff[2], course, finished=today)
        send(made)
        assert "nguoi2@so.vn" not in letters()
        kept = Delivery.objects.get(learner=staff[2], channel="email")
        assert (kept.state, kept.problem) == ("no_way", reminding.DONE)

    @pytest.mark.parametrize("state", ["paused", "stopped"])
    def test_what_waits_does_not_go_once_it_is_paused_or_stopped(self, made, led, officer, state):
        reminding.set_reminding(campaign=led, state=state, actor=officer)
        send(made)
        assert letters() == []

    def test_nor_once_the_result_is_signed(self, made, led, officer):
        signing.sign_off(campaign=led, actor=officer)
        send(made)
        assert letters() == []
        assert reminding.remind(campaign=led) is None

    def test_a_worker_that_is_killed_leaves_one_uncertain_and_nobody_gets_two(self, made, settings):
        settings.CODE_SENDERS = dict.fromkeys(("phone", "email"), f"{SENDERS}.die_with_the_fifth")
        with pytest.raises(KeyboardInterrupt):
            send(made)
        later(made.job_id)
        settings.CODE_SENDERS = dict.fromkeys(("phone", "email"), f"{SENDERS}.take")
        assert send(made)
        assert sorted(letters()) == sorted(set(letters()))
        assert len(letters()) == 5
        lost = Delivery.objects.get(state="failed")
        assert lost.problem == UNCERTAIN


class TestPausing:
    def test_paused_rests_and_goes_on_stopped_is_for_good(self, led, officer):
        reminding.set_reminding(campaign=led, state="paused", actor=officer)
        assert tasks.remind() == 0
        for _ in range(2):
            reminding.set_reminding(campaign=led, state="on", actor=officer)
        assert tasks.remind() == 1
        reminding.set_reminding(campaign=led, state="stopped", actor=officer)
        with pytest.raises(DomainError, match="thôi nhắc hẳn"):
            reminding.set_reminding(campaign=led, state="on", actor=officer)
        assert AuditEntry.objects.filter(action="campaigns.set_reminding").count() == 3

    def test_it_is_not_a_strangers(self, led, stranger):
        with pytest.raises(DomainError):
            reminding.set_reminding(campaign=led, state="paused", actor=stranger)


class TestAfterTheDeadline:
    @pytest.fixture
    def over(self, led, today):
        Campaign.objects.update(deadline=today - timedelta(days=1))

    def test_only_who_answers_for_it_is_told_and_once(self, over, led, officer):
        for _ in range(2):
            assert tasks.remind() == 0
        (letter,) = senders.TAKEN
        assert letter[0] == officer.email
        assert "Chưa đạt chỉ tiêu" in letter[1]
        assert f"/theo-doi/chien-dich/{led.pk}/" in letter[1]
        assert "Lý An" not in letter[1]
        assert not Reminder.objects.exists()

    def test_what_did_not_go_is_tried_again_by_the_next_round(self, over, settings):
        settings.CODE_SENDERS = {"email": f"{SENDERS}.refuse"}
        tasks.remind()
        assert Letter.objects.get().state == "waiting"
        settings.CODE_SENDERS = {"email": f"{SENDERS}.take"}
        tasks.remind()
        assert (len(senders.TAKEN), Letter.objects.get().state) == (1, "sent")

    def test_a_worker_that_is_killed_sends_no_second_one(self, over, settings):
        settings.CODE_SENDERS = {"email": f"{SENDERS}.die"}
        with pytest.raises(KeyboardInterrupt):
            tasks.remind()
        settings.CODE_SENDERS = {"email": f"{SENDERS}.take"}
        tasks.remind()
        assert (len(senders.TAKEN), Letter.objects.get().state) == (1, "sending")
        Letter.objects.update(tried_at=timezone.now() - timedelta(hours=2))
        tasks.remind()
        assert (len(senders.TAKEN), Letter.objects.get().state) == (1, "failed")

    def test_who_no_longer_holds_the_office_is_not_written_to(self, over, officer, today):
        officer.grants.update(valid_from=today - timedelta(days=9), valid_to=today - timedelta(1))
        tasks.remind()
        assert senders.TAKEN == []


class TestThePages:
    @pytest.fixture
    def browser(self, client, officer):
        client.force_login(officer)
        return client

    def test_the_ladder_and_what_came_of_it(self, browser, led):
        made = reminding.remind(campaign=led)
        page = browser.get(f"/theo-doi/chien-dich/{led.pk}/nhac/").content.decode()
        assert "Trước hạn 7 ngày" in page
        log = browser.get(f"/theo-doi/chien-dich/nhac/{made.pk}/").content.decode()
        assert ("Lý Giang" in log, "chưa đồng ý nhận tin nhắn" in log.lower()) == (True, True)

    def test_pausing_by_the_button(self, browser, led):
        where = f"/theo-doi/chien-dich/{led.pk}/nhac/"
        assert (
            "Tạm dừng nhắc."
            in browser.post(where, {"action": "paused"}, follow=True).content.decode()
        )
        assert "Hãy chọn" in browser.post(where, {"action": "x"}, follow=True).content.decode()

    def test_what_failed_goes_again_by_a_persons_word(self, browser, led, settings):
        settings.CODE_SENDERS = {"email": f"{SENDERS}.fall_silent"}
        made = reminding.remind(campaign=led)
        send(made)
        assert Delivery.objects.filter(state="failed").count() > 0
        settings.CODE_SENDERS = {"email": f"{SENDERS}.take"}
        page = browser.post(f"/theo-doi/chien-dich/nhac/{made.pk}/", follow=True)
        assert "Đang gửi lại cho" in page.content.decode()

    def test_a_person_reads_it_among_their_messages(self, client, led, staff, make_user):
        user = make_user()
        Learner.objects.filter(pk=staff[0].pk).update(user=user)
        reminding.remind(campaign=led)
        client.force_login(user)
        page = client.get("/hoc/thong-bao/").content.decode()
        assert ("còn 7 ngày" in page, led.title in page) == (True, True)
        own = Delivery.objects.get(learner=staff[0], channel="in_app")
        assert led.title in client.get(f"/hoc/thong-bao/{own.pk}/").content.decode()

    def test_it_is_no_announcement_of_a_class(self, client, led, province):
        made = reminding.remind(campaign=led)
        client.force_login(province)
        assert client.get(f"/day/thong-bao/{made.pk}/").status_code == 404
