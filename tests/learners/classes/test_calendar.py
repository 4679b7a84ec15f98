"""The calendar of sessions as a page, and as a feed that another program reads."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from learners.classes import calendar
from learners.classes.calendar import Filters, feed_address, feed_code, feed_of, make_feed
from learners.classes.calendar_views import FETCHES_AN_HOUR
from learners.classes.changing import Place, cancel_session, change_place, move_session
from learners.classes.ics import Event, calendar_file
from learners.classes.models import CalendarFeed, Seat
from learners.classes.services import Times, take_seat
from lms.core.models import AuditEntry
from lms.core.roles import Role

WORDS = st.text(max_size=200)
MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
STAMP = datetime(2026, 11, 1, 8, tzinfo=UTC)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def event(**told) -> Event:
    said = {
        "uid": "buoi-1@vidu.vn",
        "starts_at": STAMP,
        "ends_at": STAMP + timedelta(hours=2),
        "changed_at": STAMP,
        "sequence": 0,
        "summary": "Khóa 1, buổi 1",
        "location": "Nhà văn hóa",
        "description": "",
        "url": "https://vidu.vn/day/lop/1/",
    }
    return Event(**said | told)


def calendar_of(*events: Event) -> bytes:
    return calendar_file("Lịch", "lich-1@vidu.vn", events)


def plain(words: str) -> str:
    """Words without what no calendar holds."""
    return CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


class TestFormat:
    @given(WORDS, WORDS, WORDS)
    def test_another_program_reads_the_words_as_they_were(self, summary, location, description):
        told = {"summary": summary, "location": location, "description": description}
        text = calendar_of(event(**told))
        [read] = Calendar.from_ical(text).walk("VEVENT")
        found = {key: str(read.get(key, "")) for key in told}
        assert found == {key: plain(value) for key, value in told.items()}

    def test_the_same_sessions_are_the_same_bytes(self):
        assert calendar_of(event()) == calendar_of(event())

    @given(MOMENTS, st.timedeltas(timedelta(minutes=1), timedelta(days=3)))
    def test_times_are_the_same_moments(self, starts_at, lasts):
        starts_at = starts_at.replace(microsecond=0)
        ends_at = (starts_at + lasts).replace(microsecond=0)
        text = calendar_of(event(starts_at=starts_at, ends_at=ends_at))
        [read] = Calendar.from_ical(text).walk("VEVENT")
        assert (read["DTSTART"].dt, read["DTEND"].dt) == (starts_at, ends_at)

    def test_a_calendar_without_events_has_a_component_still(self):
        read = Calendar.from_ical(calendar_of())
        assert [part.name for part in read.subcomponents] == ["VTIMEZONE"]
        assert (read["VERSION"], "METHOD" in read) == ("2.0", False)

    def test_a_cancelled_session_is_said_to_be(self):
        [read] = Calendar.from_ical(calendar_of(event(cancelled=True))).walk("VEVENT")
        assert (read["STATUS"], read["SEQUENCE"], read["DTSTAMP"].dt) == ("CANCELLED", 0, STAMP)


@pytest.fixture
def klass(make_class, trainer):
    return make_class(trainer=trainer)


@pytest.fixture
def elsewhere(make_class, make_trainer, other_commune):
    """A class of another trainer in another commune."""
    return make_class(
        trainer=make_trainer("Nông Văn Páo", area=other_commune), commune=other_commune
    )


def fetch(feed, query: str = "", **headers):
    """What a program that knows the address gets, without any cookie."""
    return Client().get(reverse("calendar_feed", args=[feed_code(feed)]) + query, headers=headers)


def events(answer) -> dict[str, dict]:
    """Sessions by their UID's number."""
    read = Calendar.from_ical(answer.content)
    return {str(one["UID"]).partition("@")[0]: one for one in read.walk("VEVENT")}


def keys(*classes) -> set[str]:
    return {f"buoi-{one.pk}" for klass in classes for one in klass.sessions.all()}


@pytest.mark.django_db
class TestFeed:
    def test_it_opens_without_a_login_and_holds_the_sessions_one_teaches(
        self, klass, elsewhere, trainer
    ):
        answer = fetch(make_feed(actor=trainer.user))
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert set(events(answer)) == keys(klass)
        [first] = [one for key, one in events(answer).items() if key == min(keys(klass))]
        assert str(first["SUMMARY"]) == "Khóa thử 1, buổi 1"
        assert str(first["LOCATION"]) == "Nhà văn hóa, Xã Tân Cương"
        assert first["DTSTART"].dt == klass.sessions.get(number=1).starts_at

    def test_it_names_no_learner(self, klass, trainer, learner):
        take_seat(training_class=klass, learner=learner, via=Seat.Via.SEARCH, actor=trainer.user)
        text = fetch(make_feed(actor=trainer.user)).content.decode().replace("\r\n ", "")
        assert learner.full_name not in text
        assert trainer.full_name not in text

    def test_an_officer_has_the_sessions_of_the_commune(
        self, klass, elsewhere, make_user, other_commune
    ):
        here = make_user(role=Role.COMMUNE_OFFICER)
        there = make_user(role=Role.COMMUNE_OFFICER, area=other_commune)
        whole = make_user(role=Role.PROVINCE_OFFICER)
        found = [set(events(fetch(make_feed(actor=user)))) for user in (here, there, whole)]
        assert found == [keys(klass), keys(elsewhere), keys(klass, elsewhere)]

    def test_it_can_be_of_one_commune_and_of_one_trainer(
        self, klass, elsewhere, make_user, trainer
    ):
        feed = make_feed(actor=make_user(role=Role.PROVINCE_OFFICER))
        assert set(events(fetch(feed, "?xa=01906"))) == keys(elsewhere)
        assert set(events(fetch(feed, f"?giang-vien={trainer.pk}"))) == keys(klass)

    def test_a_role_that_ended_empties_it_and_a_closed_account_too(self, klass, trainer):
        feed = make_feed(actor=trainer.user)
        assert len(events(fetch(feed))) == 2
        trainer.user.grants.all().delete()
        assert (fetch(feed).status_code, events(fetch(feed))) == (200, {})

    def test_an_account_that_was_closed_empties_it(self, klass, trainer):
        feed = make_feed(actor=trainer.user)
        trainer.user.is_active = False
        trainer.user.save()
        assert events(fetch(feed)) == {}

    def test_a_change_keeps_the_uid_and_raises_the_sequence(self, klass, trainer):
        feed, session = make_feed(actor=trainer.user), klass.sessions.get(number=2)
        key, seen = f"buoi-{session.pk}", []
        at = session.starts_at + timedelta(days=1)
        changes = [
            lambda: None,
            lambda: move_session(
                session=session, times=Times(at, at + timedelta(hours=1)), actor=trainer.user
            ),
            lambda: change_place(
                training_class=klass,
                place=Place(commune=klass.commune, hall="Trường học"),
                actor=trainer.user,
            ),
            lambda: cancel_session(session=session, actor=trainer.user),
        ]
        for hours, change in enumerate(changes):
            with time_machine.travel(timezone.now() + timedelta(hours=hours)):
                change()
                seen.append(events(fetch(feed))[key])
        numbers = [one["SEQUENCE"] for one in seen]
        assert numbers == sorted(set(numbers))
        assert [str(one["STATUS"]) for one in seen] == ["CONFIRMED"] * 3 + ["CANCELLED"]
        assert (seen[1]["DTSTART"].dt, str(seen[2]["LOCATION"])) == (
            at,
            "Trường học, Xã Tân Cương",
        )

    def test_what_did_not_change_is_not_sent_again(self, klass, trainer):
        feed = make_feed(actor=trainer.user)
        first = fetch(feed)
        assert first["Cache-Control"] == "private, max-age=900"
        again = fetch(feed, **{"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        cancel_session(session=klass.sessions.get(number=2), actor=trainer.user)
        assert fetch(feed, **{"If-None-Match": first["ETag"]}).status_code == 200

    def test_head_is_answered_without_a_body_and_post_is_not(self, klass, trainer):
        address = reverse("calendar_feed", args=[feed_code(make_feed(actor=trainer.user))])
        head = Client().head(address)
        assert (head.status_code, head.content) == (200, b"")
        assert Client().post(address).status_code == 405

    def test_who_asks_too_often_is_told_to_wait(self, klass, trainer):
        feed = make_feed(actor=trainer.user)
        for _ in range(FETCHES_AN_HOUR):
            assert fetch(feed).status_code == 200
        answer = fetch(feed)
        assert (answer.status_code, answer["Retry-After"]) == (429, "3600")

    def test_the_number_of_queries_does_not_grow(
        self, make_class, trainer, django_assert_num_queries
    ):
        feed = make_feed(actor=trainer.user)
        for _ in range(2):
            make_class(trainer=trainer)
            with django_assert_num_queries(3):  # the feed, the role, the sessions
                fetch(feed)


@pytest.mark.django_db
class TestAddress:
    def test_one_has_one_and_a_new_one_ends_the_old(self, trainer):
        first = make_feed(actor=trainer.user)
        assert make_feed(actor=trainer.user) == first
        second = make_feed(actor=trainer.user, anew=True)
        assert [fetch(feed).status_code for feed in (first, second)] == [404, 200]
        calendar.end_feed(actor=trainer.user)
        calendar.end_feed(actor=trainer.user)
        assert fetch(second).status_code == 404
        acts = AuditEntry.objects.filter(action__endswith="_feed").values_list("action", flat=True)
        assert sorted(acts) == ["classes.end_feed"] * 2 + ["classes.make_feed"] * 2

    def test_the_database_alone_opens_none(self, trainer):
        feed = make_feed(actor=trainer.user)
        assert feed.nonce not in ("", feed_code(feed))
        assert feed_of(feed.nonce) is None

    def test_an_old_key_opens_it_as_long_as_it_is_kept(self, trainer, settings):
        code = feed_code(make_feed(actor=trainer.user))
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another-key-0123456789-0123456789-0123456789-0123"
        assert feed_of(code) is not None
        settings.SECRET_KEY_FALLBACKS = []
        assert feed_of(code) is None

    @pytest.mark.parametrize("code", ["x", "a" * 48, "é" * 48, "\x00" * 48, "0" * 400])
    def test_an_invented_one_costs_no_query(self, db, code, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert feed_of(code) is None

    def test_it_is_made_renewed_and_ended_on_a_page(self, client, trainer):
        client.force_login(trainer.user)
        page = reverse("classes:feed")
        assert b"data-copy" not in client.get(page).content
        client.post(page, {"act": "make"})
        feed = CalendarFeed.objects.get()
        shown = client.get(page + "?xa=05503").content.decode()
        assert feed_address(feed, Filters("05503")) in shown
        client.post(page, {"act": "renew"})
        assert CalendarFeed.objects.filter(ended_at=None).exclude(pk=feed.pk).count() == 1
        client.post(page, {"act": "end"})
        assert CalendarFeed.objects.filter(ended_at=None).count() == 0

    def test_a_citizen_makes_none(self, client, learner):
        client.force_login(learner.user)
        assert client.post(reverse("classes:feed"), {"act": "make"}).status_code == 403


@pytest.mark.django_db
class TestPage:
    def shown(self, client, user, query: str = "") -> calendar.Month:
        client.force_login(user)
        answer = client.get(reverse("classes:calendar") + query)
        assert answer.status_code == 200
        return answer.context["month"]

    def sessions(self, month) -> set[int]:
        return {one.training_class_id for day in month.agenda for one in day.sessions}

    def test_whoever_teaches_sees_their_own_and_an_officer_the_commune(
        self, client, klass, elsewhere, trainer, make_user
    ):
        found = [
            self.sessions(self.shown(client, user))
            for user in (
                trainer.user,
                make_user(role=Role.COMMUNE_OFFICER),
                make_user(role=Role.AUDITOR),
            )
        ]
        assert found == [{klass.pk}, {klass.pk}, {klass.pk, elsewhere.pk}]

    def test_filters_stand_in_the_address_and_go_on_to_the_next_month(
        self, client, klass, elsewhere, trainer, make_user
    ):
        user = make_user(role=Role.PROVINCE_OFFICER)
        assert self.sessions(self.shown(client, user, "?xa=01906")) == {elsewhere.pk}
        assert self.sessions(self.shown(client, user, f"?giang-vien={trainer.pk}")) == {klass.pk}
        text = client.get(reverse("classes:calendar") + "?thang=2026-12&xa=01906").content.decode()
        assert "?thang=2027-01&amp;xa=01906" in text
        assert f"{reverse('classes:feed')}?xa=01906" in text

    def test_a_month_is_whole_weeks_and_today_is_marked(self, client, make_trainer):
        with time_machine.travel(datetime(2026, 11, 25, 3, tzinfo=UTC)):
            month = self.shown(client, make_trainer().user)
            assert [len(week) for week in month.weeks] == [7] * len(month.weeks)
            assert (month.first, month.before, month.after) == (
                date(2026, 11, 1),
                "2026-10",
                "2026-12",
            )
            assert [day.day for day in month.agenda] == [date(2026, 11, 25)]
            assert b'id="hom-nay"' in client.get(reverse("classes:calendar")).content

    def test_a_session_late_in_the_evening_stands_on_its_day_in_vietnam(
        self, client, klass, trainer
    ):
        at = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)  # 23:30 on the thirtieth
        klass.sessions.filter(number=1).update(starts_at=at, ends_at=at + timedelta(hours=1))
        month = self.shown(client, trainer.user, "?thang=2026-11")
        assert [day.day.day for day in month.agenda if day.sessions] == [30]

    @pytest.mark.parametrize("asked", ["", "x", "2026-13", "1999-01", "٢٠٢٦-٠١", "2026-01%0A"])
    def test_a_month_that_is_none_is_this_one(self, client, trainer, asked):
        assert self.shown(client, trainer.user, f"?thang={asked}").first == (
            timezone.localdate().replace(day=1)
        )

    def test_what_is_more_than_a_page_holds_is_said(self, client, klass, trainer, monkeypatch):
        monkeypatch.setattr(calendar, "MOST_SHOWN", 1)
        first = klass.sessions.get(number=1)
        klass.sessions.filter(number=2).update(starts_at=first.starts_at, ends_at=first.ends_at)
        month = self.shown(
            client, trainer.user, f"?thang={timezone.localtime(first.starts_at):%Y-%m}"
        )
        assert (month.total, month.shown, len(self.sessions(month))) == (2, 1, 1)

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_number_of_queries_does_not_grow(
        self, client, make_class, make_user, django_assert_max_num_queries, number
    ):
        for _ in range(number):
            make_class()
        client.force_login(make_user(role=Role.COMMUNE_OFFICER))
        client.get(reverse("classes:calendar"))
        with django_assert_max_num_queries(8):
            client.get(reverse("classes:calendar"))
