"""Who may say something to a class, whom it reaches, how often, and what a class says by itself."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from learners.announcing import selectors, services
from learners.announcing.models import Announcement, Delivery
from learners.announcing.services import MOST_A_DAY_OF_A_CLASS, remind_of_tomorrow
from learners.announcing.tasks import remind
from learners.classes.changing import (
    Place,
    cancel_class,
    cancel_session,
    change_place,
    move_session,
)
from learners.classes.models import Session
from learners.classes.services import Times, leave
from learners.people import consents
from learners.people.models import Consent
from lms.core.errors import DomainError
from lms.core.models import AuditEntry, Job
from lms.core.roles import Role

pytestmark = pytest.mark.django_db


def log(made) -> set[tuple[str, str, str, str]]:
    """Given name, way, state and masked address or reason of every delivery."""
    return {
        (row.learner.full_name.split()[-1], row.channel, row.state, row.address or row.problem)
        for row in made.deliveries.select_related("learner")
    }


class TestWhom:
    def test_each_is_told_by_the_ways_that_reach_them_and_the_log_says_why_not(self, three, say):
        assert log(say()) == {
            ("Lan", "in_app", "sent", ""),
            ("Lan", "email", "waiting", "l•••@vidu.vn"),
            ("Lan", "sms", "no_way", "không có số điện thoại"),
            ("Bình", "in_app", "no_way", "chưa có tài khoản"),
            ("Bình", "email", "no_way", "không có email"),
            ("Bình", "sms", "waiting", "0912 ••• 678"),
            ("Chư", "in_app", "no_way", "chưa có tài khoản"),
            ("Chư", "email", "no_way", "chưa đồng ý nhận tin nhắn, thư về việc này"),
            ("Chư", "sms", "no_way", "chưa đồng ý nhận tin nhắn, thư về việc này"),
        }

    def test_who_did_not_agree_or_took_it_back_is_told_on_the_site_only(self, lan, sit, say):
        sit(lan)
        consents.withdraw(learner=lan, purpose=Consent.Purpose.CONTACT, actor=lan.user)
        why = "chưa đồng ý nhận tin nhắn, thư về việc này"
        assert log(say()) == {
            ("Lan", "in_app", "sent", ""),
            ("Lan", "email", "no_way", why),
            ("Lan", "sms", "no_way", why),
        }

    def test_who_agreed_to_calls_alone_is_not_written_to(self, lan, sit, say):
        sit(lan)
        lan.consents.filter(purpose=Consent.Purpose.CONTACT).update(text_version="2026-11")
        assert ("Lan", "sms", "no_way", "chưa đồng ý nhận tin nhắn, thư về việc này") in log(say())

    def test_before_sending_it_is_known_how_many_are_reached_and_who_must_be_told(
        self, klass, three
    ):
        found = selectors.audience(selectors.people_of(klass))
        assert (found.total, found.reached) == (3, 2)
        assert [one.name for one in found.by_mouth] == ["Hoàng Thị Chư"]
        assert [(way.channel.code, way.people) for way in found.ways] == [
            ("in_app", 1),
            ("email", 1),
            ("sms", 1),
        ]

    def test_who_waits_or_has_left_is_not_told(self, three, klass, say, trainer):
        klass.seats_taken.filter(learner=three[1]).update(state="waiting")
        klass.seats_taken.filter(learner=three[2]).update(state="left")
        assert {name for name, *_ in log(say())} == {"Lan"}

    def test_sms_and_zalo_are_off_by_default(self, settings, three, say):
        from lms.settings import base

        assert base.ANNOUNCEMENT_CHANNELS == ["email"]
        settings.ANNOUNCEMENT_CHANNELS = base.ANNOUNCEMENT_CHANNELS
        assert {way for _, way, *_ in log(say(channels=("email", "sms", "zalo")))} == {
            "in_app",
            "email",
        }

    def test_zalo_is_a_way_like_the_others(self, settings, three, say):
        settings.ANNOUNCEMENT_CHANNELS = ["zalo"]
        assert ("Bình", "zalo", "waiting", "0912 ••• 678") in log(say(channels=["zalo"]))


class TestWhoMay:
    def test_the_trainer_of_the_class_and_the_officer_of_the_place(self, three, say, make_user):
        officer = make_user(role=Role.COMMUNE_OFFICER)
        assert [one.author for one in (say(), say(actor=officer))][1] == officer
        assert AuditEntry.objects.filter(action="announcing.announce").count() == 2

    @pytest.mark.parametrize("who", ["stranger", "other officer", "other trainer", "auditor"])
    def test_nobody_else(self, who, three, say, make_user, make_trainer, other_commune):
        user = {
            "stranger": lambda: make_user(),
            "other officer": lambda: make_user(role=Role.COMMUNE_OFFICER, area=other_commune),
            "other trainer": lambda: make_trainer("Ma Văn Kha").user,
            "auditor": lambda: make_user(role=Role.AUDITOR),
        }[who]()
        with pytest.raises(DomainError):
            say(actor=user)
        assert Announcement.objects.count() == 0

    def test_who_lost_the_role_of_a_trainer_no_more(self, three, say, trainer):
        trainer.user.grants.all().delete()
        trainer.user.__dict__.pop("_scope", None)
        with pytest.raises(DomainError):
            say()

    def test_it_is_signed_with_a_name_never_with_a_phone(self, three, say, make_user):
        officer = make_user(role=Role.COMMUNE_OFFICER, phone="+84912000999")
        assert [say().sender, say(actor=officer).sender] == ["Ma Thị Hương", "Bình dân học AI"]


class TestHowOften:
    def test_the_same_form_sent_twice_is_one_announcement(self, three, say):
        key = uuid4()
        assert say(key=key).pk == say(key=key).pk
        assert Announcement.objects.count() == 1

    def test_a_class_is_told_so_many_times_a_day(self, three, say):
        for _ in range(MOST_A_DAY_OF_A_CLASS):
            say()
        with pytest.raises(DomainError) as refusal:
            say()
        assert refusal.value.message == (
            "Lớp này đã có 5 thông báo hôm nay. Ngày mai hãy gửi tiếp."
        )
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            assert say().pk

    def test_notices_of_the_class_itself_do_not_count(self, three, say, klass):
        for _ in range(MOST_A_DAY_OF_A_CLASS):
            services.notify(training_class=klass, kind=Announcement.Kind.ENDED)
        assert say().pk


class TestWhatCannotGo:
    @pytest.mark.parametrize("text", ["", "  \n "])
    def test_nothing_is_no_announcement(self, three, say, text):
        with pytest.raises(DomainError):
            say(text=text)

    def test_an_sms_that_is_too_long_stops_everything_before_anything_is_sent(self, three, say):
        with pytest.raises(DomainError) as refusal:
            say(text="Mời bà con " * 20)
        assert refusal.value.message.startswith("SMS dài quá ")
        assert (Announcement.objects.count(), Job.objects.count()) == (0, 0)

    def test_without_sms_the_same_words_go(self, three, say):
        assert say(text="Mời bà con " * 20, channels=["email"]).pk


def told(klass) -> list[tuple[str, str, set[str]]]:
    """What the class said by itself: kind, words, to whom."""
    return [
        (one.kind, one.text, set(one.deliveries.values_list("learner__full_name", flat=True)))
        for one in klass.announcements.order_by("pk")
    ]


class TestByItself:
    EVERYBODY = {"Nguyễn Thị Lan", "Trần Văn Bình", "Hoàng Thị Chư"}

    def test_a_moved_session(self, three, klass, trainer):
        session = klass.sessions.get(number=2)
        at = timezone.make_aware(timezone.datetime(2030, 1, 5, 19, 30))
        times = Times(at, at + timedelta(hours=2))
        move_session(session=session, times=times, actor=trainer.user)
        move_session(session=session, times=times, actor=trainer.user)  # nothing new to say
        text = "Buổi 2 nay học 19:30 ngày 05/01/2030 tại Nhà văn hóa."
        assert told(klass) == [("moved", text, self.EVERYBODY)]

    def test_another_hall_is_told_with_the_next_session(self, three, klass, trainer):
        place = Place(commune=klass.commune, hall="Trường tiểu học")
        change_place(training_class=klass, place=place, actor=trainer.user)
        [(kind, text, people)] = told(klass)
        assert (kind, people) == ("moved", self.EVERYBODY)
        assert text.endswith(" tại Trường tiểu học.")

    def test_a_cancelled_session_once(self, three, klass, trainer):
        session = klass.sessions.get(number=2)
        for _ in range(2):
            cancel_session(session=session, actor=trainer.user)
        assert [kind for kind, *_ in told(klass)] == ["cancelled"]

    def test_who_moves_up_from_the_waiting_list_and_nobody_else(self, three, klass, trainer):
        klass.seats_taken.filter(learner=three[1]).update(state="waiting")
        klass.seats = 2
        klass.save()
        leave(seat=klass.seats_taken.get(learner=three[2]), actor=trainer.user)
        assert told(klass) == [
            ("seat", "Bạn đã có chỗ trong lớp. Mời bạn đến học.", {"Trần Văn Bình"})
        ]

    def test_a_class_that_is_called_off(self, three, klass, trainer):
        cancel_class(training_class=klass, actor=trainer.user)
        assert [kind for kind, *_ in told(klass)] == ["off"]

    def test_tomorrow_is_reminded_of_once_each_session(self, three, klass):
        evening = klass.sessions.get(number=2).starts_at - timedelta(days=1)
        with time_machine.travel(evening):
            assert (remind(), remind()) == (1, 0)
        assert [kind for kind, *_ in told(klass)] == ["reminder"]
        assert klass.announcements.get().session.number == 2

    @pytest.mark.parametrize("state", [Session.State.CANCELLED, Session.State.HELD])
    def test_a_session_that_will_not_be_is_not_reminded_of(self, three, klass, state):
        klass.sessions.filter(number=2).update(state=state)
        with time_machine.travel(klass.sessions.get(number=2).starts_at - timedelta(days=1)):
            assert remind_of_tomorrow() == []

    def test_an_empty_class_says_nothing(self, klass, trainer):
        cancel_session(session=klass.sessions.get(number=2), actor=trainer.user)
        assert told(klass) == []


def test_reading_counts_the_first_time(three, say):
    say()
    delivery = Delivery.objects.get(channel="in_app", state="sent")
    assert selectors.unread(learner=three[0]) == 1
    services.mark_read(delivery=delivery)
    delivery.refresh_from_db()
    first = delivery.read_at
    services.mark_read(delivery=delivery)
    delivery.refresh_from_db()
    assert (delivery.read_at, selectors.unread(learner=three[0])) == (first, 0)
