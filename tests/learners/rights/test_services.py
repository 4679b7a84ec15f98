"""A request about one's own data, from the asking to the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learners.people import consents
from learners.rights import clocks, services
from learners.rights.days import load_days_off
from learners.rights.models import DataRequest
from learners.rights.selectors import days_off, requests_for
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.facts import make_person

pytestmark = pytest.mark.django_db

KINDS = ["copy", "correct", "withdraw", "delete"]


def refusal(call, **arguments) -> str:
    """The sentence with which a rule says no."""
    with pytest.raises(DomainError) as said:
        call(**arguments)
    return said.value.message


class TestAsking:
    @pytest.mark.parametrize("kind", KINDS)
    def test_both_clocks_start_on_the_day_it_comes_in(self, ask, kind):
        load_days_off()
        asked, today = ask(kind), timezone.localdate()
        assert (asked.state, asked.reply_due_on, asked.due_on) == (
            "received",
            clocks.reply_due_on(kind, today, days_off(today)),
            today + timedelta(days=clocks.DAYS[kind]),
        )

    def test_asking_again_gives_the_open_one(self, ask):
        first = ask("delete", words="Xin xóa")
        assert (ask("delete", words="Lần nữa"), DataRequest.objects.get().words) == (
            first,
            "Xin xóa",
        )

    def test_after_it_ended_one_may_ask_anew(self, ask, learner):
        services.take_back(asked=ask("delete"), actor=learner.user)
        ask("delete")
        assert DataRequest.objects.count() == 2

    def test_at_the_counter_the_day_of_the_paper_counts(self, ask, officer):
        three_days_ago = timezone.localdate() - timedelta(days=3)
        asked = ask("correct", actor=officer, received_on=three_days_ago)
        assert (asked.taken_by, timezone.localtime(asked.received_at).date(), asked.due_on) == (
            officer,
            three_days_ago,
            three_days_ago + timedelta(days=10),
        )

    def test_not_tomorrow(self, ask, officer):
        tomorrow = timezone.localdate() + timedelta(days=1)
        with pytest.raises(DomainError):
            ask(actor=officer, received_on=tomorrow)

    def test_one_asks_oneself_without_a_helper(self, ask):
        assert ask().taken_by is None


class TestAnswering:
    def test_a_reply_stops_the_first_clock_and_not_the_second(self, ask, officer):
        asked = services.reply(asked=ask(), answer=" Sẽ gửi  thứ Sáu. ", actor=officer)
        assert (asked.state, asked.answer, asked.handled_by, asked.ended_at) == (
            "replied",
            "Sẽ gửi thứ Sáu.",
            officer,
            None,
        )

    def test_a_second_reply_keeps_the_moment_of_the_first(self, ask, officer):
        first = services.reply(asked=ask(), answer="Một", actor=officer)
        again = services.reply(asked=first, answer="Hai", actor=officer)
        assert (again.answer, again.replied_at) == ("Hai", first.replied_at)

    def test_it_takes_words(self, ask, officer):
        said = refusal(services.reply, asked=ask(), answer="  ", actor=officer)
        assert said == "Hãy ghi câu trả lời cho người yêu cầu."

    def test_done_without_a_reply_was_replied_to(self, ask, officer):
        asked = services.finish(asked=ask(), answer="Đã đưa.", actor=officer)
        assert (asked.state, asked.replied_at == asked.ended_at) == ("done", True)

    def test_what_has_ended_stays_ended(self, ask, officer, learner):
        asked = services.finish(asked=ask(), answer="Đã đưa.", actor=officer)
        calls = [
            (services.reply, {"answer": "a"}),
            (services.extend, {"days": 1, "reason": "a"}),
            (services.finish, {"answer": "a"}),
            (services.refuse, {"reason": "a"}),
        ]
        sentences = {refusal(call, asked=asked, actor=officer, **more) for call, more in calls}
        assert sentences == {"Yêu cầu này đã kết thúc."}
        assert refusal(services.take_back, asked=asked, actor=learner.user) in sentences

    def test_a_refusal_takes_a_reason(self, ask, officer):
        asked = ask()
        assert refusal(services.refuse, asked=asked, reason="", actor=officer) == (
            "Hãy ghi lý do từ chối, theo điều nào của luật."
        )
        refused = services.refuse(asked=asked, reason="Điều 14", actor=officer)
        assert (refused.state, refused.answer) == ("refused", "Điều 14")

    def test_deleting_is_not_done_by_saying_so(self, ask, officer):
        said = refusal(services.finish, asked=ask("delete"), answer="Đã xóa", actor=officer)
        assert said == "Việc này không xong chỉ bằng một câu trả lời."

    def test_each_step_is_written_down_by_ids(self, ask, officer, learner):
        asked = ask(words="Số của tôi là 0912345678")
        services.reply(asked=asked, answer="Chào chị Lan", actor=officer)
        services.refuse(asked=asked, reason="Không đúng người", actor=officer)
        entries = AuditEntry.objects.filter(action__startswith="rights.").order_by("pk")
        assert [(e.action, e.target, e.data) for e in entries] == [
            (action, f"learners.learner:{learner.pk}", {"request": asked.pk, "kind": "copy"})
            for action in ("rights.receive", "rights.reply", "rights.refuse")
        ]


class TestMoreTime:
    @pytest.mark.parametrize(("kind", "most"), sorted(clocks.LONGEST_EXTENSION.items()))
    def test_once_and_not_longer_than_the_decree_says(self, ask, officer, kind, most):
        asked = ask(kind)
        due = asked.due_on
        for days in (0, most + 1):
            said = refusal(services.extend, asked=asked, days=days, reason="Bận", actor=officer)
            assert said == f"Chỉ gia hạn được từ 1 đến {most} ngày."
        asked = services.extend(asked=asked, days=most, reason="Hồ sơ ở kho", actor=officer)
        assert (asked.due_on, asked.extension_reason) == (
            due + timedelta(days=most),
            "Hồ sơ ở kho",
        )
        said = refusal(services.extend, asked=asked, days=1, reason="Nữa", actor=officer)
        assert said == "Yêu cầu này đã gia hạn một lần; luật chỉ cho một lần."

    def test_it_takes_a_reason(self, ask, officer):
        said = refusal(services.extend, asked=ask(), days=3, reason=" ", actor=officer)
        assert said == "Hãy ghi lý do gia hạn; người yêu cầu sẽ đọc lý do này."

    def test_not_after_the_day_has_passed(self, ask, officer):
        long_ago = timezone.localdate() - timedelta(days=11)
        asked = ask(actor=officer, received_on=long_ago)
        said = refusal(services.extend, asked=asked, days=3, reason="Bận", actor=officer)
        assert said == "Đã quá hạn nên không gia hạn được nữa. Hãy làm ngay."


class TestWithdrawingAtTheCounter:
    def test_what_is_named_is_withdrawn_and_it_ends(self, ask, officer, learner):
        asked = ask("withdraw", actor=officer)
        done = services.stop(asked=asked, purposes=["study"], answer="Đã ghi.", actor=officer)
        assert (done.state, consents.standing_purposes(learner=learner)) == ("done", set())
        assert learner.consents.get().withdrawn_by == officer

    def test_without_naming_any_nothing_ends(self, ask, officer):
        said = refusal(services.stop, asked=ask("withdraw"), purposes=[], answer="x", actor=officer)
        assert said == "Hãy chọn ít nhất một điều mà người này rút lại."

    def test_no_answer_leaves_the_consent_standing(self, ask, officer, learner):
        refusal(services.stop, asked=ask("withdraw"), purposes=["study"], answer="", actor=officer)
        assert consents.standing_purposes(learner=learner) == {"study"}


class TestTakingBack:
    def test_twice_is_once(self, ask, learner):
        asked = services.take_back(asked=ask("delete"), actor=learner.user)
        again = services.take_back(asked=asked, actor=learner.user)
        assert (again.state, again.ended_at) == ("taken_back", asked.ended_at)

    def test_only_by_oneself(self, ask, officer):
        said = refusal(services.take_back, asked=ask(), actor=officer)
        assert said == "Đây là yêu cầu của người khác."


class TestTheList:
    def test_what_is_due_first_stands_on_top_overdue_before_all(
        self, ask, officer, commune, learner
    ):
        today = timezone.localdate()
        fresh = ask("delete")
        late = ask("copy", actor=officer, received_on=today - timedelta(days=30))
        answered = ask("correct")
        services.reply(asked=answered, answer="Sẽ sửa", actor=officer)
        assert list(requests_for(officer)) == [late, fresh, answered]

    def test_each_sees_those_of_their_own_people(self, ask, officer, make_user, areas, learner):
        ask("copy")
        other = make_person(areas["01906"])
        there = services.receive(learner=other, kind="copy", actor=officer)
        neighbour = make_user(role=Role.COMMUNE_OFFICER, area=areas["01906"])
        assert list(requests_for(neighbour)) == [there]
        assert requests_for(make_user(role=Role.AUDITOR)).count() == 2
        assert requests_for(make_user()).count() == 0

    def test_what_ended_stands_apart(self, ask, officer):
        asked = services.finish(asked=ask(), answer="Xong", actor=officer)
        assert (list(requests_for(officer)), list(requests_for(officer, ended=True))) == (
            [],
            [asked],
        )
