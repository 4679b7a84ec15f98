"""The public log: every paper is in it, nothing leaves it, and what went round it is found."""

import json
from datetime import date

import jwt
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from certificates.keys.selectors import as_jwk
from certificates.keys.services import make_key, rotate_key
from certificates.papers.models import Certificate
from certificates.papers.services import issue, revoke
from certificates.transparency.auditing import audit_log
from certificates.transparency.models import LogEntry, LogNode, SignedHead
from certificates.transparency.services import append, sign_head
from tests.certificates.transparency import tree
from tests.factories import finish_course

DAY = date(2026, 11, 30)


@pytest.fixture
def key(db):
    return make_key()


@pytest.fixture
def papers(course, make_learner) -> list[Certificate]:
    """Three papers, issued one after the other."""
    made = []
    for name in ("Nguyễn Thị Lan", "Vàng Thị Mỷ", "Lý A Sử"):
        enrolment = finish_course(make_learner(full_name=name), course)
        made.append(issue(certificate_id=enrolment.certificates.get().pk))
    append()
    return made


def leaves() -> list[bytes]:
    found = LogEntry.objects.filter(waiting=False).order_by("node__place")
    return [entry.leaf.encode() for entry in found]


def test_a_paper_and_its_end_are_two_lines_without_a_name(papers, make_user):
    revoke(certificate=papers[0], reason="Cấp nhầm", actor=make_user())
    told = [json.loads(entry.leaf) for entry in papers[0].log_entries.order_by("id")]
    assert [(one["act"], one["number"], one["state"]) for one in told] == [
        ("issued", papers[0].number, "valid"),
        ("ended", papers[0].number, "revoked"),
    ]
    assert "Lan" not in "".join(LogEntry.objects.values_list("leaf", flat=True))
    assert papers[0].code not in "".join(LogEntry.objects.values_list("leaf", flat=True))


def test_the_head_of_a_day_is_signed_once_and_anyone_can_check_it(client, key, papers):
    head = sign_head(day=DAY)
    assert sign_head(day=DAY) == head
    rotate_key()
    (told,) = client.get(reverse("transparency:heads")).json()["heads"]
    keys = {one["kid"]: one for one in client.get(reverse("transparency:keys")).json()["keys"]}
    public = jwt.PyJWK(keys[jwt.get_unverified_header(told["signature"])["kid"]])
    signed = jwt.decode(
        told["signature"], public, algorithms=["ES256"], options={"verify_iat": False}
    )
    assert (signed["day"], signed["leaves"], signed["root"]) == ("2026-11-30", 3, told["root"])
    assert told["root"] == tree.mth(leaves()).hex()
    assert as_jwk(key)["kid"] == told["key"]


def test_the_proof_that_anyone_fetches_leads_to_the_published_head(client, key, papers):
    head = sign_head(day=DAY)
    for place, paper in enumerate(papers):
        (told,) = client.get(reverse("transparency:proof", args=[paper.code])).json()["entries"]
        assert (told["place"], told["head"]["root"]) == (place, head.root)
        assert [bytes.fromhex(step) for step in told["path"]] == tree.path(place, leaves())
        assert leaves()[place].decode() == told["leaf"]


def test_two_sizes_of_the_log_are_compared_by_anyone(client, key, papers):
    told = client.get(reverse("transparency:consistency"), {"tu": 2, "den": 3}).json()
    assert [bytes.fromhex(step) for step in told["path"]] == tree.proof(2, leaves())
    for odd in ({}, {"tu": 3, "den": 2}, {"tu": 0, "den": 1}, {"tu": 1, "den": 9}, {"tu": "٣"}):
        assert client.get(reverse("transparency:consistency"), odd).status_code == 400
    call_command("check_log", "2", "3")
    with pytest.raises(CommandError):
        call_command("check_log", "3", "2")


def test_the_pages_say_where_a_paper_stands_and_what_is_still_to_come(client, key, papers):
    page = client.get(reverse("transparency:paper", args=[papers[1].code])).content.decode()
    assert page.count("sẽ được đầu sổ công bố đêm nay xác nhận") == 1
    sign_head(day=DAY)
    page = client.get(reverse("transparency:paper", args=[papers[1].code])).content.decode()
    assert page.count("Đứng ở dòng <strong>2</strong> trong 3 dòng của sổ.") == 1
    page = client.get(reverse("transparency:log")).content.decode()
    assert page.count('<th scope="row">30/11/2026</th>') == 1
    assert client.get(reverse("transparency:paper", args=["khong"])).status_code == 404


@pytest.mark.parametrize("model", [LogEntry, LogNode, SignedHead])
def test_nothing_of_the_log_is_changed_or_deleted(key, papers, model):
    sign_head(day=DAY)
    changed = {LogEntry: {"leaf": "khác"}, LogNode: {"digest": b"x"}, SignedHead: {"root": "0"}}
    for act in (lambda: model.objects.update(**changed[model]), model.objects.all()._raw_delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            act(*(["default"] if act.__name__ == "_raw_delete" else []))


class TestTheAudit:
    def test_all_of_it_fits(self, key, papers, make_user):
        sign_head(day=DAY)
        revoke(certificate=papers[0], reason="Cấp nhầm", actor=make_user())
        append()
        assert audit_log() == []
        call_command("check_log")

    def test_a_paper_made_behind_the_registers_back_is_named(self, client, key, papers):
        sign_head(day=DAY)
        forged = papers[0]
        forged.pk, forged.code, forged.number, forged.serial = None, "X" * 21, "HT-2026-999999", 9
        forged.state, forged.ended_at = "revoked", forged.issued_at
        forged.save(force_insert=True)
        assert audit_log() == ["Giấy số HT-2026-999999: không có trong sổ công khai."]
        with pytest.raises(CommandError):
            call_command("check_log")

    def test_facts_that_were_changed_are_noticed(self, key, papers):
        papers[0].facts |= {"full_name": "Người Khác"}
        papers[0].save()
        assert audit_log() == [f"Giấy số {papers[0].number}: nội dung khác với lúc cấp."]

    def test_a_line_that_was_changed_past_the_guard_is_noticed(self, key, papers):
        sign_head(day=DAY)
        with connection.cursor() as cursor:
            for guard in ("certificates_logentry",):
                on = f" ON {guard}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {guard}_no_update{on}")
        LogEntry.objects.filter(paper=papers[2]).update(leaf='{"khác":1}')
        assert "Dòng 3: băm không khớp với nội dung." in audit_log()
