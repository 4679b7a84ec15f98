"""The record of acts: who, what, about whom, when, from where; read by auditors."""

import ast
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from lms.core import audit
from lms.core.audit import WORDS, record
from lms.core.models import AuditEntry, User
from lms.core.roles import Role
from tests.architecture.sources import files, name_of, tree_of

pytestmark = pytest.mark.django_db
LOG = "/theo-doi/nhat-ky/"


@pytest.fixture
def auditor(areas, make_user) -> User:
    return make_user(role=Role.AUDITOR)


@pytest.fixture
def desk(client, auditor) -> Client:
    client.force_login(auditor)
    return client


def shown(response) -> list[tuple[str, str]]:
    """Action and target of the lines on a page, in words."""
    return [(one["action"], one["target"]) for one in response.context["entries"]]


class TestWords:
    def test_every_action_that_is_recorded_has_words(self):
        """Actions stand in the source as action="box.verb", or as a choice between two."""
        recorded = {
            constant.value: f"{name_of(path)}:{node.lineno}"
            for path in files(".py")
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Call) and _is_record(node)
            for keyword in node.keywords
            if keyword.arg == "action"
            for constant in _values(keyword.value, path)
        }
        assert {action: at for action, at in recorded.items() if action not in WORDS} == {}
        assert len(recorded) > 20

    def test_no_two_actions_are_called_the_same(self):
        assert len(set(WORDS.values())) == len(WORDS)


def _is_record(call: ast.Call) -> bool:
    """A call of `audit.record`, or of a function here that hands an action on to it."""
    return any(keyword.arg == "action" for keyword in call.keywords) and ast.unparse(
        call.func
    ).split(".")[-1] in {"record", "_decide"}


def _values(value: ast.expr, path) -> list[ast.Constant]:
    """The strings an expression can be; a name is looked up where it is set in the module."""
    if isinstance(value, ast.Name):
        assigned = [
            node.value
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == value.id for t in node.targets)
        ]
        return [constant for one in assigned for constant in _values(one, path)]
    if isinstance(value, ast.IfExp):
        return _values(value.body, path) + _values(value.orelse, path)
    return [value] if isinstance(value, ast.Constant) and isinstance(value.value, str) else []


class TestFromWhere:
    def test_an_act_says_from_which_address_it_came(self, desk):
        desk.get(LOG, REMOTE_ADDR="203.0.113.7")
        assert AuditEntry.objects.get(action="core.read_log").address == "203.0.113.7"

    def test_behind_our_proxy_it_is_the_address_the_proxy_saw(self, desk, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        forged = "198.51.100.1, 203.0.113.7"
        desk.get(LOG, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=forged)
        assert AuditEntry.objects.get(action="core.read_log").address == "203.0.113.7"

    def test_without_a_proxy_nobody_can_claim_another_address(self, desk):
        desk.get(LOG, REMOTE_ADDR="203.0.113.7", HTTP_X_FORWARDED_FOR="198.51.100.1")
        assert AuditEntry.objects.get(action="core.read_log").address == "203.0.113.7"

    def test_what_a_worker_does_comes_from_nowhere(self):
        record(actor=None, action="core.end_role", target="core.user:1")
        assert AuditEntry.objects.get().address is None


class TestReading:
    @pytest.fixture
    def lines(self, auditor, make_user) -> list[User]:
        """Acts of two people on two days, and of a worker."""
        actors = [make_user(email="mot@vidu.vn"), make_user(phone="+84912345678"), None]
        for day, (actor, action) in enumerate(
            zip(actors, ["core.end_role", "core.agree", "core.refuse"], strict=True), start=1
        ):
            AuditEntry.objects.create(
                at=datetime(2026, 3, day, 17, 30, tzinfo=UTC),  # half past midnight in Viet Nam
                actor=actor,
                action=action,
                target=f"core.user:{day}",
            )
        return actors

    def test_the_newest_stands_first_in_words(self, desk, lines):
        assert shown(desk.get(LOG))[:3] == [
            ("Từ chối việc cần hai người", "tài khoản 3"),
            ("Đồng ý việc cần hai người", "tài khoản 2"),
            ("Kết thúc vai trò", "tài khoản 1"),
        ]

    @pytest.mark.parametrize(
        ("wanted", "targets"),
        [
            ({"ai": "mot@vidu.vn"}, [1]),
            ({"ai": "0912 345 678"}, [2]),
            ({"viec": "core.refuse"}, [3]),
            ({"ve": "core.user:2"}, [2]),
            ({"tu": "03/03/2026", "den": "03/03/2026"}, [2]),
            ({"tu": "2026-03-03", "den": "2026-03-31"}, [3, 2]),
            ({"den": "2026-03-03"}, [2, 1]),
            ({"ai": "mot@vidu.vn", "viec": "core.refuse"}, []),
        ],
    )
    def test_it_is_searched_by_who_what_about_whom_and_day(self, desk, lines, wanted, targets):
        page = desk.get(LOG, wanted)
        assert [t for _, t in shown(page)] == [f"tài khoản {n}" for n in targets]

    @pytest.mark.parametrize(
        "wanted", [{"ai": "ai@vidu.vn"}, {"viec": "x"}, {"tu": "31/02/2026"}, {"ve": "\x00"}]
    )
    def test_what_cannot_be_read_is_an_error_not_a_wider_search(self, desk, lines, wanted):
        page = desk.get(LOG, wanted)
        assert (page.status_code, shown(page)) == (200, [])
        assert page.context["form"].errors != {}

    def test_reading_it_is_written_down(self, desk, auditor):
        desk.get(LOG, {"viec": "core.refuse", "tu": "2026-03-03"})
        entry = AuditEntry.objects.get(actor=auditor)
        assert (entry.actor, entry.action, entry.data) == (
            auditor,
            "core.read_log",
            {"what": "core.refuse", "first_day": "2026-03-03"},
        )

    def test_the_acts_of_a_deleted_account_stay(self, desk, lines):
        gone = lines[0].pk
        lines[0].delete()
        page = desk.get(LOG, {"ve": "core.user:1"})
        assert f"tài khoản {gone} (đã xóa)" in page.content.decode()

    def test_pages_follow_one_another(self, desk):
        with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False):
            for n in range(120):
                record(actor=None, action="core.end_role", target=f"core.user:{n}")
        found, after = [], ""
        while after is not None:
            page = desk.get(LOG, {"viec": "core.end_role", "sau": after})
            found += [target for _, target in shown(page)]
            after = page.context["next_key"]
        assert found == [f"tài khoản {n}" for n in reversed(range(120))]

    def test_the_facts_beside_an_act_are_in_words(self, desk):
        record(
            actor=None,
            action="core.grant_role",
            target="core.rolegrant:9",
            role="auditor",
            area="19",
            unheard_of=3,
        )
        assert desk.get(LOG, {"ve": "core.rolegrant:9"}).context["entries"][0]["facts"] == (
            "địa bàn: 19, vai trò: kiểm tra, thanh tra, unheard_of: 3"
        )

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_takes_as_many_queries_for_three_as_for_one(
        self, desk, make_user, django_assert_num_queries, count
    ):
        for _ in range(count):
            record(actor=make_user(), action="core.end_role", target="core.user:1")
        desk.get(LOG)
        with django_assert_num_queries(4):  # account, scope, lines, the look written down
            desk.get(LOG)

    @pytest.mark.parametrize(
        ("role", "status"),
        [
            (Role.AUDITOR, 200),
            (Role.PROVINCE_OFFICER, 200),
            (Role.COMMUNE_OFFICER, 403),
            (Role.OPERATOR, 403),
            (None, 403),
        ],
    )
    def test_who_may_read(self, client, areas, make_user, role, status):
        client.force_login(make_user(role=role))
        assert client.get(LOG).status_code == status


def test_a_line_about_no_row_of_ours_stays_as_it_was_written(desk):
    audit.record(actor=None, action="old.act", target="something else")
    assert ("old.act", "something else") in shown(desk.get(LOG))
