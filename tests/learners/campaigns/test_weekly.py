"""The weekly summary: asked for, once a person and week, of one's own scope, ended by its link."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from learners.campaigns import rosters, summaries, tasks, weekly
from learners.campaigns.models import Letter, Subscription
from learners.campaigns.summaries import Figure, Standing, Summary
from learners.monitoring.models import CountedDay, DailyCount
from learners.monitoring.services import refresh_counts
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import enrol_on, make_person

pytestmark = pytest.mark.django_db
SENDERS = "tests.learners.announcing.senders"


@pytest.fixture(autouse=True)
def by_mail(settings):
    settings.CODE_SENDERS = {"email": "lms.core.senders.by_email"}


@pytest.fixture
def local(make_user, areas):
    return make_user(role=Role.COMMUNE_OFFICER, email="lua@tancuong.vn")


@pytest.fixture
def counted(commune, other_commune, course, today):
    """Two in Tân Cương, one of them new this week, and one in Ba Bể."""
    for area, ago in ((commune, 10), (commune, 2), (other_commune, 2)):
        enrol_on(today - timedelta(days=ago), make_person(area), course)
    for ago in (7, 0):
        refresh_counts(day=today - timedelta(days=ago))


def test_the_words_of_a_letter():
    figures = [
        Figure("Lượt tham gia", 1_234, 1_200),
        Figure("Người tham gia", 10, 12),
        Figure("Người hoàn thành", 7, 7),
        Figure("Người thành thạo", 3, None),
    ]
    aim = Standing("Cả sở học khóa 1", date(2027, 6, 30), 1_000, 640, 360)
    told = Summary(date(2026, 11, 29), "Xã Tân Cương", figures, ["Xã A: im ắng"], [aim])
    assert summaries.letter(told, home="H", stop="S") == (
        "Bản tin tuần, Xã Tân Cương.\n\n"
        "Số liệu đến ngày 29/11/2026:\n"
        "- Lượt tham gia: 1.234 (thêm 34 so với tuần trước)\n"
        "- Người tham gia: 10 (bớt 2 so với tuần trước)\n"
        "- Người hoàn thành: 7 (không đổi so với tuần trước)\n"
        "- Người thành thạo: 3 (chưa có số tuần trước để so)\n\n"
        "Cảnh báo (1):\n- Xã A: im ắng\n\n"
        "Chiến dịch:\n"
        "- Cả sở học khóa 1 (hạn 30/06/2027): 640 trên 1.000 người đã xong, 360 người chưa xong"
        "\n\nXem đầy đủ: H\n\n"
        "Thư này gửi vì anh, chị đã bật bản tin tuần. Không muốn nhận nữa, mời bấm: S\n"
    )


def test_many_alerts_are_cut_and_said_so():
    told = Summary(None, "x", [], [f"Xã {number}" for number in range(20)], [])
    assert "Cảnh báo (20):" in summaries.letter(told, home="", stop="")
    assert "- và 5 cảnh báo nữa" in summaries.letter(told, home="", stop="")


class TestAsking:
    def test_it_goes_to_the_address_that_was_proved(self, local):
        for _ in range(2):
            weekly.subscribe(user=local)
        assert Subscription.objects.get().address == "lua@tancuong.vn"
        assert AuditEntry.objects.filter(action="campaigns.subscribe").count() == 1

    def test_an_address_that_was_only_typed_in_is_refused(self, make_user):
        user = make_user(role=Role.COMMUNE_OFFICER, email="ai@vidu.vn", phone="+84912345678")
        with pytest.raises(DomainError, match="email đã xác minh"):
            weekly.subscribe(user=user)

    def test_who_watches_over_nothing_does_not_get_it(self, make_user):
        with pytest.raises(DomainError):
            weekly.subscribe(user=make_user(role=Role.TRAINER))

    def test_the_switch(self, client, local):
        client.force_login(local)
        where = "/theo-doi/ban-tin/"
        assert "lua@tancuong.vn" in client.get(where).content.decode()
        assert "Đã bật" in client.post(where, {"action": "on"}, follow=True).content.decode()
        assert "Đã tắt" in client.post(where, {"action": "off"}, follow=True).content.decode()
        assert not Subscription.objects.exists()


class TestSending:
    @pytest.fixture
    def asked(self, local, counted):
        weekly.subscribe(user=local)

    def test_once_a_person_and_week_with_their_own_numbers(self, asked, local):
        assert (tasks.send_weekly(), tasks.send_weekly()) == (1, 0)
        (letter,) = mail.outbox
        assert letter.to == ["lua@tancuong.vn"]
        assert "- Người tham gia: 2 (thêm 1 so với tuần trước)" in letter.body
        assert "Tân Cương" in letter.body
        Letter.objects.update(key="weekly:2020-W01")  # that was another week
        assert tasks.send_weekly() == 1

    def test_a_program_finds_how_to_end_it(self, asked, local, settings):
        tasks.send_weekly()
        headers = mail.outbox[0].extra_headers
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = headers["List-Unsubscribe"].strip("<>")
        assert link in mail.outbox[0].body
        browser = Client(enforce_csrf_checks=True)
        path = link.removeprefix(settings.SITE_URL)
        assert "Thôi gửi cho tôi" in browser.get(path).content.decode()
        assert Subscription.objects.exists()  # looking changes nothing
        for _ in range(2):
            told = browser.post(path, {"List-Unsubscribe": "One-Click"})
            assert "Đã thôi gửi" in told.content.decode()
        assert not Subscription.objects.exists()
        assert AuditEntry.objects.filter(action="campaigns.unsubscribe").count() == 1

    @pytest.mark.parametrize("code", ["x", "MQ:1vPaaa:abc", "9" * 400])
    def test_a_link_that_nobody_made_ends_nothing(self, asked, client, code):
        assert client.post(f"/ban-tin/thoi/{code}/").status_code == 404
        assert Subscription.objects.exists()

    def test_an_agency_hears_of_its_campaigns_and_of_nobody(
        self, campaign, officer, works_at, agency, counted
    ):
        works_at(agency, "Lý Thị Sáy")
        rosters.take_register(campaign=campaign, actor=officer)
        weekly.subscribe(user=officer)
        tasks.send_weekly()
        body = mail.outbox[0].body
        assert "0 trên 1 người đã xong, 1 người chưa xong" in body
        assert ("Lý Thị Sáy" in body, "Người tham gia" in body) == (False, False)

    def test_the_province_hears_of_all(self, province, counted, campaign):
        weekly.subscribe(user=province)
        tasks.send_weekly()
        assert "- Người tham gia: 3 (thêm 2 so với tuần trước)" in mail.outbox[0].body
        assert campaign.title in mail.outbox[0].body

    def test_without_a_count_a_week_ago_it_says_so(self, asked, today):
        DailyCount.objects.filter(day__lt=today).delete()
        CountedDay.objects.filter(day__lt=today).delete()
        tasks.send_weekly()
        assert "chưa có số tuần trước để so" in mail.outbox[0].body

    def test_who_changed_the_address_or_left_the_office_gets_none(
        self, asked, local, province, today
    ):
        weekly.subscribe(user=province)
        type(local).objects.filter(pk=local.pk).update(email="khac@vidu.vn")
        province.grants.update(
            valid_from=today - timedelta(days=9), valid_to=today - timedelta(days=1)
        )
        assert tasks.send_weekly() == 0
        assert mail.outbox == []

    def test_a_worker_that_is_killed_goes_on_with_the_rest_and_nobody_gets_two(
        self, asked, make_user, settings
    ):
        from tests.learners.announcing import senders

        senders.TAKEN.clear()
        for _ in range(6):
            weekly.subscribe(user=make_user(role=Role.AUDITOR))
        settings.CODE_SENDERS = {"email": f"{SENDERS}.die_with_the_fifth"}
        with pytest.raises(KeyboardInterrupt):
            tasks.send_weekly()
        settings.CODE_SENDERS = {"email": f"{SENDERS}.take"}
        assert tasks.send_weekly() == 2
        addresses = [address for address, _ in senders.TAKEN]
        assert (len(addresses), len(set(addresses))) == (7, 7)
        Letter.objects.filter(state="sending").update(tried_at=timezone.now() - timedelta(hours=2))
        assert tasks.send_weekly() == 0
        assert Letter.objects.get(state="failed").problem.startswith("Máy dừng")
