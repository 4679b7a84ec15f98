"""What a phone keeps to check papers by itself."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from certificates.drawing.facts import CertificateFacts
from certificates.keys.models import IssuerKey
from certificates.keys.selectors import public_of
from certificates.keys.services import disown_key, make_key, rotate_key
from certificates.keys.statements import key_named_in, verify
from certificates.papers.services import issue, replace, revoke


@pytest.fixture
def key(db):
    return make_key()


def test_an_issued_paper_carries_a_statement_that_its_key_signed(key, pending):
    paper = issue(certificate_id=pending.pk)
    rotate_key()
    statement = paper.frozen.statement
    said = verify(statement, public_of(key_named_in(statement)))
    assert (said.number, said.name, said.level) == (paper.number, "N. T. Lan", "K1")
    assert (said.day, said.until) == (paper.frozen.issued_on, None)
    assert paper.frozen.scan_url == f"{paper.frozen.check_url}#{statement}"


def test_without_a_key_a_paper_is_issued_all_the_same(paper):
    assert (paper.frozen.statement, paper.frozen.scan_url) == ("", paper.frozen.check_url)


def test_the_list_names_what_has_ended_and_nobody(client, key, pending, make_user):
    first = issue(certificate_id=pending.pk)
    second = replace(certificate=first, reason="Sai tên", actor=make_user())
    second = issue(certificate_id=second.pk)
    revoke(certificate=second, reason="Cấp nhầm", actor=make_user())
    told = client.get(reverse("offline:trust")).json()
    assert told["ended"] == {first.number: "replaced", second.number: "revoked"}
    assert [one["kid"] for one in told["keys"]] == [key.kid]
    assert (told["kinds"]["HT"], told["levels"]["K1"]) == (
        "Giấy chứng nhận hoàn thành",
        "Khóa thử 1",
    )
    assert "Lan" not in str(told)


def test_the_list_says_on_which_days_of_vietnam_each_key_signed_and_when_one_was_stolen(
    client, key
):
    night = datetime(2026, 11, 29, 18, 30, tzinfo=UTC)  # half past one in the morning of the 30th
    IssuerKey.objects.update(used_from=night)
    disown_key(kid=key.kid, since=night, reason="Mất máy chủ")
    IssuerKey.objects.filter(pk=key.kid).update(used_until=datetime(2026, 12, 1, 17, tzinfo=UTC))
    told = client.get(reverse("offline:trust")).json()
    assert told["version"] == 1
    days = {one["kid"]: (one["from"], one["until"], one["stolen_at"]) for one in told["keys"]}
    assert days.pop(key.kid) == ("2026-11-30", "2026-12-02", "2026-11-30")
    assert [rest[1:] for rest in days.values()] == [(None, None)]


def test_the_page_that_stays_on_the_phone_may_use_the_camera_and_has_every_script_it_names(client):
    answer = client.get(reverse("offline:page"))
    assert "camera=(self)" in answer["Permissions-Policy"]
    worker = client.get(reverse("offline:worker")).content.decode()
    kept = json.loads(re.search(r"SHELL = (\{.*\});", worker)[1])["files"]
    named = re.findall(r'(?:src|href)="(/static/[^"#]+)', answer.content.decode())
    assert len(named) > 3
    assert set(named) <= set(kept)
    assert all(finders.find(one.removeprefix("/static/")) for one in kept)


def test_the_list_costs_the_same_whatever_has_ended(client, key, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get(reverse("offline:trust"))


def test_facts_with_a_statement_are_read_back(key, pending):
    facts = issue(certificate_id=pending.pk).frozen
    assert CertificateFacts.from_json(facts.to_json()) == facts
