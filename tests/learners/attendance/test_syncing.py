"""A phone brings what it wrote down with no signal: nothing twice, nothing lost, nothing forged."""

import json
from itertools import permutations
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learners.attendance.models import Attendance, Mark
from learners.attendance.services import recount
from learners.classes.models import Seat, TrainingClass
from learners.people.models import Consent, Learner
from lms.core.roles import Role
from tests.learners.attendance.batches import added, now_ms, sent, tapped


@pytest.fixture
def phone(client, hall):
    client.force_login(hall.trainer)
    return client


def bring(phone, session, told) -> dict:
    answer = phone.post(
        reverse("attendance:sync", args=[session.pk]),
        told if isinstance(told, str) else json.dumps(told),
        content_type="application/json",
    )
    return {"status": answer.status_code} | answer.json()


def states(answer) -> list[str]:
    return [one["is"] for one in [*answer["people"], *answer["marks"]]]


def register(session) -> dict[int, str]:
    return dict(Attendance.objects.filter(session=session).values_list("seat", "presence"))


def test_what_was_written_down_is_kept_and_known_when_it_comes_again(phone, hall):
    spot = added()
    told = sent([tapped(hall.seats[0].pk), tapped(spot["spot"], "late")], [spot])
    assert states(bring(phone, hall.session, told)) == ["kept"] * 3
    assert states(bring(phone, hall.session, told)) == ["known"] * 3
    assert (Mark.objects.count(), Seat.objects.filter(spot_id=spot["spot"]).count()) == (2, 1)
    assert sorted(register(hall.session).values()) == ["late", "present"]


def test_any_order_of_sending_gives_the_same_register(phone, hall):
    start = now_ms() - 600_000
    said = ("present", "absent", "late")
    marks = [tapped(hall.seats[0].pk, say, at=start + n * 1000) for n, say in enumerate(said)]
    for order in permutations(marks):
        with transaction.atomic():
            for mark in order:
                bring(phone, hall.session, sent([mark]))
            assert register(hall.session) == {hall.seats[0].pk: "late"}
            assert recount(session=hall.session) == 0
            transaction.set_rollback(True)


def test_a_mark_of_somebody_who_has_not_arrived_yet_waits_on_the_phone(phone, hall):
    spot = added()
    mark = tapped(spot["spot"])
    assert states(bring(phone, hall.session, sent([mark]))) == ["later"]
    assert states(bring(phone, hall.session, sent([], [spot]))) == ["kept"]
    assert states(bring(phone, hall.session, sent([mark]))) == ["kept"]


def test_two_phones_write_down_one_person_and_both_marks_are_theirs(phone, hall):
    """Each with an id of its own: one seat, and the register names both ids."""
    one, other = added(phone="0912345678"), added(phone="0912345678")
    bring(phone, hall.session, sent([tapped(one["spot"], "late")], [one]))
    answer = bring(phone, hall.session, sent([tapped(other["spot"])], [other]))
    assert states(answer) == ["kept", "kept"]
    (line,) = [line for line in answer["lines"] if line["spots"]]
    assert set(line["spots"]) == {one["spot"], other["spot"]}
    assert register(hall.session) == {line["seat"]: "present"}
    assert states(bring(phone, hall.session, sent([], [one, other]))) == ["known", "known"]


def test_somebody_who_cannot_be_written_down_is_refused_in_words_and_the_rest_is_kept(phone, hall):
    spot = added(birth_year=1800)
    answer = bring(
        phone, hall.session, sent([tapped(spot["spot"]), tapped(hall.seats[0].pk)], [spot])
    )
    assert states(answer) == ["refused", "later", "kept"]
    assert answer["people"][0]["why"] == "Năm sinh chưa đúng. Hãy nhập đủ 4 số, ví dụ 1975."
    assert not Learner.objects.filter(birth_year=1800).exists()


def test_a_childs_sheet_from_a_phone_needs_the_guardian_and_is_never_dropped_unsaid(phone, hall):
    child = added("Lò Thị Mơ", birth_year=2011)
    answer = bring(phone, hall.session, sent([tapped(child["spot"])], [child]))
    assert states(answer) == ["refused", "later"]
    assert "cha, mẹ hoặc người giám hộ cùng ký" in answer["people"][0]["why"]
    told = sent([tapped(child["spot"])], [child | {"guardian_name": "Lò Văn Ăn"}])
    assert states(bring(phone, hall.session, told)) == ["kept", "kept"]
    consent = Consent.objects.get(learner__full_name="Lò Thị Mơ")
    assert (consent.paper, consent.guardian_name) == ("tờ 1", "Lò Văn Ăn")


def test_a_phone_whose_clock_is_wrong_is_believed_in_its_distances(phone, hall):
    ahead = 40 * 24 * 3600 * 1000
    mark = tapped(hall.seats[0].pk, at=now_ms() + ahead - 60_000)
    assert states(bring(phone, hall.session, sent([mark], now=now_ms() + ahead))) == ["kept"]
    made = Mark.objects.get()
    assert 59 <= (made.received_at - made.made_at).total_seconds() <= 61


def test_what_a_closed_class_knows_is_known_and_what_is_new_is_refused_in_words(phone, hall):
    mark = tapped(hall.seats[0].pk)
    bring(phone, hall.session, sent([mark]))
    TrainingClass.objects.update(state="closed", ended_at=timezone.now())
    spot = added()
    answer = bring(phone, hall.session, sent([mark, tapped(hall.seats[1].pk)], [spot]))
    assert (states(answer), answer["open"]) == (["refused", "known", "refused"], False)
    assert answer["marks"][1]["why"].startswith("Lớp này đã kết thúc nên không nhận thêm")
    assert (Mark.objects.count(), Seat.objects.filter(spot_id=spot["spot"]).exists()) == (1, False)


def test_what_a_closed_class_refused_is_kept_once_it_is_open_again(phone, hall):
    told = sent([tapped(hall.seats[0].pk)])
    TrainingClass.objects.update(state="closed", ended_at=timezone.now())
    assert states(bring(phone, hall.session, told)) == ["refused"]
    TrainingClass.objects.update(state="open", ended_at=None)
    assert states(bring(phone, hall.session, told)) == ["kept"]
    assert states(bring(phone, hall.session, told)) == ["known"]


class TestForged:
    """Nothing of it is written, and the refusal is a sentence."""

    @pytest.fixture
    def refused(self, phone, hall):
        def refuse(told, session=None) -> str:
            before = list(Mark.objects.values_list())
            answer = bring(phone, session or hall.session, told)
            assert list(Mark.objects.values_list()) == before
            if answer["status"] != 200:
                return answer["why"]
            assert set(states(answer)) == {"refused"}
            return answer["marks"][0]["why"]

        return refuse

    def test_a_seat_of_another_class(self, refused, make_hall):
        other = make_hall(1)
        assert refused(sent([tapped(other.seats[0].pk)])).startswith("Người này không có chỗ")

    def test_somebody_on_the_spot_of_another_class(self, phone, hall, make_hall, make_learner):
        other = make_hall(0)
        seat = other.seat(make_learner("Lò Thị Mai"))
        Seat.objects.filter(pk=seat.pk).update(spot_id=uuid4())
        seat.refresh_from_db()
        assert states(bring(phone, hall.session, sent([tapped(seat.spot_id)]))) == ["later"]
        assert Mark.objects.count() == 0

    def test_a_presence_nobody_knows(self, refused, hall):
        assert refused(sent([tapped(hall.seats[0].pk, "genius")])).startswith("Hãy chọn một trong")

    def test_an_id_used_for_another_mark(self, refused, phone, hall):
        mark = tapped(hall.seats[0].pk)
        bring(phone, hall.session, sent([mark]))
        forged = mark | {"presence": "absent"}
        assert refused(sent([forged])).startswith("Mã của lượt này đã dùng")
        second = hall.training_class.sessions.get(number=2)
        assert refused(sent([mark]), second).startswith("Mã của lượt này đã dùng")

    def test_presence_in_a_session_that_has_not_come(self, refused, hall):
        second = hall.training_class.sessions.get(number=2)
        why = refused(sent([tapped(hall.seats[0].pk)]), second)
        assert why.startswith("Buổi này chưa tới ngày học")

    def test_a_time_before_the_session_and_one_in_the_future(self, refused, hall):
        for at in (now_ms() - 30 * 24 * 3600 * 1000, now_ms() + 30 * 24 * 3600 * 1000):
            assert refused(sent([tapped(hall.seats[0].pk, at=at)]))

    def test_something_huge_or_something_else(self, refused):
        assert refused(sent(["x" * 70_000])).startswith("Gửi quá nhiều")
        assert refused("[1, 2]").startswith("Dữ liệu gửi lên không đọc được")

    @pytest.mark.parametrize("where", ["name", "hamlet", "paper", "phone"])
    def test_half_a_character_in_one_entry_and_the_others_are_kept(self, phone, hall, where):
        told = sent([tapped(hall.seats[0].pk)], [added(**{where: "\ud83d"}), added("Lò Thị Mai")])
        answer = bring(phone, hall.session, told)
        assert (answer["status"], states(answer)) == (200, ["refused", "kept", "kept"])
        assert answer["people"][0]["why"].startswith("Lượt này không đúng mẫu")

    def test_somebody_who_only_looks(self, hall, make_user):
        auditor = Client()
        auditor.force_login(make_user(role=Role.AUDITOR))
        answer = bring(auditor, hall.session, sent([tapped(hall.seats[0].pk)]))
        assert (answer["status"], Mark.objects.count()) == (403, 0)
        assert answer["why"].startswith("Lớp này không do bạn phụ trách")

    def test_another_trainer_does_not_learn_that_the_session_exists(self, hall, make_trainer):
        stranger = Client()
        stranger.force_login(make_trainer("Lý Văn Khác").user)
        address = reverse("attendance:sync", args=[hall.session.pk])
        answer = stranger.post(address, json.dumps(sent()), content_type="application/json")
        assert answer.status_code == 404

    def test_no_token_or_another_content_type(self, hall):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(hall.trainer)
        address = reverse("attendance:sync", args=[hall.session.pk])
        body = json.dumps(sent([tapped(hall.seats[0].pk)]))
        json_type = {"content_type": "application/json"}
        assert strict.post(address, body, **json_type).status_code == 403
        token = {"headers": {"X-CSRFToken": strict.get(address).json()["token"]}}
        assert strict.post(address, body, content_type="text/plain", **token).status_code == 415
        assert Mark.objects.count() == 0
        assert strict.post(address, body, **json_type, **token).status_code == 200
        assert Mark.objects.count() == 1

    def test_a_session_that_has_expired_is_led_to_the_door(self, hall):
        answer = Client().get(reverse("attendance:sync", args=[hall.session.pk]))
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/tai-khoan/vao/")
