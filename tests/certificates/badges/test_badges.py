"""Badges: a stranger's verifier believes the genuine one, and no other."""

import copy
import hashlib
import io
import json
from dataclasses import replace as with_
from datetime import date, timedelta

import pikepdf
import pikepdf.pdfa
import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openvc.errors import OpenvcError
from openvc.multibase import decode_multibase
from openvc.status.bitstring import decode_bitstring, get_status_bit

from certificates.badges import bits, selectors
from certificates.badges.credential import credential, identity_hash, site_of
from certificates.badges.models import Badge, StatusList
from certificates.badges.proving import multibase, proof_of, value_of
from certificates.badges.services import note_ends, open_badges
from certificates.badges.tasks import sign
from certificates.checking.files import Finding, look_at
from certificates.drawing.facts import Kind
from certificates.keys import files
from certificates.keys.selectors import signing_kid
from certificates.keys.services import disown_key, make_key, rotate_key
from certificates.papers.models import Certificate
from certificates.papers.services import issue, replace, revoke
from tests.certificates.badges import outside
from tests.certificates.drawing.test_facts import FACTS
from tests.certificates.drawing.test_render import run
from tests.factories import finish_course
from tests.guarded import write_behind

# What `FACTS` give as a badge; never changed, since badges are built anew from their facts.
BUILT = "77b9b8e1ba60f59dd8d60067582b5ed81fc8a45210028e2bfedc543578dc80c1"


@pytest.fixture
def key(db):
    return make_key()


@pytest.fixture
def badge(key, paper) -> dict:
    """The badge of a paper with the name, as its owner gets it."""
    assert sign() == 2  # the list and the badge
    return selectors.signed(Certificate.objects.get(pk=paper.pk), with_name=True)


def of(paper: Certificate, *, with_name: bool = False) -> dict:
    """The badge as it is now."""
    return selectors.signed(Certificate.objects.get(pk=paper.pk), with_name=with_name)


def test_an_outside_verifier_believes_the_badge_and_no_other(badge, paper):
    result = outside.verify(badge)
    assert (result.issuer, result.status.revoked) == ("did:web:localhost%3A8000", False)
    subject = result.credential["credentialSubject"]
    assert subject["licenseNumber"] == paper.number
    assert subject["identifier"][1]["identityHash"] == paper.frozen.full_name
    for change in changes():
        forged = copy.deepcopy(badge)
        change(forged)
        with pytest.raises(OpenvcError):
            outside.verify(forged)


def changes():
    """What a forger might try."""
    yield lambda one: one.update(name="Giấy chứng nhận giảng viên")
    yield lambda one: one["credentialSubject"]["identifier"][1].update(identityHash="Ai Đó")
    yield lambda one: one["credentialSubject"]["achievement"].update(name="Khóa khác")
    yield lambda one: one.update(validFrom="2020-01-01T00:00:00+07:00")
    yield lambda one: one["credentialStatus"].update(statusListIndex="99")
    yield lambda one: one["issuer"].update(id="did:web:noi-khac.example")
    yield lambda one: one.pop("credentialStatus")
    yield lambda one: one["proof"].update(proofValue=one["proof"]["proofValue"][:-1] + "1")
    yield lambda one: one.update(them="điều không ai ký")


def test_without_the_name_it_names_nobody_and_who_holds_the_paper_can_tell_it_is_theirs(
    badge, paper, client
):
    answer = client.get(reverse("checked_badges:checked", args=[paper.code]))
    told = json.loads(answer.content)
    outside.verify(told)
    assert paper.frozen.full_name not in answer.content.decode()
    assert paper.code not in answer.content.decode()
    (whose,) = told["credentialSubject"]["identifier"]
    assert whose["identityHash"] == identity_hash(paper.code, whose["salt"])


def test_the_owner_chooses_whether_their_name_is_in_it_and_nobody_else_gets_it(
    badge, paper, owner, make_learner, client
):
    address = reverse("own_badges:own", args=[paper.code])
    assert json.loads(owner.get(address, {"ten": "1"}).content) == badge
    assert json.loads(owner.get(address).content) == of(paper)
    client.force_login(make_learner("Trần Văn Bình").user)
    assert client.get(address, {"ten": "1"}).status_code == 404


def with_badge(paper: Certificate) -> bytes | None:
    """The PDF with the badge inside as it is now."""
    return selectors.paper_with_badge(Certificate.objects.get(pk=paper.pk))


def test_the_owner_takes_the_paper_with_the_badge_inside_and_the_check_page_knows_it(
    badge, paper, owner, make_learner, client
):
    address = reverse("own_badges:pdf", args=[paper.code])
    pdf = owner.get(address).content
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (inside,) = opened.attachments.values()
        assert json.loads(inside.get_file().read_bytes()) == badge
        assert pikepdf.pdfa.check(opened, "3b").verdict == "pass"
    assert paper.frozen.full_name in run("pdftotext", "-", "-", pdf=pdf)
    assert look_at(pdf).finding == Finding.DRAWN
    assert look_at(pdf + b"% more").finding == Finding.APPENDED
    assert look_at(pdf.replace(b"/Title", b"/Tjtle", 1)).finding == Finding.ALTERED
    client.force_login(make_learner("Trần Văn Bình").user)
    assert client.get(address).status_code == 404


def test_what_the_paper_carries_inside_is_the_same_bytes_after_the_key_changed(badge, paper):
    before = with_badge(paper)
    rotate_key()
    sign()
    assert with_badge(paper) == before
    outside.verify(badge)
    assert StatusList.objects.get().key_id == signing_kid() != Badge.objects.get().key_id


def test_of_a_stolen_key_nothing_is_believed_and_genuine_badges_are_signed_anew(badge, paper, key):
    disown_key(kid=key.kid, since=timezone.now(), reason="Mất máy chủ")
    sign()
    with pytest.raises(OpenvcError):
        outside.verify(badge)
    outside.verify(of(paper, with_name=True))
    assert sign() == 0


def test_a_revoked_or_replaced_paper_shows_in_the_list_and_others_do_not(
    badge, paper, course, make_learner, make_user
):
    others = []
    for name in ("Vàng Thị Mỷ", "Lý A Sử"):
        enrolment = finish_course(make_learner(full_name=name), course)
        others.append(issue(certificate_id=enrolment.certificates.get().pk))
    sign()
    revoke(certificate=paper, reason="Cấp nhầm", actor=make_user())
    replace(certificate=others[0], reason="Sai tên", actor=make_user())
    sign()
    for gone in (badge, of(others[0])):
        with pytest.raises(OpenvcError, match="revoked"):
            outside.verify(gone)
    outside.verify(of(others[1]))


def test_an_expired_paper_has_an_expired_badge(key, pending):
    paper = issue(certificate_id=pending.pk)
    facts = paper.facts | {"expires_on": "2020-01-01"}
    write_behind(paper, facts=facts, expires_on=date(2020, 1, 1))
    sign()
    with pytest.raises(OpenvcError, match="expired"):
        outside.verify(of(paper))
    assert outside.verify(of(paper), expired_too=True).expired


def test_opened_and_signed_twice_is_once_and_without_a_key_it_waits(paper):
    open_badges(certificate_ids=[paper.pk])
    assert (sign(), with_badge(paper)) == (0, None)
    make_key()
    assert (sign(), sign()) == (2, 0)
    note_ends(certificate_ids=[paper.pk])
    assert sign() == 1


@pytest.mark.parametrize("way", ["own_badges:own", "own_badges:pdf"])
def test_before_it_is_signed_the_page_says_so(paper, owner, way):
    answer = owner.get(reverse(way, args=[paper.code]))
    assert (answer.status_code, "đang được ký" in answer.content.decode()) == (503, True)


def test_issuer_and_achievement_are_described_where_the_badge_says(badge):
    subject = badge["credentialSubject"]
    told = json.loads(outside.published(subject["achievement"]["id"]))
    assert told == {"@context": badge["@context"], **subject["achievement"]}
    issuer = json.loads(outside.published("/huy-hieu/don-vi-cap.json"))
    assert issuer == {"@context": badge["@context"], **badge["issuer"]}


def test_what_was_signed_years_ago_is_still_built_the_same():
    """If this fails, badges that people hold or could take away are no longer what was signed."""
    told = credential(
        FACTS, code="0" * 21, about="completion-7", place=bits.Place(0, 5), with_name=True
    )
    text = json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
    assert hashlib.sha256(text).hexdigest() == BUILT


names = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029"),
    min_size=1,
    max_size=40,
).filter(str.strip)


@given(name=names, title=names, days=st.integers(0, 4_000), place=st.integers(0, 10**7))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.django_db
def test_whatever_the_facts_are_the_verifier_reads_them_as_they_were_signed(
    key, name, title, days, place
):
    facts = with_(
        FACTS,
        full_name=name,
        course_title=title,
        check_url="http://localhost:8000/xac-minh/x/",
        expires_on=date.today() + timedelta(days=days + 1),
    )
    document = credential(
        facts, code="1" * 21, about="completion-7", place=bits.place_of(place), with_name=True
    )
    del document["credentialStatus"]
    proof = proof_of(
        method=selectors.method_of(site_of(facts), key.kid), created="2026-01-01T00:00:00Z"
    )
    value = value_of(document, proof, files.private(key.kid))
    result = outside.verify(document | {"proof": proof | {"proofValue": value}})
    (_, told) = result.credential["credentialSubject"]["identifier"]
    assert told["identityHash"] == facts.full_name


def test_each_kind_of_paper_is_another_achievement():
    attended = {"kind": Kind.ATTENDANCE, "there": 3, "held": 4}
    trained = {"kind": Kind.TRAINER, "decision": "12/QĐ-UBND"}
    told = [
        credential(one, code="1" * 21, about="x-1", place=bits.Place(0, 1), with_name=False)
        for one in (FACTS, with_(FACTS, **attended), with_(FACTS, **trained))
    ]
    types = {one["credentialSubject"]["achievement"]["achievementType"] for one in told}
    assert len(types) == len({one["name"] for one in told}) == 3


def test_bits_and_bases_are_those_of_the_standards():
    assert (bits.place_of(131_071), bits.place_of(131_072)) == (
        bits.Place(0, 131_071),
        bits.Place(1, 0),
    )
    read = decode_bitstring(bits.encode([0, 9, 131_071]))
    assert [one for one in range(bits.SIZE) if get_status_bit(read, one)] == [0, 9, 131_071]
    for raw in (b"\0\0ab", b"", b"\xff" * 64):
        assert decode_multibase(multibase(raw)) == raw
