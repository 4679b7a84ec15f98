"""The public log: every paper is in it, nothing leaves it, and what went round it is found."""

import json
from datetime import date, timedelta
from hashlib import sha256
from importlib import import_module
from pkgutil import iter_modules

import jwt
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from certificates import migrations
from certificates.keys.selectors import as_jwk
from certificates.keys.services import make_key, rotate_key
from certificates.papers.models import Certificate
from certificates.papers.services import end_many, issue, issue_pending, replace, revoke
from certificates.transparency.auditing import audit_log
from certificates.transparency.models import LogEntry, LogNode, LogSize, SignedHead
from certificates.transparency.services import append, enter, sign_head
from learners.duplicates.merging import merge
from tests.certificates.transparency import tree
from tests.factories import finish_course
from tests.guarded import forge, past_the_guards, write_behind

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

    def test_a_paper_made_behind_the_registers_back_is_named(
        self, key, papers, course, make_learner
    ):
        sign_head(day=DAY)
        enrolment = finish_course(make_learner(full_name="Ma Văn Tư"), course)
        forged = forge(enrolment.certificates.get(), like=papers[0])
        assert audit_log() == [f"Giấy số {forged.number}: không có trong sổ công khai."]
        with pytest.raises(CommandError):
            call_command("check_log")

    def test_facts_that_were_changed_are_noticed(self, key, papers):
        write_behind(papers[0], facts=papers[0].facts | {"full_name": "Người Khác"})
        assert audit_log() == [f"Giấy số {papers[0].number}: nội dung khác với lúc cấp."]

    def test_a_revoked_paper_that_stands_again_is_noticed(self, key, papers, make_user):
        revoke(certificate=papers[0], reason="Cấp nhầm", actor=make_user())
        sign_head(day=DAY)
        write_behind(papers[0], state="valid", ended_at=None, end_reason="")
        assert audit_log() == [
            f"Giấy số {papers[0].number}: sổ công khai ghi đã hết hiệu lực, sổ cấp giấy ghi khác."
        ]

    def test_an_end_that_was_not_entered_is_noticed(self, key, papers):
        write_behind(papers[1], state="revoked", ended_at=timezone.now())
        assert audit_log() == [
            f"Giấy số {papers[1].number}: đã hết hiệu lực mà sổ công khai không ghi."
        ]

    def test_a_paper_that_is_pending_again_is_noticed(self, key, papers):
        nothing = {"number": None, "year": None, "serial": None, "facts": None, "issued_at": None}
        write_behind(papers[1], state="pending", series="", **nothing)
        assert audit_log() == ["Giấy số None: nội dung khác với lúc cấp."]

    def test_a_paper_and_a_line_that_are_dated_back_are_noticed(
        self, key, papers, course, make_learner
    ):
        sign_head(day=timezone.localdate() - timedelta(days=2))
        enrolment = finish_course(make_learner(full_name="Ma Văn Tư"), course)
        forged = forge(enrolment.certificates.get(), like=papers[0], days_ago=9)
        enter(certificate_ids=[forged.pk], act=LogEntry.Act.ISSUED)
        append()
        assert audit_log() == [
            f"Giấy số {forged.number}: chỉ vào sổ công khai sau khi sổ của ngày cấp đã khóa."
        ]

    def test_a_line_that_was_changed_past_the_guard_is_noticed(self, key, papers):
        sign_head(day=DAY)
        with past_the_guards():
            LogEntry.objects.filter(paper=papers[2]).update(leaf='{"khác":1}')
        assert "Dòng 3: băm không khớp với nội dung." in audit_log()

    def test_whatever_lawfully_becomes_of_papers_fits(self, key, papers, make_user, make_learner):
        officer = make_user()
        replace(certificate=papers[0], reason="Sai tên", actor=officer)
        end_many(certificate_ids=[papers[1].pk], with_new=False, reason="Cấp nhầm", actor=officer)
        issue_pending()
        kept = make_learner(full_name="Lý A Sử")
        merge(kept=kept, merged=papers[2].learner, actor=officer)
        sign_head(day=timezone.localdate() + timedelta(days=1))
        assert audit_log() == []


def test_papers_from_before_there_was_a_log_begin_it_once(
    key, papers, make_user, make_learner, course
):
    revoke(certificate=papers[0], reason="Cấp nhầm", actor=make_user())
    lines = LogEntry.objects.order_by("paper", "-act").values_list("paper", "act", "leaf")
    entered = list(lines)
    with past_the_guards():
        for model in (LogNode, LogEntry, LogSize):
            model.objects.all().delete()
    (name,) = (one.name for one in iter_modules(migrations.__path__) if "are_kept" in one.name)
    enter_older = import_module(f"{migrations.__name__}.{name}").enter_older
    enter_older(apps, None)
    assert (list(lines), append(), audit_log()) == (entered, 4, [])
    enrolment = finish_course(make_learner(full_name="Ma Văn Tư"), course)
    forge(enrolment.certificates.get(), like=papers[0])
    enter_older(apps, None)
    assert (list(lines), append()) == (entered, 0)


class TestTheProofPage:
    """It works out the root anew before it says anything."""

    def page(self, client, paper) -> str:
        return client.get(reverse("transparency:paper", args=[paper.code])).content.decode()

    def test_a_path_that_leads_to_the_signed_root_is_said_to(self, client, key, papers):
        sign_head(day=DAY)
        assert "khớp với đầu sổ ngày 30/11/2026 đã ký" in self.page(client, papers[1])

    @pytest.mark.parametrize("spoil", ["leaf", "node", "head", "signature"])
    def test_whatever_was_changed_is_not_vouched_for(self, client, key, papers, spoil):
        head = sign_head(day=DAY)
        with past_the_guards():
            if spoil == "leaf":
                LogEntry.objects.filter(paper=papers[1]).update(leaf='{"khác":1}')
            elif spoil == "node":
                LogNode.objects.filter(level=0, place=0).update(digest=b"x" * 32)
            elif spoil == "head":
                SignedHead.objects.update(root="0" * 64)
            else:
                SignedHead.objects.update(signature=head.signature[:-4] + "AAAA")
        page = self.page(client, papers[1])
        assert "không khớp với đầu sổ đã ký" in page
        assert "Đứng ở dòng" not in page

    def test_a_paper_that_is_not_what_was_entered_is_an_alarm(self, client, key, papers):
        sign_head(day=DAY)
        alarm = "Sổ cấp giấy và sổ công khai ghi khác nhau"
        assert alarm not in self.page(client, papers[1])
        write_behind(papers[1], facts=papers[1].facts | {"course_title": "Khóa khác"})
        assert alarm in self.page(client, papers[1])


class TestTheFingerprint:
    """Whoever holds the paper ties it to its line; whoever has only the code learns no name."""

    def told(self, client, paper) -> dict:
        return client.get(reverse("transparency:proof", args=[paper.code])).json()

    def test_with_what_is_read_off_the_paper_it_is_that_of_the_line(
        self, client, key, course, make_learner
    ):
        enrolment = finish_course(make_learner(full_name="Vàng Thị Mỷ"), course)
        paper = issue(certificate_id=enrolment.certificates.get().pk)
        told = self.told(client, paper)
        how, off_the_paper = told["fingerprint"], paper.frozen
        read = {
            "full_name": "Vàng Thị Mỷ",
            "birth_year": 1975,
            "statement": off_the_paper.scan_url.partition("#")[2],
        }
        assert set(how["on_paper"]) == set(read)
        text = json.dumps(
            dict(sorted({**how["facts"], **read}.items())),
            ensure_ascii=False,
            separators=(",", ":"),
        )
        found = sha256(how["code"].encode() + b"\n" + text.encode()).hexdigest()
        assert found == json.loads(told["entries"][0]["leaf"])["sha256"]

    def test_the_answer_tells_neither_name_nor_year_nor_statement(self, client, key, papers):
        paper = papers[1]
        body = client.get(reverse("transparency:proof", args=[paper.code])).content.decode()
        body += json.dumps(json.loads(body), ensure_ascii=False)
        assert paper.frozen.statement == "" or paper.frozen.statement not in body
        for secret in ("Vàng", "Mỷ", str(paper.facts["birth_year"])):
            assert secret not in body
