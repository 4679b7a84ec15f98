"""Looking through classes, deciding, drawing and calling: each counts once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.classes.models import ClassTrainer, Session, TrainingClass
from learners.closing.services import close_class, reopen_class
from learners.flags.drawing import draw
from learners.flags.models import CallBack, CallDraw, Flag, Look
from learners.flags.services import decide, draw_calls, look_at, look_at_all, record_call
from learners.rights.erasing import erase_everything
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.learners.closing.conftest import finish

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return sorted(Flag.objects.values_list("kind", flat=True))


class TestLooking:
    def test_an_ordinary_class_has_no_flags(self, klass, fill):
        fill(klass.sessions.get(number=1), 25)
        assert look_at(class_id=klass.pk) == 0
        assert Look.objects.get().training_class == klass

    def test_more_people_than_the_hall_holds(self, klass, fill):
        fill(klass.sessions.get(number=1), 31)
        look_at(class_id=klass.pk)
        flag = Flag.objects.get()
        assert (flag.kind, flag.evidence["there"], flag.evidence["holds"]) == ("too_many", 31, 30)

    def test_a_class_online_has_no_hall_and_no_home(self, klass, fill, other_commune):
        TrainingClass.objects.update(mode=TrainingClass.Mode.ONLINE)
        fill(klass.sessions.get(number=1), 31, home=other_commune)
        assert look_at(class_id=klass.pk) == 0

    @pytest.mark.parametrize(("tapped", "scanned"), [(20, 0), (19, 0), (19, 1), (10, 9)])
    def test_most_were_tapped_within_a_minute_and_a_scan_hides_nothing(
        self, klass, fill, tapped, scanned
    ):
        fill(klass.sessions.get(number=1), tapped, apart=2)
        fill(klass.sessions.get(number=1), scanned, how="scan")
        look_at(class_id=klass.pk)
        flag = Flag.objects.get()
        assert (flag.kind, flag.evidence["tapped"]) == ("at_once", tapped)
        assert flag.evidence["there"] == tapped + scanned

    def test_a_hall_that_scans_within_a_minute_is_ordinary(self, klass, fill):
        fill(klass.sessions.get(number=1), 20, apart=2, how="scan")
        assert look_at(class_id=klass.pk) == 0

    def test_one_phone_for_many_names_them(self, klass, fill):
        seats = fill(klass.sessions.get(number=1), 4, how="scan", device="abc")
        look_at(class_id=klass.pk)
        assert Flag.objects.get().evidence["seats"] == [seat.pk for seat in seats]

    def test_a_class_far_from_every_home(self, klass, fill, other_commune):
        fill(klass.sessions.get(number=1), 5, home=other_commune)
        look_at(class_id=klass.pk)
        assert kinds() == ["far_from_home"]

    def test_one_trainer_in_two_places_is_one_flag_from_whichever_side(
        self, klass, make_class, fill
    ):
        trainer = klass.trainers.get().learner
        other = make_class(trainer=trainer)
        for one in (klass, other):
            fill(one.sessions.get(number=1), 1)
        assert [look_at(class_id=one.pk) for one in (klass, other, klass)] == [1, 0, 0]
        assert Flag.objects.get().evidence["trainer"] == trainer.pk

    def test_a_session_not_held_is_nowhere(self, klass, make_class, fill):
        make_class(trainer=klass.trainers.get().learner)
        fill(klass.sessions.get(number=1), 1)
        assert look_at(class_id=klass.pk) == 0

    def test_evidence_grows_while_it_waits_and_stands_once_decided(self, klass, fill, officer):
        session = klass.sessions.get(number=1)
        for more, shown in ((31, 31), (1, 32), (1, 32)):
            fill(session, more)
            look_at(class_id=klass.pk)
            flag = Flag.objects.get()
            assert flag.evidence["there"] == shown
            if shown == 32 and flag.state == Flag.State.OPEN:
                decide(flag=flag, state="explained", words="Kê thêm ghế", actor=officer)

    def test_a_cancelled_class_is_not_looked_at(self, klass, fill):
        fill(klass.sessions.get(number=1), 31)
        TrainingClass.objects.update(state="cancelled", ended_at=timezone.now())
        assert (look_at(class_id=klass.pk), look_at_all()) == (0, 0)

    @pytest.mark.parametrize("people", [1, 12])
    def test_a_look_costs_as_many_queries_however_many_people(
        self, klass, fill, people, django_assert_max_num_queries
    ):
        fill(klass.sessions.get(number=1), people)
        with django_assert_max_num_queries(18):
            look_at(class_id=klass.pk)


class TestTheNight:
    @pytest.fixture
    def three(self, make_class, fill):
        made = [make_class(hall_holds=1) for _ in range(3)]
        for one in made:
            fill(one.sessions.get(number=1), 2)
        return made

    def test_every_class_of_late_is_looked_at_once_a_day(self, three):
        assert (look_at_all(), Flag.objects.count()) == (3, 3)
        assert look_at_all() == 0

    def test_a_night_cut_short_goes_on_with_the_rest(self, three):
        look_at(class_id=three[1].pk)  # each class is a transaction of its own
        assert (look_at_all(), Flag.objects.count()) == (2, 3)

    def test_tomorrow_they_are_looked_at_again(self, three):
        look_at_all()
        Look.objects.update(looked_at=timezone.now() - timedelta(days=1))
        assert (look_at_all(), Flag.objects.count()) == (3, 3)

    def test_a_class_of_long_ago_is_left_alone(self, three):
        Session.objects.update(
            starts_at=timezone.now() - timedelta(days=100),
            ends_at=timezone.now() - timedelta(days=99),
        )
        assert look_at_all() == 0


class TestDeciding:
    @pytest.fixture
    def flag(self, klass) -> Flag:
        return Flag.objects.create(kind="far_from_home", key="k", training_class=klass)

    def test_an_officer_says_what_there_is_to_it(self, flag, officer):
        decided = decide(flag=flag, state="explained", words=" Lớp của trường ", actor=officer)
        assert (decided.state, decided.words) == ("explained", "Lớp của trường")
        assert AuditEntry.objects.filter(action="flags.decide").count() == 1

    def test_twice_is_once_and_another_word_is_refused(self, flag, officer):
        for _ in range(2):
            decide(flag=flag, state="explained", words="Lớp của trường", actor=officer)
        with pytest.raises(DomainError, match="Đã có người kết luận"):
            decide(flag=flag, state="confirmed", words="Không phải", actor=officer)
        assert AuditEntry.objects.filter(action="flags.decide").count() == 1

    @pytest.mark.parametrize(
        ("state", "words", "said"),
        [("explained", " ", "Hãy ghi đã xem gì"), ("open", "a", "Hãy chọn")],
    )
    def test_it_needs_a_conclusion_and_words(self, flag, officer, state, words, said):
        with pytest.raises(DomainError, match=said):
            decide(flag=flag, state=state, words=words, actor=officer)

    def test_nobody_decides_on_a_class_they_teach(self, flag, make_learner, officer):
        person = make_learner("Lý Văn Cán", user=officer)
        ClassTrainer.objects.create(
            training_class=flag.training_class, learner=person, part="assistant"
        )
        with pytest.raises(DomainError, match="không phải người dạy"):
            decide(flag=flag, state="explained", words="Ổn", actor=officer)

    def test_nobody_from_elsewhere_decides(self, flag, make_user, other_commune):
        for role, area in (
            (Role.COMMUNE_OFFICER, other_commune),
            (Role.AUDITOR, None),
            (Role.TRAINER, None),
        ):
            with pytest.raises(DomainError, match="cán bộ xã, phường"):
                decide(
                    flag=flag,
                    state="explained",
                    words="Ổn",
                    actor=make_user(role=role, area=area),
                )

    def test_the_officer_of_the_other_class_may_decide_too(
        self, flag, make_class, make_user, other_commune
    ):
        elsewhere = make_class(commune=other_commune)
        Flag.objects.update(other_class=elsewhere)
        neighbour = make_user(role=Role.COMMUNE_OFFICER, area=other_commune)
        assert decide(flag=flag, state="explained", words="Dạy thay", actor=neighbour).decided_by


class TestDrawing:
    def test_closing_draws_from_those_who_finished_and_keeps_the_seed(self, call, taught):
        kept = CallDraw.objects.get()
        assert kept.pool == [taught.done.pk]
        assert draw(seed=kept.seed, people=kept.pool, percent=kept.percent) == [call.learner_id]

    def test_drawing_again_changes_nothing(self, call, taught):
        before = CallDraw.objects.get()
        assert draw_calls(class_id=taught.training_class.pk) == before
        close_class(training_class=taught.training_class, actor=taught.trainer)
        assert (CallDraw.objects.get().seed, CallBack.objects.count()) == (before.seed, 1)

    def test_closing_again_draws_only_from_who_is_new(self, call, taught, officer):
        again = {"training_class": taught.training_class}
        reopen_class(**again, reason="Bổ sung", actor=officer)
        finish(taught, taught.came, "P-002")
        close_class(**again, actor=taught.trainer)
        assert [one.pool for one in CallDraw.objects.order_by("pk")] == [
            [taught.done.pk],
            [taught.came.pk],
        ]

    def test_closing_again_with_nobody_new_draws_nobody(self, call, taught, officer):
        again = {"training_class": taught.training_class}
        reopen_class(**again, reason="Nhầm", actor=officer)
        close_class(**again, actor=taught.trainer)
        assert CallDraw.objects.count() == 1

    def test_a_cancelled_class_draws_nobody(self, klass):
        assert draw_calls(class_id=klass.pk) is None


class TestCalling:
    def test_what_was_said_is_kept(self, call, officer):
        record_call(call=call, result="confirms", words="Đi cả hai buổi", actor=officer)
        call.refresh_from_db()
        assert (call.result, call.called_by) == ("confirms", officer)
        assert not Flag.objects.exists()

    def test_who_was_not_reached_is_called_again(self, call, officer):
        for result in ("not_reached", "not_reached", "confirms"):
            record_call(call=call, result=result, words="", actor=officer)
        call.refresh_from_db()
        assert call.result == "confirms"

    def test_a_denial_raises_a_flag_once(self, call, officer, taught):
        for _ in range(2):
            record_call(call=call, result="denies", words="Hôm đó ở Hà Nội", actor=officer)
        flag = Flag.objects.get()
        assert (flag.kind, flag.training_class) == ("denied", taught.training_class)
        assert flag.evidence == {"call": call.pk}

    def test_what_was_said_cannot_be_unsaid(self, call, officer):
        record_call(call=call, result="denies", words="", actor=officer)
        with pytest.raises(DomainError, match="Đã có người ghi kết quả"):
            record_call(call=call, result="confirms", words="", actor=officer)

    def test_the_trainer_does_not_call_their_own_people(self, call, taught, make_user):
        for actor in (taught.trainer, make_user(role=Role.AUDITOR)):
            with pytest.raises(DomainError, match="Gọi lại là việc của cán bộ"):
                record_call(call=call, result="confirms", words="", actor=actor)

    @pytest.mark.parametrize("result", ["waiting", "sure"])
    def test_it_needs_a_result(self, call, officer, result):
        with pytest.raises(DomainError, match="Hãy chọn kết quả"):
            record_call(call=call, result=result, words="", actor=officer)

    def test_an_erased_person_is_not_called_and_nothing_they_said_stays(self, call, officer):
        record_call(call=call, result="not_reached", words="Máy của con gái", actor=officer)
        erase_everything(learner=call.learner)
        call.refresh_from_db()
        assert (call.words, call.result) == ("", "not_reached")
        assert not CallBack.objects.waiting().exists()
