"""Acts of weight: one person asks, another agrees, and it happens once."""

import pytest
from django.db import IntegrityError, transaction

from lms.core import approvals
from lms.core.access import Scope
from lms.core.approvals import ACTS, Act, Data, agree, ask, refuse
from lms.core.errors import DomainError
from lms.core.models import Approval, AuditEntry, User
from lms.core.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def carried_out(monkeypatch) -> list[tuple[Data, User, User]]:
    """An act that watchers of the whole province decide on; what it was carried out with."""
    done: list[tuple[Data, User, User]] = []

    def carry_out(*, data: Data, actor: User, second: User) -> None:
        if data.get("impossible"):
            raise DomainError("Không còn làm được.")
        done.append((data, actor, second))

    def may_decide(scope: Scope, data: Data) -> bool:
        return scope.whole_province and scope.may_register

    act = Act("test.act", "Việc thử", lambda data: f"Làm việc {data['n']}", may_decide, carry_out)
    monkeypatch.setitem(ACTS, act.code, act)
    return done


@pytest.fixture
def first(areas, make_user) -> User:
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def second(areas, make_user) -> User:
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def asked(carried_out, first) -> Approval:
    return ask(act="test.act", target="test:1", data={"n": 1}, reason="Cần làm", actor=first)


class TestAsking:
    def test_nothing_has_happened_yet(self, asked, carried_out, first):
        assert (asked.state, asked.words, asked.reason) == ("waiting", "Làm việc 1", "Cần làm")
        assert carried_out == []
        entry = AuditEntry.objects.get(action="core.ask_second")
        assert (entry.actor, entry.target) == (first, f"core.approval:{asked.pk}")

    def test_asking_twice_is_asking_once(self, asked, second):
        again = ask(act="test.act", target="test:1", data={"n": 1}, reason="Nữa", actor=second)
        assert (again.pk, again.reason, again.asked_by) == (asked.pk, "Cần làm", asked.asked_by)

    @pytest.mark.parametrize("reason", ["", "   "])
    def test_it_takes_a_reason(self, carried_out, first, reason):
        with pytest.raises(DomainError) as refused:
            ask(act="test.act", target="test:1", data={"n": 1}, reason=reason, actor=first)
        assert refused.value.message == "Hãy ghi lý do, để người thứ hai hiểu và quyết định."

    def test_two_acts_of_one_name_are_a_mistake(self, carried_out):
        with pytest.raises(ValueError, match=r"test\.act"):
            approvals.register(ACTS["test.act"])


class TestDeciding:
    def test_the_second_person_agrees_and_it_is_done(self, asked, carried_out, first, second):
        done = agree(approval=asked, actor=second)
        assert (done.state, done.decided_by) == ("done", second)
        assert carried_out == [({"n": 1}, first, second)]
        assert AuditEntry.objects.get(action="core.agree").actor == second

    def test_agreeing_twice_does_it_once(self, asked, carried_out, second):
        assert [agree(approval=asked, actor=second).state for _ in range(2)] == ["done", "done"]
        assert len(carried_out) == 1

    def test_refusing_does_nothing(self, asked, carried_out, second):
        assert [refuse(approval=asked, actor=second).state for _ in range(2)] == ["refused"] * 2
        assert carried_out == []

    def test_what_was_refused_can_be_asked_again(self, asked, first, second):
        refuse(approval=asked, actor=second)
        again = ask(act="test.act", target="test:1", data={"n": 1}, reason="Xin lại", actor=first)
        assert again.pk != asked.pk

    def test_what_was_refused_is_not_done_any_more(self, asked, carried_out, second):
        refuse(approval=asked, actor=second)
        with pytest.raises(DomainError) as refused:
            agree(approval=asked, actor=second)
        assert refused.value.message == "Việc này đã từ chối trước đó."
        assert carried_out == []

    def test_what_was_done_is_not_refused_any_more(self, asked, second):
        agree(approval=asked, actor=second)
        with pytest.raises(DomainError):
            refuse(approval=asked, actor=second)

    def test_what_became_impossible_goes_on_waiting(self, carried_out, first, second):
        data = {"n": 2, "impossible": True}
        asked = ask(act="test.act", target="test:2", data=data, reason="Cần", actor=first)
        with pytest.raises(DomainError):
            agree(approval=asked, actor=second)
        asked.refresh_from_db()
        assert (asked.state, asked.decided_by) == ("waiting", None)


class TestWhoMayDecide:
    @pytest.mark.parametrize("decide", [agree, refuse])
    def test_not_who_asked(self, asked, carried_out, first, decide):
        with pytest.raises(DomainError) as refused:
            decide(approval=asked, actor=first)
        assert refused.value.message == "Việc này cần một người khác có thẩm quyền quyết định."
        assert carried_out == []

    def test_not_whom_it_is_about(self, carried_out, first, second):
        data = {"n": 3, "user": second.pk}
        asked = ask(act="test.act", target="test:3", data=data, reason="Cần", actor=first)
        with pytest.raises(DomainError):
            agree(approval=asked, actor=second)

    @pytest.mark.parametrize("role", [Role.COMMUNE_OFFICER, Role.AUDITOR, Role.AUTHOR, None])
    def test_not_whose_scope_does_not_reach(self, asked, carried_out, make_user, role):
        with pytest.raises(DomainError):
            agree(approval=asked, actor=make_user(role=role))
        assert carried_out == []

    def test_the_database_knows_it_too(self, asked, first):
        with pytest.raises(IntegrityError), transaction.atomic():
            Approval.objects.update(state="done", decided_by=first, decided_at=asked.asked_at)


class TestTheScreens:
    LIST = "/theo-doi/dong-y/"

    @pytest.fixture
    def desk(self, client, second):
        client.force_login(second)
        return client

    def test_the_second_person_finds_what_waits_and_why(self, desk, asked):
        page = desk.get(self.LIST).content.decode()
        assert ("Làm việc 1" in page, "Cần làm" in page) == (True, True)

    def test_agreeing_does_it(self, desk, asked, carried_out):
        answer = desk.post(f"{self.LIST}{asked.pk}/", {"action": "agree"})
        assert (answer["Location"], len(carried_out)) == (self.LIST, 1)
        assert "Không có việc nào chờ bạn." in desk.get(self.LIST).content.decode()

    def test_any_other_button_refuses(self, desk, asked, carried_out):
        desk.post(f"{self.LIST}{asked.pk}/", {"action": "x"})
        asked.refresh_from_db()
        assert (asked.state, carried_out) == ("refused", [])

    def test_what_became_impossible_is_said_in_words(self, desk, carried_out, first):
        data = {"n": 2, "impossible": True}
        asked = ask(act="test.act", target="test:2", data=data, reason="Cần", actor=first)
        answer = desk.post(f"{self.LIST}{asked.pk}/", {"action": "agree"})
        assert answer.status_code == 422
        assert "Không còn làm được." in answer.content.decode()

    def test_who_asked_sees_it_and_has_no_button(self, client, asked, first):
        client.force_login(first)
        page = client.get(f"{self.LIST}{asked.pk}/").content.decode()
        assert ("Cần làm" in page, "Đồng ý, thực hiện" in page) == (True, False)

    def test_who_is_not_concerned_finds_nothing(self, client, asked, make_user):
        client.force_login(make_user(role=Role.COMMUNE_OFFICER))
        assert client.get(f"{self.LIST}{asked.pk}/").status_code == 404
        assert client.post(f"{self.LIST}{asked.pk}/", {"action": "agree"}).status_code == 404
        assert "Làm việc 1" not in client.get(self.LIST).content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_takes_as_many_queries_for_three_as_for_one(
        self, desk, carried_out, first, django_assert_num_queries, count
    ):
        for n in range(count):
            ask(act="test.act", target=f"n:{n}", data={"n": n}, reason="Cần", actor=first)
        desk.get(self.LIST)
        with django_assert_num_queries(3):  # account, scope, list
            desk.get(self.LIST)
