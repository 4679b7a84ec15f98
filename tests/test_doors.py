"""Every address of ours × everyone who may knock: who gets in, who is led away, who learns nothing.

Whoever adds an address adds its line to `doors.DOORS`; a test compares the table with the URLconf.
"""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from certificates.papers.models import Certificate, Copy
from certificates.papers.services import issue
from certificates.signing.models import SigningBatch
from courses.services import ensure_author_group
from learners.closing.services import load_closing_rule
from learners.duplicates.merging import merge
from learners.duplicates.models import Pair
from learners.monitoring.goals import load_goals
from learners.monitoring.models import Goal, OpeningBalance
from learners.monitoring.services import refresh_counts
from learners.paper.models import Sheet, SheetScan
from learners.people.models import DigitalTeam
from learners.rights.services import receive
from learners.study.models import Attempt, Enrolment
from learners.study.services import load_proficiency_rule, open_attempt
from lms.core.exporting import ask
from lms.core.models import Organisation
from lms.core.roles import Role
from lms.core.services import ask_for_role
from lms.core.tables import all_tables
from tests.certificates.badges.ways import behind_doors_of_badges
from tests.certificates.sharing.ways import behind_doors_of_sharing
from tests.certificates.ways import behind_doors_of_papers
from tests.doors import (
    ACCOUNT,
    AGENCY,
    AUDITOR,
    AUTHOR,
    BALANCE_ACTS,
    DOORS,
    EVERYONE,
    NEIGHBOUR,
    NOT_WALKED,
    OFFICER,
    OPERATOR,
    OTHER_OFFICER,
    OTHERS,
    OWNER,
    PROVINCE,
    TRAINER,
    VISITOR,
    WALLED,
)
from tests.factories import finish_course, finish_lessons, make_course
from tests.facts import make_person
from tests.learners.announcing.ways import behind_doors_of_messages
from tests.learners.assessing.ways import behind_every_door
from tests.learners.campaigns.ways import behind_doors_of_campaigns
from tests.learners.flags.ways import behind_doors_of_flags
from tests.learners.imports.lists import AN, applied
from tests.learners.publishing.ways import behind_doors_of_publishing
from tests.learners.resolution.ways import behind_doors_of_tasks
from tests.learners.returns.ways import behind_doors_of_returns
from tests.learners.trainers.ways import behind_trainers_doors


def our_addresses() -> dict[str, str]:
    """Name (or route, when it has none) → route of every address that is ours."""
    return dict(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns, route: str, namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}" if pattern.name else whole
            if whole not in OTHERS:
                yield from ((walled, walled) for walled in WALLED.get(whole, ()))
            if whole not in OTHERS | set(WALLED):
                yield name, whole
        elif isinstance(pattern, URLResolver) and whole in NOT_WALKED:
            yield whole, whole
        elif whole not in OTHERS or pattern.namespace:  # a box of ours may stand at the root
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, whole, inner)


@pytest.fixture
def world(areas, course, catalog, learner, make_learner, make_user, make_class):
    """A browser for everyone, and something behind every door."""
    load_goals()
    load_proficiency_rule()
    load_closing_rule()
    unclaimed = make_person(areas["05503"])
    finish_course(learner, course)
    paper = issue(certificate_id=Certificate.objects.get().pk)
    second = make_course(catalog, number=2)
    finish_lessons(learner, second)
    attempt = open_attempt(learner=learner, course=second)
    refresh_counts(day=paper.frozen.issued_on)
    ensure_author_group()
    users = {
        VISITOR: None,
        ACCOUNT: make_user(),
        OWNER: learner.user,
        NEIGHBOUR: make_learner("Trần Văn Bình").user,
        OFFICER: make_user(role=Role.COMMUNE_OFFICER, area=areas["05503"]),
        OTHER_OFFICER: make_user(role=Role.COMMUNE_OFFICER, area=areas["01906"]),
        AGENCY: make_user(role=Role.AGENCY_OFFICER),
        PROVINCE: make_user(role=Role.PROVINCE_OFFICER),
        AUDITOR: make_user(role=Role.AUDITOR),
        AUTHOR: make_user(role=Role.AUTHOR),
        OPERATOR: make_user(role=Role.OPERATOR),
        TRAINER: make_user(role=Role.TRAINER),
    }
    asked = ask_for_role(
        user=users[ACCOUNT],
        role=Role.AUDITOR,
        area=areas["19"],
        actor=users[PROVINCE],
        reason="Quyết định 1",
    )
    waiting = ask(table=all_tables()["xa-phuong"], asked={}, form="csv", actor=users[PROVINCE])
    request = receive(learner=learner, kind="copy", actor=learner.user)
    taken = applied(users[OFFICER], AN, commune=areas["05503"])
    again = [make_person(areas["05503"], name=name) for name in ("Ma Van Binh", "Ma V. Bình")]
    merged = merge(kept=unclaimed, merged=again[0], actor=users[PROVINCE])
    pair = Pair.objects.create(left=unclaimed, right=again[1], score=70)
    school = Organisation.objects.create(name="Trường", kind="school", area=areas["05503"])
    session = make_class().sessions.get(number=1)
    sheet = Sheet.objects.create(session=session, code="ABCDEFG")
    scan = SheetScan(sheet=sheet, page=1)
    scan.picture.save("anh.jpg", ContentFile(b"anh"))
    ids = {
        **behind_every_door(learner, make_class()),
        **behind_trainers_doors(learner),
        **behind_doors_of_messages(learner, make_class()),
        **dict.fromkeys(("attendance:register", "attendance:sync"), session.pk),
        "attendance:entries": session.pk,
        **dict.fromkeys(("attendance:qr", "attendance:qr_image"), session.pk),
        "scan:scan": "0-0-0",
        **dict.fromkeys(
            [name for name in DOORS if name.startswith("classes:")], session.training_class_id
        ),
        **dict.fromkeys(("classes:help", "joining:help"), session.pk),
        "joining:join": session.training_class.code,
        **dict.fromkeys(("closing:close", "closing:reopen"), session.training_class_id),
        **behind_doors_of_campaigns(learner, users[PROVINCE]),
        **behind_doors_of_flags(session.training_class, learner),
        **behind_doors_of_tasks(users[PROVINCE], users[AGENCY].grants.get().organisation),
        **behind_doors_of_returns(areas["05503"], users[OFFICER]),
        **behind_doors_of_publishing(users[OPERATOR]),
        **dict.fromkeys(("paper:sheet", "paper:read"), session.pk),
        **dict.fromkeys(("paper:confirm", "paper:cutout"), scan.pk),
        **dict.fromkeys([name for name in DOORS if name.startswith("imports:")], taken.pk),
        **dict.fromkeys(("duplicates:pair", "duplicates:decide"), pair.pk),
        "duplicates:undo": merged.pk,
        "rights:consent": "study",
        "rights:take_back": request.pk,
        "requests:request": request.pk,
        "requests:copy": request.pk,
        **dict.fromkeys(("requests:take", "requests:paper_consent", "requests:slip"), unclaimed.pk),
        "study:lesson_fragment": course.lessons[0].pk,
        "study:practice": course.lessons[0].pk,
        "study:course_fragment": course.pk,
        "study:test": course.pk,
        "study:finished": course.pk,
        "study:attempt": attempt.pk,
        "study:result": attempt.pk,
        **behind_doors_of_papers(paper, users[OFFICER]),
        "certificates:pdf": paper.code,
        "signing:batch": SigningBatch.objects.create().pk,
        **behind_doors_of_badges(paper),
        **behind_doors_of_sharing(paper),
        "check:paper": paper.code,
        "transparency:paper": paper.code,
        "transparency:proof": paper.code,
        "core:approval": asked.pk,
        "core:table": "xa-phuong",
        **dict.fromkeys(("core:export", "core:export_progress", "core:fetch_export"), waiting.pk),
        "mfa_remove_webauthn": 1,
        "core:end_role": users[OFFICER].grants.get().pk,
        "monitoring:commune": "05503",
        "monitoring:evidence": "05503",
        **dict.fromkeys(("monitoring:goal", "monitoring:shares"), Goal.objects.first().pk),
        **dict.fromkeys(
            [f"monitoring:{act}" for act in BALANCE_ACTS], OpeningBalance.objects.get().pk
        ),
        "monitoring:people": "05503",
        **dict.fromkeys(("registry:person", "registry:correct"), unclaimed.pk),
        **dict.fromkeys(("registry:move", "registry:identify"), unclaimed.pk),
        "registry:organisation": school.pk,
        "registry:merge_organisation": school.pk,
        "registry:team": DigitalTeam.objects.create(commune=areas["05503"], hamlet="Xóm 1").pk,
    }
    return users, ids


def browser_of(user, **options) -> Client:
    browser = Client(**options)
    if user:
        browser.force_login(user)
    return browser


def address(route: str, one: object = "") -> str:
    """The address of a route, with its one id filled in."""
    for part in ("<id:pk>", "<str:code>"):
        route = route.replace(part, quote(str(one), safe=""))
    route = route.replace("<slug:indicator>", "participants")
    return "/" + route


def answer(method, path: str) -> int:
    """The status of an answer; a file that is handed out is taken, which closes it."""
    response = method(path)
    if response.streaming:
        b"".join(response)
    return response.status_code


def test_every_address_of_ours_is_in_the_table():
    assert set(our_addresses()) == set(DOORS)
    assert {len(answers) for answers in DOORS.values()} == {len(EVERYONE)}


@pytest.mark.parametrize("who", EVERYONE)
def test_who_gets_in(world, who):
    users, ids = world
    browser = browser_of(users[who])
    found = {
        name: answer(browser.get, address(route, ids.get(name, "")))
        for name, route in our_addresses().items()
    }
    assert found == {name: answers[who] for name, answers in DOORS.items()}


def stored() -> dict[str, list]:
    """All rows about people and papers, and the accounts; not the record of looks."""
    labels = ("learners", "certificates")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    models += [apps.get_model("core.User"), apps.get_model("core.RoleGrant")]
    models.remove(Copy)  # a record of what was handed out: of looks as well
    return {m._meta.label: sorted(m.objects.values_list(), key=repr) for m in models}


@pytest.mark.parametrize("who", [VISITOR, ACCOUNT, OWNER, NEIGHBOUR, PROVINCE])
def test_looking_changes_nothing(world, who):
    users, ids = world
    browser = browser_of(users[who])
    before = stored()
    for method in (browser.get, browser.head):
        for name, route in our_addresses().items():
            answer(method, address(route, ids.get(name, "")))
    assert stored() == before
    if users[who]:  # not even signed out
        assert browser.session["_auth_user_id"] == str(users[who].pk)


# The check form writes nothing, so it may be sent from anywhere; the API only reads, and its key is
# no cookie that a browser would send along. A mail program sends the form of a signed link by
# itself (RFC 8058); nobody here subscribed.
NO_TOKEN_NEEDED = {
    "check:ask": 422,
    "check:paper": 422,
    "check:number": 422,
    "check:file": 422,
    "letters:stop": 200,
    "api/v1/khong-co": 405,
} | dict.fromkeys([name for name in DOORS if name.startswith("publishing:api_")], 405)


@pytest.mark.parametrize("who", EVERYONE)
def test_nothing_is_sent_without_a_token(world, who):
    users, ids = world
    browser = browser_of(users[who], enforce_csrf_checks=True)
    before = stored()
    for name, route in our_addresses().items():
        for method in (browser.post, browser.put, browser.delete):
            answer = method(address(route, ids.get(name, ""))).status_code
            expected = NO_TOKEN_NEEDED.get(name, 403) if method == browser.post else None
            assert (name, answer) == (name, expected or (405 if name in NO_TOKEN_NEEDED else 403))
    assert stored() == before


STRANGE = [
    "0",
    "999999",
    "9" * 40,
    "-1",
    "x",
    "..",
    "é",
    "😀",
    "\x00",
    "a b",
    "%",
    "'",
    "A" * 400,
]


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("who", [OWNER, PROVINCE])
def test_an_id_that_nobody_has_is_not_found(world, who, strange):
    users, _ = world
    browser = browser_of(users[who])
    open_to = (
        ("monitoring:", "publishing:", "registry:", "core:", "assessing:", "resolution:")
        if who == PROVINCE
        else (
            *("study:", "certificates:", "check:", "transparency:", "proving:"),
            *("badges:", "own_badges:", "checked_badges:", "sharing:", "shared:"),
        )
    )
    found = {
        name: browser.get(address(route, strange)).status_code
        for name, route in our_addresses().items()
        if "<" in route and name.startswith(open_to)
    }
    assert found == dict.fromkeys(found, 404)


def test_the_walk_reaches_what_it_should(world):
    """The table would be worth little if it were walked past an empty house."""
    assert Enrolment.objects.filter(completed_at__isnull=False).count() == 1
    assert Attempt.objects.filter(submitted_at__isnull=True).count() == 1
    assert Certificate.objects.get().state == Certificate.State.VALID
