"""Sharing: nothing is shown before the person says so, nor more than they chose, nor longer."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from certificates.drawing.facts import Kind
from certificates.drawing.lettering import undrawable
from certificates.drawing.render import UndrawableName
from certificates.papers.services import revoke
from certificates.sharing.models import Share
from certificates.sharing.personal_data import HOLDINGS
from certificates.sharing.picture import SIZES, draw
from certificates.sharing.services import share, take_back
from certificates.sharing.telling import Shown, told_of
from learners.people.models import Learner
from lms.core.errors import DomainError
from lms.core.holdings import Subject
from lms.core.models import AuditEntry
from tests.certificates.drawing.test_facts import FACTS
from tests.guarded import write_behind


def pages_of(one: Share) -> list[str]:
    return [reverse(f"shared:{name}", args=[one.code]) for name in ("page", "wide", "square")]


def test_the_person_decides_what_is_seen_and_takes_it_back(paper, owner, client, learner):
    own = reverse("sharing:own", args=[paper.code])
    assert "chưa ai xem được" in owner.get(own).content.decode()
    assert not Share.objects.exists()
    full, given_name = learner.full_name, learner.full_name.split()[-1]
    for shows, seen, unseen in (
        ("none", "Một người học", given_name),
        ("given", given_name, full),
        ("full", full, paper.code),
    ):
        assert owner.post(own, {"shows": shows}).status_code == 302
        page = client.get(pages_of(Share.objects.get())[0])
        text = page.content.decode()
        assert (seen in text, unseen in text) == (True, False)
        assert paper.number not in text
        assert 'name="robots" content="noindex' in text
        assert page["X-Robots-Tag"].startswith("noindex")
    addresses = pages_of(Share.objects.get())
    assert [client.get(one).status_code for one in addresses] == [200, 200, 200]
    owner.post(own, {"act": "take_back"})
    assert [client.get(one).status_code for one in addresses] == [404, 404, 404]
    acts = AuditEntry.objects.filter(action__startswith="sharing.").order_by("pk")
    assert [one.action.partition(".")[2] for one in acts] == ["share"] * 3 + ["take_back"]


def test_the_card_names_pictures_of_the_size_it_says_with_words_for_them(paper, learner, client):
    one = share(paper=paper, shows="given", actor=learner.user)
    page, wide, square = pages_of(one)
    text = client.get(page).content.decode()
    for path, (width, height) in ((wide, (1200, 630)), (square, (1080, 1080))):
        assert f'property="og:image" content="http://localhost:8000{path}"' in text
        assert f'property="og:image:width" content="{width}"' in text
        picture = Image.open(BytesIO(client.get(path).content))
        assert (picture.format, picture.size) == ("PNG", (width, height))
    assert f'property="og:image:alt" content="{told_of(paper.frozen, Shown.GIVEN).alt}' in text


def test_a_picture_is_sent_again_only_when_it_changed(paper, learner, client):
    one = share(paper=paper, shows="full", actor=learner.user)
    wide = pages_of(one)[1]
    first = client.get(wide)
    again = client.get(wide, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, "no-cache" in again["Cache-Control"]) == (304, True)
    share(paper=paper, shows="none", actor=learner.user)
    changed = client.get(wide, headers={"if-none-match": first["ETag"]})
    assert (changed.status_code, changed.content != first.content) == (200, True)


def test_a_paper_that_ended_is_shown_no_more_and_cannot_be(paper, learner, owner, client):
    one = share(paper=paper, shows="full", actor=learner.user)
    revoke(certificate=paper, reason="Cấp nhầm", actor=learner.user)
    assert {client.get(address).status_code for address in pages_of(one)} == {404}
    with pytest.raises(DomainError, match="đang có hiệu lực"):
        share(paper=paper, shows="none", actor=learner.user)
    answer = owner.get(reverse("sharing:own", args=[paper.code]))
    assert "không còn hiệu lực" in answer.content.decode()


def test_nothing_chosen_or_something_else_is_refused_in_words(paper, owner):
    own = reverse("sharing:own", args=[paper.code])
    for typed in ({}, {"shows": "tat-ca"}):
        assert owner.post(own, typed).status_code == 422
    assert not Share.objects.exists()


def test_a_name_that_cannot_be_drawn_is_refused_in_words_and_may_stay_hidden(paper, learner):
    facts = paper.facts | {"full_name": "Lan 😀"}
    write_behind(paper, facts=facts)
    with pytest.raises(DomainError, match="Không hiện tên"):
        share(paper=paper, shows="full", actor=learner.user)
    assert share(paper=paper, shows="none", actor=learner.user).shows == "none"


def test_erasing_a_person_ends_what_they_shared(paper, learner, client):
    one = share(paper=paper, shows="full", actor=learner.user)
    (holding,) = HOLDINGS
    subject = Subject(learners=frozenset(Learner.objects.values_list("pk", flat=True)))
    assert holding.collect(subject)[0]["Số giấy"] == paper.number
    holding.erase(subject)
    holding.erase(subject)
    take_back(paper=paper, actor=learner.user)
    assert client.get(pages_of(one)[0]).status_code == 404


ALIKE = [
    replace(FACTS, kind=Kind.ATTENDANCE, there=3, held=4),
    replace(FACTS, kind=Kind.TRAINER, decision="12/QĐ-UBND"),
    replace(FACTS, sample=True),
    replace(FACTS, issued_on=FACTS.issued_on.replace(month=7)),
]


def test_kinds_and_samples_look_different_and_the_same_words_give_the_same_bytes():
    first = draw(told_of(FACTS, Shown.FULL), SIZES["rong"])
    others = {draw(told_of(one, Shown.FULL), SIZES["rong"]) for one in ALIKE}
    assert len(others - {first}) == len(ALIKE)
    assert draw(told_of(replace(FACTS, number="HT-2026-9"), Shown.FULL), SIZES["rong"]) == first


@given(
    st.text("aăâđêôơưẫợ NguyễnThịẨ-'", min_size=1, max_size=120).filter(str.strip)
    | st.text(min_size=1, max_size=20).filter(str.strip)
    | st.sampled_from(["Lan\u0300\u0323\u0302", "محمد علي", "👩🏽\u200d🏫 Lan", "\u0378", "阮氏蘭"])
)
@settings(max_examples=20, deadline=None)
def test_any_name_is_drawn_within_the_picture_or_refused(name):
    told = told_of(replace(FACTS, full_name=name), Shown.FULL)
    if undrawable(told.who):
        with pytest.raises(UndrawableName):
            draw(told, SIZES["vuong"])
        return
    picture = Image.open(BytesIO(draw(told, SIZES["vuong"])))
    left = picture.crop((0, 0, 40, 600)).getcolors()
    assert len(left) == 1  # nothing runs over the edge
