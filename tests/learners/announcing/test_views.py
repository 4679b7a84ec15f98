"""Saying something on a page, looking at what came of it, and reading one's own messages."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learners.announcing.models import Announcement, Delivery
from learners.announcing.services import notify
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import make_person

pytestmark = pytest.mark.django_db


def page_of(klass) -> str:
    return reverse("announcing:class", args=[klass.pk])


def filled(**told) -> dict:
    said = {
        "subject": "Đổi giờ học",
        "text": "Sáng mai học lúc 8 giờ.",
        "channels": ["email"],
        "key": str(uuid4()),
    }
    return said | told


@pytest.fixture
def teacher(client, trainer):
    client.force_login(trainer.user)
    return client


class TestSaying:
    def test_first_one_sees_what_people_get_and_how_many(self, teacher, klass, three):
        answer = teacher.post(page_of(klass), filled(channels=["email", "sms"], look="1"))
        assert answer.status_code == 200
        shown = {one.channel.code: one for one in answer.context["previews"]}
        assert shown["sms"].text == (
            "Lop Khoa thu 1, Nha van hoa, Ma Thi Huong: Sang mai hoc luc 8 gio."
        )
        assert (shown["sms"].length, answer.context["ready"]) == (66, True)
        text = answer.content.decode()
        assert "Sẽ tới 2 trong 3 người" in text
        assert "Hoàng Thị Chư" in text
        assert Announcement.objects.count() == 0

    def test_then_it_is_sent_and_one_sees_what_came_of_it(
        self, teacher, klass, three, gateway, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            answer = teacher.post(page_of(klass), filled(send="1"))
        made = Announcement.objects.get()
        assert answer["Location"] == reverse("announcing:announcement", args=[made.pk])
        assert [recipient for recipient, _ in gateway] == ["lan@vidu.vn"]
        shown = teacher.get(answer["Location"])
        assert "Đã tới 1 người" in shown.content.decode()
        assert AuditEntry.objects.filter(action="announcing.open").count() == 1

    def test_an_sms_that_is_too_long_says_by_how_much_and_keeps_what_was_typed(
        self, teacher, klass, three
    ):
        said = filled(text="Mời bà con " * 12, channels=["sms"], look="1")
        answer = teacher.post(page_of(klass), said)
        text = answer.content.decode()
        assert (answer.status_code, answer.context["ready"]) == (422, False)
        assert "SMS dài quá 14 ký tự" in text
        assert "Moi ba con Moi ba con" in text  # what people would have got
        assert said["text"].strip() in text
        sent = teacher.post(page_of(klass), said | {"send": "1"})
        assert (sent.status_code, Announcement.objects.count()) == (422, 0)

    @pytest.mark.parametrize(
        "wrong", [{"subject": ""}, {"text": ""}, {"text": "x" * 1001}, {"channels": ["telex"]}]
    )
    def test_what_cannot_be_is_refused_in_place(self, teacher, klass, three, wrong):
        answer = teacher.post(page_of(klass), filled(send="1", **wrong))
        assert (answer.status_code, Announcement.objects.count()) == (422, 0)

    def test_who_only_looks_has_no_form_and_sends_nothing(self, client, klass, three, make_user):
        client.force_login(make_user(role=Role.AUDITOR))
        assert b"<textarea" not in client.get(page_of(klass)).content
        answer = client.post(page_of(klass), filled(send="1"))
        assert (answer.status_code, Announcement.objects.count()) == (422, 0)

    def test_another_communes_officer_learns_nothing_of_it(
        self, client, klass, say, three, make_user, other_commune
    ):
        made = say()
        client.force_login(make_user(role=Role.COMMUNE_OFFICER, area=other_commune))
        addresses = [page_of(klass), reverse("announcing:announcement", args=[made.pk])]
        assert [client.get(one).status_code for one in addresses] == [404, 404]
        assert [client.post(one).status_code for one in addresses] == [404, 404]


class TestLog:
    def test_what_failed_stands_in_words_with_once_more(
        self, teacher, say, three, gateway, django_capture_on_commit_callbacks
    ):
        made = say(channels=["sms"])
        address = reverse("announcing:announcement", args=[made.pk])
        made.deliveries.filter(state="waiting").update(state="failed", problem="Nhà mạng từ chối.")
        text = teacher.get(address + "?xem=failed").content.decode()
        assert text.count("Nhà mạng từ chối.") == 1
        assert "Gửi lại 1 lượt chưa gửi được" in text
        assert "0912 ••• 678" in text
        assert "345" not in text
        with django_capture_on_commit_callbacks(execute=True):
            teacher.post(address)
        assert [recipient for recipient, _ in gateway] == ["+84912345678"]
        assert "Gửi lại" not in teacher.get(address).content.decode()

    def test_an_auditor_sends_nothing_again(self, client, say, three, make_user, gateway):
        made = say(channels=["sms"])
        made.deliveries.filter(state="waiting").update(state="failed")
        client.force_login(make_user(role=Role.AUDITOR))
        client.post(reverse("announcing:announcement", args=[made.pk]))
        assert gateway == []

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_number_of_queries_does_not_grow(
        self, teacher, klass, sit, say, commune, number, django_assert_num_queries
    ):
        sit(*[make_person(commune, name=f"Ma Văn {chr(65 + n)}") for n in range(number)])
        made, *_ = [say(channels=["email"]) for _ in range(number)]
        addresses = [page_of(klass), reverse("announcing:announcement", args=[made.pk])]
        for address in addresses:
            teacher.get(address)
        with django_assert_num_queries(5):
            teacher.get(addresses[0])
        with django_assert_num_queries(9):
            teacher.get(addresses[1])


class TestInbox:
    @pytest.fixture
    def own(self, client, three, say):
        say()
        client.force_login(three[0].user)
        return client

    def test_a_message_is_unread_until_it_is_opened(self, own):
        inbox = reverse("inbox:list")
        assert own.get(inbox).content.decode().count("Chưa đọc") == 1
        assert own.get(reverse("inbox:count")).content.decode().strip() == (
            "<strong>1 chưa đọc</strong>"
        )
        message = reverse("inbox:message", args=[Delivery.objects.get(state="sent").pk])
        own.head(message)
        assert Delivery.objects.filter(read_at__isnull=False).count() == 0
        text = own.get(message).content.decode()
        assert "Sáng mai học lúc 8 giờ." in text
        assert "Ma Thị Hương" in text
        assert own.get(inbox).content.decode().count("Chưa đọc") == 0
        assert own.get(reverse("inbox:count")).content.decode().strip() == ""

    def test_nobody_reads_what_was_said_to_another(self, client, three, say, make_learner, trainer):
        made = say()
        neighbour = make_learner("Lý Thị Xuân")
        for user in (neighbour.user, trainer.user):
            client.force_login(user)
            assert client.get(reverse("inbox:list")).context["rows"] == []
            for row in made.deliveries.all():
                assert client.get(reverse("inbox:message", args=[row.pk])).status_code == 404

    def test_my_learning_leads_to_it_without_a_query_of_its_own(self, own):
        with CaptureQueriesContext(connection) as asked:
            text = own.get(reverse("study:mine")).content.decode()
        assert reverse("inbox:list") in text
        assert reverse("inbox:count") in text
        assert [one for one in asked if Delivery._meta.db_table in one["sql"]] == []

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_number_of_queries_does_not_grow(
        self, client, three, klass, number, django_assert_num_queries
    ):
        for _ in range(number):
            notify(training_class=klass, kind="ended")
        client.force_login(three[0].user)
        client.get(reverse("inbox:list"))
        with django_assert_num_queries(3):  # account, person, messages
            client.get(reverse("inbox:list"))
