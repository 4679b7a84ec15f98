"""What an officer sees of flags and calls, and who sees nothing."""

import pytest
from bs4 import BeautifulSoup

from learners.flags.models import CallBack, Flag
from learners.people.consents import give, withdraw
from learners.people.models import Consent, Learner
from lms.core.models import AuditEntry
from lms.core.roles import Role

pytestmark = pytest.mark.django_db
LIST = "/theo-doi/bat-thuong/"
CALLS = f"{LIST}goi-lai/"
LIST_QUERIES = 6


def words(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.fixture
def watching(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def make_flag(klass):
    def make(number: int = 1, **fields) -> Flag:
        told = {"kind": "too_many", "training_class": klass, "key": f"k{number}"}
        session = klass.sessions.get(number=1)
        seen = {"session": session.pk, "there": 48, "holds": 30}
        return Flag.objects.create(**told | {"evidence": seen} | fields)

    return make


class TestTheList:
    def test_it_says_in_a_sentence_what_was_seen(self, watching, make_flag):
        make_flag()
        assert "48 người có mặt, nơi học chứa 30 người." in words(watching.get(LIST))
        assert AuditEntry.objects.filter(action="flags.look").count() == 1

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_one_and_for_three(
        self, watching, make_flag, many, django_assert_num_queries
    ):
        for number in range(many):
            make_flag(number)
        watching.get(LIST)  # names of communes are kept
        with django_assert_num_queries(LIST_QUERIES):
            watching.get(LIST)

    def test_it_is_filtered_by_kind_and_by_where_deciding_stands(
        self, watching, make_flag, officer
    ):
        make_flag()
        assert "Không có dấu hiệu nào khớp" in words(watching.get(f"{LIST}?loai=at_once"))
        assert "48 người" in words(watching.get(f"{LIST}?loai=too_many&xem=tat-ca"))
        assert "48 người" not in words(watching.get(f"{LIST}?xem=explained"))

    def test_the_province_chooses_a_commune(self, client, province, make_flag, commune):
        client.force_login(province)
        make_flag()
        assert "48 người" in words(client.get(f"{LIST}?xa={commune.pk}"))
        assert "48 người" not in words(client.get(f"{LIST}?xa=01906"))

    def test_another_commune_sees_nothing(self, client, make_flag, make_user, other_commune):
        flag = make_flag()
        client.force_login(make_user(role=Role.COMMUNE_OFFICER, area=other_commune))
        assert "48 người" not in words(client.get(LIST))
        assert client.get(f"{LIST}{flag.pk}/").status_code == 404

    def test_the_other_commune_sees_it_when_its_class_is_concerned(
        self, client, make_flag, make_class, make_user, other_commune
    ):
        flag = make_flag(other_class=make_class(commune=other_commune))
        client.force_login(make_user(role=Role.COMMUNE_OFFICER, area=other_commune))
        assert client.get(f"{LIST}{flag.pk}/").status_code == 200

    def test_a_trainer_does_not_see_what_is_asked_about_them(self, client, make_flag, klass):
        make_flag()
        client.force_login(klass.trainers.get().learner.user)
        assert client.get(LIST).status_code == 403

    def test_pages_follow_by_key(self, watching, make_flag):
        for number in range(31):
            make_flag(number)
        first = BeautifulSoup(watching.get(LIST).content, "html.parser")
        assert len(first.select("tbody tr")) == 30
        rest = watching.get(LIST + first.select_one("a[rel=next]")["href"])
        assert len(BeautifulSoup(rest.content, "html.parser").select("tbody tr")) == 1


class TestAFlag:
    def test_the_evidence_stands_beside_it(self, watching, make_flag):
        flag = make_flag()
        page = words(watching.get(f"{LIST}{flag.pk}/"))
        assert "Hỏi nơi học có chỗ ngồi thêm không" in page
        assert "Buổi 1" in page
        assert AuditEntry.objects.filter(action="flags.open").count() == 1

    def test_the_trainer_and_the_people_of_one_phone_are_named(self, watching, make_flag, fill):
        flag = make_flag()
        seats = fill(flag.training_class.sessions.get(number=1), 1)
        trainer = flag.training_class.trainers.get().learner
        told = {"session": seats[0].pk, "people": 1, "scanned": 1, "seats": [seats[0].pk]}
        Flag.objects.update(kind="one_phone", evidence=told | {"trainer": trainer.pk})
        page = words(watching.get(f"{LIST}{flag.pk}/"))
        assert seats[0].learner.full_name in page
        assert trainer.full_name in page

    def test_a_decision_is_written_down(self, watching, make_flag):
        flag = make_flag()
        told = {"state": "explained", "words": "Kê thêm ghế"}
        page = words(watching.post(f"{LIST}{flag.pk}/", told, follow=True))
        assert "Đã ghi kết luận" in page
        assert "Kê thêm ghế" in page

    def test_what_was_typed_stays_when_something_is_missing(self, watching, make_flag):
        flag = make_flag()
        response = watching.post(f"{LIST}{flag.pk}/", {"words": "Kê thêm ghế"})
        assert response.status_code == 422
        assert b'value="K\xc3\xaa th\xc3\xaam gh\xe1\xba\xbf"' in response.content
        assert Flag.objects.get().state == "open"

    def test_an_auditor_reads_and_decides_nothing(self, client, make_flag, make_user):
        flag = make_flag()
        client.force_login(make_user(role=Role.AUDITOR))
        assert b'<form class="stack"' not in client.get(f"{LIST}{flag.pk}/").content
        told = {"state": "explained", "words": "Ổn"}
        assert client.post(f"{LIST}{flag.pk}/", told).status_code == 422


class TestCalls:
    @pytest.fixture
    def reachable(self, call):
        """The person gave a phone number and agreed to be called."""
        Learner.objects.filter(pk=call.learner_id).update(phone="+84905550010")
        give(learner=call.learner, purpose=Consent.Purpose.CONTACT, actor=call.learner.user)
        return call

    def test_the_list_names_people_in_part_and_no_phone(self, watching, reachable):
        page = words(watching.get(CALLS))
        assert "L. T. An" in page
        assert "Lý Thị An" not in page
        assert "0905" not in page

    def test_name_and_phone_stand_on_one_page_and_each_look_is_recorded(self, watching, reachable):
        response = watching.get(f"{CALLS}{reachable.pk}/")
        assert "Lý Thị An" in words(response)
        assert b'href="tel:+84905550010"' in response.content
        assert AuditEntry.objects.filter(action="flags.open_call").count() == 1

    def test_who_does_not_want_to_be_called_is_not(self, watching, reachable):
        withdraw(
            learner=reachable.learner,
            purpose=Consent.Purpose.CONTACT,
            actor=reachable.learner.user,
        )
        response = watching.get(f"{CALLS}{reachable.pk}/")
        assert "không đồng ý cho cán bộ gọi" in words(response)
        assert b"tel:" not in response.content

    def test_an_auditor_sees_no_phone(self, client, reachable, make_user):
        client.force_login(make_user(role=Role.AUDITOR))
        assert b"tel:" not in client.get(f"{CALLS}{reachable.pk}/").content

    def test_the_draw_can_be_repeated_from_what_stands_there(self, watching, call):
        page = words(watching.get(f"{CALLS}{call.pk}/"))
        assert call.draw.seed in page
        assert "1 người" in page

    def test_the_result_is_counted_for_the_class(self, watching, call):
        done = watching.post(f"{CALLS}{call.pk}/", {"result": "confirms"}, follow=True)
        page = words(done)
        assert "Không còn ai phải gọi" in page
        assert "1 (100 %)" in page
        assert "Lý Thị An" not in page

    def test_a_denial_leads_to_a_flag(self, watching, call):
        watching.post(f"{CALLS}{call.pk}/", {"result": "denies", "words": "Không biết lớp nào"})
        assert "nói mình không dự lớp này" in words(watching.get(LIST))
        flag = Flag.objects.get()
        assert f"{CALLS}{call.pk}/" in watching.get(f"{LIST}{flag.pk}/").content.decode()

    def test_without_a_result_nothing_changes(self, watching, call):
        assert watching.post(f"{CALLS}{call.pk}/", {"words": "Bận"}).status_code == 422
        assert CallBack.objects.get().result == "waiting"

    def test_another_commune_knows_of_no_call(self, client, call, make_user, other_commune):
        client.force_login(make_user(role=Role.COMMUNE_OFFICER, area=other_commune))
        assert client.get(f"{CALLS}{call.pk}/").status_code == 404
        assert "L. T. An" not in words(client.get(CALLS))
