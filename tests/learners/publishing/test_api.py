"""What a program reads with a key: exact counts of its scope, and refusals it can understand."""

import json
from datetime import date, timedelta
from typing import Any

import jsonschema
import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from openapi_spec_validator import OpenAPIV31SpecValidator

from learners.monitoring.goals import load_goals, set_shares
from learners.monitoring.models import DailyCount, Goal
from learners.publishing import keys
from learners.publishing.small_cells import show
from learners.publishing.views.api import KEY_ASKS_A_MINUTE, WRONG_KEYS_A_MINUTE
from lms.core.models import AreaFigure, AuditEntry
from tests.facts import at, make_person
from tests.learners.publishing.conftest import OCTOBER, SEPTEMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]
API = "/api/v1/"
COUNTS = f"{API}counts"


class Program:
    """Asks with a key."""

    def __init__(self, secret: str) -> None:
        self.browser, self.secret = Client(raise_request_exception=False), secret

    def get(self, path: str, **asked: Any):
        return self.browser.get(
            path if path.startswith("/") else API + path,
            asked,
            headers={"Authorization": f"Bearer {self.secret}"},
        )

    def items(self, path: str, **asked: Any) -> list[dict]:
        answer = self.get(path, **asked)
        assert answer.status_code == 200, answer.content
        return answer.json()["items"]


@pytest.fixture
def program(make_key) -> Program:
    """One that may read everything."""
    return Program(make_key()[1])


@pytest.fixture
def small_program(make_key, commune) -> Program:
    """One that may read two numbers of one commune."""
    told = {"communes": [commune], "indicators": ["participants", "proficient"]}
    return Program(make_key(**told)[1])


def described() -> dict:
    return Client().get(f"{API}openapi.json").json()


class TestTheDescription:
    def test_it_is_valid(self):
        OpenAPIV31SpecValidator(described()).validate()

    def test_it_names_every_address_of_the_api_and_no_other(self):
        ours = [
            f"/{pattern.pattern}"
            for box in get_resolver().url_patterns
            if getattr(box, "namespace", "") == "publishing"
            for pattern in box.url_patterns
            if str(pattern.pattern).startswith("api/")
        ]
        assert (sorted(described()["paths"]), len(ours)) == (sorted(ours), 5)

    def test_every_address_answers_as_it_is_described(self, program, small_program):
        load_goals()
        spec = described()
        ways = {
            "200": lambda path: program.get(path),
            "400": lambda path: program.get(path, la=1),
            "401": lambda path: Program("sai").get(path),
            "404": lambda path: small_program.get(path, area="01906"),
        }
        for path, item in spec["paths"].items():
            assert list(item) == ["get"]
            for status, said in item["get"]["responses"].items():
                answer = (
                    out_of_breath(small_program, path) if status == "429" else ways[status](path)
                )
                assert (path, answer.status_code) == (path, int(status))
                keeps_to(answer, said, spec)

    def test_every_parameter_it_names_is_taken_and_no_other(self, program):
        for path, item in described()["paths"].items():
            named = {one["name"] for one in item["get"].get("parameters", [])}
            good = {
                **{"from": "2026-10-31", "to": "2026-10-31", "area": "05503", "limit": "1"},
                **{"indicator": "participants", "after": "2026-10-01~a~0"},
            }
            for name, value in good.items():
                if path.endswith("openapi.json"):
                    continue
                expected = 200 if name in named else 400
                assert (path, name, program.get(path, **{name: value}).status_code) == (
                    *(path, name, expected),
                )


def out_of_breath(program: Program, path: str):
    """The answer to one question too many in a minute."""
    with time_machine.travel(at(date(2026, 11, 29), 12), tick=False):
        for _ in range(KEY_ASKS_A_MINUTE):
            answer = program.get(f"{API}indicators")
        assert answer.status_code == 200
        answer = program.get(path)
    assert 1 <= int(answer["Retry-After"]) <= 60
    cache.clear()
    return answer


def keeps_to(answer, said: dict, spec: dict) -> None:
    """Whether an answer is as its description says: type, headers, body."""
    (media,) = said["content"]
    assert answer["Content-Type"] == media
    for name in said.get("headers", {}):
        assert name in answer.headers
    schema = {**said["content"][media]["schema"], "components": spec["components"]}
    checker = jsonschema.FormatChecker()
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(answer.json())


class TestWhatItTells:
    def test_counts_are_exact_of_the_last_day_and_equal_what_was_counted(self, program):
        items = program.items("counts", area="01906")
        assert {one["indicator"]: one["value"] for one in items} == {
            **{"attendances": 15, "participants": 14, "finishers": 3, "proficient": 1},
            **{"core_trainers": 0, "experts": 0},
        }
        assert {one["day"] for one in items} == {"2026-10-31"}
        assert program.get("counts").json()["counted_at"] == "2026-11-01T00:20:00+07:00"

    def test_days_places_and_numbers_may_be_asked_for(self, program):
        asked = {"from": "2026-09-01", "to": "2026-10-31", "indicator": "participants"}
        assert program.items("counts", area="05503", **asked) == [
            {"day": "2026-09-30", "area": "05503", "indicator": "participants", "value": 101},
            {"day": "2026-10-31", "area": "05503", "indicator": "participants", "value": 112},
        ]
        assert program.items("counts", **{"from": "2026-09-02", "to": "2026-09-29"}) == []

    def test_pages_by_key_give_every_row_once_in_order(self, program):
        asked = {"from": "2026-09-30", "to": "2026-10-31", "limit": "100"}
        rows, answer = [], program.get("counts", **asked).json()
        while True:
            rows += answer["items"]
            if answer["next"] is None:
                break
            answer = program.get("counts", **asked, after=answer["next"]).json()
        keys_ = [(one["day"], one["indicator"], one["area"]) for one in rows]
        assert keys_ == sorted(set(keys_))
        assert len(rows) == DailyCount.objects.count()

    def test_communes_come_with_the_people_of_working_age_as_others_published(
        self, program, commune
    ):
        AreaFigure.objects.create(
            area=commune, kind="working_age", value=5_430, as_of=SEPTEMBER, source="Công an tỉnh"
        )
        items = {one["code"]: one for one in program.items("communes")}
        assert len(items) == 92
        assert items["05503"]["working_age"] == {
            **{"value": 5430, "as_of": "2026-09-30", "source": "Công an tỉnh"},
        }
        assert items["01906"]["working_age"] is None

    def test_goals_come_with_their_shares(self, program, small_program, areas):
        load_goals()
        goal = Goal.objects.get(indicator="proficient")
        parts = {"05503": 200_000, "01906": 300_000}
        set_shares(goal=goal, shares=parts, rule="mẫu", actor=None)
        whole = {one["indicator"]: one for one in program.items("goals")}
        assert {one["area"]: one["number"] for one in whole["proficient"]["shares"]} == parts
        (part,) = small_program.items("goals")
        assert part["shares"] == [{"area": "05503", "number": 200_000}]

    def test_exact_numbers_and_the_published_ones_agree(self, program, client):
        told = client.get("/du-lieu-mo/so-lieu-thang.json")
        published = json.loads(b"".join(told.streaming_content))["rows"]
        exact = program.items("counts", limit="2000", **{"from": "2026-09-30", "to": "2026-10-31"})
        by_key = {(one["day"], one["area"], one["indicator"]): one["value"] for one in exact}
        of_communes = [row for row in published if row["area_code"] != "19"]
        assert len(of_communes) == 2 * 92 * 4
        for row in of_communes:
            shown = show(by_key[row["month_end"], row["area_code"], row["indicator"]])
            assert (row["value"], row["low"], row["high"]) == (
                *(shown.value, shown.low, shown.high),
            )


def test_numbers_tell_their_version_and_what_they_meant_before(program):
    (one,) = [one for one in program.items("indicators") if one["code"] == "core_trainers"]
    assert (one["version"], one["since"]) == ("2", "2026-11-25")
    assert [(then["version"], then["since"]) for then in one["versions"]] == [
        *(("1", "2024-11-01"), ("2", "2026-11-25")),
    ]
    assert one["versions"][1]["definition"] == one["definition"] != one["versions"][0]["definition"]
    assert one["versions"][1]["change"] == "Bản trước đếm cả người đang tạm ngừng."


class TestScope:
    def test_a_key_opens_its_places_and_numbers_and_nothing_else_is_there(self, small_program):
        assert [one["code"] for one in small_program.items("communes")] == ["05503"]
        assert [one["code"] for one in small_program.items("indicators")] == [
            *("participants", "proficient"),
        ]
        assert [(one["area"], one["indicator"]) for one in small_program.items("counts")] == [
            *(("05503", "participants"), ("05503", "proficient")),
        ]

    @pytest.mark.parametrize(
        "asked",
        [
            {"area": "01906"},
            {"area": "99999"},
            {"area": "19"},
            {"area": "\x00"},
            {"indicator": "finishers"},
            {"indicator": "x" * 400},
        ],
    )
    def test_what_is_outside_and_what_does_not_exist_are_answered_alike(self, small_program, asked):
        answer = small_program.get("counts", **asked)
        assert (answer.status_code, answer.json()["type"]) == (
            *(404, "urn:binh-dan-hoc-ai:problem:not-in-scope"),
        )
        assert answer.json() == small_program.get("counts", area="00000").json()

    @pytest.mark.parametrize(
        ("fields", "status"),
        [
            ({"valid_to": OCTOBER}, 200),
            ({"valid_to": OCTOBER - timedelta(days=1)}, 401),
            ({"valid_from": OCTOBER}, 200),
            ({"valid_from": OCTOBER + timedelta(days=1)}, 401),
        ],
    )
    def test_a_key_opens_from_its_first_day_to_the_end_of_its_last(self, make_key, fields, status):
        program = Program(make_key(**fields)[1])
        with time_machine.travel(at(OCTOBER, 23), tick=False):
            assert program.get("indicators").status_code == status

    def test_a_key_that_was_revoked_opens_nothing_from_then_on(self, make_key, operator):
        key, secret = make_key()
        assert Program(secret).get("indicators").status_code == 200
        keys.revoke(key=key, actor=operator)
        keys.revoke(key=key, actor=operator)
        answer = Program(secret).get("indicators")
        assert (answer.status_code, answer.json()) == (401, Program("x").get("indicators").json())
        assert AuditEntry.objects.filter(action="publishing.revoke_key").count() == 1

    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic x", "Bearer \xe9", "x"])
    def test_without_a_key_nothing_is_told(self, client, header):
        answer = client.get(COUNTS, headers={"Authorization": header})
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")

    def test_whoever_is_signed_in_is_nobody_here(self, client, operator):
        client.force_login(operator)
        assert client.get(COUNTS).status_code == 401


class TestRefusals:
    @pytest.mark.parametrize(
        ("asked", "name"),
        [
            ({"from": "31/10/2026"}, "from"),
            ({"to": "x"}, "to"),
            ({"from": "2026-10-31", "to": "2026-10-30"}, "to"),
            ({"from": "2025-01-01", "to": "2026-10-30"}, "to"),
            ({"limit": "0"}, "limit"),
            ({"limit": "2001"}, "limit"),
            ({"limit": "١"}, "limit"),
            ({"limit": "9" * 400}, "limit"),
            ({"after": "x"}, "after"),
            ({"after": "x~y~z"}, "after"),
            ({"xa": "05503"}, "xa"),
            ({"area": ["05503", "01906"]}, "area"),
        ],
    )
    def test_what_cannot_be_read_is_said_and_never_left_out(self, program, asked, name):
        answer = program.get("counts", **asked)
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
        assert [one["name"] for one in answer.json()["errors"]] == [name]
        assert answer.json()["detail"] == "Hãy sửa các tham số nêu ở errors rồi hỏi lại."

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
    def test_it_is_for_reading_only(self, program, method):
        answer = getattr(program.browser, method)(COUNTS)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
        assert answer.json()["detail"] == "Giao diện này chỉ để đọc. Hãy dùng GET."

    def test_wrong_keys_are_limited_by_address(self):
        wrong = Program("sai")
        with time_machine.travel(at(OCTOBER), tick=False):
            found = [wrong.get("indicators").status_code for _ in range(WRONG_KEYS_A_MINUTE + 1)]
        assert (found[0], found[-2], found[-1]) == (401, 401, 429)

    @pytest.mark.parametrize(("fault", "status"), [(ValueError, 500), (OperationalError, 503)])
    def test_a_fault_tells_nothing_of_the_house(self, program, fault, status, caplog):
        secret = "Nguyễn Thị Lan, SELECT * FROM learners_learner"

        def broken(execute, sql, params, many, context):
            if "learners_dailycount" in sql:
                raise fault(secret)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(broken):
            answer = program.get("counts")
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert "Lan" not in answer.content.decode()
        assert "SELECT" not in answer.content.decode()
        assert answer.json()["detail"].endswith("Hãy thử lại sau một phút.")
        assert secret in caplog.text  # the log of the house says what it was

    def test_no_answer_names_anybody(self, program, small_program, commune):
        person = make_person(commune, name="Triệu Thị Duy Nhất", phone="+84912345678")
        ways = ["indicators", "communes", "counts", "goals", "openapi.json"]
        seen = " ".join(program.get(way).content.decode() for way in ways)
        seen += " ".join(
            small_program.get("counts", area=text).content.decode()
            for text in ("Triệu", "0912345678", str(person.pk))
        )
        assert [word for word in ("Duy Nhất", "0912345678", "@") if word in seen] == []


class TestUse:
    def test_it_is_written_down_once_an_hour_and_a_key(self, program, make_key):
        other = Program(make_key()[1])
        for hour, asking in ((8, program), (8, program), (8, other), (9, program)):
            with time_machine.travel(at(OCTOBER, hour), tick=False):
                asking.get("indicators")
                asking.get("counts")
        entries = AuditEntry.objects.filter(action="publishing.use_key")
        assert (entries.count(), {entry.actor for entry in entries}) == (3, {None})
        assert len({entry.target for entry in entries}) == 2

    def test_answers_are_kept_by_nobody_and_leave_no_cookie(self, program):
        answer = program.get("counts")
        assert answer["Cache-Control"] == "private, no-store"
        assert "Authorization" in answer["Vary"]
        assert answer.cookies == {}

    @pytest.mark.parametrize("limit", ["1", "500"])
    def test_a_page_costs_the_same_however_long_it_is(self, program, limit):
        program.get("counts")
        with CaptureQueriesContext(connection) as queries:
            program.get("counts", limit=limit)
        assert len(queries) == 4  # the key, the last count, its places, the rows
